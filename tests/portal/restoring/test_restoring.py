"""An export becomes the course again: where there is none, and beside its original."""

import io
import json
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command

from courseapp.courses.models import AuditEntry, Course, CourseState, Department, Membership, User
from courseapp.mail.models import OutgoingMail
from courseapp.portal.importing.report import as_json
from projects.models import Extension, Grade, Milestone, Submission, SubmissionFile, Work
from projects.reminders import new_reminders
from schedule.models import Lecture, LectureLink
from tests import factories
from tests.actors import team
from tests.portal.exporting.full_course import NOW, SLIDES, STUDENT, full_course
from tests.portal.exporting.zips import document_of, empty_database, exported, restored, zipped

pytestmark = pytest.mark.django_db


def run(*arguments) -> str:
    out = io.StringIO()
    call_command("import_course", *map(str, arguments), stdout=out)
    return out.getvalue()


# --- Into an empty database -------------------------------------------------------------------


def test_the_command_knows_a_zip_by_what_is_in_it(tmp_path):
    path = zipped(exported(full_course(slug="graphs")), tmp_path / "kept")
    with empty_database():
        told = run(path)
        course = Course.objects.get()
        assert course.slug == "graphs"
        assert f"{course}: restored as it was, at /courses/graphs/" in told
        assert "lectures 3" in told


def test_ids_revisions_and_times_are_those_of_the_original(tmp_path):
    course = full_course()
    lecture = course.lectures.first()
    lecture.title = "Mended"
    lecture.save()
    entries = exported(course)
    with empty_database():
        restored(entries, tmp_path)
        again = Lecture.objects.get(public_id=lecture.public_id)
        assert (again.revision, again.created_at, again.changed_at, again.title) == (
            lecture.revision, lecture.created_at, lecture.changed_at, "Mended",
        )  # fmt: skip


def test_a_restored_row_can_be_changed_like_any_other(tmp_path):
    entries = exported(full_course())
    with empty_database():
        restored(entries, tmp_path)
        milestone = Milestone.objects.first()
        milestone.title = "Renamed"
        milestone.save()
        assert {row.history_type for row in milestone.history.all()} == {"+", "~"}


def test_staff_are_made_by_e_mail_without_a_password(tmp_path):
    entries = exported(full_course())
    with empty_database():
        restored(entries, tmp_path)
        people = {person.email: person for person in User.objects.all()}
        assert set(people) == {"ada@example.edu", "alan@example.edu"}
        assert not any(person.has_usable_password() for person in people.values())
        assert set(Membership.objects.values_list("user__email", flat=True)) == set(people)


def test_who_is_known_here_by_the_address_is_taken(tmp_path):
    entries = exported(full_course())
    with empty_database():
        known = factories.UserFactory(email="ADA@example.edu", name="Countess of Lovelace")
        restored(entries, tmp_path)
        assert Membership.objects.get(role="instructor").user == known
        assert User.objects.get(pk=known.pk).name == "Countess of Lovelace"


def test_a_person_who_may_not_be_named_stays_without_a_name_and_cannot_sign_in(tmp_path):
    course = full_course()
    author = course.memberships.filter(role="student").first().user
    factories.AnnouncementFactory(course=course, author=author, title="Once a tutor")
    entries = exported(course)
    with empty_database():
        restored(entries, tmp_path)
        again = Course.objects.get().announcements.get(title="Once a tutor").author
        assert again.email == f"{author.public_id}@nameless.invalid"
        assert not again.is_active
        assert exported(Course.objects.get()) == entries


