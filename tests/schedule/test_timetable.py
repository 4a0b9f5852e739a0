"""A timetable is read whole, for however many courses, in two queries."""

from datetime import date, time

import pytest

from schedule.models import Break, ChangeState, MeetingChange
from schedule.timetable import timetable, timetables
from tests import factories

pytestmark = pytest.mark.django_db


def fields_of(row):
    names = [field.attname for field in row._meta.concrete_fields]
    return {name: getattr(row, name) for name in names if name not in {"created_at", "changed_at"}}


def test_changes_and_breaks_are_read_as_they_stand():
    change = factories.MeetingChangeFactory(
        state=ChangeState.MOVED,
        new_day=date(2027, 3, 9),
        start=time(9, 30),
        end=time(11),
        place="Room 7",
        video_url="https://example.edu/call",
        video_code="123",
        note="a visit",
    )
    pause = factories.BreakFactory(course=change.pattern.course)
    read = timetable(change.pattern.course)
    assert [fields_of(row) for row in read.patterns] == [fields_of(change.pattern)]
    assert [fields_of(row) for row in read.changes] == [fields_of(change)]
    assert [{**fields_of(row), "course_id": pause.course_id} for row in read.breaks] == [
        fields_of(pause)
    ]
    assert isinstance(read.changes[0], MeetingChange)
    assert isinstance(read.breaks[0], Break)


def test_another_courses_rows_stay_in_theirs():
    ours, theirs = factories.MeetingChangeFactory(), factories.MeetingChangeFactory()
    factories.BreakFactory(course=theirs.pattern.course)
    [read] = timetables([ours.pattern.course])
    assert [row.pk for row in read.changes] == [ours.pk]
    assert read.breaks == []


@pytest.mark.parametrize("count", [1, 12])
def test_however_many_courses_take_two_queries(count, django_assert_num_queries):
    courses = [factories.MeetingChangeFactory().pattern.course for _ in range(count)]
    for course in courses:
        factories.BreakFactory(course=course)
    with django_assert_num_queries(2):
        assert len(timetables(courses)) == count


def test_what_takes_place_is_told_with_its_change():
    change = factories.MeetingChangeFactory(state=ChangeState.CANCELLED, day=date(2027, 3, 8))
    first, second = timetable(change.pattern.course).between(date(2027, 3, 1), date(2027, 3, 8))
    assert (first.is_cancelled, second.is_cancelled) == (False, True)
