"""One pass over the outbox, for cron; with a Celery worker running it is not needed."""

from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand

from courseapp.courses import clock
from courseapp.mail.models import MailState, OutgoingMail
from courseapp.mail.sending import send_ready


class Command(BaseCommand):
    help = "Sends the mail that is ready, until none is left."

    def handle(self, **_options: Any) -> None:
        total: Counter[MailState] = Counter()
        while outcome := send_ready(now=clock.now()):
            total += outcome
        words = {
            MailState.SENT: "sent",
            MailState.READY: "to be tried again",
            MailState.SKIPPED: "not needed any more",
            MailState.FAILED: "given up",
        }
        said = [f"{total[state]} {word}" for state, word in words.items()]
        left = OutgoingMail.objects.due(clock.now()).count()
        self.stdout.write(", ".join([*said, f"{left} still waiting"]))
