"""What an address has told of its owner's own due times.

An app may keep what it read until a higher SEQUENCE and a later LAST-MODIFIED come with it. The
course's own rows raise both through its page's version. An extension does not, and when it is
withdrawn no row of it is left; so what was told is remembered here, and a due time that is not
what was told last is told as changed. Otherwise somebody would go on believing in a date that is
no longer theirs.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from courseapp.portal.calendar.events import Version
from courseapp.portal.models import CalendarToken
from projects.models import Milestone


@dataclass(frozen=True, slots=True)
class Changes:
    """How often one's own due time was told as changed, and when last."""

    count: int = 0
    last: datetime | None = None

    def on_top_of(self, version: Version) -> Version:
        changed_at = max(version.changed_at, self.last or version.changed_at)
        return Version(version.sequence + self.count, changed_at)


def dues_told(
    token: CalendarToken, dues: Mapping[Milestone, datetime], *, now: datetime
) -> dict[Milestone, Changes]:
    """Return the changes of each due time, and remember those that are told now for the first
    time. No query if nothing changed. `dues` are those that are told, the person's own."""
    told = dict(token.told)
    for milestone, own in dues.items():
        due = _written(own)
        before = told.get(milestone.public_id) or {"due": _written(milestone.due), "count": 0}
        if due != before["due"]:
            told[milestone.public_id] = {
                "due": due,
                "count": before["count"] + 1,
                "last": now.replace(microsecond=0).isoformat(),
            }
    if told != token.told:
        CalendarToken.objects.filter(pk=token.pk).update(told=told)
        token.told = told
    return {milestone: _changes(told.get(milestone.public_id)) for milestone in dues}


def _written(due: datetime | None) -> str | None:
    return due.astimezone(UTC).isoformat() if due else None


def _changes(kept: dict[str, Any] | None) -> Changes:
    return Changes(kept["count"], datetime.fromisoformat(kept["last"])) if kept else Changes()
