"""Which version counts: rule 3."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from projects.models import Work


class Version(NamedTuple):
    """What tells whether a version counts, and whether a form was sent twice."""

    pk: int
    form_key: str
    late_by: timedelta
    withdrawn_at: datetime | None


def versions_of(work: Work) -> list[Version]:
    """Return all versions of a work, the newest last; one query."""
    rows = work.submissions.order_by("version").values_list(*Version._fields)
    return [Version(*row) for row in rows]


def choose_counting(work: Work, versions: Sequence[Version]) -> None:
    """Let the version count that rule 3 says: the last on-time one that is not withdrawn, and
    only where there is none, the last late one. A late upload never hides an on-time one."""
    kept = [version for version in versions if version.withdrawn_at is None]
    on_time = [version for version in kept if not version.late_by]
    counting = next((version.pk for version in reversed(on_time or kept)), None)
    if work.counting_id != counting:
        work.counting_id = counting
        work.save(update_fields=["counting"])
