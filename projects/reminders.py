"""Who is reminded of what, when: rule 6.

A sweep is a function of the moment over the database: it may run each minute, twice at once, or
again after two days of silence, and puts each reminder into the outbox at most once. The key of a
reminder is rule, person and effective due time, so a deadline that moves makes a new reminder
and the outbox drops the old one (`why_not_to_remind`).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from courseapp.courses.models import Course, Membership, User
from courseapp.courses.moments import in_words
from courseapp.mail import outbox
from courseapp.mail.models import MailState, OutgoingMail
from projects.deadlines import Deadlines, Due, due_for
from projects.models import Each, Milestone, Project, ReminderRule, TeamMember, Work
from projects.owners import Owner, own_page, owned_by, owner_for

KIND = "reminder"
DEFAULT_RULES = (timedelta(days=7), timedelta(days=2), timedelta(hours=3))
SKIPPED = "a later reminder took its place while the app was down"


@dataclass(frozen=True, slots=True)
class Reminder:
    """One reminder to one person; `skipped` when a newer one of the same deadline goes instead."""

    rule: ReminderRule
    person: User
    owner: Owner
    due: datetime
    skipped: bool = False

    @property
    def key(self) -> str:
        return f"{KIND}:{self.rule.public_id}:{self.person.public_id}:{self.due.isoformat()}"


def sweep(*, now: datetime) -> list[Reminder]:
    """Put what is due for reminding into the outbox; returns what was new."""
    reminders = list(new_reminders(now=now))
    outbox.enqueue(_mail(reminder, now=now) for reminder in reminders)
    return reminders


def new_reminders(*, now: datetime) -> Iterator[Reminder]:
    """Yield what a sweep at `now` would put into the outbox. Writes nothing."""
    wanted = list(_reminders(now=now))
    known = _known_keys(reminder.key for reminder in wanted)
    return (reminder for reminder in wanted if reminder.key not in known)


def _known_keys(keys: Iterable[str]) -> set[str]:
    listed, known = list(keys), set()
    for start in range(0, len(listed), 500):
        batch = OutgoingMail.objects.filter(dedupe_key__in=listed[start : start + 500])
        known.update(batch.values_list("dedupe_key", flat=True))
    return known


def _reminders(*, now: datetime) -> Iterator[Reminder]:
    rules: dict[Milestone, list[ReminderRule]] = defaultdict(list)
    for rule in ReminderRule.objects.in_force():
        rules[rule.milestone].append(rule)
    if not rules:
        return
    milestones = list(rules)
    deadlines = Deadlines.load(milestones)
    handed_in = _handed_in(milestones)
    for milestone, students in _students(milestones):
        for person, owner in students:
            due = deadlines.due(milestone, owner)
            if (milestone.pk, owner) not in handed_in:
                yield from _for_person(rules[milestone], person, owner, due, now)


def _for_person(
    rules: Iterable[ReminderRule], person: User, owner: Owner, due: Due, now: datetime
) -> Iterator[Reminder]:
    """Of the rules whose time has come, the newest goes; the older ones are skipped."""
    if due.at is None or due.at <= now:
        return
    come = [rule for rule in rules if due.at - rule.before <= now]
    for place, rule in enumerate(sorted(come, key=lambda rule: rule.before)):
        yield Reminder(rule, person, owner, due.at, skipped=place > 0)


def _handed_in(milestones: list[Milestone]) -> set[tuple[int, Owner]]:
    works = Work.objects.handed_in().filter(milestone__in=milestones)
    return {
        (work.milestone_id, work.project or work.student)
        for work in works.select_related("project", "student")
        if work.project or work.student
    }


def _students(milestones: list[Milestone]) -> Iterator[tuple[Milestone, list[tuple[User, Owner]]]]:
    """Yield each milestone with its active students and in whose name they hand in."""
    courses = {milestone.course_id for milestone in milestones}
    members = Membership.objects.students().filter(course__in=courses).select_related("user")
    teams = TeamMember.objects.live().filter(course__in=courses).select_related("project")
    project_of = {(team.course_id, team.user_id): team.project for team in teams}
    people: dict[int, list[User]] = defaultdict(list)
    for member in members:
        people[member.course_id].append(member.user)
    for milestone in milestones:
        course = milestone.course_id
        if milestone.each == Each.STUDENT:
            yield milestone, [(person, person) for person in people[course]]
        else:
            yield (
                milestone,
                [(person, project_of.get((course, person.pk), person)) for person in people[course]],
            )


def _mail(reminder: Reminder, *, now: datetime) -> OutgoingMail:
    milestone = reminder.rule.milestone
    mail = outbox.mail_to(
        reminder.person,
        kind=KIND,
        key=reminder.key,
        subject=_subject(milestone, reminder.due),
        body=_body(milestone, reminder.due),
        course=milestone.course,
        grounds={
            "milestone": milestone.pk,
            "project": reminder.owner.pk if isinstance(reminder.owner, Project) else None,
            "due": reminder.due.isoformat(),
        },
        now=now,
    )
    if reminder.skipped:
        mail.state, mail.last_error = MailState.SKIPPED, SKIPPED
    return mail


def _subject(milestone: Milestone, due: datetime) -> str:
    course = milestone.course
    return _("%(code)s: “%(milestone)s” is due %(moment)s") % {
        "code": course.code or course.title,
        "milestone": milestone.title,
        "moment": in_words(due, course),
    }


def _body(milestone: Milestone, due: datetime) -> str:
    course: Course = milestone.course
    lines = [
        _("“%(milestone)s” in %(course)s has not been handed in yet.")
        % {"milestone": milestone.title, "course": course.title},
        _("It is due %(moment)s.") % {"moment": in_words(due, course)},
        "",
        own_page(course),
    ]
    return "\n".join(lines)


def why_not_to_remind(mail: OutgoingMail, now: datetime) -> str:
    """Asked just before sending: does what the reminder says still hold? "" if it does."""
    milestone = Milestone.objects.select_related("course").filter(pk=mail.grounds["milestone"])
    if (found := milestone.first()) is None or not found.course.is_open:
        return "the milestone is gone or its course is not open"
    person = mail.recipient
    if not Membership.objects.students().filter(course=found.course, user=person).exists():
        return "the person has left the course"
    owner = owner_for(person, found)
    if Work.objects.handed_in().filter(milestone=found, **owned_by(owner)).exists():
        return "it has been handed in"
    at = due_for(found, owner).at
    if at is None or at.isoformat() != mail.grounds["due"]:
        return "the due time has moved"
    return "" if at > now else "the due time has passed"
