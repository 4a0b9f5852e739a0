"""How a person wants to hear of news."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from courseapp.courses import audit
from courseapp.courses.models import User
from courseapp.mail import announcement_mail, outbox
from courseapp.mail.delivery import WAIT, is_urgent, next_morning, zone_of
from courseapp.mail.models import Delivery, MailPreference, MailState, OutgoingMail


@transaction.atomic
def choose_delivery(person: User, *, delivery: Delivery, now: datetime) -> None:
    """Let news reach a person at once, once a day or not by mail; also what waits already."""
    preference, _made = MailPreference.objects.update_or_create(
        user=person, defaults={"delivery": delivery}
    )
    audit.record(
        "choose_delivery",
        subject=preference,
        course=None,
        by=person,
        now=now,
        delivery=str(delivery),
    )
    if delivery == Delivery.AT_ONCE:
        _no_longer_held(person)
    elif delivery == Delivery.DAILY:
        _hold(person, now=now)
    # Not by mail: what waits is asked just before it would go out, and is skipped then.


def _no_longer_held(person: User) -> None:
    held = OutgoingMail.objects.filter(recipient=person, state=MailState.HELD)
    if held.update(state=MailState.READY, not_before=F("created_at") + WAIT):
        outbox.wake_after_commit()


def _hold(person: User, *, now: datetime) -> None:
    ready = OutgoingMail.objects.filter(
        recipient=person,
        kind=announcement_mail.KIND,
        state=MailState.READY,
        attempts=0,
        leased_until__isnull=True,
    )
    for mail in ready.select_related("course"):
        announcement = announcement_mail.announcement_of(mail)
        morning = next_morning(mail.not_before, zone_of(person, mail.course))
        concerns = announcement.concerns if announcement else None
        if is_urgent(concerns, now=now) or (concerns and now < concerns <= morning):
            continue
        # Only if no sender has taken it meanwhile.
        ready.filter(pk=mail.pk).update(state=MailState.HELD, not_before=morning)
