"""`manage.py import_course FILE --slug S`: the page of a course becomes a running course.

FILE may be the zip of an export as well: then the course becomes what it was.
"""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from courseapp.courses import clock
from courseapp.portal.importing.command_input import InputRefused, read_input, read_zip_input
from courseapp.portal.importing.page import CoursePage
from courseapp.portal.importing.report import as_json
from courseapp.portal.importing.saving.whole_page import ImportRefused, Saved, save_page
from courseapp.portal.importing.summary import summary
from courseapp.portal.restoring.opening import RestoreRefused, is_zip
from courseapp.portal.restoring.restoring_course import restore_course
from courseapp.portal.restoring.summary import restored_report, restored_summary


class Command(BaseCommand):
    help = (
        "Make a course of its page in Markdown, or bring the course up to date with it. A new "
        "course is open at once, as its page was. What people edited since is kept and told. "
        "The zip of an export becomes the course that it was."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "file", metavar="FILE", help="the page, - reads standard input; or a zip"
        )
        parser.add_argument("--slug", help="the course's name in addresses; a zip has one")
        parser.add_argument("--year", help="the year in which the term begins")
        parser.add_argument("--timezone", metavar="TZ", help="such as America/New_York")
        parser.add_argument("--base-url", metavar="URL", help="where the page stood, for its links")
        parser.add_argument("--references", metavar="FILE", help="references by anchor")
        parser.add_argument("--department", metavar="SLUG", help="of a course that is new")
        parser.add_argument("--dry-run", action="store_true", help="tell, and write nothing")
        parser.add_argument("--json", action="store_true", help="tell as JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            if is_zip(Path(options["file"])):
                self._restore(options)
            else:
                self._import(options)
        except RestoreRefused as error:
            raise CommandError(str(error)) from error
        except (InputRefused, ImportRefused) as error:
            raise CommandError(str(error)) from error
        except DatabaseError as error:
            raise CommandError(f"The database refused it; nothing was written. {error}") from error

    def _import(self, options: dict[str, Any]) -> None:
        asked = read_input(options)
        saved = save_page(
            asked.page,
            by=None,
            now=clock.now(),
            department=asked.department,
            dry_run=options["dry_run"],
        )
        self._tell(asked.page, saved, options)

    def _restore(self, options: dict[str, Any]) -> None:
        asked = read_zip_input(options)
        restored = restore_course(
            asked.path,
            slug=asked.slug,
            department=asked.department,
            by=None,
            now=clock.now(),
            dry_run=options["dry_run"],
        )
        if options["json"]:
            self.stdout.write(json.dumps(restored_report(restored), indent=2, ensure_ascii=False))
        else:
            self.stdout.write(restored_summary(restored, dry_run=options["dry_run"]))

    def _tell(self, page: CoursePage, saved: Saved, options: dict[str, Any]) -> None:
        if not options["json"]:
            self.stdout.write(summary(page, saved, dry_run=options["dry_run"]))
            return
        report = as_json(page)
        report["notes"] = [*report["notes"], *(note.as_json() for note in saved.notes)]
        self.stdout.write(json.dumps(report, indent=2, ensure_ascii=False))
