"""A person's own calendar: all their courses, their own due times, and nothing of anybody else."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.cache import caches
from icalendar import Calendar

from courseapp.courses.models import CourseState, Membership, Role, Visibility
from courseapp.portal.models import CalendarToken
from projects.deadlines import due_for
from tests import factories
from tests.actors import enrolled, team

pytestmark = pytest.mark.django_db
DUE = datetime(2027, 3, 16, 3, 59, 59, tzinfo=UTC)
LINK = "https://video.example.edu/room"


@pytest.fixture(autouse=True)
def _now(time_machine):
    time_machine.move_to(factories.NOW, tick=False)
    caches["pages"].clear()


@pytest.fixture
def course():
    course = factories.CourseFactory(code="CS 7")
    factories.MeetingPatternFactory(course=course, video_url=LINK, video_code="99-88")
    return course


@pytest.fixture
def milestone(course):
    return factories.MilestoneFactory(course=course, due=DUE)


@pytest.fixture
def ask(client):
    """`ask(person)`: the answer at the person's address."""

    def get(person, **headers):
        token = CalendarToken.objects.filter(user=person).first()
        token = token or factories.CalendarTokenFactory(user=person)
        return client.get(f"/calendar/{token.token}.ics", headers=headers)

    return get


def events(answer):
    assert answer.status_code == 200
    return Calendar.from_ical(answer.content).events


def due(answer):
    """The one event of something due."""
    return next(one for one in events(answer) if one["SUMMARY"].startswith("Due"))


# --- Whose, and of which courses ---------------------------------------------------------------


def test_all_courses_of_a_person_are_in_one_calendar_each_named(ask, course):
    ana = enrolled(course)
    other = factories.CourseFactory(code="", title="Graphs", time_zone="Europe/London")
    factories.MeetingPatternFactory(course=other)
    factories.MembershipFactory(user=ana, course=other, role=Role.TUTOR)
    factories.MeetingPatternFactory(course=factories.CourseFactory())
    answer = ask(ana)
    assert {str(one["SUMMARY"]) for one in events(answer)} == {"Lecture (CS 7)", "Lecture (Graphs)"}
    zones = {str(zone["TZID"]) for zone in Calendar.from_ical(answer.content).timezones}
    assert zones == {"America/New_York", "Europe/London"}


def test_a_token_that_is_nobodys_opens_nothing(client, ask, course):
    ask(enrolled(course))
    for token in ("x" * 43, "-", "a"):
        assert client.get(f"/calendar/{token}.ics").status_code == 404
    assert client.get("/calendar/%00.ics").status_code == 404


def test_a_closed_account_has_no_calendar(ask, course):
    ana = enrolled(course)
    assert ask(ana).status_code == 200
    ana.is_active = False
    ana.save()
    assert ask(ana).status_code == 404


def test_who_left_a_course_is_told_nothing_of_it_any_more(ask, course, milestone):
    ana = enrolled(course)
    assert len(events(ask(ana))) == 2
    row = ana.memberships.get()
    row.active, row.left_at = False, factories.NOW
    row.save()
    # Not even what everyone may read.
    assert events(ask(ana)) == []


@pytest.mark.parametrize(
    ("state", "role", "told"),
    [
        (CourseState.OPEN, Role.STUDENT, True),
        (CourseState.ARCHIVED, Role.STUDENT, True),
        (CourseState.DRAFT, Role.STUDENT, False),
        (CourseState.DRAFT, Role.OBSERVER, False),
        (CourseState.DRAFT, Role.TUTOR, True),
        (CourseState.DRAFT, Role.INSTRUCTOR, True),
    ],
)
def test_what_one_may_not_read_yet_is_not_told(ask, state, role, told):
    course = factories.CourseFactory(state=state, page_visibility=Visibility.MEMBERS)
    factories.MeetingPatternFactory(course=course)
    person = enrolled(course, role)
    assert bool(events(ask(person))) == told
    assert person.has_perm("courses.read_course", course) == told


def test_members_find_the_link_and_the_code_of_a_call(ask, client, course):
    [told] = events(ask(enrolled(course)))
    assert told["CONFERENCE"] == LINK
    assert told["DESCRIPTION"] == f"Video call: {LINK}\nMeeting number or code: 99-88"
    public = client.get(f"/courses/{course.slug}/calendar.ics").content
    assert b"video.example.edu" not in public


# --- One's own due times -----------------------------------------------------------------------


def test_the_due_time_is_the_one_that_the_rule_gives(ask, course, milestone):
    project, (ana, boris) = team(course)
    factories.ExtensionFactory(milestone=milestone, student=ana, due=DUE + timedelta(days=2))
    Membership.objects.filter(user=boris).update(extra_hours=24)
    for person in (ana, boris):
        assert due(ask(person)).start == due_for(milestone, project).at == DUE + timedelta(days=2)
    alone = enrolled(course)
    assert due(ask(alone)).start == due_for(milestone, alone).at == DUE


