"""What an import did, for a person at a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _

from courseapp.portal.importing.page import CoursePage
from courseapp.portal.importing.saving.whole_page import Saved


def summary(page: CoursePage, saved: Saved, *, dry_run: bool) -> str:
    """Return what was made, changed and kept, and then the notes by line."""
    return "\n".join((*_head(saved, dry_run=dry_run), *_notes(page, saved)))


def _head(saved: Saved, *, dry_run: bool) -> Iterator[str]:
    course = saved.course
    if saved.is_new:
        yield _("%(course)s: new and open, at %(address)s") % _names(saved)
    elif saved.wrote:
        yield _("%(course)s: brought up to date, at %(address)s") % _names(saved)
    else:
        yield _("%(course)s: nothing to change, at %(address)s") % _names(saved)
    zone = _("All dates are meant in %(zone)s.") % {"zone": course.time_zone}
    yield zone
    for words, counts in (
        (_("made"), saved.created),
        (_("changed"), saved.changed),
        (_("left as people made them"), saved.kept),
    ):
        if counts:
            yield f"  {words}: {_counted(counts)}"
    if dry_run:
        yield _("This was a dry run: nothing was written.")


def _names(saved: Saved) -> dict[str, str]:
    return {"course": str(saved.course), "address": saved.course.get_absolute_url()}


def _counted(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{kind} {count}" for kind, count in counts.items())


def _notes(page: CoursePage, saved: Saved) -> Iterator[str]:
    notes: list[tuple[int | None, str, str]]
    notes = [(note.line, note.text, note.reason) for note in page.notes]
    notes += [(note.line, note.text, note.reason) for note in saved.notes]
    if not notes:
        return
    yield ""
    yield _("To look at:")
    for line, text, reason in sorted(notes, key=lambda note: note[0] or 0):
        where = _("line %d") % line if line else _("course")
        yield f"  {where}: {text}\n    {reason}"
