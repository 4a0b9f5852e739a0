"""The term's lectures from a pattern: told before they are made, and never doubled."""

from datetime import date, time

import pytest

from courseapp.courses import audit
from courseapp.courses.models import Role, StaleError
from schedule.models import ChangeState, Lecture, LectureKind, MeetingChange, MeetingPattern
from schedule.planning import save_lectures, set_up_lectures
from schedule.term_plan import DayState, PlanRefused, Span, Wish, plan_lectures
from tests import factories
from tests.actors import enrolled

pytestmark = pytest.mark.django_db
NOW = factories.NOW
MONDAY, WEDNESDAY, SUNDAY = 0, 2, 6


@pytest.fixture
def course():
    return factories.CourseFactory()  # 1 February, a Monday, to 10 May 2027


@pytest.fixture
def by(course):
    return enrolled(course, Role.INSTRUCTOR)


def wish(**changes):
    values = {
        "weekdays": (MONDAY,),
        "start": time(19, 10),
        "end": time(21),
        "first_day": date(2027, 2, 1),
        "last_day": date(2027, 5, 10),
        "place": "Room 102",
    }
    return Wish(**values | changes)


def set_up(course, by, **changes):
    return set_up_lectures(course, wish(**changes), by=by, now=NOW)


def term(course):
    return list(Lecture.objects.filter(course=course).values_list("week", "day", "title"))


def test_mondays_without_a_break_and_a_day_that_is_typed(course, by):
    factories.BreakFactory(course=course)  # 15 to 19 March
    set_up(course, by, without=(Span(date(2027, 2, 15), date(2027, 2, 15)),), numbered=True)
    # By hand, from a calendar of 2027.
    assert term(course) == [
        (1, date(2027, 2, 1), "Lecture 1"),
        (2, date(2027, 2, 8), "Lecture 2"),
        (4, date(2027, 2, 22), "Lecture 3"),
        (5, date(2027, 3, 1), "Lecture 4"),
        (6, date(2027, 3, 8), "Lecture 5"),
        (7, date(2027, 3, 22), "Lecture 6"),
        (8, date(2027, 3, 29), "Lecture 7"),
        (9, date(2027, 4, 5), "Lecture 8"),
        (10, date(2027, 4, 12), "Lecture 9"),
        (11, date(2027, 4, 19), "Lecture 10"),
        (12, date(2027, 4, 26), "Lecture 11"),
        (13, date(2027, 5, 3), "Lecture 12"),
        (14, date(2027, 5, 10), "Lecture 13"),
    ]
    [pattern] = MeetingPattern.objects.filter(course=course)
    assert (pattern.weekday, pattern.start, pattern.end) == (MONDAY, time(19, 10), time(21))
    assert (pattern.place, pattern.from_day, pattern.until_day) == ("Room 102", None, None)
    [change] = MeetingChange.objects.all()
    assert (change.day, change.state) == (date(2027, 2, 15), ChangeState.CANCELLED)


def test_the_plan_tells_every_day_and_writes_nothing(course):
    factories.BreakFactory(course=course, title="Pause")
    factories.LectureFactory(course=course, day=date(2027, 2, 8))
    plan = plan_lectures(course, wish(without=(Span(date(2027, 2, 15), date(2027, 2, 20)),)))
    states = {planned.day: (planned.state, planned.because) for planned in plan.days}
    assert len(states) == 15
    assert states[date(2027, 2, 1)] == (DayState.NEW, "")
    assert states[date(2027, 2, 8)] == (DayState.THERE, "")
    assert states[date(2027, 2, 15)] == (DayState.WITHOUT, "")
    assert states[date(2027, 3, 15)] == (DayState.BREAK, "Pause")
    assert Lecture.objects.count() == 1
    assert not MeetingPattern.objects.exists()


def test_setting_up_twice_makes_nothing_more(course, by):
    set_up(course, by)
    before = term(course)
    done = set_up(course, by)
    assert (list(done.lectures), list(done.patterns)) == ([], [])
    assert term(course) == before
    assert MeetingPattern.objects.count() == 1


def test_a_lecture_that_is_there_stays_as_it_is(course, by):
    known = factories.LectureFactory(
        course=course, day=date(2027, 2, 8), title="Graphs", label="L2", week=7, position=0
    )
    set_up(course, by, last_day=date(2027, 2, 15), numbered=True)
    assert term(course) == [
        (1, date(2027, 2, 1), "Lecture 1"),
        (7, date(2027, 2, 8), "Graphs"),
        (3, date(2027, 2, 15), "Lecture 3"),
    ]
    known.refresh_from_db()
    assert (known.title, known.label) == ("Graphs", "L2")


