"""Writes the page of a course into the database, in one transaction.

The first import makes the course. Every later one follows the page where people have not touched
the course since, leaves alone what they wrote, moved or deleted, and tells about it. The same page
twice changes nothing: no revision, no page version, no history. Nobody is mailed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from courseapp.courses import audit
from courseapp.courses.enrolling import find_or_create_person
from courseapp.courses.models import Course, CourseState, Department, Membership, User
from courseapp.portal.importing.page import CoursePage
from courseapp.portal.importing.saving.course_facts import course_values, notes_on
from courseapp.portal.importing.saving.fitting import fit, is_address
from courseapp.portal.importing.saving.kinds import BELOW_COURSE, STAFF, Wanted
from courseapp.portal.importing.saving.making import assign
from courseapp.portal.importing.saving.matching import Values
from courseapp.portal.importing.saving.merging import plain
from courseapp.portal.importing.saving.nouns import nouns_of
from courseapp.portal.importing.saving.placing import Placing, Tally, remember
from courseapp.portal.importing.saving.remarks import Remark
from courseapp.portal.models import ImportedNoun

COURSE_KEY = "course"


class ImportRefused(Exception):
    """Why a page was not written into a course, in words."""


@dataclass(frozen=True, slots=True)
class Saved:
    """What an import did: how many nouns of each kind it made, changed and left to people.

    `notes` say what it could not write as told, line by line, and what people had changed.
    """

    course: Course
    is_new: bool
    created: Mapping[str, int]
    changed: Mapping[str, int]
    kept: Mapping[str, int]
    notes: tuple[Remark, ...]

    @property
    def wrote(self) -> bool:
        return self.is_new or bool(self.created or self.changed)


def save_page(
    page: CoursePage,
    *,
    by: User | None,
    now: datetime,
    department: Department | None = None,
    state: CourseState = CourseState.OPEN,
    dry_run: bool = False,
) -> Saved:
    """Write a page into the course of its slug; `state` is for a course that is new.

    A dry run does the same and takes it back, so that what it tells is what would happen.
    Raises ImportRefused for an archived course.
    """
    with transaction.atomic():
        saved = _save(page, by=by, now=now, department=department, state=state)
        transaction.set_rollback(dry_run)
    return saved


def _save(
    page: CoursePage,
    *,
    by: User | None,
    now: datetime,
    department: Department | None,
    state: CourseState,
) -> Saved:
    values, losses = fit(Course, course_values(page))
    course = Course.objects.select_for_update().filter(slug=page.course.slug).first()
    is_new = course is None
    if course is None:
        course = _new_course(page, values, department or department_for(page), state)
    elif course.state == CourseState.ARCHIVED:
        raise ImportRefused(_("The course “%s” is archived; nothing was changed.") % course.slug)
    placing = Placing(course, by=by, now=now)
    placing.tally.remarks += [*notes_on(page), *(Remark(None, course.title, one) for one in losses)]
    # The course itself comes first: what follows raises its page version behind its back.
    _follow(placing, course, values, is_new=is_new)
    placing.place(STAFF, _staff(page), parent=course)
    wanted = list(nouns_of(page, hosts=_hosts(course), now=now))
    for kind in BELOW_COURSE:
        placing.place(kind, [noun for noun in wanted if noun.kind is kind], parent=course)
    saved = _told(course, placing.tally, is_new=is_new)
    if saved.wrote:
        counts = {"created": dict(saved.created), "changed": dict(saved.changed)}
        audit.record("import", subject=course, course=course, by=by, now=now, **counts)
    return saved


def _told(course: Course, tally: Tally, *, is_new: bool) -> Saved:
    course.refresh_from_db()
    notes = tuple(tally.remarks)
    return Saved(course, is_new, tally.created, tally.changed, tally.kept, notes)


def _new_course(
    page: CoursePage, values: Values, department: Department, state: CourseState
) -> Course:
    course = Course(slug=page.course.slug, department=department, state=state)
    assign(course, values)
    course.save()
    return course


def department_for(page: CoursePage) -> Department:
    """Return the only department there is, else the one named like the page's institution."""
    if (only := Department.objects.all()[:2]) and len(only) == 1:
        return only[0]
    name = page.course.institution or _("Department")
    slug = slugify(name)[:50].strip("-") or "department"
    department, _created = Department.objects.get_or_create(
        slug=slug, defaults={"name": name[:200]}
    )
    return department


def _follow(placing: Placing, course: Course, values: Values, *, is_new: bool) -> None:
    record = ImportedNoun.objects.filter(course=course, key=COURSE_KEY).first()
    if not is_new:
        said = record.values if record else {}
        placing.change(
            course, values, last=said, called=course.title, line=None, plural=_("course")
        )
    if record:
        remember(record, values)
        return
    ImportedNoun.objects.create(
        course=course, key=COURSE_KEY, object_id=course.pk, values=dict(values)
    )


def _staff(page: CoursePage) -> list[Wanted]:
    """Return one membership for each address; who has none is in the course's text."""
    people = {
        person.email.casefold(): person
        for person in reversed(page.staff)
        if is_address(person.email)
    }
    return [
        Wanted(
            STAFF,
            person.name,
            {
                "user_id": find_or_create_person(email=person.email, name=person.name[:150]).pk,
                "role": plain(person.role),
                "title": plain(person.title),
                "position": place,
            },
            person.line,
        )
        for place, person in enumerate(reversed(people.values()))
    ]


def _hosts(course: Course) -> dict[str, int]:
    staff = Membership.objects.staff().filter(course=course).select_related("user")
    return {member.user.name: member.user_id for member in staff}
