"""What an export holds is what the data register says, and nobody's name who was not asked for."""

import io
from zipfile import ZipFile

import pytest
from django.apps import apps
from django.core.files.storage import default_storage
from django.db import models

from courseapp.courses.models import AuditEntry, Membership, Role, User
from courseapp.portal.data_register import REGISTER, When
from courseapp.portal.exporting import form
from courseapp.portal.exporting.exporting_course import export_course
from courseapp.portal.exporting.form import ExportRefused
from courseapp.portal.exporting.gathering import gather
from courseapp.portal.exporting.stored_files import STORED, path_in_zip
from courseapp.portal.exporting.tables import tables
from courseapp.portal.exporting.values import _READERS
from projects.models import SubmissionFile
from tests import factories
from tests.actors import enrolled
from tests.portal.exporting.full_course import SECRETS, full_course
from tests.portal.exporting.zips import document_of, exported, exported_zip

pytestmark = pytest.mark.django_db


def declared(*when: When) -> set[str]:
    return {entry.model for entry in REGISTER if entry.export.when in when}


# --- The register -----------------------------------------------------------------------------


def test_no_model_is_forgotten_and_none_is_there_against_the_register():
    course = full_course()
    for with_people, when in (
        (False, {When.ALWAYS}),
        (True, {When.ALWAYS, When.WITH_PEOPLE}),
    ):
        rows = document_of(exported(course, with_people=with_people))["rows"]
        assert set(rows) == declared(*when)
        assert [label for label, found in rows.items() if not found] == []


def test_fields_that_the_register_names_exist():
    for entry in REGISTER:
        names = {*entry.export.only, *entry.export.with_people, *entry.export.never}
        fields = {field.name for field in apps.get_model(entry.model)._meta.concrete_fields}
        assert names <= fields, entry.model


def test_each_field_of_an_export_is_of_a_kind_that_can_be_written_and_read():
    kinds = (models.ForeignKey, models.JSONField, *(row[0] for row in _READERS))
    for table in tables(with_people=True):
        stored = STORED.get(table.model)
        for field in table.fields:
            is_file = stored is not None and field.name == stored.key
            assert is_file or isinstance(field, kinds), field
            assert is_file or not isinstance(field, models.FileField), field


def test_every_row_is_written_after_what_it_cannot_be_without():
    for with_people in (False, True):
        found = tables(with_people=with_people)
        done = set()
        for table in found:
            needed = {key.related_model for key in table.keys if not key.null}
            assert needed <= done | {table.model}, table.label
            done.add(table.model)


def test_no_integer_key_leaves_the_house():
    for table in tables(with_people=True):
        assert not {"id", "history_id"} & {field.name for field in table.fields}
    course = full_course()
    for rows in document_of(exported(course, with_people=True))["rows"].values():
        for row in rows:
            assert not [name for name in row if name.endswith("_id") and isinstance(row[name], int)]


def test_the_version_is_that_of_the_project():
    import tomllib

    from django.conf import settings

    project = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())
    assert project["project"]["version"] == form.APP_VERSION


# --- People -----------------------------------------------------------------------------------


def test_without_people_nothing_of_a_student_is_anywhere_in_the_zip():
    course = full_course()
    students = Membership.objects.filter(course=course, role=Role.STUDENT).select_related("user")
    secrets = [
        *SECRETS,
        *(row.user.email for row in students),
        *(row.user.name for row in students),
    ]
    entries = exported(course)
    content = "\n".join((*entries, *(data.decode("latin-1") for data in entries.values())))
    whole = exported(course, with_people=True)
    there = "\n".join(data.decode() for name, data in whole.items() if name == form.DOCUMENT)
    assert len(students) == 3
    for secret in secrets:
        assert secret in there, secret
        assert secret.encode().decode("latin-1") not in content, secret
    assert '"extra_hours"' not in content
    assert '"attendance_at"' not in content


def test_a_former_tutor_who_is_a_student_now_has_no_name_in_it():
    course = full_course()
    person = enrolled(course, name="Now Student")
    factories.MeetingPatternFactory(course=course, host=person)
    rows = document_of(exported(course))["rows"]
    (row,) = [row for row in rows["courses.User"] if row["public_id"] == person.public_id]
    assert row == {"public_id": person.public_id, "email": None, "name": None}


def test_without_people_it_names_the_staff_and_holds_their_drafts():
    course = full_course()
    rows = document_of(exported(course))["rows"]
    assert {row["email"] for row in rows["courses.User"]} == {"ada@example.edu", "alan@example.edu"}
    assert [row["published_at"] for row in rows["schedule.TutoringSession"]].count(None) == 1
    assert [row["published_at"] for row in rows["courses.Announcement"]].count(None) == 1


