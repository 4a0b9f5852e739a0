"""Celery's door to the projects."""

from celery import shared_task

from courseapp.courses import clock
from projects import reminders, sweeping


@shared_task(name="projects.sweep_reminders")
def sweep_reminders() -> None:
    reminders.sweep(now=clock.now())


@shared_task(name="projects.sweep_orphaned_files")
def sweep_orphaned_files() -> None:
    # Files carry the machine's time, so a demo's clock must not make them look old.
    sweeping.sweep_orphans(now=clock.real_now())
    sweeping.sweep_uploads(now=clock.real_now())
