"""A course as the values of its page: what `importing.page` says of one, from the rows.

Only what everybody reads: drafts are in the JSON alone.
"""

import re
from collections.abc import Iterator
from decimal import Decimal

from django.db.models import QuerySet

from courseapp.courses.models import Course, CourseLink, Membership
from courseapp.courses.models import Role as MemberRole
from courseapp.portal.exporting.form import REFERENCES
from courseapp.portal.exporting.stored_files import path_in_zip
from courseapp.portal.importing import page as said
from projects.models import Milestone
from schedule.models import (
    Lecture,
    LectureLink,
    LinkKind,
    MeetingKind,
    MeetingPattern,
    Reading,
    Track,
    TutoringSession,
)

_POINTER = re.compile(rf"(?:[^:?#]*/)?{re.escape(REFERENCES)}#")


def page_values(course: Course) -> said.CoursePage:
    """Return the page of a course; lines are 0, as it is not written yet. A fixed number of
    queries."""
    lectures = Lecture.objects.filter(course=course).prefetch_related("links", "references")
    return said.CoursePage(
        course=_facts(course),
        staff=tuple(_people(course)),
        meetings=tuple(_meetings(course)),
        lectures=tuple(map(_lecture, lectures)),
        tracks=tuple(map(_track, Track.objects.for_course_page(course))),
        milestones=tuple(_milestones(course)),
        links=tuple(
            said.Link(row.title, row.url) for row in CourseLink.objects.filter(course=course)
        ),
        notes=(),
    )


def _facts(course: Course) -> said.CourseFacts:
    return said.CourseFacts(
        slug=course.slug,
        code=course.code,
        title=course.title,
        institution=course.institution,
        term=course.term,
        year=course.first_day.year if course.first_day else None,
        timezone=course.time_zone,
        first_day=course.first_day,
        last_day=course.last_day,
        description=course.description,
        syllabus=course.syllabus,
        prerequisites=course.prerequisites,
        grading=course.grading,
        page_text="\n\n".join(filter(None, (course.page_text, course.members_text))),
    )


def _people(course: Course) -> Iterator[said.Person]:
    staff: QuerySet[Membership] = Membership.objects.staff().filter(course=course)
    for row in staff.select_related("user"):
        role = said.Role.TUTOR if row.role == MemberRole.TUTOR else said.Role.INSTRUCTOR
        yield said.Person(row.user.name, row.user.email, role, row.title, 0)


def _meetings(course: Course) -> Iterator[said.Meeting]:
    rows = MeetingPattern.objects.filter(course=course).select_related("host").order_by("pk")
    for row in rows:
        host = row.host if row.kind == MeetingKind.OFFICE_HOURS else None
        yield said.Meeting(
            kind=said.MeetingKind(row.kind),
            weekday=tuple(said.Weekday)[row.weekday],
            start=row.start,
            end=row.end,
            place=row.place,
            optional=row.optional,
            url=row.video_url,
            host=host.name if host else "",
            line=0,
        )


def _lecture(row: Lecture) -> said.Lecture:
    return said.Lecture(
        position=row.position,
        week=row.week,
        day=row.day,
        kind=said.LectureKind(row.kind),
        label=row.label,
        title=row.title,
        speaker=row.speaker,
        affiliation=row.affiliation,
        slides=_links(row, LinkKind.SLIDES),
        recordings=_links(row, LinkKind.RECORDING),
        notes=_links(row, LinkKind.NOTES),
        references=tuple(
            said.Reference(one.title, one.url, one.remark, one.group)
            for one in row.references.all()
        ),
        remark=row.remark,
        line=0,
    )


def _links(row: Lecture, kind: LinkKind) -> tuple[said.Link, ...]:
    """A way into the file of references that a page came with is made anew where it is needed."""
    found = (said.Link(link.title, _address(link)) for link in row.links.all() if link.kind == kind)
    return tuple(link for link in found if not _POINTER.match(link.url))


def _address(link: LectureLink) -> str:
    """A file is found within the zip."""
    return link.url or path_in_zip(link.public_id, link.file_name)


def _track(row: Track) -> said.Track:
    sessions = sorted(row.sessions.all(), key=_newest_first)
    return said.Track(row.name, row.document_url, tuple(map(_session, sessions)))


def _newest_first(session: TutoringSession) -> tuple[bool, int, int]:
    return session.number is None, -(session.number or 0), -session.pk


def _session(row: TutoringSession) -> said.Session:
    readings = list(row.readings.all())
    return said.Session(
        number=row.number,
        title=row.title,
        day=row.day,
        motivation=row.motivation,
        required=_nested([one for one in readings if one.required]),
        optional=_nested([one for one in readings if not one.required]),
        questions=tuple(question.text for question in row.questions.all()),
        line=0,
    )


def _nested(rows: list[Reading], depth: int = 0) -> tuple[said.Reading, ...]:
    """Hang each reading under the last one before it that is less deep."""
    starts = [place for place, row in enumerate(rows) if row.depth <= depth or place == 0]
    ends = [*starts[1:], len(rows)]
    return tuple(
        _reading(rows[start], _nested(rows[start + 1 : end], rows[start].depth + 1))
        for start, end in zip(starts, ends, strict=bool(starts))
    )


def _reading(row: Reading, children: tuple[said.Reading, ...]) -> said.Reading:
    return said.Reading(
        required=row.required,
        title="",
        url="",
        which_part="",
        remark="",
        group="",
        text=row.text,
        children=children,
    )


def _whole(weight: Decimal | None) -> int | None:
    """A page says whole percents."""
    return int(weight) if weight is not None and weight == int(weight) else None


def _milestones(course: Course) -> Iterator[said.Milestone]:
    for row in Milestone.objects.filter(course=course).in_order():
        yield said.Milestone(
            kind=said.MilestoneKind(row.kind),
            title=row.title,
            due=row.due.astimezone(course.zone) if row.due else None,
            instructions=row.instructions,
            min_pages=row.min_pages,
            max_pages=row.max_pages,
            min_references=row.min_references,
            weight=_whole(row.weight),
            line=0,
        )
