"""The Celery app and beat's schedule.

The database is the truth and the broker only wakes workers: every task here may run twice, late
or never, and the next sweep finds what is due from the database alone.
"""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "courseapp.settings")

app = Celery("courseapp")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

MINUTE = 60.0
DAY = 24 * 60 * MINUTE

# `expires`: a tick that waited longer than its own period is answered by the next one.
app.conf.beat_schedule = {
    "sweep-reminders": {
        "task": "projects.sweep_reminders",
        "schedule": MINUTE,
        "options": {"expires": MINUTE},
    },
    "send-mail": {
        "task": "mail.send_ready",
        "schedule": MINUTE,
        "options": {"expires": MINUTE},
    },
    "sweep-orphaned-files": {
        "task": "projects.sweep_orphaned_files",
        "schedule": DAY,
        "options": {"expires": DAY},
    },
    "sweep-orphaned-files-of-lectures": {
        "task": "schedule.sweep_orphaned_files",
        "schedule": DAY,
        "options": {"expires": DAY},
    },
}
