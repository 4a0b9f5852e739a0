"""What a clone would be: every date, old and new, with what there is to be said of it. Nothing is
written here; `copying` follows the plan to the letter."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from courseapp.courses.models import Course, Role
from courseapp.portal.cloning.calendar_facts import clock_changes, public_holidays
from courseapp.portal.cloning.terms import DaysOff, Shift, Term, name_of_term, same_date_near
from projects.models import Milestone
from schedule.models import Lecture, LectureKind, MeetingPattern, TutoringSession
from schedule.occurrences import existing


class CloneRefused(Exception):
    """Why a course cannot be cloned like this, in words."""


@dataclass(frozen=True, slots=True)
class Person:
    email: str
    name: str
    role: Role


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person asks for. `staff` None: as before. `pinned` are the public ids of milestones
    that keep their calendar date, None: as each milestone says."""

    slug: str
    starts: date
    off: tuple[DaysOff, ...] = ()
    term: str = ""
    staff: tuple[Person, ...] | None = None
    pinned: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One date. `old` and `new` are days, or moments in the course's zone; `remarks` what a
    person should look at; `pin` is set for a milestone that may keep its date."""

    kind: str
    title: str
    old: date | None
    new: date | None
    remarks: tuple[str, ...] = ()
    pin: str = ""
    pinned: bool = False


class Plan:
    """The clone of one course, as asked. Reads the course once; pure after that."""

    def __init__(self, source: Course, asked: Asked) -> None:
        self.source, self.asked = source, asked
        self.patterns: Sequence[MeetingPattern] = list(source.meeting_patterns.all())
        self.lectures: Sequence[Lecture] = list(source.lectures.all())
        self.sessions: Sequence[TutoringSession] = list(
            TutoringSession.objects.filter(track__course=source)
            .select_related("track")
            .order_by("track__position", "track", "number", "pk")
        )
        self.milestones: Sequence[Milestone] = list(source.milestones.in_order())
        self.old_off = tuple(
            DaysOff(row.title, row.first_day, row.last_day) for row in source.breaks.all()
        )
        self.check()

    def check(self) -> None:
        for one in self.asked.off:
            if one.last < one.first:
                raise CloneRefused(_("“%s” ends before it begins.") % one.title)
        if Course.objects.filter(slug=self.asked.slug).exists():
            raise CloneRefused(_("There is a course “%s” already.") % self.asked.slug)

    # --- Dates ------------------------------------------------------------------------------

    @cached_property
    def shift(self) -> Shift:
        first, last = self._span()
        new_off = sorted(self.asked.off, key=lambda one: one.first)
        return Shift(Term(first, self.old_off), last, Term(self.asked.starts, tuple(new_off)))

    def _span(self) -> tuple[date, date]:
        """The old term; where the course does not say, from its first dated row to its last."""
        found = [*(row.day for row in self.lectures), *(row.day for row in self.sessions)]
        days = [day for day in found if day is not None]
        days += [self._local(one.due).date() for one in self.milestones if one.due]
        first = self.source.first_day or min(days, default=self.asked.starts)
        last = self.source.last_day or max(days, default=first)
        return first, max(first, last)

    @property
    def term(self) -> str:
        return self.asked.term or name_of_term(self.asked.starts)

    @property
    def last_day(self) -> date:
        return self.shift.new_last

    def day(self, old: date | None) -> date | None:
        return None if old is None else self.shift.move(old)

    def moment(self, old: datetime | None, *, pinned: bool = False) -> datetime | None:
        """Return the new moment: the same hour on the wall, on the new day."""
        if old is None:
            return None
        local = self._local(old)
        moved = self.shift.move(local.date())
        day = same_date_near(local.date(), moved) if pinned else moved
        return existing(day, local.time(), self.source.zone)

    def _local(self, moment: datetime) -> datetime:
        return moment.astimezone(self.source.zone)

    def is_pinned(self, milestone: Milestone) -> bool:
        if self.asked.pinned is None:
            return milestone.keeps_date
        return milestone.public_id in self.asked.pinned

    def due(self, milestone: Milestone) -> datetime | None:
        return self.moment(milestone.due, pinned=self.is_pinned(milestone))

    def beside_due(self, milestone: Milestone, old: datetime | None) -> datetime | None:
        """Return the new `opens` or `closes`: as many days from the new due time as it was from
        the old one, at its own hour; so their order stays."""
        due = self.due(milestone)
        if old is None or milestone.due is None or due is None:
            return self.moment(old)
        before, local = self._local(milestone.due), self._local(old)
        day = self._local(due).date() + (local.date() - before.date())
        return existing(day, local.time(), self.source.zone)

    def week(self, lecture: Lecture) -> int | None:
        """Return the number of the lecture's week: where the old page counted the weeks of the
        calendar, breaks included, the new one does too."""
        old, new = lecture.day, self.day(lecture.day)
        if lecture.week is None or old is None or new is None or not self._counts_breaks:
            return lecture.week
        moved = _weeks(self.shift.new.first, new) - _weeks(self.shift.old.first, old)
        return max(1, lecture.week + moved)

    @cached_property
    def _counts_breaks(self) -> bool:
        numbered = [row for row in self.lectures if row.week is not None and row.day is not None]
        first = self.shift.old.first
        return len({row.week - _weeks(first, row.day) for row in numbered}) == 1  # type: ignore[operator,arg-type]

    def is_kept(self, lecture: Lecture) -> bool:
        """A row that only says that there is a break goes: the new term has its own breaks."""
        in_break = lecture.day is not None and self.shift.old.is_off(lecture.day)
        return not (lecture.kind == LectureKind.BREAK and in_break)

    # --- What a person is shown ---------------------------------------------------------------

    @cached_property
    def holidays(self) -> dict[date, str]:
        return public_holidays(self.source.zone, first=self.asked.starts, last=self.last_day)

    @cached_property
    def clock_changes(self) -> list[date]:
        return clock_changes(self.source.zone, first=self.asked.starts, last=self.last_day)

    @cached_property
    def lines(self) -> list[Line]:
        return [line for line in self._all_lines() if line.old or line.new or line.remarks]

    def _all_lines(self) -> Iterator[Line]:
        yield from (
            *self._course_lines(),
            *self._pattern_lines(),
            *(
                self._line(_("lecture"), str(row), row.day)
                for row in self.lectures
                if self.is_kept(row)
            ),
            *(self._line(row.track.name, str(row), row.day) for row in self.sessions),
            *(self._milestone_line(row) for row in self.milestones),
        )

    def _course_lines(self) -> Iterator[Line]:
        old, new = self.shift.old, self.shift.new
        yield Line(_("course"), _("first day"), self.source.first_day, new.first)
        yield Line(_("course"), _("last day"), self.source.last_day, self.last_day)
        for place in range(max(len(old.off), len(new.off))):
            was = old.off[place] if place < len(old.off) else None
            then = new.off[place] if place < len(new.off) else None
            title = then.title if then else was.title if was else ""
            remarks = () if then else (_("no such break is given for the new term"),)
            yield Line(
                _("break"), title, was.first if was else None, then.first if then else None, remarks
            )

    def _pattern_lines(self) -> Iterator[Line]:
        for pattern in self.patterns:
            changes = [
                _("the clock is set in the night of %s, in its hours") % day.isoformat()
                for day in self.clock_changes
                if day.weekday() == pattern.weekday and not _exists(day, pattern, self.source)
            ]
            old, new = pattern.from_day, self.day(pattern.from_day)
            yield Line(_("weekly"), str(pattern), old, new, tuple(changes))

    def _line(self, kind: str, title: str, old: date | None) -> Line:
        new = self.day(old)
        return Line(kind, title, old, new, tuple(self._remarks(new)))

    def _milestone_line(self, row: Milestone) -> Line:
        due, pinned = self.due(row), self.is_pinned(row)
        old = self._local(row.due) if row.due else None
        remarks = list(self._remarks(due.date() if due else None))
        if due and old and due.time() != old.time():
            remarks.append(_("the clock is set that night: the hour moves"))
        can_be_pinned = row.public_id if row.due else ""
        return Line(
            _("milestone"), row.title, old, due, tuple(remarks), pin=can_be_pinned, pinned=pinned
        )

    def _remarks(self, day: date | None) -> Iterable[str]:
        if day is None:
            return
        if name := self.holidays.get(day):
            yield _("a holiday: %s") % name
        if pause := self.shift.new.is_off(day):
            yield _("in the break “%s”") % pause.title
        if not self.shift.new.first <= day <= self.last_day:
            yield _("outside of the term")

    @property
    def fingerprint(self) -> str:
        """Tells whether what is confirmed is what was shown."""
        asked = self.asked
        told = [
            self.source.revision,
            self.source.page_version,
            (asked.slug, asked.starts, asked.off, self.term, asked.staff),
            self.lines,  # with what is pinned
        ]
        return hashlib.sha256(repr(told).encode()).hexdigest()


def _weeks(first: date, day: date) -> int:
    monday = first - timedelta(days=first.weekday())
    return (day - monday).days // 7


def _exists(day: date, pattern: MeetingPattern, course: Course) -> bool:
    def on_the_wall(hour: time) -> bool:
        return existing(day, hour, course.zone).time() == hour

    return on_the_wall(pattern.start) and on_the_wall(pattern.end)
