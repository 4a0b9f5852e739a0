"""The visitors' page is kept as bytes, and never a change late."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages import constants
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.cache import caches
from django.test import RequestFactory
from django.utils import translation

from courseapp.courses import enrolling
from courseapp.courses.changing import change_rows
from courseapp.courses.models import (
    Course,
    CourseLink,
    CourseState,
    Membership,
    OnCoursePage,
    Role,
    Visibility,
)
from courseapp.portal import code_version, page_cache
from courseapp.portal.public_course import public_course
from projects.models import Milestone
from schedule.models import Lecture, Question, TutoringSession
from tests import actors, factories

pytestmark = pytest.mark.django_db
NOW = factories.NOW


@pytest.fixture(autouse=True)
def _wednesday_in_march(time_machine):
    time_machine.move_to(NOW, tick=False)
    caches["pages"].clear()


@pytest.fixture
def course():
    return factories.CourseFactory()


@pytest.fixture
def etag(client, course):
    """Ask for the page's validator as a visitor gets it."""
    return lambda: client.get(course.get_absolute_url())["ETag"]


def nouns(base=OnCoursePage):
    """Every noun that says of itself that the course page shows it."""
    for model in base.__subclasses__():
        if not model._meta.abstract:
            yield model
        yield from nouns(model)


# How to make one of each; a noun that is missing here fails the tests below.
ROWS = {
    "Announcement": lambda course: factories.AnnouncementFactory(course=course),
    "Break": lambda course: factories.BreakFactory(course=course),
    "CourseLink": lambda course: CourseLink.objects.create(
        course=course, title="Forum", url="https://example.edu/"
    ),
    "Lecture": lambda course: factories.LectureFactory(course=course),
    "LectureLink": lambda course: factories.LectureLinkFactory(lecture__course=course),
    "MeetingChange": lambda course: factories.MeetingChangeFactory(pattern__course=course),
    "MeetingPattern": lambda course: factories.MeetingPatternFactory(course=course),
    "Membership": lambda course: factories.MembershipFactory(course=course, role=Role.TUTOR),
    "Milestone": lambda course: factories.MilestoneFactory(course=course),
    "Question": lambda course: factories.QuestionFactory(session__track__course=course),
    "Reading": lambda course: factories.ReadingFactory(session__track__course=course),
    "Reference": lambda course: factories.ReferenceFactory(lecture__course=course),
    "Resource": lambda course: factories.ResourceFactory(track__course=course),
    "Track": lambda course: factories.TrackFactory(course=course),
    "TutoringSession": lambda course: factories.TutoringSessionFactory(track__course=course),
}


def test_no_noun_of_the_course_page_is_forgotten_here():
    assert {model.__name__ for model in nouns()} == set(ROWS)


@pytest.mark.parametrize("noun", ROWS)
def test_adding_changing_and_deleting_any_noun_turns_the_page(course, etag, noun):
    tags = [etag()]
    row = ROWS[noun](course)
    tags.append(etag())
    row.save()
    tags.append(etag())
    row.delete()
    tags.append(etag())
    assert len(set(tags)) == 4


@pytest.mark.parametrize("noun", ROWS)
def test_deleting_a_queryset_turns_the_page(course, etag, noun):
    row = ROWS[noun](course)
    before = etag()
    type(row).objects.filter(pk=row.pk).delete()
    assert etag() != before


def test_what_is_deleted_along_turns_the_page(course, etag):
    question = factories.QuestionFactory(session__track__course=course)
    before = etag()
    question.session.track.delete()
    assert not Question.objects.exists()
    assert etag() != before


@pytest.mark.parametrize(
    ("model", "make", "values"),
    [
        (Milestone, ROWS["Milestone"], {"title": "Paper"}),
        (Membership, ROWS["Membership"], {"title": "Tutor of graphs"}),
        (Lecture, ROWS["Lecture"], {"title": "Graphs"}),
    ],
)
def test_changing_many_rows_at_once_turns_the_page(course, etag, model, make, values):
    make(course)
    before = etag()
    change_rows(model.objects.filter(course=course), by=None, **values)
    assert etag() != before


