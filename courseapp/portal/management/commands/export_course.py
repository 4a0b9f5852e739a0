"""`manage.py export_course SLUG --output F`: a course as one zip, for keeping or moving it."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from courseapp.courses import clock
from courseapp.courses.models import Course, User
from courseapp.portal.exporting.exporting_course import export_course
from courseapp.portal.exporting.form import ExportRefused
from courseapp.portal.exporting.output import OutputRefused, written_whole


class Command(BaseCommand):
    help = (
        "Write a course as one zip: its page, everything as JSON, its files. Students and their "
        "work are in it only with --with-people, for an admin of the course's department."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", metavar="SLUG", help="the course's name in addresses")
        parser.add_argument("--output", required=True, metavar="F", help="the zip to write")
        parser.add_argument(
            "--with-people", action="store_true", help="students and their work too"
        )
        parser.add_argument("--by", metavar="EMAIL", help="who exports; --with-people asks for it")
        parser.add_argument("--force", action="store_true", help="replace a file that is there")

    def handle(self, *_args: Any, **options: Any) -> None:
        course = Course.objects.filter(slug=options["slug"]).first()
        if course is None:
            raise CommandError(f"There is no course “{options['slug']}”.")
        target = Path(options["output"])
        try:
            with written_whole(target, force=options["force"]) as file:
                export_course(
                    course,
                    to=file,
                    with_people=options["with_people"],
                    by=_person(options["by"]),
                    now=clock.now(),
                )
        except (ExportRefused, OutputRefused) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{course}: exported to {target}")


def _person(email: str | None) -> User | None:
    if email is None:
        return None
    person = User.objects.filter(email__iexact=email).first()
    if person is None:
        raise CommandError(f"There is nobody with the address {email}.")
    return person
