"""What restoring did, for a person at a terminal and for scripts."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from courseapp.portal.importing.report import as_json
from courseapp.portal.restoring.restoring_course import Restored


def restored_summary(restored: Restored, *, dry_run: bool) -> str:
    return "\n".join(_lines(restored, dry_run=dry_run))


def _lines(restored: Restored, *, dry_run: bool) -> Iterator[str]:
    course = restored.course
    told = {"course": course, "address": course.get_absolute_url()}
    if restored.ids_are_new:
        yield _("%(course)s: restored with new ids, at %(address)s") % told
    else:
        yield _("%(course)s: restored as it was, at %(address)s") % told
    rows = ", ".join(f"{name} {number}" for name, number in restored.made.items())
    if rows:
        yield f"  {_('made')}: {rows}"
    if dry_run:
        yield _("This was a dry run: nothing was written.")
    if restored.notes:
        yield ""
        yield _("To look at:")
        yield from (f"  {note}" for note in restored.notes)


def restored_report(restored: Restored) -> dict[str, Any]:
    """Return what the report of a page says, and what only an export has."""
    report = as_json(restored.page)
    report["notes"] = [
        {"line": None, "text": str(restored.course), "reason": note} for note in restored.notes
    ]
    report["restored"] = {
        "with_people": restored.with_people,
        "ids_are_new": restored.ids_are_new,
        "made": dict(restored.made),
    }
    return report
