"""In which time zone the hours of a page are meant."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from django.utils.translation import gettext as _

from courseapp.portal.importing.reading import institutions
from courseapp.portal.importing.reading.ledger import Ledger

_BY_LETTERS = {
    "America/New_York": "ET|EST|EDT|Eastern Time|Eastern",
    "America/Chicago": "CT|CST|CDT|Central Time",
    "America/Denver": "MT|MST|MDT|Mountain Time",
    "America/Los_Angeles": "PT|PST|PDT|Pacific Time|Pacific",
    "Europe/London": "GMT|BST",
    "Europe/Berlin": "CET|CEST|MEZ|MESZ",
    "Asia/Tokyo": "JST",
    "Asia/Singapore": "SGT",
    "Asia/Hong_Kong": "HKT",
    "Australia/Sydney": "AEST|AEDT",
    "UTC": "UTC",
}
_ZONE_OF = {letters: zone for zone, group in _BY_LETTERS.items() for letters in group.split("|")}
# Letters count only behind an hour: "CT" alone is a computed tomography, "PT" a person.
_LETTERS = re.compile(
    r"(?:\d\s*(?:am|pm|a\.m\.|p\.m\.|AM|PM)|[:.h]\d{2}|noon)\s*[,(]*\s*"
    rf"({'|'.join(sorted(_ZONE_OF, key=len, reverse=True))})\b"
)
_IANA = re.compile(r"\b[A-Z][A-Za-z]+/[A-Z][A-Za-z_]+(?:/[A-Z][A-Za-z_]+)?\b")


class UnknownTimeZone(ValueError):
    """A time zone was asked for that the IANA data base does not have."""


@cache
def _names() -> frozenset[str]:
    return frozenset(available_timezones())


def is_zone(name: str) -> bool:
    return name in _names()


def checked(name: str) -> str:
    """Return the name; raise ``UnknownTimeZone`` when there is no such zone."""
    if not is_zone(name):
        raise UnknownTimeZone(
            _("“%(name)s” is no time zone; write it like Europe/London.") % {"name": name}
        )
    return name


def zone_of_page(
    *, asked: str | None, front: str, text: str, institution: str, default: str, ledger: Ledger
) -> str:
    """Decide the zone: as asked, else front matter, the page's words, its institution, default.

    Raises ``UnknownTimeZone`` for a wrong argument; a wrong word on the page is only noted.
    """
    if asked:
        return checked(asked)
    if is_zone(front):
        return front
    if front:
        ledger.note(1, front, _("This is no time zone."))
    named = next((name for name in _IANA.findall(text) if is_zone(name)), "")
    guessed = institutions.zone_of(institution)
    lettered = _LETTERS.search(text)
    said = named or (_ZONE_OF[lettered.group(1)] if lettered else "")
    if said:
        return guessed if not named and guessed and _alike(said, guessed) else said
    if guessed:
        reason = _("The time zone was guessed from the institution: %(zone)s.") % {"zone": guessed}
        ledger.note(1, institution, reason)
        return guessed
    reason = _("The page does not tell its time zone; %(zone)s was taken.") % {"zone": default}
    ledger.note(1, institution, reason)
    return checked(default)


def _alike(one: str, other: str) -> bool:
    """Tell whether two zones show the same hour in winter and in summer."""
    moments = (datetime(2024, month, 15, tzinfo=UTC) for month in (1, 7))
    return all(
        moment.astimezone(ZoneInfo(one)).utcoffset()
        == moment.astimezone(ZoneInfo(other)).utcoffset()
        for moment in moments
    )
