"""The marking page: what was handed in beside points and feedback, one after the other."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from courseapp.courses.models import AuditEntry, Course, Role, User
from projects.extending import extend
from projects.grading import release, save_grade
from projects.models import Grade, Milestone, Submission, Work
from tests import factories
from tests.actors import enrolled, handed_in, pdf, team
from tests.forms import fields_of

pytestmark = pytest.mark.django_db
NOW = factories.NOW
LIST = reverse("admin:projects_work_changelist")


@pytest.fixture
def milestone() -> Milestone:
    return factories.MilestoneFactory(points=Decimal(20))


@pytest.fixture
def tutor(milestone: Milestone) -> User:
    return enrolled(milestone.course, Role.TUTOR, name="Tom Tutor")


@pytest.fixture
def instructor(milestone: Milestone) -> User:
    return enrolled(milestone.course, Role.INSTRUCTOR, name="Ines Instructor")


def as_(person: User) -> Client:
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def page_of(work: Work) -> str:
    return reverse("admin:projects_work_change", args=[work.pk])


def queue(milestone: Milestone, size: int) -> list[Work]:
    works = []
    for place in range(size):
        project, members = team(milestone.course)
        moment = NOW + timedelta(hours=place)
        works.append(handed_in(milestone, project, members[0], now=moment).work)
    return works


def mark(work: Work, by: User, points: Decimal | None = Decimal(15)) -> Grade:
    submission = work.submissions.last()
    return save_grade(work, submission=submission, points=points, feedback="F.", by=by, now=NOW)


def send(client: Client, work: Work, button: str, **given: Any) -> Any:
    sent = fields_of(client.get(page_of(work)), "marking", **given)
    return client.post(page_of(work), sent | {button: ""})


# --- What is seen ---------------------------------------------------------------------------


def test_text_with_maths_and_files_stand_beside_the_form(milestone: Milestone, tutor: User) -> None:
    project, members = team(milestone.course)
    work = handed_in(
        milestone, project, members[0], text="An *idea* $x^2$", files=(pdf("a.pdf"),)
    ).work
    text = as_(tutor).get(page_of(work)).content.decode()
    assert "<em>idea</em>" in text
    assert "<math" in text
    assert work.submissions.get().files.get().get_absolute_url() in text
    assert "of 20" in text
    assert str(members[1]) in text


def test_what_students_write_is_no_markup_of_the_admin(milestone: Milestone, tutor: User) -> None:
    project, members = team(milestone.course)
    work = handed_in(
        milestone, project, members[0], text="<script>alert(1)</script><b onclick=x>"
    ).work
    text = as_(tutor).get(page_of(work)).content.decode()
    assert "<script>alert" not in text
    assert "onclick" not in text.replace("&lt;b onclick", "")


def test_the_version_that_counts_is_shown_and_each_other_one_click_away(
    milestone: Milestone, tutor: User
) -> None:
    project, members = team(milestone.course)
    handed_in(milestone, project, members[0], text="First try")
    handed_in(milestone, project, members[0], text="Second try")
    late = milestone.due + timedelta(hours=5)
    work = handed_in(milestone, project, members[0], text="Third try", now=late).work
    text = as_(tutor).get(page_of(work)).content.decode()
    assert "Second try" in text
    assert "Third try" not in text
    other = as_(tutor).get(page_of(work) + "?version=3").content.decode()
    assert "Third try" in other
    assert "late by 5 hours" in other


def test_the_page_says_when_a_newer_version_counts_than_was_marked(
    milestone: Milestone, tutor: User
) -> None:
    [work] = queue(milestone, 1)
    mark(work, tutor)
    handed_in(milestone, work.project, work.submissions.get().submitted_by)
    assert "Marked was version 1" in as_(tutor).get(page_of(work)).content.decode()
    send(as_(tutor), work, "_save", points="12")
    grade = Grade.objects.get()
    assert grade.submission.version == 2
    assert grade.marks_counting_version


def test_why_there_was_more_time_is_seen_by_instructors_alone(
    milestone: Milestone, tutor: User, instructor: User
) -> None:
    [work] = queue(milestone, 1)
    later = milestone.due + timedelta(days=3)
    extend(milestone, owner=work.project, due=later, reason="ill", by=instructor, now=NOW)
    student = work.project.members.first().user
    extend(milestone, owner=student, due=later, reason="ill", by=instructor, now=NOW)
    membership = student.memberships.get()
    membership.extra_hours = 48
    membership.save()
    words = ("Extension of the project", f"Extension of {student}", f"Accommodation of {student}")
    told = {who: as_(who).get(page_of(work)).content.decode() for who in (tutor, instructor)}
    assert all(word in told[instructor] for word in words)
    assert not any(word in told[tutor] for word in ("Extension", "Accommodation"))


def test_the_page_asks_as_much_for_thirty_works_as_for_one(
    milestone: Milestone, tutor: User, django_assert_num_queries
) -> None:
    for size in (1, 29):
        work = queue(milestone, size)[-1]
        client = as_(tutor)
        client.get(page_of(work))
        with django_assert_num_queries(12):
            client.get(page_of(work))


# --- Saving ---------------------------------------------------------------------------------


def test_a_draft_is_saved_and_the_page_stays(milestone: Milestone, tutor: User) -> None:
    [work] = queue(milestone, 1)
    answer = send(as_(tutor), work, "_save", points="7.5", feedback="A *good* start.")
    assert answer.url == page_of(work)
    grade = Grade.objects.get()
    assert (grade.points, grade.feedback, grade.grader, grade.state) == (
        Decimal("7.5"),
        "A *good* start.",
        tutor,
        "draft",
    )
    text = as_(tutor).get(page_of(work)).content.decode()
    assert 'value="7.5"' in text
    assert "<em>good</em>" in text


@pytest.mark.parametrize(
    ("points", "told"),
    [
        ("7,5", "with a point"),
        ("NaN", "with a point"),
        ("Infinity", "with a point"),
        ("seven", "with a point"),
        ("-1", "Points go from 0 to 20"),
        ("20.5", "Points go from 0 to 20"),
        ("7.125", "decimal places"),
        ("1e99999999999", "digits in total"),
    ],
)
def test_what_are_no_points_is_told_beside_the_field_and_nothing_is_lost(
    points: str, told: str, milestone: Milestone, tutor: User
) -> None:
    [work] = queue(milestone, 1)
    page = send(as_(tutor), work, "_save", points=points, feedback="Long text")
    assert page.status_code == 200
    assert told in " ".join(page.context["form"].errors["points"])
    assert f'value="{points}"' in page.content.decode()
    assert "Long text" in page.content.decode()
    assert not Grade.objects.exists()


def test_a_version_of_other_work_cannot_be_marked(milestone: Milestone, tutor: User) -> None:
    work, other = queue(milestone, 2)
    page = send(as_(tutor), work, "_save", submission=other.submissions.get().pk, points="3")
    assert page.status_code == 200
    assert not Grade.objects.exists()


def test_next_goes_to_the_next_that_waits_and_round(milestone: Milestone, tutor: User) -> None:
    works = queue(milestone, 4)
    client = as_(tutor)
    mark(works[2], tutor)
    assert "2 of 4" in client.get(page_of(works[1])).content.decode()
    assert send(client, works[1], "_next", points="3").url == page_of(works[3])
    assert send(client, works[3], "_next", points="3").url == page_of(works[0])
    assert send(client, works[0], "_next", points="3").url.startswith(LIST)


def test_next_stays_within_the_milestone_and_the_course(milestone: Milestone, tutor: User) -> None:
    [work] = queue(milestone, 1)
    queue(factories.MilestoneFactory(course=milestone.course), 1)
    queue(factories.MilestoneFactory(), 1)
    assert send(as_(tutor), work, "_next", points="3").url.startswith(LIST)


def test_a_second_grader_sees_both_and_overwrites_nothing(
    milestone: Milestone, tutor: User, instructor: User
) -> None:
    [work] = queue(milestone, 1)
    client = as_(instructor)
    opened = fields_of(client.get(page_of(work)), "marking", points="5", feedback="My words")
    send(as_(tutor), work, "_save", points="9", feedback="Their words")

    page = client.post(page_of(work), opened | {"_save": ""})
    text = page.content.decode()
    assert "Tom Tutor changed this at" in text
    assert "Their words" in text
    assert "9 points" in text
    assert "My words" in text
    assert 'value="5"' in text
    grade = Grade.objects.get()
    assert (grade.points, grade.feedback) == (Decimal(9), "Their words")

    client.post(page_of(work), fields_of(page, "marking") | {"_save": ""})
    assert Grade.objects.get().feedback == "My words"


def test_the_page_works_without_a_script(milestone: Milestone, tutor: User) -> None:
    [work] = queue(milestone, 1)
    text = as_(tutor).get(page_of(work)).content.decode()
    form = text[text.index('<form method="post" id="marking') :]
    assert "<script" not in form[: form.index("</form>")]
    assert 'name="_next"' in form


# --- Releasing ------------------------------------------------------------------------------


def test_a_tutor_is_offered_no_release_and_takes_none(milestone: Milestone, tutor: User) -> None:
    [work] = queue(milestone, 1)
    mark(work, tutor)
    assert 'name="_release"' not in as_(tutor).get(page_of(work)).content.decode()
    assert send(as_(tutor), work, "_release", points="3").status_code == 403
    sent = {"action": "release_selected", "_selected_action": [work.pk], "confirmed": "yes"}
    as_(tutor).post(LIST, sent)
    grade = Grade.objects.get()
    assert (grade.state, grade.points) == ("draft", Decimal(15))


def test_an_instructor_releases_with_one_button(milestone: Milestone, instructor: User) -> None:
    [work] = queue(milestone, 1)
    send(as_(instructor), work, "_release", points="11", feedback="Fine.")
    grade = Grade.objects.get()
    assert (grade.state, grade.points) == ("released", Decimal(11))


def test_releasing_without_points_saves_nothing_at_all(
    milestone: Milestone, instructor: User
) -> None:
    [work] = queue(milestone, 1)
    page = send(as_(instructor), work, "_release", points="", feedback="Almost done")
    assert page.status_code == 200
    assert page.context["form"].errors["points"]
    assert "Almost done" in page.content.decode()
    assert not Grade.objects.exists()
    assert not AuditEntry.objects.filter(verb__in=["grade", "release"]).exists()


def test_the_action_says_what_is_odd_before_it_releases(
    milestone: Milestone, tutor: User, instructor: User
) -> None:
    waiting, drafted, done, newer = works = queue(milestone, 4)
    for work in (drafted, done, newer):
        mark(work, tutor)
    release([done.grade], by=instructor, now=NOW)
    handed_in(milestone, newer.project, newer.submissions.get().submitted_by)
    sent = {"action": "release_selected", "_selected_action": [work.pk for work in works]}
    page = as_(instructor).post(LIST, sent)
    told = dict(page.context["question"].lines)
    assert told == {
        waiting: "not marked: nothing will be released",
        drafted: "",
        done: "released already",
        newer: "a newer version counts than was marked",
    }
    assert Grade.objects.released().count() == 1
    as_(instructor).post(LIST, fields_of(page, "content-main"))
    assert Grade.objects.released().count() == 3


def test_the_action_releases_nothing_by_half(
    milestone: Milestone, tutor: User, instructor: User
) -> None:
    works = queue(milestone, 2)
    mark(works[0], tutor)
    mark(works[1], tutor, points=None)
    sent = {"action": "release_selected", "_selected_action": [work.pk for work in works]}
    page = as_(instructor).post(LIST, sent)
    assert not page.context["question"].may_go_on
    as_(instructor).post(LIST, sent | {"confirmed": "yes"})
    assert not Grade.objects.released().exists()


def test_an_archived_course_is_read_and_not_marked(milestone: Milestone, instructor: User) -> None:
    [work] = queue(milestone, 1)
    mark(work, instructor)
    Course.objects.update(state="archived")
    page = as_(instructor).get(page_of(work))
    assert 'name="points"' not in page.content.decode()
    assert as_(instructor).post(page_of(work), {"points": "1"}).status_code == 403


# --- The list -------------------------------------------------------------------------------


def test_the_list_tells_waiting_draft_released_and_newer(
    milestone: Milestone, tutor: User, instructor: User
) -> None:
    waiting, drafted, done = queue(milestone, 3)
    for work in (drafted, done):
        mark(work, tutor)
    release([done.grade], by=instructor, now=NOW)
    handed_in(milestone, drafted.project, drafted.submissions.get().submitted_by)

    def found(marking: str) -> list[Work]:
        return list(as_(tutor).get(LIST, {"marking": marking}).context["cl"].result_list)

    assert (found("waiting"), found("draft"), found("released"), found("newer")) == (
        [waiting],
        [drafted],
        [done],
        [drafted],
    )
    assert list(as_(tutor).get(LIST).context["cl"].result_list) == [waiting, drafted, done]


def test_the_history_of_a_grade_tells_an_appeal(
    milestone: Milestone, tutor: User, instructor: User
) -> None:
    [work] = queue(milestone, 1)
    grade = mark(work, tutor, Decimal(9))
    mark(work, instructor, Decimal(14))
    release([grade], by=instructor, now=NOW)
    url = reverse("admin:projects_grade_history", args=[grade.pk])
    text = as_(instructor).get(url).content.decode()
    for told in ("Tom Tutor", "Ines Instructor", "9.00", "14.00", "released", "New York"):
        assert told in text
    # An old version is read there, never brought back past the verbs.
    old = grade.history.last()
    assert as_(instructor).post(f"{url}{old.pk}/", {}).status_code in (302, 404)
    assert Grade.objects.get().points == Decimal(14)


def test_the_history_tells_what_was_empty_as_nothing(
    milestone: Milestone, tutor: User, instructor: User
) -> None:
    """An appeal must not read "Deleted submission" where there was none yet, or "None"."""
    [work] = queue(milestone, 1)
    grade = mark(work, tutor)
    release([grade], by=instructor, now=NOW)
    for noun, row in (("work", work), ("grade", grade)):
        url = reverse(f"admin:projects_{noun}_history", args=[row.pk])
        text = as_(instructor).get(url).content.decode()
        assert "<del>–</del>" in text
        assert "Deleted" not in text
        assert "None" not in text


def test_each_version_keeps_its_submission(milestone: Milestone, tutor: User) -> None:
    [work] = queue(milestone, 1)
    before = list(Submission.objects.values())
    send(as_(tutor), work, "_save", points="4")
    assert list(Submission.objects.values()) == before
