"""What the admin saves: through the verbs, with an audit entry, over nobody else's change."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from courseapp.courses.admin_pages import CourseScopedAdmin
from courseapp.courses.models import (
    Announcement,
    AuditEntry,
    Course,
    CourseLink,
    Membership,
    Role,
    StaleError,
    User,
)
from schedule.models import Lecture, LectureLink, TutoringSession
from tests import factories
from tests.actors import enrolled
from tests.forms import fields_of

pytestmark = pytest.mark.django_db

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def course() -> Course:
    return factories.CourseFactory()


@pytest.fixture
def instructor(course: Course, client: Client) -> User:
    person = enrolled(course, Role.INSTRUCTOR, name="Ines")
    client.force_login(person, backend=BACKEND)
    return person


def url(noun: str, page: str, *args: object) -> str:
    return reverse(f"admin:{noun}_{page}", args=args)


def verbs() -> list[tuple[str, Any]]:
    return list(AuditEntry.objects.order_by("pk").values_list("verb", "details"))


def errors(page: Any) -> dict[str, list[str]]:
    return page.context["adminform"].form.errors


# --- Members --------------------------------------------------------------------------------


def test_a_person_is_enrolled_by_e_mail(client: Client, instructor: User, course: Course) -> None:
    add = url("courses_membership", "add")
    given = fields_of(
        client.get(add),
        email="new@example.edu",
        name="New One",
        role="student",
        section="B",
        extra_hours="24",
    )
    assert client.post(add, given).status_code == 302
    row = Membership.objects.get(user__email="new@example.edu")
    assert (row.course, row.role, row.section, row.extra_hours) == (course, "student", "B", 24)
    assert not row.user.has_usable_password()
    assert verbs() == [
        ("enrol", {"role": "student"}),
        ("change", {"fields": ["section", "extra_hours"]}),
    ]


def test_whoever_is_known_by_the_address_is_not_made_twice(
    client: Client, instructor: User
) -> None:
    known = factories.UserFactory(email="known@example.edu", name="Known")
    add = url("courses_membership", "add")
    given = fields_of(client.get(add), email="Known@Example.edu", name="Other", role="tutor")
    client.post(add, given)
    assert known.memberships.get().role == "tutor"
    known.refresh_from_db()
    assert known.name == "Known"


def test_a_member_is_not_enrolled_again(client: Client, instructor: User, course: Course) -> None:
    member = enrolled(course)
    add = url("courses_membership", "add")
    page = client.post(
        add, fields_of(client.get(add), email=member.email.upper(), name="X", role="tutor")
    )
    assert errors(page) == {"email": ["This person is a member already."]}
    assert member.memberships.get().role == "student"


def test_dropping_asks_first_and_goes_by_the_verb(
    client: Client, instructor: User, course: Course
) -> None:
    row = Membership.objects.get(user=enrolled(course))
    sent = {"action": "drop_selected", "_selected_action": [row.pk]}
    page = client.post(url("courses_membership", "changelist"), sent)
    assert "Drop these people" in page.content.decode()
    row.refresh_from_db()
    assert row.active
    client.post(url("courses_membership", "changelist"), sent | {"confirmed": "yes"})
    row.refresh_from_db()
    assert (row.active, verbs()) == (False, [("drop", {})])
    assert row.history.first().history_user == instructor


def test_who_was_dropped_is_taken_back_by_enrolling(
    client: Client, instructor: User, course: Course
) -> None:
    row = factories.MembershipFactory(course=course, active=False, left_at=factories.NOW)
    add = url("courses_membership", "add")
    client.post(add, fields_of(client.get(add), email=row.user.email, name="X", role="observer"))
    row.refresh_from_db()
    assert (row.active, row.role, row.left_at) == (True, "observer", None)


def test_a_tutor_neither_enrols_nor_drops(client: Client, course: Course) -> None:
    client.force_login(enrolled(course, Role.TUTOR), backend=BACKEND)
    row = Membership.objects.get(user=enrolled(course))
    assert client.get(url("courses_membership", "add")).status_code == 403
    sent = {"action": "drop_selected", "_selected_action": [row.pk], "confirmed": "yes"}
    client.post(url("courses_membership", "changelist"), sent)
    row.refresh_from_db()
    assert row.active


def test_who_instructs_one_course_drops_nobody_from_one_they_tutor(
    client: Client, instructor: User
) -> None:
    elsewhere = factories.CourseFactory()
    factories.MembershipFactory(user=instructor, course=elsewhere, role=Role.TUTOR)
    row = Membership.objects.get(user=enrolled(elsewhere))
    sent = {"action": "drop_selected", "_selected_action": [row.pk], "confirmed": "yes"}
    page = client.post(url("courses_membership", "changelist"), sent, follow=True)
    assert "Nothing was done" in page.content.decode()
    row.refresh_from_db()
    assert row.active


# --- Accommodations (rule 2) ----------------------------------------------------------------


def test_a_tutor_sees_no_accommodation_on_any_page(client: Client, course: Course) -> None:
    from django.contrib import admin

    from tests.admin_rows import ROWS

    for make in ROWS.values():
        make(course, "plain")
    row = Membership.objects.get(user=enrolled(course, name="Accommodated"))
    row.extra_hours = 4242
    row.save()
    client.force_login(enrolled(course, Role.TUTOR), backend=BACKEND)
    for noun in admin.site._registry:
        name = f"{noun._meta.app_label}_{noun._meta.model_name}"
        pages = [url(name, "changelist"), url(name, "changelist") + "?extra_hours__gt=1"]
        for key in noun._default_manager.values_list("pk", flat=True):
            pages += [url(name, page, key) for page in ("change", "history")]
        for page in pages:
            text = client.get(page).content.decode()
            assert "4242" not in text, page
            assert "xtra hours" not in text, page
            assert "xtension" not in text, page


@pytest.mark.parametrize(
    "query",
    ["extra_hours=48", "extra_hours__gt=0", "user__extensions__isnull=False"],
)
def test_no_list_answers_who_has_an_accommodation(
    query: str, client: Client, course: Course
) -> None:
    client.force_login(enrolled(course, Role.TUTOR), backend=BACKEND)
    assert client.get(f"{url('courses_membership', 'changelist')}?{query}").status_code == 400


@pytest.mark.parametrize("noun", ["projects_project", "projects_milestone"])
def test_no_list_answers_who_has_an_extension(noun: str, client: Client, course: Course) -> None:
    client.force_login(enrolled(course, Role.TUTOR), backend=BACKEND)
    answer = client.get(f"{url(noun, 'changelist')}?extensions__isnull=False")
    assert answer.status_code == 400


def test_an_instructor_sees_and_sets_an_accommodation(
    client: Client, instructor: User, course: Course
) -> None:
    row = Membership.objects.get(user=enrolled(course))
    change = url("courses_membership", "change", row.pk)
    client.post(change, fields_of(client.get(change), extra_hours="48"))
    row.refresh_from_db()
    assert (row.extra_hours, verbs()) == (48, [("change", {"fields": ["extra_hours"]})])
    assert "48" in client.get(url("courses_membership", "history", row.pk)).content.decode()


# --- Audit, stale forms ---------------------------------------------------------------------


def test_each_change_names_what_changed_and_never_a_value(
    client: Client, instructor: User, course: Course
) -> None:
    add = url("schedule_lecture", "add")
    given = fields_of(client.get(add), title="Backpropagation", position="1")
    given |= {
        "links-TOTAL_FORMS": "1",
        "links-0-kind": "slides",
        "links-0-title": "Slides",
        "links-0-url": "https://example.edu/1.pdf",
        "links-0-position": "0",
    }
    assert client.post(add, given).status_code == 302
    lecture = Lecture.objects.get()
    change = url("schedule_lecture", "change", lecture.pk)
    given = fields_of(client.get(change), speaker="Ada")
    given["links-0-title"] = "New slides"
    assert client.post(change, given).status_code == 302
    client.post(url("schedule_lecture", "delete", lecture.pk), {"post": "yes"})
    assert [
        (entry.verb, entry.subject_type, entry.details.get("fields"))
        for entry in AuditEntry.objects.order_by("pk")
    ] == [
        ("add", "schedule.lecture", ["course", "position", "title"]),
        ("add", "schedule.lecturelink", None),
        ("change", "schedule.lecture", ["speaker"]),
        ("change", "schedule.lecturelink", ["title"]),
        ("delete", "schedule.lecture", None),
    ]
    assert {entry.actor for entry in AuditEntry.objects.all()} == {instructor}
    assert {entry.course for entry in AuditEntry.objects.all()} == {course}


def test_saving_without_a_change_changes_nothing(
    client: Client, instructor: User, course: Course
) -> None:
    lecture = factories.LectureFactory(course=course)
    change = url("schedule_lecture", "change", lecture.pk)
    assert client.post(change, fields_of(client.get(change))).status_code == 302
    assert (Lecture.objects.get().revision, verbs()) == (1, [])


def test_a_form_opened_before_another_change_overwrites_nothing(
    client: Client, instructor: User, course: Course
) -> None:
    lecture = factories.LectureFactory(course=course, title="Old")
    change = url("schedule_lecture", "change", lecture.pk)
    opened = fields_of(client.get(change), title="Mine")
    other = Client()
    other.force_login(enrolled(course, Role.TUTOR, name="Bea"), backend=BACKEND)
    other.post(change, fields_of(other.get(change), title="Theirs"))

    page = client.post(change, opened)
    told = " ".join(errors(page)["__all__"])
    assert "Bea changed this at" in told
    assert "“Title”: Theirs" in told
    assert 'value="Mine"' in page.content.decode()
    assert Lecture.objects.get().title == "Theirs"
    assert client.post(change, opened).status_code == 200

    # Having been told, saving again is meant.
    assert client.post(change, fields_of(page)).status_code == 302
    assert Lecture.objects.get().title == "Mine"


def test_a_form_without_its_revision_is_not_believed(
    client: Client, instructor: User, course: Course
) -> None:
    lecture = factories.LectureFactory(course=course, title="Old")
    change = url("schedule_lecture", "change", lecture.pk)
    page = client.post(change, fields_of(client.get(change), title="Mine", seen=None))
    assert page.status_code == 200
    assert Lecture.objects.get().title == "Old"


def test_a_row_within_a_form_is_not_overwritten_either(
    client: Client, instructor: User, course: Course
) -> None:
    link = factories.LectureLinkFactory(lecture__course=course, title="Old")
    change = url("schedule_lecture", "change", link.lecture_id)
    opened = fields_of(client.get(change)) | {"links-0-title": "Mine"}
    fresh = LectureLink.objects.get()
    fresh.title = "Theirs"
    fresh.save()
    assert client.post(change, opened).status_code == 200
    assert LectureLink.objects.get().title == "Theirs"


def test_who_is_overtaken_between_check_and_save_is_checked_again(
    client: Client, instructor: User, course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    lecture = factories.LectureFactory(course=course, title="Old")
    change = url("schedule_lecture", "change", lecture.pk)
    opened = fields_of(client.get(change), title="Mine")

    def overtaken(self: Any, request: Any, obj: Any, form: Any, change: bool) -> None:
        monkeypatch.undo()
        raise StaleError(obj)

    monkeypatch.setattr(CourseScopedAdmin, "save_model", overtaken)
    assert client.post(change, opened).status_code == 302
    assert Lecture.objects.get().title == "Mine"
    assert [verb for verb, _details in verbs()] == ["change"]


# --- Courses, announcements, tutoring -------------------------------------------------------


def test_a_department_admin_sets_up_a_course_of_their_own_department_alone(client: Client) -> None:
    admin = factories.UserFactory()
    own, other = factories.DepartmentFactory(), factories.DepartmentFactory()
    own.admins.add(admin)
    client.force_login(admin, backend=BACKEND)
    add = url("courses_course", "add")
    given = fields_of(client.get(add), title="New", slug="new", time_zone="Europe/Berlin")
    given |= {
        "links-TOTAL_FORMS": "1",
        "links-0-title": "Forum",
        "links-0-position": "0",
        "links-0-url": "https://forum.example.edu",
    }
    refused = client.post(add, given | {"department": other.pk})
    assert "department" in errors(refused)
    assert client.post(add, given | {"department": own.pk}).status_code == 302
    assert Course.objects.get().department == own
    assert CourseLink.objects.get().course == Course.objects.get()


def test_an_instructor_edits_their_course_but_not_whose_it_is(
    client: Client, instructor: User, course: Course
) -> None:
    change = url("courses_course", "change", course.pk)
    page = client.get(change)
    assert "department" not in page.context["adminform"].form.fields
    other = factories.DepartmentFactory()
    client.post(change, fields_of(page, title="New title", department=other.pk))
    course.refresh_from_db()
    assert course.title == "New title"
    assert course.department != other
    assert client.get(url("courses_course", "add")).status_code == 403


def test_nobody_deletes_a_course_not_even_who_runs_the_machine(
    client: Client, course: Course
) -> None:
    client.force_login(factories.UserFactory(is_superuser=True), backend=BACKEND)
    answer = client.post(url("courses_course", "delete", course.pk), {"post": "yes"})
    assert answer.status_code == 403
    assert Course.objects.exists()


def test_an_announcement_is_written_and_published_with_one_button(
    client: Client, course: Course
) -> None:
    tutor = enrolled(course, Role.TUTOR)
    client.force_login(tutor, backend=BACKEND)
    add = url("courses_announcement", "add")
    given = fields_of(client.get(add), title="No class", _publish="Save and publish")
    assert client.post(add, given).status_code == 302
    row = Announcement.objects.get()
    assert row.author == tutor
    assert row.published_at is not None
    assert [verb for verb, _details in verbs()] == ["add", "publish"]


def test_a_saved_announcement_stays_a_draft_until_it_is_published(
    client: Client, instructor: User, course: Course
) -> None:
    row = factories.AnnouncementFactory(course=course, published_at=None)
    change = url("courses_announcement", "change", row.pk)
    client.post(change, fields_of(client.get(change), title="Better"))
    row.refresh_from_db()
    assert row.published_at is None
    sent = {"action": "publish_selected", "_selected_action": [row.pk]}
    client.post(url("courses_announcement", "changelist"), sent)
    row.refresh_from_db()
    assert row.published_at is not None


def test_a_tutor_posts_a_session_with_readings_and_questions(
    client: Client, course: Course
) -> None:
    tutor = enrolled(course, Role.TUTOR)
    track = factories.TrackFactory(course=course)
    client.force_login(tutor, backend=BACKEND)
    add = url("schedule_tutoringsession", "add")
    given = fields_of(
        client.get(add), title="Attention", track=track.pk, tutors=[tutor.pk], _publish="yes"
    )
    given |= {
        "readings-TOTAL_FORMS": "1",
        "readings-0-text": "A paper",
        "readings-0-depth": "0",
        "readings-0-position": "0",
        "readings-0-required": "on",
        "questions-TOTAL_FORMS": "1",
        "questions-0-text": "Why?",
        "questions-0-position": "0",
    }
    assert client.post(add, given).status_code == 302
    session = TutoringSession.objects.published().get()
    assert list(session.tutors.all()) == [tutor]
    assert [row.text for row in session.readings.all()] == ["A paper"]
    assert [row.text for row in session.questions.all()] == ["Why?"]


def test_an_archived_course_is_read_and_not_changed(
    client: Client, instructor: User, course: Course
) -> None:
    lecture = factories.LectureFactory(course=course)
    Course.objects.update(state="archived")
    assert client.get(url("schedule_lecture", "change", lecture.pk)).status_code == 200
    assert client.post(url("schedule_lecture", "change", lecture.pk), {}).status_code == 403
    assert client.get(url("schedule_lecture", "add")).status_code == 403


def test_who_runs_several_courses_chooses_one_first(
    client: Client, instructor: User, course: Course
) -> None:
    other = factories.CourseFactory(title="Other course")
    factories.MembershipFactory(user=instructor, course=other, role=Role.TUTOR)
    page = client.get(url("schedule_lecture", "add"))
    assert f"course={course.pk}" in page.content.decode()
    assert f"course={other.pk}" in page.content.decode()
    # A break is set by instructors: there is one course to choose, so nobody is asked.
    assert client.get(url("schedule_break", "add")).context["adminform"] is not None


def test_what_must_hold_is_said_in_words(client: Client, instructor: User, course: Course) -> None:
    add = url("schedule_break", "add")
    page = client.post(
        add,
        fields_of(client.get(add), title="Break", first_day="2027-03-19", last_day="2027-03-15"),
    )
    assert errors(page)["__all__"] == ["This must hold: break ends after it begins."]


# --- Time -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "stored"),
    [
        ("2027-01-15", datetime(2027, 1, 16, 3, 30, tzinfo=UTC)),
        ("2027-07-15", datetime(2027, 7, 16, 2, 30, tzinfo=UTC)),
    ],
    ids=["winter", "summer"],
)
def test_times_are_typed_and_shown_in_the_courses_zone(
    day: str, stored: datetime, client: Client, instructor: User, course: Course
) -> None:
    milestone = factories.MilestoneFactory(course=course, due=None)
    change = url("projects_milestone", "change", milestone.pk)
    page = client.get(change)
    assert "New York time." in page.content.decode()
    given = fields_of(page, due_0=day, due_1="22:30:00")
    assert client.post(change, given).status_code == 302
    milestone.refresh_from_db()
    assert milestone.due == stored
    again = fields_of(client.get(change))
    assert (again["due_0"], again["due_1"]) == ([day], ["22:30:00"])
    zone = "EST" if day == "2027-01-15" else "EDT"
    assert f"22:30 {zone}" in client.get(url("projects_milestone", "changelist")).content.decode()


def test_a_list_across_courses_names_each_ones_zone(
    client: Client, instructor: User, course: Course
) -> None:
    moment = datetime(2027, 3, 16, 3, 59, 59, tzinfo=UTC)
    berlin = factories.CourseFactory(time_zone="Europe/Berlin")
    factories.MembershipFactory(user=instructor, course=berlin, role=Role.INSTRUCTOR)
    for where in (course, berlin):
        factories.MilestoneFactory(course=where, due=moment)
    page = client.get(url("projects_milestone", "changelist")).content.decode()
    assert "Mon 15 Mar 2027, 23:59 EDT" in page
    assert "Tue 16 Mar 2027, 04:59 CET" in page


def test_a_new_rows_times_are_those_of_the_course_chosen(
    client: Client, instructor: User, course: Course
) -> None:
    berlin = factories.CourseFactory(time_zone="Europe/Berlin")
    factories.MembershipFactory(user=instructor, course=berlin, role=Role.INSTRUCTOR)
    add = f"{url('projects_milestone', 'add')}?course={berlin.pk}"
    page = client.get(add)
    assert "Berlin time." in page.content.decode()
    given = fields_of(page, title="Essay", kind="other", due_0="2027-05-01", due_1="")
    assert client.post(add, given).status_code == 302
    milestone = berlin.milestones.get()
    assert milestone.due == datetime(2027, 5, 1, 21, 59, 59, tzinfo=UTC)
    assert course.local_date(milestone.due) == date(2027, 5, 1)


def test_an_hour_that_does_not_exist_is_an_error_and_no_guess(
    client: Client, instructor: User, course: Course
) -> None:
    milestone = factories.MilestoneFactory(course=course, due=None)
    change = url("projects_milestone", "change", milestone.pk)
    given = fields_of(client.get(change), due_0="2027-03-14", due_1="02:30:00")
    assert "due" in errors(client.post(change, given))