def test_why_one_has_more_time_is_not_said(ask, course, milestone):
    _project, (ana, boris) = team(course)
    factories.ExtensionFactory(
        milestone=milestone, student=ana, due=DUE + timedelta(days=2), reason="A fever"
    )
    for person in (ana, boris):
        answer = ask(person)
        assert due(answer)["DESCRIPTION"] == "Your own due time."
        for secret in ("fever", "extension", "accommodation", ana.name):
            assert secret not in answer.content.decode().lower()
    assert "DESCRIPTION" not in due(ask(enrolled(course)))


def test_the_public_calendar_tells_what_is_due_for_all(client, course, milestone):
    ana = enrolled(course)
    factories.ExtensionFactory(milestone=milestone, student=ana, due=DUE + timedelta(days=2))
    client.force_login(ana)
    assert due(client.get(f"/courses/{course.slug}/calendar.ics")).start == DUE


def version(answer):
    one = due(answer)
    return int(one["SEQUENCE"]), one["LAST-MODIFIED"].dt


def test_an_extension_granted_moved_and_withdrawn_is_a_change_each_time(
    ask, course, milestone, time_machine
):
    ana = enrolled(course)
    seen = [version(ask(ana))]
    time_machine.shift(timedelta(days=400))  # the database's own clock goes on meanwhile
    extension = factories.ExtensionFactory(
        milestone=milestone, student=ana, due=DUE + timedelta(days=2)
    )
    seen.append(version(ask(ana)))
    time_machine.shift(timedelta(hours=1))
    extension.due += timedelta(days=1)
    extension.save()
    seen.append(version(ask(ana)))
    time_machine.shift(timedelta(hours=1))
    extension.delete()
    assert due(ask(ana)).start == DUE
    seen.append(version(ask(ana)))
    assert [sequence for sequence, _ in seen] == sorted({sequence for sequence, _ in seen})
    assert [moment for _, moment in seen] == sorted({moment for _, moment in seen})
    # Asked again, nothing has changed.
    assert version(ask(ana)) == seen[-1]


def test_somebody_elses_extension_changes_nothing(ask, course, milestone):
    ana = enrolled(course)
    before = ask(ana)
    factories.ExtensionFactory(milestone=milestone, student=enrolled(course))
    caches["pages"].clear()
    after = ask(ana)
    # Enrolling turned the page's version, which all events carry; nothing else is different.
    assert due(before).start == due(after).start
    assert CalendarToken.objects.get(user=ana).told == {}


# --- How it is asked for -----------------------------------------------------------------------


def test_it_is_private_and_found_by_no_search_engine(ask, course):
    answer = ask(enrolled(course))
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Cache-Control"] == "private, no-cache"
    assert answer["X-Robots-Tag"] == "noindex"
    assert not answer.cookies


def test_who_holds_it_is_answered_304_until_what_it_shows_changes(ask, course, milestone):
    ana = enrolled(course)
    etag = ask(ana)["ETag"]
    assert ask(ana, **{"If-None-Match": etag}).status_code == 304
    factories.ExtensionFactory(milestone=milestone, student=ana, due=DUE + timedelta(days=1))
    assert ask(ana, **{"If-None-Match": etag}).status_code == 200


def test_the_validator_tells_nothing_that_the_calendar_does_not(ask, course, milestone):
    """Two people who are shown the same have the same validator, whatever else is true of them."""
    ana, boris = enrolled(course), enrolled(course)
    factories.MembershipFactory(user=boris, role=Role.TUTOR, active=False, left_at=factories.NOW)
    later = factories.MilestoneFactory(course=course, due=None)
    factories.ExtensionFactory(milestone=later, student=boris)
    assert ask(ana)["ETag"] == ask(boris)["ETag"]


@pytest.mark.parametrize("rows", [1, 30])
def test_it_costs_as_many_queries_with_1_as_with_30(ask, rows, django_assert_num_queries):
    ana = factories.UserFactory()
    for _ in range(rows):
        course = factories.CourseFactory()
        factories.MembershipFactory(user=ana, course=course)
        project = factories.ProjectFactory(course=course)
        factories.TeamMemberFactory(project=project, user=ana)
        pattern = factories.MeetingPatternFactory(course=course)
        factories.MeetingChangeFactory(pattern=pattern)
        factories.BreakFactory(course=course)
        factories.LectureFactory(course=course, day=date(2027, 3, 8))
        milestone = factories.MilestoneFactory(course=course)
        factories.ExtensionFactory(milestone=milestone, student=ana)
    ask(ana)
    caches["pages"].clear()
    # token asked for by the test; token with person, memberships, departments, courses;
    # listed, patterns, changes and breaks; milestones, teams, their members, extensions, hours
    with django_assert_num_queries(1 + 4 + 3 + 5):
        ask(ana)
    # What a course's members see of its meetings is kept for all of them.
    with django_assert_num_queries(1 + 4 + 5):
        ask(ana)


def test_what_is_kept_for_one_person_is_true_for_another(ask, course, milestone):
    ana, boris = enrolled(course), enrolled(course)
    factories.ExtensionFactory(milestone=milestone, student=ana, due=DUE + timedelta(days=1))
    assert due(ask(ana)).start != due(ask(boris)).start
