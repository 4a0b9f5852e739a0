"""Topics move along the dates of a term; none is lost, and the way back is the way there."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courseapp.courses.models import Role, StaleError
from schedule import shifting
from schedule.models import Lecture, LectureKind
from schedule.ordering import order_by_day
from schedule.shifting import ShiftRefused
from tests import factories
from tests.actors import enrolled

pytestmark = pytest.mark.django_db
NOW = factories.NOW
FIRST = date(2027, 2, 1)
WEEK = timedelta(weeks=1)


@pytest.fixture
def course():
    course = factories.CourseFactory(last_day=date(2027, 3, 8))
    factories.MeetingPatternFactory(course=course)
    return course


@pytest.fixture
def by(course):
    return enrolled(course, Role.INSTRUCTOR)


def lecture(course, title, week, **fields):
    values = {"position": week * 10, "week": week, "day": FIRST + (week - 1) * WEEK}
    return factories.LectureFactory(course=course, title=title, **values | fields)


def term(course):
    """(title, week, day of the month) in order."""
    rows = Lecture.objects.filter(course=course)
    return [(row.title, row.week, row.day and f"{row.day:%d.%m}") for row in rows]


def test_a_topic_moves_on_and_the_rest_along(course, by):
    lecture(course, "A", 1)
    b = lecture(course, "B", 2)
    lecture(course, "C", 3)
    shifted = shifting.move_on(b, by=by, now=NOW)
    assert term(course) == [
        ("A", 1, "01.02"),
        ("", 2, "08.02"),
        ("B", 3, "15.02"),
        ("C", 4, "22.02"),
    ]
    assert (shifted.lecture.title, shifted.last.title) == ("B", "C")


def test_rows_of_breaks_keep_their_dates(course, by):
    a = lecture(course, "A", 1)
    lecture(course, "Pause", 2, kind=LectureKind.BREAK)
    lecture(course, "B", 3)
    shifting.move_on(a, by=by, now=NOW)
    assert [row[0::2] for row in term(course)] == [
        ("", "01.02"),
        ("Pause", "08.02"),
        ("A", "15.02"),
        ("B", "22.02"),
    ]


def test_the_last_one_skips_the_break_of_the_course(course, by):
    factories.BreakFactory(course=course, first_day=date(2027, 2, 15), last_day=date(2027, 2, 19))
    lecture(course, "A", 1)
    b = lecture(course, "B", 2)
    shifting.move_on(b, by=by, now=NOW)
    assert term(course)[-1] == ("B", 3, "22.02")


def test_past_the_term_the_last_one_stays_without_a_day(course, by):
    rows = [lecture(course, name, week) for week, name in enumerate("ABCDEF", 1)]
    shifted = shifting.move_on(rows[0], by=by, now=NOW)
    assert term(course)[-1] == ("F", None, None)
    assert shifted.last.day is None


def test_what_hangs_under_a_topic_moves_with_it(course, by):
    a = lecture(course, "A", 1)
    link = factories.LectureLinkFactory(lecture=a)
    shifting.move_on(a, by=by, now=NOW)
    link.refresh_from_db()
    assert (link.lecture.title, link.lecture.day) == ("A", date(2027, 2, 8))


def test_a_topic_moves_back_into_a_date_that_no_row_has(course, by):
    lecture(course, "A", 1)
    b = lecture(course, "B", 3)
    lecture(course, "C", 4)
    shifting.move_back(b, by=by, now=NOW)
    assert term(course) == [("A", 1, "01.02"), ("B", 2, "08.02"), ("C", 3, "15.02")]


def test_the_first_topic_moves_back_to_the_first_date_of_the_term(course, by):
    a = lecture(course, "A", 2)
    shifting.move_back(a, by=by, now=NOW)
    assert term(course) == [("A", 1, "01.02")]


def test_there_is_no_way_back_over_another_topic(course, by):
    lecture(course, "A", 1)
    b = lecture(course, "B", 2)
    with pytest.raises(ShiftRefused, match="no free date"):
        shifting.move_back(b, by=by, now=NOW)
    assert term(course) == [("A", 1, "01.02"), ("B", 2, "08.02")]


def test_what_took_place_is_not_moved(course, by):
    a = lecture(course, "A", 1)
    b = lecture(course, "B", 2, attendance_at=NOW)
    for step in (shifting.move_on, shifting.move_back):
        with pytest.raises(ShiftRefused, match="“B” took place"):
            step(a, by=by, now=NOW)
    with pytest.raises(ShiftRefused, match="“B” took place"):
        shifting.swap(b, up=True, by=by, now=NOW)


def test_a_break_is_not_moved(course, by):
    pause = lecture(course, "Pause", 1, kind=LectureKind.BREAK)
    with pytest.raises(ShiftRefused):
        shifting.move_on(pause, by=by, now=NOW)


def test_two_topics_exchange_their_dates(course, by):
    a = lecture(course, "A", 1)
    lecture(course, "Pause", 2, kind=LectureKind.BREAK)
    c = lecture(course, "C", 3)
    shifting.swap(c, up=True, by=by, now=NOW)
    assert term(course) == [("C", 1, "01.02"), ("Pause", 2, "08.02"), ("A", 3, "15.02")]
    a.refresh_from_db()
    shifting.swap(a, up=False, by=by, now=NOW)  # the last one stays
    assert term(course)[-1] == ("A", 3, "15.02")


def test_dropping_is_refused_where_somebody_has_changed_the_row(course, by):
    a = lecture(course, "A", 1)
    stale = Lecture.objects.get(pk=a.pk)
    a.save()
    with pytest.raises(StaleError):
        shifting.drop(stale, by=by, now=NOW)
    shifting.drop(a, by=by, now=NOW)
    assert term(course) == []


def test_the_order_of_days_is_restored(course, by):
    for name, week, position in (("A", 3, 1), ("B", 1, 2), ("C", 2, 3)):
        lecture(course, name, week, position=position)
    assert order_by_day(course, by=by, now=NOW) == 3
    assert [row[0] for row in term(course)] == ["B", "C", "A"]
    assert order_by_day(course, by=by, now=NOW) == 0


# --- Laws -------------------------------------------------------------------------------------

ROWS = st.lists(
    st.tuples(
        st.sampled_from([LectureKind.LECTURE, LectureKind.GUEST, LectureKind.BREAK]),
        st.booleans(),  # has a day
    ),
    min_size=1,
    max_size=7,
).filter(lambda rows: any(kind != LectureKind.BREAK for kind, _ in rows))


def made(rows):
    course = factories.CourseFactory(last_day=date(2027, 3, 8))
    factories.MeetingPatternFactory(course=course)
    for week, (kind, dated) in enumerate(rows, 1):
        day = FIRST + (week - 1) * WEEK if dated else None
        lecture(course, f"T{week}", week, kind=kind, day=day)
    return course


def slots(course):
    rows = Lecture.objects.filter(course=course)
    return {row.pk: (row.title, row.position, row.day, row.week) for row in rows}


@given(rows=ROWS, at=st.integers(0, 6))
def test_on_and_back_is_as_if_nothing_had_happened(rows, at):
    course = made(rows)
    by = factories.UserFactory()
    topics = list(Lecture.objects.filter(course=course).exclude(kind=LectureKind.BREAK))
    topic = topics[at % len(topics)]
    before = slots(course)
    shifting.move_on(topic, by=by, now=NOW)
    after = slots(course)
    # No topic is lost, each date is still there, and breaks stand where they stood.
    assert {title for title, *_ in after.values()} == {title for title, *_ in before.values()} | {
        ""
    }
    days = [day for _, _, day, _ in before.values()]
    left = [day for _, _, day, _ in after.values()]
    assert all(left.count(day) >= days.count(day) for day in days)
    assert len(left) == len(days) + 1
    breaks = Lecture.objects.filter(course=course, kind=LectureKind.BREAK)
    assert all(before[row.pk] == after[row.pk] for row in breaks)
    topic.refresh_from_db()
    shifting.move_back(topic, by=by, now=NOW)
    assert slots(course) == before
