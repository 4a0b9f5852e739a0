"""Who is reminded of what, when: rule 6.

A sweep is a function of the moment over the database: it may run each minute, twice at once, or
again after two days of silence, and puts each reminder into the outbox at most once. The key of a
reminder is rule, person and effective due time, so a deadline that moves makes a new reminder,
and the outbox drops the old one (`reminder_mail.why_not_to_remind`).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from courseapp.courses.models import Membership
from courseapp.mail import outbox
from courseapp.mail.models import MailState, OutgoingMail
from projects import reminder_mail
from projects.deadlines import Deadlines
from projects.models import Each, Milestone, ReminderRule, TeamMember, Work
from projects.owners import Owner
from projects.reminder_mail import KIND, Reminder

DEFAULT_RULES = (timedelta(days=7), timedelta(days=2), timedelta(hours=3))


def sweep(*, now: datetime) -> list[Reminder]:
    """Put what is due for reminding into the outbox; returns what was new."""
    rules = list(ReminderRule.objects.in_force())
    reminders = list(_new_reminders(rules, now=now))
    with transaction.atomic():
        outbox.enqueue(reminder_mail.compose(reminder, now=now) for reminder in reminders)
        # Of two sweeps at once the later word stands; no reminder depends on which.
        ReminderRule.objects.filter(pk__in=[rule.pk for rule in rules]).update(swept_at=now)
    return reminders


def new_reminders(*, now: datetime) -> list[Reminder]:
    """Return what a sweep at `now` would put into the outbox. Writes nothing."""
    return list(_new_reminders(list(ReminderRule.objects.in_force()), now=now))


@dataclass(frozen=True, slots=True)
class Pending:
    """One student who owes one milestone."""

    milestone: Milestone
    member: Membership
    owner: Owner
    due: datetime


@dataclass(frozen=True, slots=True)
class Sent:
    """What the outbox knows already."""

    keys: frozenset[str]
    reminded: frozenset[tuple[str, str]]  # public ids of rule and person, for any due time

    @classmethod
    def load(cls, milestones: Iterable[Milestone]) -> "Sent":
        courses = {milestone.course_id for milestone in milestones}
        rows = OutgoingMail.objects.filter(kind=KIND, course__in=courses)
        keys, reminded = set(), set()
        for key, state in rows.values_list("dedupe_key", "state"):
            keys.add(key)
            if state == MailState.SENT:
                reminded.add(reminder_mail.rule_and_person(key))
        return cls(frozenset(keys), frozenset(reminded))


def _new_reminders(rules: list[ReminderRule], *, now: datetime) -> Iterator[Reminder]:
    of_milestone: dict[Milestone, list[ReminderRule]] = defaultdict(list)
    for rule in rules:
        of_milestone[rule.milestone].append(rule)
    deadlines = Deadlines.load(list(of_milestone))
    # Most milestones lie far ahead or long ago: nobody's students are read for those.
    near = [m for m, its in of_milestone.items() if _is_near(m, its, deadlines, now)]
    if not near:
        return
    sent = Sent.load(near)
    for pending in _pending(near, deadlines):
        for reminder in _of_student(pending, of_milestone[pending.milestone], sent, now):
            if reminder.key not in sent.keys:
                yield reminder


def _is_near(
    milestone: Milestone, rules: list[ReminderRule], deadlines: Deadlines, now: datetime
) -> bool:
    """Whether the first moment of reminding has come, and the last due time has not passed."""
    if milestone.due is None:
        return False
    first = milestone.due - max(rule.before for rule in rules)
    return first <= now < deadlines.last_due(milestone, milestone.due)


def _of_student(
    pending: Pending, rules: list[ReminderRule], sent: Sent, now: datetime
) -> Iterator[Reminder]:
    """Of the rules whose time has come the newest goes, and the older ones are skipped."""
    if pending.due <= now:
        return
    come = [rule for rule in rules if pending.member.joined_at <= pending.due - rule.before <= now]
    for place, rule in enumerate(sorted(come, key=lambda rule: rule.before)):
        reminder = Reminder(
            rule, pending.member.user, pending.owner, pending.due, skipped=place > 0
        )
        if not _repeats(reminder, sent):
            yield reminder


def _repeats(reminder: Reminder, sent: Sent) -> bool:
    """Whether the rule has reminded this person already, for a due time that was moved since,
    and its new time does not lie ahead: an earlier sweep could have seen it come."""
    seen = reminder.rule.swept_at
    return (
        reminder_mail.rule_and_person(reminder.key) in sent.reminded
        and seen is not None
        and reminder.due - reminder.rule.before <= seen
    )


def _pending(milestones: list[Milestone], deadlines: Deadlines) -> Iterator[Pending]:
    """Yield who owes what: three queries, however many students there are."""
    courses = {milestone.course_id for milestone in milestones}
    settled = set(
        Work.objects.settled()
        .filter(milestone__in=milestones)
        .values_list("milestone", "project", "student")
    )
    teams = TeamMember.objects.live().filter(course__in=courses).select_related("project")
    project_of = {(team.course_id, team.user_id): team.project for team in teams}
    members: dict[int, list[Membership]] = defaultdict(list)
    for member in Membership.objects.students().filter(course__in=courses).select_related("user"):
        members[member.course_id].append(member)
    for milestone in milestones:
        for member in members[milestone.course_id]:
            project = project_of.get((member.course_id, member.user_id))
            if milestone.each == Each.STUDENT:
                project = None
            student = None if project else member.user_id
            at = deadlines.due(milestone, project or member.user).at
            if at and (milestone.pk, project and project.pk, student) not in settled:
                yield Pending(milestone, member, project or member.user, at)