def test_with_people_everything_of_them_comes_back(tmp_path):
    entries = exported(full_course(), with_people=True)
    kept = [name for name in entries if name.endswith("paper.pdf")]
    with empty_database():
        restored(entries, tmp_path)
        shy = User.objects.get(email=STUDENT)
        assert (shy.campus_id, shy.memberships.get().extra_hours) == ("campus-0815", 48)
        assert not shy.has_usable_password()
        grade = Grade.objects.get()
        assert str(grade.points) == "57.25"
        assert grade.marks_counting_version
        assert Extension.objects.get().reason == "because of an operation"
        assert Submission.objects.count() == 3
        assert grade.history.count() == 1
        assert AuditEntry.objects.filter(verb="hand in").count() == 3
        (file,) = SubmissionFile.objects.filter(name="paper.pdf")
        assert content_of(LectureLink.objects.exclude(file="").get().file.name) == SLIDES
        assert content_of(file.key) == entries[kept[0]]


def content_of(key: str) -> bytes:
    with default_storage.open(key) as stored:
        return stored.read()


def test_the_history_of_what_is_gone_comes_back_and_belongs_to_no_other_row(tmp_path):
    course = full_course()
    extension = Extension.objects.get()
    extension.delete()
    entries = exported(course, with_people=True)
    with empty_database():
        restored(entries, tmp_path)
        past = Extension.history.filter(public_id=extension.public_id)
        assert {row.history_type for row in past} == {"+", "-"}
        assert {row.id for row in past} == {-1}
        assert exported(Course.objects.get(), with_people=True) == entries
        # Another course with a history of its own is told apart.
        restored(entries, tmp_path, slug="beside")
        for one in Course.objects.all():
            rows = document_of(exported(one, with_people=True))["rows"]
            assert len(rows["projects.HistoricalExtension"]) == 2


def test_nobody_is_mailed(tmp_path):
    entries = exported(full_course(), with_people=True)
    with empty_database():
        restored(entries, tmp_path)
        assert not OutgoingMail.objects.exists()


def test_kept_pages_of_an_earlier_course_of_this_id_are_not_taken_for_it(tmp_path):
    course = full_course()
    entries = exported(course)
    with empty_database():
        restored(entries, tmp_path)
        assert Course.objects.get().page_version > course.page_version + 10_000


# --- Beside its original ----------------------------------------------------------------------


def public_ids(course: Course, **options) -> set[str]:
    rows = document_of(exported(course, **options))["rows"]
    own = set(rows) - {"courses.User", "courses.Department"}
    return {row["public_id"] for label in own for row in rows[label] if "public_id" in row}


@pytest.mark.parametrize("with_people", [False, True])
def test_beside_its_original_it_gets_new_ids_and_says_so(tmp_path, with_people):
    course = full_course()
    told = restored(exported(course, with_people=with_people), tmp_path, slug="beside")
    assert told.ids_are_new
    assert "everything got new ids" in told.notes[0]
    assert not public_ids(course) & public_ids(told.course)
    assert len(public_ids(course)) == len(public_ids(told.course))


def test_all_but_ids_and_the_slug_is_the_same_beside_its_original(tmp_path):
    course = full_course()
    told = restored(exported(course), tmp_path, slug="beside")
    here, there = exported(course), exported(told.course)
    assert as_json(told.page)["lectures"]
    assert here["page.md"].replace(*files_of(here)) == there["page.md"].replace(*files_of(there))
    assert here["references.md"] == there["references.md"]


def files_of(entries) -> tuple[bytes, bytes]:
    (path,) = [name for name in entries if name.startswith("files/")]
    return path.encode(), b"the file"


def test_what_names_ids_within_names_the_new_ones(tmp_path):
    course = full_course()
    told = restored(exported(course, with_people=True), tmp_path, slug="beside")
    entry = AuditEntry.objects.get(course=told.course, verb="note")
    work = Work.objects.get(grade__isnull=False, milestone__course=told.course)
    assert (entry.subject_id, entry.details) == (
        told.course.public_id,
        {"work": work.public_id},
    )


