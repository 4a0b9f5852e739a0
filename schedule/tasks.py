"""Celery's door to the schedule."""

from celery import shared_task

from courseapp.courses import clock
from schedule import sweeping


@shared_task(name="schedule.sweep_orphaned_files")
def sweep_orphaned_files() -> None:
    # Files carry the machine's time, so a demo's clock must not make them look old.
    sweeping.sweep_orphans(now=clock.real_now())