def test_the_courses_own_text_turns_the_page(course, etag):
    before = etag()
    course.title = "Another title"
    course.save()
    assert etag() != before


def test_a_stale_copy_of_the_course_never_brings_an_older_page_back(client, course, etag):
    copy = type(course).objects.get(pk=course.pk)
    tags = {etag()}
    for _ in range(3):
        factories.LectureFactory(course=course)
        tags.add(etag())
    copy.title = "A new title"
    copy.save()
    assert etag() not in tags
    assert "A new title" in client.get(course.get_absolute_url()).content.decode()


def test_a_new_name_of_a_tutor_turns_the_pages_of_their_courses(client, course, etag):
    tutor = actors.enrolled(course, Role.TUTOR, name="Old Name")
    before = etag()
    tutor.name = "New Name"
    tutor.save()
    assert etag() != before
    assert "New Name" in client.get(course.get_absolute_url()).content.decode()


def test_signing_in_turns_no_page(client, course, etag):
    tutor = actors.enrolled(course, Role.TUTOR)
    before = etag()
    client.force_login(tutor)
    client.logout()
    assert etag() == before


def test_setting_the_tutors_of_a_session_turns_the_page(course, etag):
    session = factories.TutoringSessionFactory(track__course=course)
    tutor = factories.UserFactory()
    tags = [etag()]
    for change in (
        lambda: session.tutors.add(tutor),
        lambda: session.tutors.remove(tutor),
        lambda: tutor.tutoring_sessions.add(session),
        tutor.tutoring_sessions.clear,
        lambda: session.tutors.set([tutor]),
        session.tutors.clear,
    ):
        change()
        tags.append(etag())
    assert len(set(tags)) == len(tags)
    assert not TutoringSession.tutors.through.objects.exists()


def test_enrolling_by_the_verb_turns_the_page(course, etag):
    before = etag()
    person = factories.UserFactory()
    enrolling.enrol(person=person, course=course, role=Role.TUTOR, by=None, now=NOW)
    assert etag() != before


def test_another_course_turns_no_page(course, etag):
    before = etag()
    factories.LectureFactory()
    assert etag() == before


def test_a_new_day_in_the_courses_zone_turns_the_page(course, etag, time_machine):
    tags = []
    for moment in (
        datetime(2027, 3, 11, 4, 59, tzinfo=UTC),  # 23:59 in New York, still the day of NOW
        datetime(2027, 3, 11, 5, 1, tzinfo=UTC),
        datetime(2027, 3, 12, 4, 59, tzinfo=UTC),
    ):
        time_machine.move_to(moment, tick=False)
        tags.append(etag())
    assert tags[0] != tags[1]
    assert tags[1] == tags[2]


def test_the_language_and_the_code_belong_to_the_validator(course, monkeypatch):
    today = date(2027, 3, 10)
    tags = {page_cache.page_etag(course, today=today)}
    with translation.override("de"):
        tags.add(page_cache.page_etag(course, today=today))
    monkeypatch.setattr(page_cache, "code_version", lambda: "another release")
    tags.add(page_cache.page_etag(course, today=today))
    assert len(tags) == 3


def test_the_version_of_the_code_follows_templates_code_and_styles(settings, tmp_path):
    settings.BASE_DIR = tmp_path
    seen = set()
    for name in ("templates/a.html", "courseapp/a.py", "static/css/a.css", "requirements/run.txt"):
        file = tmp_path / name
        file.parent.mkdir(parents=True)
        file.write_text("one")
        seen.add(code_version._hash())
        file.write_text("two")
        seen.add(code_version._hash())
    assert len(seen) == 8


# --- What is sent, and what it costs -----------------------------------------------------------


