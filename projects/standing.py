"""Where a student stands with each milestone: due when, begun, handed in or not.

What pages show of it are sentences; nothing in here knows of grades.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from courseapp.courses.models import User
from projects.deadlines import Due
from projects.models import Milestone, Project, Work, WorkState
from projects.own_teams import OwnTeams
from projects.owners import Owner


class State(TextChoices):
    NOT_OPEN = "not_open", _("Not open yet")
    NOT_BEGUN = "not_begun", _("Not begun")
    DRAFT = "draft", _("Draft, not handed in")
    ON_TIME = "on_time", _("Handed in on time")
    LATE = "late", _("Handed in late")
    OVERDUE = "overdue", _("Not handed in, and past due")
    CLOSED = "closed", _("Not handed in, and closed")
    EXCUSED = "excused", _("Excused, nothing to hand in")


DONE = frozenset({State.ON_TIME, State.LATE, State.EXCUSED})
TO_DO = frozenset({State.NOT_BEGUN, State.DRAFT, State.OVERDUE})


@dataclass(frozen=True, slots=True)
class Standing:
    """One milestone for one owner at `now`. `late_by` is None while nothing that counts is
    handed in, `work` before anything was written (and in lists, which do not need it)."""

    milestone: Milestone
    owner: Owner
    due: Due
    now: datetime
    is_excused: bool = False
    late_by: timedelta | None = None
    has_draft: bool = False
    work: Work | None = None

    @property
    def state(self) -> State:
        if self.is_excused:
            return State.EXCUSED
        if self.late_by is not None:
            return State.LATE if self.late_by else State.ON_TIME
        return self._open_state()

    def _open_state(self) -> State:
        """The state while nothing that counts is handed in."""
        opens = self.milestone.opens
        if opens is not None and self.now < opens:
            return State.NOT_OPEN
        if self.due.is_closed(self.now):
            return State.CLOSED
        if not self.due.is_on_time(self.now):
            return State.OVERDUE
        return State.DRAFT if self.has_draft else State.NOT_BEGUN

    @property
    def is_past_due(self) -> bool:
        return self.due.at is not None and self.due.at < self.now

    @property
    def is_team(self) -> bool:
        return isinstance(self.owner, Project)

    @property
    def is_not_open(self) -> bool:
        return self._open_state() == State.NOT_OPEN

    @property
    def tone(self) -> str:
        """The colour of its sentence: done, to be done now, or later."""
        if self.is_done:
            return "ok"
        return "due" if self.is_to_do else "later"

    @property
    def is_to_do(self) -> bool:
        return self.milestone.course.is_open and self.state in TO_DO

    @property
    def is_done(self) -> bool:
        return self.state in DONE

    @property
    def takes_more(self) -> bool:
        """Whether a version, the first or another, can be handed in at this moment."""
        closed = self._open_state() in {State.NOT_OPEN, State.CLOSED}
        return self.milestone.course.is_open and not closed

    def nearness(self) -> tuple[bool, bool, float]:
        """What lists are sorted by: what is to be done first, then by distance from now; what
        has no date comes last."""
        at = self.due.at
        away = 0.0 if at is None else abs((at - self.now).total_seconds())
        return not self.is_to_do, at is None, away


def standings(person: User, milestones: Sequence[Milestone], *, now: datetime) -> list[Standing]:
    """Return where this student stands with each of the milestones (with their course), in
    their order, with the work itself. Three queries beside the person's memberships."""
    teams = OwnTeams.load(person)
    deadlines = teams.deadlines()
    works = Work.objects.for_standing().filter(milestone__in=milestones).order_by()
    mine = works.owned_by(person, teams.projects.values())
    by_owner = {(work.milestone_id, work.project_id, work.student_id): work for work in mine}

    def standing(milestone: Milestone) -> Standing:
        owner, key = teams.owner(milestone)
        due, work = deadlines.due(milestone, owner), by_owner.get(key)
        if work is None:
            return Standing(milestone, owner, due, now)
        return Standing(
            milestone,
            owner,
            due,
            now,
            is_excused=work.state == WorkState.EXCUSED,
            late_by=work.counting.late_by if work.counting else None,
            has_draft=hasattr(work, "draft"),
            work=work,
        )

    return [standing(milestone) for milestone in milestones]
