"""Files of lectures: handed to those for whom the course has them, and never run as a page."""

from urllib.parse import quote

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from courseapp.courses.models import CourseState, Role, Visibility
from schedule.models import LectureLink, LinkKind
from tests import factories
from tests.actors import enrolled

pytestmark = pytest.mark.django_db
CONTENT = b"%PDF-1.4 slides"


@pytest.fixture
def slides():
    return factories.lecture_file(factories.LectureFactory())


def read(answer):
    """The body; reading a stream to its end closes the file."""
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def names_shown(client, course):
    return client.get(course.get_absolute_url()).content.decode()


def test_a_member_downloads_the_slides_whole(client, slides):
    client.force_login(enrolled(slides.course))
    answer = client.get(slides.address)
    assert read(answer) == CONTENT
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'attachment; filename="slides.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private, no-cache"
    assert answer["Content-Length"] == str(len(CONTENT))


@pytest.mark.parametrize(
    "name", ["evil.html", "run.exe", "page.svg", "x.js", "no-ending", "a.pdf.xhtml"]
)
def test_what_a_browser_might_run_is_bytes_whatever_its_name(client, name):
    link = factories.lecture_file(factories.LectureFactory(), file_name=name)
    client.force_login(enrolled(link.course))
    answer = client.get(link.address)
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")
    read(answer)


def test_an_executable_renamed_is_never_more_than_an_attachment(client):
    link = factories.lecture_file(factories.LectureFactory(), file_name="slides.pdf")
    link.file.save("x", ContentFile(b"MZ\x90\x00<script>alert(1)</script>"))
    client.force_login(enrolled(link.course))
    answer = client.get(link.address)
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    read(answer)


def test_a_name_in_any_script_arrives_as_it_was(client):
    link = factories.lecture_file(factories.LectureFactory(), file_name="Folien – Ü 1.pdf")
    client.force_login(enrolled(link.course))
    answer = client.get(link.address)
    assert f"filename*=utf-8''{quote('Folien – Ü 1.pdf')}" in answer["Content-Disposition"]
    read(answer)


def test_another_name_in_the_address_leads_to_the_right_one(client, slides):
    client.force_login(enrolled(slides.course))
    wrong = slides.address.replace("slides.pdf", "other.exe")
    assert client.get(wrong)["Location"] == slides.address


@pytest.mark.parametrize(
    ("kind", "field"),
    [(LinkKind.SLIDES, "file"), (LinkKind.NOTES, "file"), (LinkKind.RECORDING, "recording")],
)
def test_a_file_is_for_those_whom_the_course_names(client, kind, field):
    link = factories.lecture_file(factories.LectureFactory(), kind=kind)
    course = link.course
    allowed = {
        Visibility.PUBLIC: (200, 200, 200),
        Visibility.SIGNED_IN: (302, 200, 200),
        Visibility.MEMBERS: (302, 404, 200),
    }
    for visibility, statuses in allowed.items():
        course.file_visibility = course.recording_visibility = Visibility.MEMBERS
        setattr(course, f"{field}_visibility", visibility)
        course.save()
        for person, status in zip(
            (None, factories.UserFactory(), enrolled(course)), statuses, strict=True
        ):
            client.logout()
            if person:
                client.force_login(person)
            answer = client.get(link.address)
            assert answer.status_code == status, (visibility, person)
            read(answer)


def test_files_of_a_draft_are_for_its_staff(client, slides):
    course = slides.course
    course.state, course.file_visibility = CourseState.DRAFT, Visibility.PUBLIC
    course.save()
    assert client.get(slides.address).status_code == 404
    client.force_login(enrolled(course))
    assert client.get(slides.address).status_code == 404
    client.force_login(enrolled(course, Role.TUTOR))
    assert read(client.get(slides.address)) == CONTENT


def test_who_does_not_have_them_is_told_that_they_are_there(client, slides):
    factories.LectureLinkFactory(lecture=slides.lecture, title="Elsewhere")
    for path in (slides.course.get_absolute_url(), slides.lecture.get_absolute_url()):
        client.logout()
        html = client.get(path).content.decode()
        assert "Slides: sign in for the file" in html
        assert slides.address not in html
        assert 'href="https://example.edu/slides.pdf"' in html  # a link needs no sign-in
        client.force_login(enrolled(slides.course))
        assert f'href="{slides.address}"' in client.get(path).content.decode()


def test_the_page_of_all_visitors_holds_no_address_of_a_file_after_it_was_closed(client, slides):
    course = slides.course
    course.file_visibility = Visibility.PUBLIC
    course.save()
    assert slides.address in names_shown(client, course)
    course.file_visibility = Visibility.MEMBERS
    course.save()
    assert slides.address not in names_shown(client, course)


def test_the_api_gives_the_address_to_those_for_whom_it_is(client, slides):
    url = f"/api/v1/lectures/{slides.lecture.public_id}/"
    assert client.get(url).json()["links"] == []
    client.force_login(enrolled(slides.course))
    [link] = client.get(url).json()["links"]
    assert link["url"].endswith(slides.address)
    assert link["url"].startswith("http")


def test_a_lost_file_is_not_found(client, slides):
    default_storage.delete(slides.file.name)
    client.force_login(enrolled(slides.course))
    assert client.get(slides.address).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_a_file_goes_with_its_row_once_that_is_for_certain():
    link = factories.lecture_file(factories.LectureFactory())
    key = link.file.name
    with transaction.atomic():
        link.lecture.delete()
        assert default_storage.exists(key)
        transaction.set_rollback(True)
    assert default_storage.exists(key)
    LectureLink.objects.get(file=key).lecture.delete()
    assert not default_storage.exists(key)


@pytest.mark.django_db(transaction=True)
def test_a_file_to_which_another_row_refers_stays():
    link = factories.lecture_file(factories.LectureFactory())
    factories.LectureLinkFactory(file=link.file.name, url="", file_name="slides.pdf")
    link.delete()
    assert default_storage.exists(link.file.name)