def test_two_weekdays_share_their_weeks(course, by):
    set_up(course, by, weekdays=(MONDAY, WEDNESDAY), last_day=date(2027, 2, 10))
    assert [(week, day.day) for week, day, _ in term(course)] == [(1, 1), (1, 3), (2, 8), (2, 10)]
    assert MeetingPattern.objects.count() == 2


def test_a_meeting_of_other_days_is_kept_to_them(course, by):
    set_up(course, by, first_day=date(2027, 2, 8), last_day=date(2027, 3, 8))
    pattern = MeetingPattern.objects.get()
    assert (pattern.from_day, pattern.until_day) == (date(2027, 2, 8), date(2027, 3, 8))


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"end": time(19, 10)}, "end", "end after it starts"),
        ({"end": time(9)}, "end", "end after it starts"),
        ({"last_day": date(2027, 1, 1)}, "last_day", "before the first"),
        ({"last_day": date(2030, 1, 1)}, "last_day", "60 weeks"),
        ({"last_day": date(2027, 2, 2), "weekdays": (4,)}, "weekdays", "None of these"),
        (
            {"weekdays": (SUNDAY,), "start": time(2, 30), "end": time(4)},
            "start",
            "02:30 does not exist",
        ),
        (
            {"weekdays": (SUNDAY,), "start": time(1), "end": time(2, 15)},
            "end",
            "02:15 does not exist",
        ),
    ],
)
def test_what_cannot_be_is_refused_with_the_reason(course, by, changes, field, words):
    with pytest.raises(PlanRefused, match=words) as refusal:
        set_up(course, by, **changes)
    assert refusal.value.field == field
    assert not Lecture.objects.exists()
    assert not MeetingPattern.objects.exists()


def test_the_night_of_the_change_can_be_taken_out(course, by):
    night = Span(date(2027, 3, 14), date(2027, 3, 14))
    set_up(course, by, weekdays=(SUNDAY,), start=time(2, 30), end=time(4), without=(night,))
    assert date(2027, 3, 14) not in {day for _, day, _ in term(course)}


def test_an_hour_that_comes_twice_is_told(course):
    # In New York the clock shows 01:30 twice on Sunday 7 November 2027.
    plan = plan_lectures(
        course,
        wish(
            weekdays=(SUNDAY,),
            start=time(1, 30),
            end=time(4),
            first_day=date(2027, 11, 1),
            last_day=date(2027, 11, 14),
        ),
    )
    assert any("shows 01:30 twice: the first" in note for note in plan.notes)


def test_days_outside_the_term_and_idle_exceptions_are_told(course):
    day = date(2027, 2, 2)
    plan = plan_lectures(course, wish(last_day=date(2027, 5, 17), without=(Span(day, day),)))
    assert "Outside the term of the course: Mon 17 May." in plan.notes
    assert "No lecture falls on Tue 2 Feb anyway." in plan.notes


def test_it_is_in_the_book(course, by):
    set_up(course, by, last_day=date(2027, 2, 1))
    entry = audit.about(course).get(verb="set up lectures")
    assert (entry.actor, entry.at) == (by, NOW)
    assert entry.details["lectures"] == [Lecture.objects.get().public_id]


# --- The table --------------------------------------------------------------------------------


def test_a_new_row_is_put_where_its_day_belongs(course, by):
    for day in (8, 22):
        factories.LectureFactory(
            course=course, day=date(2027, 2, day), title=str(day), position=day
        )
    new = [Lecture(course=course, day=date(2027, 2, 15), title="15"), Lecture(course=course)]
    save_lectures(course, changed=(), added=new, by=by, now=NOW)
    assert [title for _, _, title in term(course)] == ["8", "15", "22", ""]


def test_of_several_rows_all_are_saved_or_none(course, by):
    one, two = (factories.LectureFactory(course=course, title="Old") for _ in range(2))
    stale = Lecture.objects.get(pk=two.pk)
    two.save()
    one.title = stale.title = "New"
    with pytest.raises(StaleError):
        save_lectures(
            course,
            changed=[(one, ["title"]), (stale, ["title"])],
            added=[Lecture(course=course, kind=LectureKind.OTHER)],
            by=by,
            now=NOW,
        )
    assert {title for _, _, title in term(course)} == {"Old"}
