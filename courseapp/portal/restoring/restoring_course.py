"""Making a course of its export: all of it or nothing, in one transaction, and nobody is mailed."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _

from courseapp.courses import audit
from courseapp.courses.models import Course, CourseState, Department, User
from courseapp.portal.exporting import values
from courseapp.portal.exporting.page_values import page_values
from courseapp.portal.exporting.tables import SHARED, nouns
from courseapp.portal.importing.page import CoursePage
from courseapp.portal.restoring.document import Document, read_document
from courseapp.portal.restoring.files import check_files, stored
from courseapp.portal.restoring.identities import Identities
from courseapp.portal.restoring.opening import Archive, RestoreRefused, opened
from courseapp.portal.restoring.people import department_of, id_of_department, people_of
from courseapp.portal.restoring.rows import Rows
from projects.models import Submission


@dataclass(frozen=True, slots=True)
class Restored:
    """What restoring did. `ids_are_new` where the export's own were taken by the original; `page`
    is what the course's page says now."""

    course: Course
    page: CoursePage
    with_people: bool
    ids_are_new: bool
    made: Mapping[str, int]
    notes: tuple[str, ...]


def restore_course(
    path: Path,
    *,
    slug: str | None = None,
    department: Department | None = None,
    by: User | None,
    now: datetime,
    dry_run: bool = False,
) -> Restored:
    """Make the course that the export at `path` tells, under another slug if one is given.

    Files are compared and stored before the transaction begins, and removed if it fails. A dry
    run does the same with the database and takes it back, and stores no file. Raises
    RestoreRefused; then nothing was saved.
    """
    with opened(path) as archive:
        document = read_document(archive)
        check_files(archive, document)
        return _restored(archive, document, slug, department, by=by, now=now, dry_run=dry_run)


def _restored(
    archive: Archive,
    document: Document,
    slug: str | None,
    department: Department | None,
    *,
    by: User | None,
    now: datetime,
    dry_run: bool,
) -> Restored:
    try:
        with stored(archive, document, dry_run=dry_run) as files, transaction.atomic():
            saved = _save(document, files.keys, slug, department, by=by, now=now)
            files.may_be_named = True
            transaction.set_rollback(dry_run)
    except DatabaseError as error:
        raise RestoreRefused(
            _("The database failed: %s") % str(error).strip().split("\n", maxsplit=1)[0]
        ) from error
    return saved


def _save(
    document: Document,
    keys: Mapping[str, str],
    slug: str | None,
    department: Department | None,
    *,
    by: User | None,
    now: datetime,
) -> Restored:
    slug = slug or _slug(document)
    if Course.objects.filter(slug=slug).exists():
        raise RestoreRefused(
            _("There is a course “%s” already; give the restored one another name by --slug.")
            % slug
        )
    identities = Identities(document)
    rows = Rows(document, identities, keys)
    home = department or department_of(document)
    rows.know(id_of_department(document), home)
    for public_id, person in people_of(document):
        rows.know(public_id, person)
    state = _state(document, identities)
    # A page that somebody kept of an earlier course of this id is not taken for this one's.
    own = {"slug": slug, "page_version": int(now.timestamp()), **state}
    rows.write(over={Course: own})
    course = Course.objects.get(slug=slug)
    _begin_history(document, course, by=by, now=now)
    told = {"with_people": document.with_people, "ids_are_new": identities.are_new}
    audit.record("restore", subject=course, course=course, by=by, now=now, **told)
    notes = tuple(_notes(document, course, identities, is_draft=bool(state)))
    return Restored(
        course,
        page_values(course),
        document.with_people,
        identities.are_new,
        _made(document),
        notes,
    )


def _slug(document: Document) -> str:
    try:
        slug: str = values.read(Course._meta.get_field("slug"), document.course.get("slug"))
    except values.ValueRefused as error:
        raise RestoreRefused(_("The course of the export has no slug.")) from error
    return slug


def _state(document: Document, identities: Identities) -> dict[str, Any]:
    """Two open courses with the same people would remind everybody twice."""
    is_copy = identities.are_new and document.with_people
    return {"state": CourseState.DRAFT} if is_copy else {}


def _begin_history(document: Document, course: Course, *, by: User | None, now: datetime) -> None:
    """Without people an export has no history; it begins with what was restored."""
    if document.with_people:
        return
    for table in nouns(document.tables):
        if manager := getattr(table.model, "history", None):
            rows = table.model._base_manager.filter(course=course)
            reason = _("restored from an export")
            manager.bulk_history_create(
                rows, default_user=by, default_date=now, default_change_reason=reason
            )


def _made(document: Document) -> dict[str, int]:
    """Return how many rows there are of each noun, by its name in the plural."""
    found: Counter[str] = Counter()
    for table in nouns(document.tables):
        if table.model not in SHARED and table.model is not Course:
            found[str(table.model._meta.verbose_name_plural)] = len(document.of(table))
    return {name: number for name, number in found.items() if number}


def _notes(
    document: Document, course: Course, identities: Identities, *, is_draft: bool
) -> Iterator[str]:
    if identities.are_new:
        yield _(
            "Its original is on this machine: everything got new ids, so addresses, calendars and"
            " receipts of the original lead to the original."
        )
    if is_draft:
        yield _("It is a draft: two open courses would remind the same people twice.")
    if identities.are_new and document.rows.get(Submission._meta.label):
        yield _("Receipts keep the ids under which they were signed.")
    if course.state == CourseState.OPEN and document.with_people:
        yield _("It is open: reminders of what is due go out from here as well.")
