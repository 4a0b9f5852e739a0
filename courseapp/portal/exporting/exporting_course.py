"""Exporting a course: the one verb that page and command call."""

from datetime import datetime
from typing import IO

from django.utils.translation import gettext as _

from courseapp.courses import audit
from courseapp.courses.models import Course, User
from courseapp.portal.exporting.form import ExportRefused
from courseapp.portal.exporting.gathering import gather, snapshot
from courseapp.portal.exporting.page_text import page_of
from courseapp.portal.exporting.zipping import write_zip

EXPORT = "courses.export_course"
EXPORT_PEOPLE = "courses.export_people"


def export_course(
    course: Course, *, to: IO[bytes], with_people: bool, by: User | None, now: datetime
) -> None:
    """Write the export of `course` into `to`, which must be able to seek.

    `by` is None where the machine's own administrator exports at the command line, without
    people; people go only to an admin of the course's department. The audit entry is written
    first: whoever asked for it is known, whatever comes of it. Raises ExportRefused.
    """
    check(course, with_people=with_people, by=by)
    audit.record("export", subject=course, course=course, by=by, now=now, with_people=with_people)
    with snapshot():
        seen = Course.objects.select_related("department").get(pk=course.pk)
        gathered, page = gather(seen, with_people=with_people), page_of(seen)
    write_zip(gathered, page, to)


def check(course: Course, *, with_people: bool, by: User | None) -> None:
    """Raise ExportRefused unless `by` may have this export."""
    if by is None and not with_people:
        return
    permission = EXPORT_PEOPLE if with_people else EXPORT
    if by is None or not by.is_active or not by.has_perm(permission, course):
        raise ExportRefused(
            _("Only an admin of the course's department exports it with people.")
            if with_people
            else _("Only who leads the course exports it.")
        )
