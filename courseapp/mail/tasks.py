"""Celery's door to the outbox."""

import logging

from celery import shared_task
from kombu.exceptions import OperationalError

from courseapp.courses import clock
from courseapp.mail import sending

logger = logging.getLogger(__name__)


@shared_task(name="mail.send_ready")
def send_ready() -> None:
    """Send until nothing is ready; each batch asks the clock anew."""
    while sending.send_ready(now=clock.now()):
        pass


def wake() -> None:
    """Ask a worker to look at the outbox now. No broker: beat's or cron's next sweep does it."""
    try:
        send_ready.apply_async(retry=False)
    except (OperationalError, OSError) as error:
        logger.warning("No broker to wake a worker; the next sweep sends. %s", error)