def test_a_page_that_is_kept_costs_one_query(client, course, django_assert_num_queries):
    first = client.get(course.get_absolute_url())
    with django_assert_num_queries(1):
        again = client.get(course.get_absolute_url())
    assert again.content == first.content
    assert again["ETag"] == first["ETag"]


def test_an_unchanged_page_is_told_by_one_query_and_no_bytes(
    client, course, etag, django_assert_num_queries
):
    known = etag()
    with django_assert_num_queries(1):
        response = client.get(course.get_absolute_url(), headers={"If-None-Match": known})
    assert (response.status_code, response.content) == (304, b"")
    assert response["ETag"] == known
    assert response["Cache-Control"] == "public, no-cache"
    assert {"Cookie", "Accept-Language"} <= set(response["Vary"].split(", "))


def test_a_changed_page_is_sent_whole(client, course, etag):
    known = etag()
    factories.LectureFactory(course=course)
    response = client.get(course.get_absolute_url(), headers={"If-None-Match": known})
    assert response.status_code == 200


def test_a_visitors_page_may_be_kept_but_is_asked_for(client, course):
    response = client.get(course.get_absolute_url())
    assert response["Cache-Control"] == "public, no-cache"
    assert {"Cookie", "Accept-Language"} <= set(response["Vary"].split(", "))
    assert not response.cookies


def test_a_page_of_somebody_who_signed_in_is_private_and_has_no_validator(client, course, etag):
    known = etag()
    client.force_login(actors.enrolled(course))
    response = client.get(course.get_absolute_url(), headers={"If-None-Match": known})
    assert response.status_code == 200
    assert response["Cache-Control"] == "private, no-cache"
    assert "ETag" not in response


def test_a_members_page_never_comes_from_or_into_the_visitors_bytes(client, course):
    member = actors.enrolled(course)
    client.force_login(member)
    own = client.get(course.get_absolute_url()).content
    client.logout()
    visitors = client.get(course.get_absolute_url()).content
    client.force_login(member)
    assert b"Sign out" in own
    assert b"Sign out" not in visitors
    assert b"Sign out" in client.get(course.get_absolute_url()).content


def test_no_message_nor_token_of_one_visitor_gets_into_the_bytes_of_all(client, course):
    client.cookies["messages"] = _message_cookie("Only for one pair of eyes")
    html = client.get(course.get_absolute_url()).content.decode()
    assert "one pair of eyes" not in html
    assert "csrf" not in html
    assert "one pair of eyes" in client.get("/").content.decode()


def test_the_bytes_do_not_tell_the_hour(client, course, time_machine):
    factories.MilestoneFactory(course=course, due=NOW + timedelta(hours=5))
    factories.MeetingPatternFactory(course=course)
    pages = set()
    for hours in (0, 4, 6, 12):
        time_machine.move_to(NOW + timedelta(hours=hours), tick=False)
        caches["pages"].clear()
        pages.add(client.get(course.get_absolute_url()).content)
    assert len(pages) == 1


def _message_cookie(text):
    from django.contrib.messages.storage.base import Message
    from django.http import HttpResponse

    storage, response = CookieStorage(RequestFactory().get("/")), HttpResponse()
    storage._store([Message(constants.INFO, text)], response)
    return response.cookies["messages"].value


@pytest.mark.parametrize("state", CourseState)
@pytest.mark.parametrize("visibility", Visibility)
def test_what_is_public_is_what_the_rule_says(state, visibility):
    course = factories.CourseFactory(state=state, page_visibility=visibility)
    by_rule = Course.objects.visible_to(AnonymousUser()).filter(pk=course.pk).exists()
    found = public_course(course.slug)
    assert (found is not None) == by_rule
    assert public_course("another") is None
    if found:
        assert (found.pk, found.public_id) == (course.pk, course.public_id)
        assert found.local_date(NOW) == course.local_date(NOW)
