"""An announcement as mail: its key, its words, and whether it still holds when it is sent."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from courseapp.courses.addresses import absolute
from courseapp.courses.models import Announcement, CourseState, Membership, User
from courseapp.mail import outbox
from courseapp.mail.delivery import Plan
from courseapp.mail.models import Delivery, MailPreference, OutgoingMail

KIND = "announcement"


def key_of(announcement: Announcement, person: User) -> str:
    return f"{KIND}:{announcement.public_id}:{person.public_id}"


def compose(announcement: Announcement, person: User, plan: Plan, *, now: datetime) -> OutgoingMail:
    """Return the unsaved mail to one person; its words are the same for everybody."""
    mail = outbox.mail_to(
        person,
        kind=KIND,
        key=key_of(announcement, person),
        subject=subject(announcement),
        body=body(announcement),
        course=announcement.course,
        grounds={"announcement": announcement.public_id},
        now=now,
    )
    mail.state, mail.not_before = plan.state, plan.not_before
    return mail


def subject(announcement: Announcement) -> str:
    course = announcement.course
    return outbox.one_line(f"{course.code or course.title}: {announcement.title}")


def body(announcement: Announcement) -> str:
    course = announcement.course.title
    why = _("You get this as a member of “%(course)s”.") % {"course": course}
    return "\n\n".join([course, announcement.title, *words(announcement), f"{why}\n{ways_out()}"])


def words(announcement: Announcement) -> list[str]:
    """Return what it says, and where it stands: the paragraphs that a digest takes over."""
    page = _("The course page: %(address)s") % {
        "address": absolute(announcement.course.get_absolute_url())
    }
    return [text for text in (announcement.body.strip(), page) if text]


def ways_out() -> str:
    """Return the line that tells how to hear of news in another way."""
    return _("At once, once a day or not by mail, that is yours to choose: %(address)s") % {
        "address": preferences_page()
    }


def preferences_page() -> str:
    return absolute(reverse("portal:preferences"))


def announcement_of(mail: OutgoingMail) -> Announcement | None:
    """Return what a mail tells of, as it is now."""
    rows = Announcement.objects.select_related("course")
    found: Announcement | None = rows.filter(public_id=mail.grounds["announcement"]).first()
    return found


def why_not_to_announce(mail: OutgoingMail, now: datetime) -> str:
    """Asked just before sending, and before it goes into a digest: "" if it still holds."""
    announcement = announcement_of(mail)
    if announcement is None or announcement.published_at is None:
        return "it was withdrawn"
    if announcement.course.state != CourseState.OPEN:
        return "its course is not open"
    members = Membership.objects.active().filter(course=announcement.course)
    if not members.filter(user=mail.recipient_id).exists():
        return "the person has left the course"
    refused = MailPreference.objects.filter(user=mail.recipient_id, delivery=Delivery.NONE)
    return "the person wants no news by mail" if refused.exists() else ""
