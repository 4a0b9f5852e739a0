"""The address of one's own calendar: made, renewed and revoked by its owner."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse

from courseapp.courses import audit
from courseapp.courses.addresses import absolute
from courseapp.courses.models import User
from courseapp.portal.models import CalendarToken
from courseapp.portal.models.calendar import make_token


@transaction.atomic
def renew(person: User, *, now: datetime) -> CalendarToken:
    """Give the person an address; the one they had before ends."""
    values = {"token": make_token(), "made_at": now, "told": {}}
    token, _ = CalendarToken.objects.update_or_create(user=person, defaults=values)
    audit.record("renew calendar address", subject=person, course=None, by=person, now=now)
    return token


@transaction.atomic
def revoke(person: User, *, now: datetime) -> None:
    """End the person's address; without one nothing happens."""
    if CalendarToken.objects.filter(user=person).delete()[0]:
        audit.record("revoke calendar address", subject=person, course=None, by=person, now=now)


def address_of(token: CalendarToken) -> str:
    """Return the address at which the owner's app reads the calendar."""
    return absolute(reverse("portal:own_calendar", args=[token.token]))


def subscribing(address: str) -> str:
    """Return the address as a link that opens the calendar app of a phone or computer."""
    return f"webcal://{address.partition('://')[2]}"
