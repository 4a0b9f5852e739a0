"""Handing in by script goes through the same rules as the page, and shows nobody more."""

import io
from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.core.files.storage import default_storage

from courseapp.courses.models import CourseState, Role
from projects import grading
from projects.models import Each, Submission
from tests import factories
from tests.actors import PDF, enrolled, handed_in, pdf, team

pytestmark = pytest.mark.django_db
URL = "/api/v1/submissions/"
RECEIPTS = "/api/v1/receipts/"


@pytest.fixture
def milestone():
    return factories.MilestoneFactory()


@pytest.fixture(autouse=True)
def _in_the_course():
    with time_machine.travel(factories.NOW, tick=False):
        yield


def post(client, milestone, *, key=None, **given):
    headers = {"Idempotency-Key": key} if key else {}
    return client.post(URL, {"milestone": milestone.public_id, **given}, headers=headers)


def ids(client, url=URL):
    return {row["id"] for row in client.get(url).json()["results"]}


def test_a_script_hands_in_for_its_owners_team(client, milestone):
    project, (student, _mate) = team(milestone.course)
    client.force_login(student)

    answer = post(client, milestone, text="We study attention.", files=[pdf("a.pdf")])

    assert answer.status_code == 201
    submission = Submission.objects.get()
    assert submission.work.project == project
    assert (submission.began_at, submission.submitted_by) == (factories.NOW, student)
    said = answer.json()
    assert answer["Location"].endswith(f"{URL}{submission.public_id}/")
    assert (said["id"], said["version"], said["counts"]) == (submission.public_id, 1, True)
    assert said["late_by_seconds"] == 0
    assert [(file["name"], file["size"]) for file in said["files"]] == [("a.pdf", len(PDF))]
    assert said["text"] == "We study attention."
    receipt = client.get(f"{RECEIPTS}{submission.public_id}/").json()
    assert receipt["receipt"] == submission.receipt


def test_the_same_key_twice_makes_one_version(client, milestone):
    _project, (student, _mate) = team(milestone.course)
    client.force_login(student)

    first = post(client, milestone, key="abc", text="Once.")
    with time_machine.travel(factories.NOW + timedelta(seconds=5), tick=False):
        second = post(client, milestone, key="abc", text="Once.")

    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json()["id"] == second.json()["id"]
    assert Submission.objects.count() == 1


def test_without_a_key_each_hand_in_is_a_version(client, milestone):
    client.force_login(enrolled(milestone.course))
    versions = [post(client, milestone, text=f"Text {n}").json()["version"] for n in (1, 2)]
    assert versions == [1, 2]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({}, None),
        ({"text": "two words"}, "text"),
        ({"files": [io.BytesIO(b"no PDF")]}, "files"),
        ({"files": [pdf("a.pdf", b"")]}, "files"),
        ({"text": "one", "key": "k" * 65}, "Idempotency-Key"),
    ],
)
def test_what_the_rules_refuse_is_a_422_that_names_the_field(client, given, field):
    milestone = factories.MilestoneFactory(max_words=1)
    client.force_login(enrolled(milestone.course))

    answer = post(client, milestone, **given)

    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json().get("field") == field
    assert answer.json()["detail"]
    assert not Submission.objects.exists()


def test_after_it_closed_nothing_is_taken(client, milestone):
    milestone.closes = milestone.due
    milestone.save()
    client.force_login(enrolled(milestone.course))

    with time_machine.travel(milestone.due + timedelta(hours=1), tick=False):
        assert post(client, milestone, text="Too late.").status_code == 422


def test_storage_that_fails_is_told_and_leaves_nothing(client, milestone, monkeypatch):
    client.force_login(enrolled(milestone.course))

    def full(*_args, **_options):
        raise OSError("No space left on device")

    monkeypatch.setattr(default_storage, "save", full)
    answer = post(client, milestone, files=[pdf()])

    assert answer.status_code == 503
    assert "space" not in answer.content.decode()
    assert not Submission.objects.exists()


def test_who_may_not_hand_in_does_not(client, milestone):
    assert post(client, milestone, text="x").status_code == 401

    client.force_login(factories.UserFactory())
    assert post(client, milestone, text="x").status_code == 403
    client.force_login(enrolled(milestone.course, Role.INSTRUCTOR))
    assert post(client, milestone, text="x").status_code == 403
    client.force_login(enrolled(factories.CourseFactory()))
    assert post(client, milestone, text="x").status_code == 403
    assert not Submission.objects.exists()