def test_a_copy_with_people_is_a_draft_so_that_nobody_is_reminded_twice(tmp_path):
    course = full_course()
    team(course)  # has handed in nothing
    before = {reminder.key for reminder in new_reminders(now=NOW + timedelta(days=4))}
    told = restored(exported(course, with_people=True), tmp_path, slug="beside")
    assert told.course.state == CourseState.DRAFT
    assert any("draft" in note for note in told.notes)
    assert {reminder.key for reminder in new_reminders(now=NOW + timedelta(days=4))} == before
    assert before


def test_a_copy_without_people_is_as_open_as_its_original(tmp_path):
    told = restored(exported(full_course()), tmp_path, slug="beside")
    assert told.course.state == CourseState.OPEN


def test_a_taken_slug_asks_for_another(tmp_path):
    path = zipped(exported(full_course(slug="graphs")), tmp_path / "graphs.zip")
    with pytest.raises(CommandError, match=r"a course “graphs” already.*--slug"):
        run(path)
    assert "restored with new ids, at /courses/other/" in run(path, "--slug", "other")


def test_the_department_is_found_by_its_slug_made_or_given(tmp_path):
    course = full_course()
    entries = exported(course)
    assert restored(entries, tmp_path, slug="a").course.department == course.department
    other = factories.DepartmentFactory()
    assert restored(entries, tmp_path, slug="b", department=other).course.department == other
    with empty_database():
        made = restored(entries, tmp_path).course.department
        assert (made.slug, made.public_id) == (
            course.department.slug, course.department.public_id,
        )  # fmt: skip
        assert Department.objects.count() == 1


# --- What is told -----------------------------------------------------------------------------


def test_a_dry_run_tells_and_writes_nothing(tmp_path, settings):
    path = zipped(exported(full_course(), with_people=True), tmp_path / "graphs.zip")
    with empty_database():
        stored = files_on_storage()
        told = run(path, "--dry-run")
        assert "restored as it was" in told
        assert "nothing was written" in told
        assert not Course.objects.exists()
        assert not User.objects.exists()
        assert files_on_storage() == stored


def files_on_storage() -> set[str]:
    from pathlib import Path

    from django.conf import settings

    root = Path(settings.STORAGES["default"]["OPTIONS"]["location"])
    return {str(path) for path in root.rglob("*") if path.is_file()}


def test_json_is_the_report_of_a_page_and_what_was_restored(tmp_path):
    course = full_course(slug="graphs")
    path = zipped(exported(course), tmp_path / "graphs.zip")
    report = json.loads(run(path, "--slug", "other", "--json", "--dry-run"))
    assert list(report) == [
        "course", "staff", "meetings", "lectures", "tracks", "milestones", "links", "notes",
        "restored",
    ]  # fmt: skip
    assert report["course"]["slug"] == "other"
    assert len(report["lectures"]) == 3
    assert report["restored"]["ids_are_new"] is True
    assert report["notes"][0]["line"] is None
    assert not Course.objects.filter(slug="other").exists()


def test_restoring_is_in_the_audit_of_this_machine_and_not_in_its_next_export(tmp_path):
    told = restored(exported(full_course(), with_people=True), tmp_path, slug="beside")
    entry = AuditEntry.objects.get(course=told.course, verb="restore")
    assert entry.details == {"with_people": True, "ids_are_new": True}
    rows = document_of(exported(told.course, with_people=True))["rows"]
    assert not {"restore", "export"} & {row["verb"] for row in rows["courses.AuditEntry"]}


@pytest.mark.parametrize(
    "option",
    ["--year=2027", "--timezone=UTC", "--base-url=https://x.edu/", "--references=refs.md"],
)
def test_what_helps_to_read_a_page_is_refused_with_a_zip(tmp_path, option):
    path = zipped(exported(full_course()), tmp_path / "graphs.zip")
    with pytest.raises(CommandError, match="helps to read a page"):
        run(path, option, "--slug", "other")


def test_a_page_still_needs_a_slug(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("# Graphs\n\n## Lectures\n\n* Mondays 7pm-9pm")
    with pytest.raises(CommandError, match="slug"):
        run(page)