def test_nothing_of_another_course_is_in_it():
    course, other = full_course(), factories.CourseFactory()
    factories.LectureFactory(course=other, title="Elsewhere")
    factories.AnnouncementFactory(course=other, title="Elsewhere too")
    content = b"".join(exported(course, with_people=True).values()).decode("latin-1")
    assert "Elsewhere" not in content
    assert other.public_id not in content


# --- Who may ------------------------------------------------------------------------------------


def ask(course, by, *, with_people):
    export_course(course, to=io.BytesIO(), with_people=with_people, by=by, now=factories.NOW)


@pytest.mark.parametrize(
    ("who", "plain", "people"),
    [
        (None, True, False),
        ("student", False, False),
        ("tutor", False, False),
        ("instructor", True, False),
        ("department", True, True),
        ("elsewhere", False, False),
        ("machine", True, True),
        ("inactive", False, False),
    ],
)
def test_people_go_only_to_an_admin_of_the_department(who, plain, people):
    course = factories.CourseFactory()
    persons = {
        "student": lambda: enrolled(course),
        "tutor": lambda: enrolled(course, Role.TUTOR),
        "instructor": lambda: enrolled(course, Role.INSTRUCTOR),
        "machine": lambda: factories.UserFactory(is_superuser=True),
        "inactive": lambda: factories.UserFactory(is_superuser=True, is_active=False),
        "department": lambda: admin_of(course.department),
        "elsewhere": lambda: admin_of(factories.DepartmentFactory()),
    }
    by = persons[who]() if who else None
    for with_people, allowed in ((False, plain), (True, people)):
        entries = AuditEntry.objects.filter(verb="export", actor=by)
        if allowed:
            ask(course, by, with_people=with_people)
            assert entries.latest("pk").details == {"with_people": with_people}
        else:
            with pytest.raises(ExportRefused):
                ask(course, by, with_people=with_people)
            assert not entries.filter(details__with_people=with_people).exists()


def admin_of(department) -> User:
    person = factories.UserFactory()
    department.admins.add(person)
    return person


# --- The zip ------------------------------------------------------------------------------------


def test_the_same_course_makes_the_same_zip():
    course = full_course()
    assert exported_zip(course) == exported_zip(course)
    with_people = exported_zip(course, with_people=True)
    assert with_people == exported_zip(course, with_people=True)


def test_text_that_packs_too_well_is_stored_so_that_no_export_looks_like_a_bomb():
    course = factories.CourseFactory(syllabus="a" * 2_000_000)
    with ZipFile(io.BytesIO(exported_zip(course))) as zipped:
        for info in zipped.infolist():
            assert info.file_size <= form.MOST_RATIO * info.compress_size


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("paper.pdf", "paper.pdf"),
        ("../../etc/passwd", "passwd"),
        ("a/b\\c.pdf", "c.pdf"),
        ('a:b|"c?.pdf', "a_b__c_.pdf"),
        ("..", "file"),
        ("", "file"),
        ("\u202egpj.exe", "gpj.exe"),
        ("trailing. ", "trailing"),
    ],
)
def test_names_in_the_zip_are_safe_everywhere(name, safe):
    assert path_in_zip("abc", name) == f"files/abc/{safe}"


def test_a_file_that_storage_lost_is_told(settings):
    course = full_course()
    file = SubmissionFile.objects.first()
    default_storage.delete(file.key)
    with pytest.raises(ExportRefused, match=f"files/{file.public_id}"):
        exported(course, with_people=True)


def test_a_file_that_storage_spoiled_is_told():
    course = full_course()
    file = SubmissionFile.objects.first()
    with default_storage.open(file.key, "wb") as stored:
        stored.write(b"something else")
    with pytest.raises(ExportRefused, match="spoiled"):
        exported(course, with_people=True)


def test_files_are_named_by_what_they_belong_to_and_indexed():
    course = full_course()
    entries = exported(course, with_people=True)
    index = document_of(entries)["files"]
    assert [one["path"] for one in index] == sorted(one["path"] for one in index)
    assert {one["path"] for one in index} == {name for name in entries if "/" in name}
    assert {one["size"] for one in index} == {len(entries[one["path"]]) for one in index}


def test_more_rows_cost_no_more_queries(django_assert_num_queries):
    course = factories.CourseFactory()
    number = len(tables(with_people=True)) + 1
    for rows in (1, 30):
        for _ in range(rows):
            lecture = factories.LectureFactory(course=course)
            factories.ReferenceFactory(lecture=lecture)
            enrolled(course)
        with django_assert_num_queries(number):
            gather(course, with_people=True)
