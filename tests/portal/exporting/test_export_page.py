"""The web's door to exports."""

import io
from zipfile import ZipFile

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse

from courseapp.courses.models import AuditEntry, Role
from projects.models import SubmissionFile
from schedule.models import LectureLink
from tests import factories
from tests.actors import enrolled
from tests.portal.exporting.full_course import STUDENT, full_course
from tests.portal.exporting.zips import exported

pytestmark = pytest.mark.django_db


@pytest.fixture
def course():
    return full_course(slug="graphs")


@pytest.fixture
def instructor(course):
    return enrolled(course, Role.INSTRUCTOR)


@pytest.fixture
def boss(course):
    person = factories.UserFactory()
    course.department.admins.add(person)
    return person


URL = "/bulk/graphs/export.zip"
PAGE = "/bulk/graphs/export/"


def entries_of(response) -> dict[str, bytes]:
    content = b"".join(response.streaming_content)
    with ZipFile(io.BytesIO(content)) as zipped:
        return {name: zipped.read(name) for name in zipped.namelist()}


def test_who_leads_the_course_downloads_it_without_people(client, course, instructor):
    client.force_login(instructor)
    response = client.get(URL)
    assert response.headers["Content-Disposition"] == 'attachment; filename="graphs.zip"'
    assert response.headers["Content-Type"] == "application/zip"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in response.headers["Cache-Control"]
    assert entries_of(response) == exported(course)
    entry = AuditEntry.objects.filter(verb="export").earliest("pk")
    assert (entry.actor, entry.details) == (instructor, {"with_people": False})


def test_a_department_admin_downloads_it_with_people_after_a_confirmation(client, course, boss):
    client.force_login(boss)
    response = client.post(URL, {"understood": "on"})
    assert "graphs-with-people.zip" in response.headers["Content-Disposition"]
    assert STUDENT.encode() in entries_of(response)["course.json"]
    entry = AuditEntry.objects.get(verb="export")
    assert (entry.actor, entry.details) == (boss, {"with_people": True})


def test_without_the_confirmation_nothing_is_exported(client, course, boss):
    client.force_login(boss)
    response = client.post(URL)
    assert response.status_code == 422
    assert "Confirm this first" in response.content.decode()
    assert not AuditEntry.objects.filter(verb="export").exists()


def test_an_instructor_gets_no_people(client, course, instructor):
    client.force_login(instructor)
    assert client.post(URL, {"understood": "on"}).status_code == 403
    assert "understood" not in client.get(PAGE).content.decode()
    assert not AuditEntry.objects.filter(verb="export").exists()


def test_asking_for_the_head_alone_exports_nothing(client, course, instructor):
    client.force_login(instructor)
    assert client.head(URL).status_code == 200
    assert not AuditEntry.objects.filter(verb="export").exists()


def test_the_page_shows_both_to_an_admin_of_the_department(client, course, boss):
    client.force_login(boss)
    page = client.get(PAGE).content.decode()
    assert f'href="{URL}"' in page
    assert 'name="understood"' in page


def test_what_storage_lost_is_told_on_the_page(client, course, instructor):
    default_storage.delete(LectureLink.objects.exclude(file="").get().file.name)
    client.force_login(instructor)
    response = client.get(URL)
    assert response.status_code == 503
    assert "Storage does not give the file" in response.content.decode()
    assert SubmissionFile.objects.exists()


def test_the_admin_leads_to_it(client, course, instructor):
    address = reverse("admin:courses_course_change", args=[course.pk])
    for person, leads in ((instructor, True), (enrolled(course, Role.TUTOR), False)):
        client.force_login(person)
        assert (PAGE in client.get(address).content.decode()) is leads