def test_a_milestone_that_one_may_not_see_is_not_found(client):
    hidden = factories.MilestoneFactory(course__state=CourseState.DRAFT)
    client.force_login(enrolled(hidden.course))
    assert post(client, hidden, text="x").status_code == 404


def test_a_form_of_another_site_hands_nothing_in(milestone):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(enrolled(milestone.course))
    assert post(client, milestone, text="x").status_code == 403
    assert not Submission.objects.exists()


def test_a_hand_in_is_multipart(client, milestone):
    client.force_login(enrolled(milestone.course))
    answer = client.post(
        URL, {"milestone": milestone.public_id, "text": "x"}, content_type="application/json"
    )
    assert answer.status_code == 415
    assert answer["Content-Type"] == "application/problem+json"


def test_a_request_larger_than_allowed_is_a_413(client, milestone, settings):
    settings.MAX_UPLOAD_BYTES = 1000
    client.force_login(enrolled(milestone.course))
    answer = post(client, milestone, files=[pdf(content=PDF + b" " * 2000)])
    assert answer.status_code == 413
    assert not Submission.objects.exists()


@pytest.mark.parametrize("url", [URL, RECEIPTS])
def test_each_person_finds_their_own_and_what_their_course_handed_in(client, milestone, url):
    project, (student, mate) = team(milestone.course)
    own = handed_in(milestone, project, student)
    other_project, (other, _) = team(milestone.course)
    others = handed_in(milestone, other_project, other)
    elsewhere = factories.MilestoneFactory()
    stranger = enrolled(elsewhere.course)
    far = handed_in(elsewhere, stranger, stranger)
    seen = {
        student: {own},
        mate: {own},
        other: {others},
        enrolled(milestone.course): set(),
        enrolled(milestone.course, Role.TUTOR): {own, others},
        enrolled(milestone.course, Role.OBSERVER): set(),
        enrolled(elsewhere.course, Role.INSTRUCTOR): {far},
        factories.UserFactory(is_superuser=True): {own, others, far},
    }

    assert client.get(url).status_code == 401
    for person, submissions in seen.items():
        client.force_login(person)
        wanted = {submission.public_id for submission in submissions}
        assert ids(client, url) == wanted
        for submission in (own, others, far):
            expected = 200 if submission in submissions else 404
            assert client.get(f"{url}{submission.public_id}/").status_code == expected


def test_a_list_can_be_narrowed_to_a_course_or_a_milestone(client, milestone):
    student = enrolled(milestone.course)
    other = factories.MilestoneFactory(course=milestone.course, each=Each.STUDENT)
    first, second = (handed_in(m, student, student) for m in (milestone, other))
    client.force_login(student)

    assert ids(client, f"{URL}?milestone={other.public_id}") == {second.public_id}
    both = {first.public_id, second.public_id}
    assert ids(client, f"{URL}?course={milestone.course.slug}") == both
    assert ids(client, f"{URL}?course=another") == set()


def test_a_grade_is_seen_once_released_and_not_hinted_at_before(client, milestone):
    project, (student, _mate) = team(milestone.course)
    submission = handed_in(milestone, project, student)
    instructor = enrolled(milestone.course, Role.INSTRUCTOR)
    url = f"{URL}{submission.public_id}/"
    client.force_login(student)
    unmarked = client.get(url)

    grade = grading.save_grade(
        submission.work,
        submission=submission,
        points=Decimal("87.5"),
        feedback="A fine secret.",
        by=instructor,
        now=factories.NOW,
    )
    marked = client.get(url)
    assert (marked.content, marked["ETag"]) == (unmarked.content, unmarked["ETag"])
    assert marked.json()["grade"] is None
    client.force_login(instructor)
    assert client.get(url).json()["grade"] is None

    grading.release([grade], by=instructor, now=factories.NOW)
    client.force_login(student)
    released = client.get(url, headers={"If-None-Match": unmarked["ETag"]})
    assert released.json()["grade"] == {
        "points": "87.50",
        "feedback": "A fine secret.",
        "released_at": "2027-03-10T15:00:00Z",
    }


@pytest.mark.parametrize("rows", [1, 30])
@pytest.mark.parametrize(("url", "queries"), [(URL, 7), (RECEIPTS, 6)])
def test_a_list_takes_as_many_queries_with_1_as_with_30(
    client, milestone, rows, url, queries, django_assert_num_queries
):
    for _ in range(rows):
        student = enrolled(milestone.course)
        handed_in(milestone, student, student, files=(pdf(),))
    client.force_login(enrolled(milestone.course, Role.INSTRUCTOR))

    # session, person, memberships, departments, count, submissions; files
    with django_assert_num_queries(queries):
        assert len(client.get(url).json()["results"]) == rows
