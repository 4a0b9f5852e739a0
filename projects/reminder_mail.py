"""A reminder as mail: its key, its words, and whether it still holds when it is sent."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from courseapp.courses.models import Membership, User
from courseapp.courses.moments import in_words
from courseapp.mail import outbox
from courseapp.mail.models import MailState, OutgoingMail
from projects.deadlines import due_for
from projects.models import Milestone, ReminderRule, Work
from projects.owners import Owner, own_page, owned_by, owner_for

KIND = "reminder"
SUPERSEDED = "a later reminder took its place"


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


def rule_and_person(key: str) -> tuple[str, str]:
    """Return the public ids of rule and person from a reminder's key."""
    _kind, rule, person, _due = key.split(":", 3)
    return rule, person


def compose(reminder: Reminder, *, now: datetime) -> OutgoingMail:
    """Return the unsaved mail; a skipped reminder is one that is never sent, for the record."""
    milestone = reminder.rule.milestone
    mail = outbox.mail_to(
        reminder.person,
        kind=KIND,
        key=reminder.key,
        subject=_subject(milestone, reminder.due),
        body=_body(milestone, reminder.due),
        course=milestone.course,
        grounds={"rule": reminder.rule.pk, "due": reminder.due.isoformat()},
        now=now,
    )
    if reminder.skipped:
        mail.state, mail.last_error = MailState.SKIPPED, SUPERSEDED
    return mail


def _subject(milestone: Milestone, due: datetime) -> str:
    course = milestone.course
    return _("%(code)s: “%(milestone)s” is due %(moment)s") % {
        "code": course.code or course.title,
        "milestone": milestone.title,
        "moment": in_words(due, course),
    }


def _body(milestone: Milestone, due: datetime) -> str:
    course = milestone.course
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
    rules = ReminderRule.objects.select_related("milestone__course")
    rule = rules.filter(pk=mail.grounds["rule"]).first()
    if rule is None or not rule.milestone.course.is_open:
        return "its rule is gone or its course is not open"
    milestone, person = rule.milestone, mail.recipient
    if not Membership.objects.students().filter(course=milestone.course, user=person).exists():
        return "the person has left the course"
    owner = owner_for(person, milestone)
    if Work.objects.settled().filter(milestone=milestone, **owned_by(owner)).exists():
        return "it has been handed in, or is excused"
    at = due_for(milestone, owner).at
    if at is None or at.isoformat() != mail.grounds["due"]:
        return "the due time has moved"
    if at <= now:
        return "the due time has passed"
    return SUPERSEDED if _has_newer(rule, at, now) else ""


def _has_newer(rule: ReminderRule, due: datetime, now: datetime) -> bool:
    """Whether the time of another rule has come meanwhile: the mail server may have been away
    for days, and two reminders of one deadline at the same moment help nobody."""
    closer = ReminderRule.objects.filter(
        milestone=rule.milestone, before__lt=rule.before, before__gte=due - now
    )
    return closer.exists()
