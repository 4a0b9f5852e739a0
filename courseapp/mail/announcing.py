"""Announcements: published, edited, withdrawn; and the mail that goes with each of these.

Publishing puts one mail a member into the outbox. Until it has gone out it follows what becomes
of the announcement: an edit rewrites it, withdrawing takes it back, publishing again revives it.
What went out stays out, and nobody ever gets the same announcement twice: its key says so.

Each verb touches the announcement's row before its mails, so two of them never interleave. A
sender looks at a mail once more with its row locked (`sending`), so it stands wholly before or
wholly after a verb.
"""

from collections import defaultdict
from datetime import datetime

from django.db import models, transaction

from courseapp.courses import audit
from courseapp.courses.models import Announcement, Course, User
from courseapp.mail import announcement_mail, outbox
from courseapp.mail.delivery import Plan, is_urgent, plan, zone_of
from courseapp.mail.models import Delivery, MailPreference, MailState, OutgoingMail
from courseapp.mail.models.outgoing import OutgoingMailQuerySet

WITHDRAWN = "it was withdrawn"
# What has not gone out yet. A digest that gathered a mail reads it anew just before it is sent.
REWRITTEN = (MailState.READY, MailState.HELD, MailState.GATHERED)
EDITED = ("title", "body", "concerns")


@transaction.atomic
def publish(announcement: Announcement, *, by: User, now: datetime) -> None:
    """Show an announcement on the course page from now on, and mail it to every active member
    but its author; publishing twice changes nothing. Nobody is mailed from a course that is not
    open. Raises `StaleError` if somebody changed it since it was read."""
    if announcement.published_at is not None:
        return
    announcement.published_at = now
    announcement.save(update_fields=["published_at"])
    audit.record("publish", subject=announcement, course=announcement.course, by=by, now=now)
    if announcement.course.is_open:
        _mail(announcement, now=now)


@transaction.atomic
def edit(announcement: Announcement, *, by: User, now: datetime, **values: object) -> list[str]:
    """Set `values` (some of title, body, concerns) and rewrite the mails that wait. Returns the
    names of what changed; where nothing did, nothing is written. Raises `StaleError` if somebody
    changed it since it was read."""
    stored = Announcement.objects.get(pk=announcement.pk)
    for name in EDITED:
        setattr(announcement, name, values.get(name, getattr(announcement, name)))
    changed = [n for n in EDITED if getattr(stored, n) != getattr(announcement, n)]
    if not changed:
        return []
    announcement.save(update_fields=changed)
    audit.record(
        "change",
        subject=announcement,
        course=announcement.course,
        by=by,
        now=now,
        fields=changed,
    )
    _rewrite(announcement, now=now)
    return changed


@transaction.atomic
def withdraw(announcement: Announcement, *, by: User, now: datetime) -> None:
    """Make it a draft again. Mails that wait are not sent; withdrawing twice changes nothing.
    Raises `StaleError` if somebody changed it since it was read."""
    if announcement.published_at is None:
        return
    announcement.published_at = None
    announcement.save(update_fields=["published_at"])
    audit.record("withdraw", subject=announcement, course=announcement.course, by=by, now=now)
    # Whoever has taken one to send it asks whether it holds; the row is theirs.
    free = mails_of(announcement).waiting().filter(leased_until__isnull=True)
    free.update(state=MailState.SKIPPED, last_error=WITHDRAWN)


def mails_of(announcement: Announcement) -> OutgoingMailQuerySet:
    """Return its mails, whatever became of them."""
    prefix = f"{announcement_mail.KIND}:{announcement.public_id}:"
    rows: OutgoingMailQuerySet = OutgoingMail.objects.filter(dedupe_key__startswith=prefix)
    return rows


def _mail(announcement: Announcement, *, now: datetime) -> None:
    plans = _plans(announcement, now=now)
    known = mails_of(announcement).filter(recipient__in=[person.pk for person in plans])
    had = known.exists()
    outbox.enqueue(
        announcement_mail.compose(announcement, person, how, now=now)
        for person, how in plans.items()
    )
    if had:
        _revive(known, plans)
        _rewrite(announcement, now=now)


def _plans(announcement: Announcement, *, now: datetime) -> dict[User, Plan]:
    """Return who is to be mailed, and how; three queries, however many they are."""
    course: Course = announcement.course
    members = User.objects.filter(
        memberships__in=course.memberships.active(), is_active=True
    ).exclude(pk=announcement.author_id)
    people = list(members)
    chosen = MailPreference.objects.of([person.pk for person in people])
    plans = {
        person: plan(
            chosen.get(person.pk, Delivery.AT_ONCE),
            concerns=announcement.concerns,
            zone=zone_of(person, course),
            now=now,
        )
        for person in people
    }
    return {person: how for person, how in plans.items() if how is not None}


def _revive(known: OutgoingMailQuerySet, plans: dict[User, Plan]) -> None:
    """Let those that were withdrawn before they went out wait again; one statement for all who
    wait in the same way."""
    alike: dict[Plan, list[int]] = defaultdict(list)
    for person, how in plans.items():
        alike[how].append(person.pk)
    for how, people in alike.items():
        skipped = known.filter(state=MailState.SKIPPED, recipient__in=people)
        skipped.update(state=how.state, not_before=how.not_before, attempts=0, last_error="")


def _rewrite(announcement: Announcement, *, now: datetime) -> None:
    mails = mails_of(announcement)
    mails.filter(state__in=REWRITTEN).update(
        subject=announcement_mail.subject(announcement), body=announcement_mail.body(announcement)
    )
    if is_urgent(announcement.concerns, now=now):
        later = mails.waiting().filter(not_before__gt=now, attempts=0)
        if later.update(state=MailState.READY, not_before=now):
            outbox.wake_after_commit()


def waiting_of(course: Course) -> dict[str, tuple[int, datetime]]:
    """Return how many mails of each announcement of a course still wait, and when the first of
    them goes out, by the announcement's public id; one query."""
    rows = OutgoingMail.objects.waiting().filter(kind=announcement_mail.KIND, course=course)
    counted = (
        rows.order_by()
        .values_list("grounds__announcement")
        .annotate(models.Count("pk"), models.Min("not_before"))
    )
    return {public_id: (number, first) for public_id, number, first in counted}
