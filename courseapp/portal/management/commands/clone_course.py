"""`manage.py clone_course SLUG NEW --starts DATE`: a course again, in the next term."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_slug

from courseapp.courses import clock
from courseapp.courses.models import Course
from courseapp.portal.cloning.copying import clone
from courseapp.portal.cloning.given import NotUnderstood, read_breaks
from courseapp.portal.cloning.planning import Asked, CloneRefused, Line, Plan
from courseapp.portal.cloning.terms import DaysOff


class Command(BaseCommand):
    help = (
        "Make a course again for another term: dates move by teaching weeks, staff and rules are "
        "copied, students and their work are not, and everything is a draft. Nobody is mailed."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", help="the course that there is")
        parser.add_argument("new", help="the name of the new one in addresses")
        parser.add_argument(
            "--starts", required=True, metavar="DATE", help="first day, such as 2028-01-24"
        )
        parser.add_argument("--term", default="", help="such as “Spring 2028”")
        parser.add_argument(
            "--break",
            dest="breaks",
            action="append",
            default=[],
            metavar="DAYS",
            help="a break of the new term, such as “2028-03-13 2028-03-19 Spring break”",
        )
        parser.add_argument(
            "--pin",
            action="append",
            metavar="ID",
            help="a milestone that keeps its calendar date, others move (none named: as it says)",
        )
        parser.add_argument("--dry-run", action="store_true", help="rehearse: tell, write nothing")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            plan = Plan(_source(options["slug"]), _asked(options))
            self._tell(plan)
            if not options["dry_run"]:
                [course] = clone([plan], by=None, now=clock.now())
                self.stdout.write(f"\nMade “{course}” as a draft: {course.get_absolute_url()}")
        except (CloneRefused, NotUnderstood) as error:
            raise CommandError(str(error)) from error

    def _tell(self, plan: Plan) -> None:
        self.stdout.write(f"{plan.source.slug} → {plan.asked.slug}, {plan.term}")
        for day in plan.clock_changes:
            self.stdout.write(f"The clock is set on {day:%a %d %b %Y}.")
        for line in plan.lines:
            self.stdout.write(_in_words(line))


def _in_words(line: Line) -> str:
    remarks = f"  ({'; '.join(line.remarks)})" if line.remarks else ""
    pinned = "  (keeps its date)" if line.pinned else ""
    return f"{_day(line.old):>22} → {_day(line.new):22} {line.kind}: {line.title}{pinned}{remarks}"


def _day(day: date | None) -> str:
    if day is None:
        return "no date"
    return f"{day:%a %d %b %Y %H:%M}" if hasattr(day, "hour") else f"{day:%a %d %b %Y}"


def _source(slug: str) -> Course:
    course = Course.objects.filter(slug=slug).first()
    if course is None:
        raise CommandError(f"There is no course “{slug}”.")
    return course


def _asked(options: dict[str, Any]) -> Asked:
    new = options["new"]
    try:
        validate_slug(new)
    except ValidationError as error:
        raise CommandError(f"“{new}” is no slug: letters, digits, - and _.") from error
    pins = options["pin"]
    return Asked(
        slug=new,
        starts=_date(options["starts"]),
        off=_breaks(options["breaks"]),
        term=options["term"],
        pinned=None if pins is None else frozenset(pins),
    )


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"“{text}” is no date; write it like 2028-01-24.") from error


def _breaks(lines: list[str]) -> tuple[DaysOff, ...]:
    return read_breaks("\n".join(lines))
