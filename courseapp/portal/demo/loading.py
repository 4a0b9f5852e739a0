"""Loads the demo: the course of a page like those that people write, in the term that is now."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from courseapp.courses.models import Course
from courseapp.mail.models import MailState, OutgoingMail
from courseapp.mail.sending import send_ready
from courseapp.portal.demo.meetings import open_office_hours
from courseapp.portal.demo.people import enrol_people
from courseapp.portal.demo.story import Story
from courseapp.portal.demo.term import midterm_of, moved, weeks_to_move
from courseapp.portal.demo.tutoring import plan_tutoring
from courseapp.portal.importing.page import CoursePage
from courseapp.portal.importing.reading.whole_page import read_page
from courseapp.portal.importing.saving.whole_page import save_page
from projects.models import Milestone, MilestoneKind
from schedule.models import Break

SLUG = "mathsdl"
FOLDER = Path(__file__).parent
PAGE_YEAR = 2019
PAGE_ZONE = "America/New_York"
PAGE_ADDRESS = "https://courses.example.edu/mathsdl/"
TO_FILES = "django.core.mail.backends.filebased.EmailBackend"
STALE_AFTER = timedelta(weeks=1)
MINUTE = timedelta(minutes=1)


class NotADemo(Exception):
    """Passwords that everyone knows are loaded into a demo only."""


@dataclass(frozen=True, slots=True)
class Loaded:
    course: Course
    is_new: bool


def load_demo(*, now: datetime) -> Loaded:
    """Load the demo course as of `now`, or leave everything as it is where it has been loaded."""
    if not settings.DEMO:
        message = _("The demo's passwords are known to everyone: it is loaded with DEMO=1 only.")
        raise NotADemo(message)
    if course := demo_course():
        return Loaded(course, is_new=False)
    with transaction.atomic():
        return Loaded(_load(now), is_new=True)


def demo_course() -> Course | None:
    return Course.objects.filter(slug=SLUG).first()


def demo_page() -> CoursePage:
    """Return the page of the demo course, in its own year."""
    return read_page(
        (FOLDER / "course.md").read_text(encoding="utf-8"),
        slug=SLUG,
        year=PAGE_YEAR,
        timezone=PAGE_ZONE,
        base_url=PAGE_ADDRESS,
        references=(FOLDER / "references.md").read_text(encoding="utf-8"),
        default_timezone=PAGE_ZONE,
    )


def days_past_midterm(course: Course, *, now: datetime) -> int | None:
    """Return how long ago mid-term was, if that is so long that the demo has lost its point."""
    first: date | None = (
        Break.objects.filter(course=course).values_list("first_day", flat=True).first()
    )
    past = course.local_date(now) - first if first else timedelta(0)
    return past.days if past > STALE_AFTER else None


def _load(now: datetime) -> Course:
    zone = ZoneInfo(PAGE_ZONE)
    page = demo_page()
    page = moved(page, weeks_to_move(page, today=now.astimezone(zone).date()))
    first_day = page.course.first_day or midterm_of(page)
    before_term = datetime.combine(first_day - timedelta(days=5), time(10), zone)
    course = save_page(page, by=None, now=before_term).course
    people = enrol_people(course, now=before_term)
    plan_tutoring(course, tutor=people.tutor, midterm=midterm_of(page))
    open_office_hours(course, people)
    _keep_date_of_final(course)
    abstract = Milestone.objects.get(course=course, kind=MilestoneKind.ABSTRACT)
    for deed in Story(course, abstract, people, now=now).deeds():
        deed.do(now=deed.at)
        _deliver(now=min(deed.at + MINUTE, now))
    return course


def _keep_date_of_final(course: Course) -> None:
    """The final is due on 1 May, whatever the term."""
    for final in course.milestones.filter(kind=MilestoneKind.FINAL):
        final.keeps_date = True
        final.save(update_fields=["keeps_date"])


def _deliver(*, now: datetime) -> None:
    """Let the mail of a past moment have been sent then. It goes into files that `/demo/mail/`
    shows; where mail would really be sent it is only marked, for nobody waits for it."""
    if settings.EMAIL_BACKEND == TO_FILES:
        send_ready(now=now, limit=1000)
        return
    OutgoingMail.objects.due(now).update(state=MailState.SENT, sent_at=now)
