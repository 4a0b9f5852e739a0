"""Milestones, teams and extensions in the admin."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from courseapp.courses.models import AuditEntry, Course, Role, User
from projects.admin.spans import SpanField, in_words
from projects.models import Extension, Milestone, Project, ReminderRule, TeamMember
from projects.reminders import DEFAULT_RULES
from tests import factories
from tests.actors import enrolled, handed_in, team
from tests.forms import fields_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def course() -> Course:
    return factories.CourseFactory()


@pytest.fixture
def instructor(course: Course, client: Client) -> User:
    person = enrolled(course, Role.INSTRUCTOR)
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return person


def url(noun: str, page: str, *args: object) -> str:
    return reverse(f"admin:projects_{noun}_{page}", args=args)


def errors(page: Any) -> dict[str, list[str]]:
    return page.context["adminform"].form.errors


def last_audit() -> tuple[str, dict[str, Any]]:
    entry = AuditEntry.objects.order_by("pk").last()
    return entry.verb, entry.details


# --- Milestones -----------------------------------------------------------------------------


def test_a_new_milestone_comes_with_the_usual_reminders(client: Client, instructor: User) -> None:
    add = url("milestone", "add")
    given = fields_of(client.get(add), title="Abstract", kind="abstract", due_0="2027-05-01")
    assert client.post(add, given).status_code == 302
    milestone = Milestone.objects.get()
    assert milestone.due == datetime(2027, 5, 2, 3, 59, 59, tzinfo=UTC)
    spans = ReminderRule.objects.filter(milestone=milestone).values_list("before", flat=True)
    assert set(spans) == set(DEFAULT_RULES)


def test_a_reminder_that_was_emptied_is_not_made(client: Client, instructor: User) -> None:
    add = url("milestone", "add")
    given = fields_of(client.get(add), title="Abstract", kind="abstract")
    given |= {"reminder_rules-0-before": "", "reminder_rules-1-before": "36 hours"}
    client.post(add, given)
    spans = set(ReminderRule.objects.values_list("before", flat=True))
    assert spans == {timedelta(hours=36), DEFAULT_RULES[2]}


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("7 days", timedelta(days=7)),
        ("1 week", timedelta(days=7)),
        (" 3h ", timedelta(hours=3)),
        ("90 min", timedelta(minutes=90)),
        ("36 Hours", timedelta(hours=36)),
    ],
)
def test_a_span_is_read_as_people_write_it(text: str, span: timedelta) -> None:
    assert SpanField().clean(text) == span
    assert SpanField().clean(in_words(span)) == span


@pytest.mark.parametrize("text", ["soon", "0 days", "-1 day", "1e3 days", "3 months", "99999 d"])
def test_no_other_span_is_guessed(text: str) -> None:
    from django.core.exceptions import ValidationError

    with pytest.raises(ValidationError):
        SpanField().clean(text)


def test_a_milestone_with_work_cannot_be_deleted(
    client: Client, instructor: User, course: Course
) -> None:
    project, members = team(course)
    milestone = handed_in(
        factories.MilestoneFactory(course=course), project, members[0]
    ).work.milestone
    page = client.post(url("milestone", "delete", milestone.pk), {"post": "yes"})
    assert "Cannot delete" in page.content.decode()
    assert Milestone.objects.exists()


# --- Teams ----------------------------------------------------------------------------------


def test_a_team_is_put_together_with_its_project(
    client: Client, instructor: User, course: Course
) -> None:
    person = enrolled(course)
    add = url("project", "add")
    given = fields_of(client.get(add), title="Ours")
    given |= {
        "members-TOTAL_FORMS": "1",
        "members-0-user": person.pk,
        "members-0-state": "accepted",
    }
    assert client.post(add, given).status_code == 302
    member = TeamMember.objects.get()
    assert (member.live, member.course, member.project.title) == (True, course, "Ours")
    assert member.joined_at is not None
    assert member.history.get().history_user == instructor
    assert last_audit() == ("set roster", {"member": person.public_id, "state": "accepted"})


def test_a_member_who_leaves_stays_in_the_history(
    client: Client, instructor: User, course: Course
) -> None:
    project, _members = team(course)
    change = url("project", "change", project.pk)
    given = fields_of(client.get(change)) | {"members-0-state": "left"}
    assert client.post(change, given).status_code == 302
    assert [(member.live, member.left_at is None) for member in project.members.all()] == [
        (False, False),
        (True, True),
    ]


def test_nobody_is_live_in_two_projects_of_a_course(
    client: Client, instructor: User, course: Course
) -> None:
    taken, members = team(course)
    project = factories.ProjectFactory(course=course)
    change = url("project", "change", project.pk)
    given = fields_of(client.get(change))
    given |= {
        "members-TOTAL_FORMS": "1",
        "members-0-user": members[0].pk,
        "members-0-state": "accepted",
    }
    page = client.post(change, given)
    assert f"is in “{taken}” already" in page.content.decode()
    assert not project.members.exists()


def test_a_large_team_asks_no_more_than_a_small_one(
    client: Client, instructor: User, course: Course, django_assert_num_queries
) -> None:
    for size in (1, 30):
        project, _members = team(course, size)
        change = url("project", "change", project.pk)
        client.get(change)
        with django_assert_num_queries(15):
            client.get(change)


# --- Extensions -----------------------------------------------------------------------------


def extension_form(client: Client, milestone: Milestone, **given: Any) -> dict[str, Any]:
    add = url("extension", "add")
    return fields_of(client.get(add), milestone=milestone.pk, due_0="2027-03-20", due_1="", **given)


def test_an_extension_is_given_through_the_verb(
    client: Client, instructor: User, course: Course
) -> None:
    milestone, student = factories.MilestoneFactory(course=course), enrolled(course)
    sent = extension_form(client, milestone, student=student.pk, reason="ill")
    assert client.post(url("extension", "add"), sent).status_code == 302
    given = Extension.objects.get()
    assert (given.student, given.granted_by, given.reason) == (student, instructor, "ill")
    assert given.due == datetime(2027, 3, 21, 3, 59, 59, tzinfo=UTC)
    assert given.history.get().history_user == instructor
    assert last_audit()[0] == "extend"

    change = url("extension", "change", given.pk)
    assert client.post(change, fields_of(client.get(change), due_0="2027-03-25")).status_code == 302
    given.refresh_from_db()
    assert given.due == datetime(2027, 3, 26, 3, 59, 59, tzinfo=UTC)
    assert given.history.count() == 2


def test_an_extension_is_of_a_project_or_a_student(
    client: Client, instructor: User, course: Course
) -> None:
    milestone = factories.MilestoneFactory(course=course)
    project, members = team(course)
    for owners in ({}, {"project": project.pk, "student": members[0].pk}):
        page = client.post(url("extension", "add"), extension_form(client, milestone, **owners))
        assert "Choose a project or a student, one of the two." in errors(page)["__all__"]
    assert not Extension.objects.exists()


def test_a_second_extension_is_a_change_of_the_first(
    client: Client, instructor: User, course: Course
) -> None:
    milestone, student = factories.MilestoneFactory(course=course), enrolled(course)
    factories.ExtensionFactory(milestone=milestone, student=student)
    page = client.post(
        url("extension", "add"), extension_form(client, milestone, student=student.pk)
    )
    assert "There is an extension of this already: change that one." in errors(page)["__all__"]


def test_an_extension_that_gives_no_time_is_refused(
    client: Client, instructor: User, course: Course
) -> None:
    student = enrolled(course)
    for due, told in (
        (None, "The milestone itself has no due time yet."),
        (datetime(2027, 4, 1, tzinfo=UTC), "That is not later than it is due for all."),
    ):
        milestone = factories.MilestoneFactory(course=course, due=due)
        page = client.post(
            url("extension", "add"), extension_form(client, milestone, student=student.pk)
        )
        assert errors(page)["due"] == [told]


def test_a_tutor_gives_no_extension(client: Client, course: Course) -> None:
    client.force_login(
        enrolled(course, Role.TUTOR), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    for page in ("changelist", "add"):
        assert client.get(url("extension", page)).status_code == 403


def test_an_extension_taken_back_is_still_told(
    client: Client, instructor: User, course: Course
) -> None:
    milestone, student = factories.MilestoneFactory(course=course), enrolled(course)
    given = factories.ExtensionFactory(milestone=milestone, student=student, reason="ill")
    key = given.pk
    client.post(url("extension", "delete", key), {"post": "yes"})
    assert not Extension.objects.exists()
    assert last_audit()[0] == "delete"
    text = client.get(url("extension", "history", key)).content.decode()
    assert "Deleted" in text


def test_a_project_keeps_its_history(client: Client, instructor: User, course: Course) -> None:
    project = factories.ProjectFactory(course=course, title="Old title")
    change = url("project", "change", project.pk)
    client.post(change, fields_of(client.get(change), title="New title"))
    text = client.get(url("project", "history", project.pk)).content.decode()
    assert "Old title" in text
    assert "New title" in text
    assert Project.objects.get().title == "New title"
