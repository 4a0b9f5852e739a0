"""The course page's phrases: what is made of several fields, with their commas."""

from decimal import Decimal

from django import template
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from courseapp.courses.models import Course
from courseapp.portal.this_week import Card
from projects.models import Milestone
from schedule.models import Lecture, MeetingKind, MeetingPattern

register = template.Library()

EVERY = (
    gettext_lazy("Mondays"),
    gettext_lazy("Tuesdays"),
    gettext_lazy("Wednesdays"),
    gettext_lazy("Thursdays"),
    gettext_lazy("Fridays"),
    gettext_lazy("Saturdays"),
    gettext_lazy("Sundays"),
)


@register.filter
def eyebrow(course: Course) -> list[str]:
    """Return what stands above the title: code, institution, term."""
    return [part for part in (course.code, course.institution, course.term) if part]


@register.filter
def origin(course: Course) -> list[str]:
    """Return what stands above the title in a list of one term: code, institution."""
    return [part for part in (course.code, course.institution) if part]


@register.filter
def every_week(meeting: MeetingPattern) -> str:
    """Return “Mondays 19:10–21:00”."""
    return f"{EVERY[meeting.weekday]} {meeting.start:%H:%M}–{meeting.end:%H:%M}"


@register.filter
def meeting_line(meeting: MeetingPattern) -> str:
    """Return “Tutoring, CIWW 101, optional”."""
    optional = _("optional") if meeting.optional else ""
    return _listed(_kind(meeting.kind), meeting.place, str(meeting.host or ""), optional)


@register.filter
def speaker_line(lecture: Lecture) -> str:
    """Return “Behnam Neyshabur, IAS/NYU”."""
    return _listed(lecture.speaker, lecture.affiliation)


@register.filter
def card_kind(card: Card) -> str:
    return _kind(card.kind)


@register.filter
def card_title(card: Card) -> str:
    """Return what a card is about; a meeting of which nothing is known is named by its place."""
    if card.lecture:
        lecture = card.lecture.lecture
        return lecture.title or lecture.label or _kind(card.kind)
    if card.session:
        return card.session.title
    return _place(card) or _kind(card.kind)


@register.filter
def card_details(card: Card) -> str:
    """Return where it takes place and who is there: “Lec6 · CIWW 102”."""
    lecture = card.lecture.lecture if card.lecture else None
    pattern = card.meeting.pattern if card.meeting else None
    # Where a changed meeting takes place stands beside its old place.
    is_told = card.meeting is not None and card.meeting.change is not None
    parts = [
        lecture.label if lecture and lecture.title else "",
        _place(card) if (card.lecture or card.session) and not is_told else "",
        ", ".join(card.session.tutors) if card.session else "",
        str(pattern.host) if pattern and pattern.host and not card.session else "",
        _("optional") if pattern and pattern.optional else "",
    ]
    return "\u00a0· ".join(part for part in parts if part)


@register.filter
def asked_for(milestone: Milestone) -> str:
    """Return what is to be handed in: “10 to 15 pages, at least 10 references”."""
    return _listed(_pages(milestone), _references(milestone))


@register.filter
def percent(weight: Decimal) -> str:
    """Return a weight in percent without needless zeros: “40 %”."""
    return f"{number_format(weight.normalize(), use_l10n=True)} %"


def _place(card: Card) -> str:
    if card.meeting:
        return card.meeting.place
    return card.session.place if card.session else ""


def _kind(kind: str) -> str:
    label = str(MeetingKind(kind).label)
    return label[:1].upper() + label[1:]


def _listed(*parts: str) -> str:
    return ", ".join(part for part in parts if part)


def _pages(milestone: Milestone) -> str:
    least, most = milestone.min_pages, milestone.max_pages
    if least and most and least != most:
        return _("%(least)d to %(most)d pages") % {"least": least, "most": most}
    if most and least:
        return ngettext("%(n)d page", "%(n)d pages", most) % {"n": most}
    if most:
        return ngettext("at most %(n)d page", "at most %(n)d pages", most) % {"n": most}
    if least:
        return ngettext("at least %(n)d page", "at least %(n)d pages", least) % {"n": least}
    return ""


def _references(milestone: Milestone) -> str:
    count = milestone.min_references
    if not count:
        return ""
    return ngettext("at least %(n)d reference", "at least %(n)d references", count) % {"n": count}
