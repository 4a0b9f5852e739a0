"""Rule 2: the effective due time, grace, lateness and closing, as laws and as examples."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courseapp.courses.models import Membership
from projects.deadlines import (
    Deadlines,
    Due,
    ExtraHours,
    Granted,
    ReasonKind,
    due_for,
    resolve,
)
from projects.models import Each, Milestone
from projects.reasons import UNTOLD, told_reasons
from tests import factories
from tests.actors import enrolled, handed_in, team

# New York turns its clocks on 14 March and 7 November 2027: both lie inside.
DAYS = (datetime(2027, 1, 1), datetime(2027, 12, 31))  # noqa: DTZ001 - hypothesis adds the zone
MOMENTS = st.datetimes(*DAYS, timezones=st.just(UTC))
SPANS = st.timedeltas(timedelta(0), timedelta(days=20))
HOURS = st.integers(1, 300)


@st.composite
def milestones(draw):
    due = draw(MOMENTS)
    closes = draw(st.none() | SPANS.map(lambda span: due + span))
    return Milestone(due=due, closes=closes, grace_minutes=draw(st.integers(0, 600)))


EXTENSION = st.builds(Granted, st.just(1), st.just(1), st.none(), st.none(), MOMENTS)
EXTENSIONS = st.lists(EXTENSION, max_size=3)
ACCOMMODATIONS = st.lists(
    st.builds(ExtraHours, st.just(1), st.just(1), st.just("someone"), HOURS), max_size=3
)


@given(milestones(), EXTENSIONS, ACCOMMODATIONS, EXTENSION, MOMENTS)
def test_more_time_never_makes_anybody_later(milestone, extensions, extra, another, began):
    before = resolve(milestone, extensions=extensions, accommodated=extra)
    after = resolve(milestone, extensions=[*extensions, another], accommodated=extra)
    assert after.at >= before.at >= milestone.due
    assert after.late_by(began) <= before.late_by(began)
    assert before.is_on_time(began) <= after.is_on_time(began)
    assert after.is_closed(began) <= before.is_closed(began)


@given(milestones(), EXTENSIONS, ACCOMMODATIONS, MOMENTS)
def test_on_time_is_until_due_and_grace_and_then_lateness_counts_from_due(
    milestone, extensions, extra, began
):
    due = resolve(milestone, extensions=extensions, accommodated=extra)
    grace = timedelta(minutes=milestone.grace_minutes)
    assert due.is_on_time(began) == (began <= due.at + grace)
    assert due.late_by(began) == (timedelta(0) if due.is_on_time(began) else began - due.at)


@given(milestones(), EXTENSIONS, ACCOMMODATIONS)
def test_the_closing_time_moves_by_as_much_as_the_due_time(milestone, extensions, extra):
    due = resolve(milestone, extensions=extensions, accommodated=extra)
    if milestone.closes is None:
        assert due.closes is None
    else:
        assert due.closes - milestone.closes == due.at - milestone.due


@given(milestones(), EXTENSIONS, ACCOMMODATIONS)
def test_the_reasons_say_where_the_due_time_comes_from(milestone, extensions, extra):
    due = resolve(milestone, extensions=extensions, accommodated=extra)
    assert due.at in {reason.due for reason in due.reasons}
    assert due.reasons[0].kind == ReasonKind.MILESTONE
    assert due.is_moved() == (due.at > milestone.due)


@given(milestones(), MOMENTS)
def test_what_is_on_time_is_never_closed(milestone, began):
    due = resolve(milestone, extensions=(), accommodated=())
    assert not (due.is_on_time(began) and due.is_closed(began))


@given(milestones(), HOURS)
def test_extra_hours_are_hours_whatever_the_clocks_do(milestone, hours):
    extra = [ExtraHours(1, 1, "someone", hours)]
    due = resolve(milestone, extensions=(), accommodated=extra)
    assert due.at - milestone.due == timedelta(hours=hours)


def test_without_a_date_everything_is_on_time():
    due = Due(at=None)
    assert due.is_on_time(factories.NOW)
    assert not due.is_closed(factories.NOW)
    assert due.late_by(factories.NOW) == timedelta(0)


# --- From the database ------------------------------------------------------------------------


def extend(milestone, hours, **owner):
    due = milestone.due + timedelta(hours=hours)
    return factories.ExtensionFactory(milestone=milestone, due=due, **owner)


def allow(person, hours):
    Membership.objects.filter(user=person).update(extra_hours=hours)


@pytest.fixture
def milestone(db):
    return factories.MilestoneFactory(closes=datetime(2027, 3, 20, tzinfo=UTC))


def hours_more(milestone, owner):
    return (due_for(milestone, owner).at - milestone.due) / timedelta(hours=1)


def test_the_latest_of_everybody_in_the_team_counts(milestone):
    project, (ana, boris) = team(milestone.course)
    assert hours_more(milestone, project) == 0
    extend(milestone, 3, project=project)
    assert hours_more(milestone, project) == 3
    extend(milestone, 5, student=boris)
    assert hours_more(milestone, project) == 5
    allow(ana, 7)
    assert hours_more(milestone, project) == 7


def test_what_concerns_others_changes_nothing(milestone):
    project, _people = team(milestone.course)
    other, (stranger, _) = team(milestone.course)
    extend(milestone, 3, project=other)
    extend(milestone, 5, student=stranger)
    extend(factories.MilestoneFactory(course=milestone.course), 9, project=project)
    allow(stranger, 7)
    assert hours_more(milestone, project) == 0


def test_who_left_the_team_takes_their_time_along(milestone):
    project, (ana, _boris) = team(milestone.course)
    allow(ana, 7)
    project.members.filter(user=ana).update(live=False, state="left")
    assert hours_more(milestone, project) == 0
    assert hours_more(milestone, ana) == 7


def test_where_each_works_alone_a_teammates_time_is_theirs(milestone):
    milestone.each = Each.STUDENT
    milestone.save()
    _project, (ana, boris) = team(milestone.course)
    extend(milestone, 5, student=ana)
    assert (hours_more(milestone, ana), hours_more(milestone, boris)) == (5, 0)


def test_one_owner_costs_two_queries_however_large_the_course(milestone, django_assert_num_queries):
    project, _people = team(milestone.course)
    for _ in range(5):
        other, (one, _two) = team(milestone.course)
        extend(milestone, 2, project=other)
        allow(one, 3)
    with django_assert_num_queries(2):
        due_for(milestone, project)
    with django_assert_num_queries(2):
        due_for(milestone, one)


def test_one_owner_is_told_what_a_list_of_all_tells(milestone):
    project, (ana, boris) = team(milestone.course)
    alone = enrolled(milestone.course)
    for hours, owner in ((1, {"project": project}), (2, {"student": ana}), (3, {"student": alone})):
        extend(milestone, hours, **owner)
    extend(factories.MilestoneFactory(course=milestone.course), 9, project=project)
    for hours, person in ((4, boris), (5, alone), (6, enrolled(factories.CourseFactory()))):
        allow(person, hours)
    factories.MembershipFactory(user=ana, extra_hours=7)  # of another course
    for owner, count in ((project, 4), (ana, 2), (alone, 3), (boris, 2)):
        one, listed = due_for(milestone, owner), Deadlines.load([milestone]).due(milestone, owner)
        assert (one.at, one.closes, set(one.reasons)) == (
            listed.at,
            listed.closes,
            set(listed.reasons),
        )
        assert len(one.reasons) == count


def test_a_teammate_learns_the_time_but_not_why(milestone):
    project, (ana, boris) = team(milestone.course)
    extend(milestone, 5, student=ana)
    allow(boris, 2)
    due = due_for(milestone, project)

    def told(person):
        found = told_reasons(due, viewer=person.public_id)
        return [(str(r.words), (r.due - milestone.due) / timedelta(hours=1)) for r in found]

    assert told(ana) == [("set for all", 0), ("more time for you", 5)]
    assert told(boris) == [
        ("set for all", 0),
        ("your standing extra time", 2),
        (str(UNTOLD), 5),
    ]


# --- What is stored stays as it was -----------------------------------------------------------


def test_nothing_that_happens_later_makes_a_version_late(milestone):
    student = enrolled(milestone.course)
    extension = extend(milestone, 48, student=student)
    began = milestone.due + timedelta(hours=47)
    stored = handed_in(milestone, student, student, now=began)
    extension.delete()
    milestone.due -= timedelta(days=5)
    milestone.save()
    stored.refresh_from_db()
    assert not stored.is_late
    assert stored.due_at == extension.due
    assert stored.due_reasons[1]["kind"] == "student_extension"
    stored.work.refresh_from_db()
    assert stored.work.counting == stored
