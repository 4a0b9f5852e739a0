"""Writes a clone as its plan says: rows copied, dates moved, everything in draft. Mails nobody."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from typing import Any, TypeVar

from django.core.files.storage import default_storage
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from courseapp.courses import audit
from courseapp.courses.changing import sign
from courseapp.courses.enrolling import enrol, find_or_create_person
from courseapp.courses.models import Course, CourseState, Role, User
from courseapp.portal.cloning.planning import CloneRefused, Plan
from projects.models import Milestone
from schedule.models import Break, Lecture, LectureLink, TutoringSession
from schedule.models.lecture import name_of_file

Row = TypeVar("Row", bound=models.Model)
# A copy is a row of its own.
FRESH = frozenset(
    {"public_id", "revision", "created_at", "changed_at", "page_version", "page_changed_at"}
)


def clone(plans: Iterable[Plan], *, by: User | None, now: datetime) -> list[Course]:
    """Write the clones, all or none. Raises CloneRefused, in words.

    Files are copied before the transaction, and removed if it fails.
    """
    wanted = list(plans)
    files = {plan: _copied_files(plan.source) for plan in wanted}
    try:
        with transaction.atomic():
            return [_write(plan, files[plan], by=by, now=now) for plan in wanted]
    except IntegrityError as error:
        _forget(files.values())
        raise CloneRefused(_("Somebody has just made a course of the same name.")) from error
    except BaseException:
        _forget(files.values())
        raise


def _copied_files(course: Course) -> dict[int, str]:
    """Store a copy of each lecture's file; return the names by the link's primary key."""
    links = LectureLink.objects.filter(lecture__course=course).exclude(file="")
    copied = {}
    for link in links:
        with link.file.open() as content:
            copied[link.pk] = default_storage.save(name_of_file(link, link.file_name), content)
    return copied


def _forget(files: Iterable[dict[int, str]]) -> None:
    for names in files:
        for name in names.values():
            with suppress(OSError):
                default_storage.delete(name)


def _write(plan: Plan, files: dict[int, str], *, by: User | None, now: datetime) -> Course:
    course = _Copying(plan, files, by=by, now=now).course
    told = {"source": plan.source.public_id, "starts": plan.asked.starts.isoformat()}
    audit.record("clone", subject=course, course=course, by=by, now=now, **told)
    return course


class _Copying:
    def __init__(
        self, plan: Plan, files: dict[int, str], *, by: User | None, now: datetime
    ) -> None:
        self.plan, self.files, self.by, self.now = plan, files, by, now
        self.course = self._course()
        self._staff()
        for pattern in plan.patterns:
            days = {
                "from_day": plan.day(pattern.from_day),
                "until_day": plan.day(pattern.until_day),
            }
            self._copy(pattern, course=self.course, **days, host_id=self._if_staff(pattern.host_id))
        self._breaks()
        for lecture in plan.lectures:
            if plan.is_kept(lecture):
                self._lecture(lecture)
        self._tracks()
        for milestone in plan.milestones:
            self._milestone(milestone)

    def _copy(self, row: Row, **changes: Any) -> Row:
        kept = {
            field.attname: getattr(row, field.attname)
            for field in row._meta.concrete_fields
            if not field.primary_key and field.name not in FRESH
        }
        for name in changes:
            kept.pop(f"{name}_id", None)
        copy = type(row)(**{**kept, **changes})
        sign(copy, by=self.by, now=self.now)
        copy.save()
        return copy

    def _course(self) -> Course:
        plan = self.plan
        course = self._copy(
            plan.source,
            slug=plan.asked.slug,
            term=plan.term,
            first_day=plan.asked.starts,
            last_day=plan.last_day,
            state=CourseState.DRAFT,
        )
        for link in plan.source.links.all():
            self._copy(link, course=course)
        return course

    def _staff(self) -> None:
        """The same people in the same order, or those who were named; nobody's accommodation."""
        before = list(self.plan.source.memberships.staff().select_related("user"))
        titles = {(row.user_id, row.role): row.title for row in before}
        if self.plan.asked.staff is None:
            people = [(row.user, Role(row.role)) for row in before]
        else:
            people = [
                (find_or_create_person(email=one.email, name=one.name), one.role)
                for one in self.plan.asked.staff
            ]
        for place, (person, role) in enumerate(people):
            title = titles.get((person.pk, role), "")
            given = {"title": title, "position": place, "by": self.by, "now": self.now}
            enrol(person=person, course=self.course, role=role, **given)  # type: ignore[arg-type]
        self.staff = {person.pk for person, _role in people}

    def _if_staff(self, person: int | None) -> int | None:
        return person if person in self.staff else None

    def _breaks(self) -> None:
        for one in self.plan.shift.new.off:
            self._save(
                Break(course=self.course, title=one.title, first_day=one.first, last_day=one.last)
            )

    def _save(self, row: models.Model) -> None:
        sign(row, by=self.by, now=self.now)
        row.save()

    def _lecture(self, lecture: Lecture) -> None:
        plan = self.plan
        copy = self._copy(
            lecture,
            course=self.course,
            day=plan.day(lecture.day),
            week=plan.week(lecture),
            attendance_at=None,
        )
        for link in lecture.links.all():
            self._copy(link, lecture=copy, file=self.files.get(link.pk, ""))
        for reference in lecture.references.all():
            self._copy(reference, lecture=copy)

    def _tracks(self) -> None:
        tracks = {}
        for track in self.plan.source.tracks.all():
            tracks[track.pk] = self._copy(track, course=self.course)
            for resource in track.resources.all():
                self._copy(resource, track=tracks[track.pk])
        for session in self.plan.sessions:
            self._session(session, tracks[session.track_id])

    def _session(self, session: TutoringSession, track: Any) -> None:
        copy = self._copy(
            session,
            track=track,
            day=self.plan.day(session.day),
            published_at=None,
            attendance_at=None,
        )
        copy.tutors.set(person for person in session.tutors.all() if person.pk in self.staff)
        for row in (*session.readings.all(), *session.questions.all()):
            self._copy(row, session=copy)

    def _milestone(self, milestone: Milestone) -> None:
        plan = self.plan
        copy = self._copy(
            milestone,
            course=self.course,
            due=plan.due(milestone),
            opens=plan.beside_due(milestone, milestone.opens),
            closes=plan.beside_due(milestone, milestone.closes),
            keeps_date=plan.is_pinned(milestone),
        )
        for rule in milestone.reminder_rules.all():
            self._copy(rule, milestone=copy, swept_at=None)
