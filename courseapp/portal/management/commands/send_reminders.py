"""One pass over the reminders, for cron; with Celery's beat running it is not needed."""

from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from courseapp.courses import clock
from projects import reminders
from projects.reminder_mail import Reminder


class Command(BaseCommand):
    help = (
        "Puts the reminders that are due into the outbox, once each; `send_mail` sends them. "
        "What is there already stays as it is."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--at",
            metavar="ISO",
            type=moment,
            help="as if it were then, such as 2027-03-10T09:00; without an offset it is read in "
            "the site's TIME_ZONE",
        )
        parser.add_argument("--dry-run", action="store_true", help="only say what would go to whom")

    def handle(self, *, at: datetime | None, dry_run: bool, **_options: Any) -> None:
        now = at or clock.now()
        found = reminders.new_reminders(now=now) if dry_run else reminders.sweep(now=now)
        for reminder in found:
            self.stdout.write(line(reminder))
        wanted = sum(not reminder.skipped for reminder in found)
        done = "would be queued" if dry_run else "queued"
        skipped = len(found) - wanted
        self.stdout.write(
            f"{wanted} {done}, {skipped} skipped for newer ones, at {now.isoformat()}"
        )


def moment(text: str) -> datetime:
    """Return an aware moment in UTC; what has no offset is meant in TIME_ZONE."""
    try:
        given = datetime.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"“{text}” is no moment; write it like 2027-03-10T09:00") from error
    if timezone.is_naive(given):
        given = timezone.make_aware(given)
    return given.astimezone(UTC)


def line(reminder: Reminder) -> str:
    milestone = reminder.rule.milestone
    word = "skipped" if reminder.skipped else "reminder"
    return (
        f"{word} to {reminder.person.email}: {milestone.title} ({milestone.course.slug}), due "
        f"{reminder.due.astimezone(milestone.course.zone).isoformat()}"
    )
