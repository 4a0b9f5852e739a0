"""A course page is pasted or uploaded, looked at beside its source, and then confirmed."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from courseapp.courses.models import Course, CourseState, Role
from courseapp.mail.models import OutgoingMail
from tests import factories
from tests.actors import enrolled

pytestmark = pytest.mark.django_db

PAGE = """# CS 7: Knots, Spring 2027

Example University

- Lectures: Mondays 10am-11:30am, Room 5

**Instructor**: Ada Example (ada@example.edu)

| Date | Topic | Slides |
|---|---|---|
| 2/1 | Knots and $\\pi$ | [slides](https://example.edu/1.pdf) |
| 2/30 | A day that is none | |

The final project is due May 1st.
"""


@pytest.fixture
def boss():
    person = factories.UserFactory()
    factories.DepartmentFactory().admins.add(person)
    return person


def post(client, *, slug="knots", **data):
    return client.post("/bulk/import/", {"slug": slug, "page": PAGE, "timezone": "UTC"} | data)


def text(answer):
    return answer.content.decode()


def department(person):
    return person.departments.get().pk


def test_what_was_understood_stands_beside_the_numbered_source(client, boss):
    client.force_login(boss)
    answer = post(client, department=department(boss))
    html = text(answer)
    assert answer.status_code == 200
    assert "A new course" in html
    assert "ada@example.edu" in html
    assert "Lecture, Monday 10:00–11:30, Room 5" in html
    assert 'id="L12" class="noted"' in html
    assert 'href="#L12"' in html
    assert not Course.objects.exists()


def test_confirming_makes_a_draft_and_mails_nobody(client, boss):
    client.force_login(boss)
    answer = post(client, department=department(boss), confirm="yes")
    course = Course.objects.get()
    assert answer.headers["Location"] == course.get_absolute_url()
    assert (course.state, course.lectures.count()) == (CourseState.DRAFT, 2)
    assert not OutgoingMail.objects.exists()


def test_a_file_is_as_good_as_pasted_text_and_is_shown_for_confirmation(client, boss):
    client.force_login(boss)
    file = SimpleUploadedFile("page.md", b"\xef\xbb\xbf" + PAGE.replace("\n", "\r\n").encode())
    answer = post(client, page="", page_file=file, department=department(boss))
    assert "# CS 7: Knots, Spring 2027" in text(answer).partition("<textarea")[2]
    assert "A new course" in text(answer)


def test_an_instructor_brings_their_own_course_up_to_date(client, boss):
    client.force_login(boss)
    post(client, department=department(boss), confirm="yes")
    course = Course.objects.get()
    client.force_login(enrolled(course, Role.INSTRUCTOR))
    changed = PAGE.replace("Knots and", "Braids and")
    assert "Brings the course up to date" in text(post(client, page=changed))
    post(client, page=changed, confirm="yes")
    assert course.lectures.first().title.startswith("Braids")
    assert "Nothing to change" in text(post(client, page=changed))


def test_a_tutor_or_an_instructor_of_elsewhere_cannot(client, boss):
    client.force_login(boss)
    post(client, department=department(boss), confirm="yes")
    course = Course.objects.get()
    client.force_login(enrolled(course, Role.TUTOR))
    assert post(client).status_code == 404
    client.force_login(enrolled(factories.CourseFactory(), Role.INSTRUCTOR))
    for slug in ("knots", "new-one"):
        answer = post(client, slug=slug, confirm="yes")
        assert answer.status_code == 422
    assert Course.objects.count() == 2


def test_an_archived_course_stays_as_it_was(client, boss):
    course = factories.CourseFactory(slug="knots", state=CourseState.ARCHIVED)
    course.department.admins.add(boss)
    client.force_login(boss)
    assert post(client, confirm="yes").status_code == 422


@pytest.mark.parametrize(
    "given",
    [
        {"page": ""},
        {"page": "   "},
        {"page": "Just some words."},
        {"page": "x" * 1_000_001},
        {"slug": ""},
        {"slug": "a b"},
        {"year": "1066"},
        {"year": "soon"},
        {"timezone": "Mars/Olympus"},
        {"base_url": "javascript:alert(1)"},
        {"department": "77777"},
    ],
)
def test_what_is_wrong_is_told_beside_the_field_and_nothing_is_written(client, boss, given):
    client.force_login(boss)
    answer = post(client, **({"department": department(boss), "confirm": "yes"} | given))
    assert answer.status_code == 422
    assert "errorlist" in text(answer)
    assert not Course.objects.exists()


def test_a_file_that_is_no_page_is_told(client, boss):
    client.force_login(boss)
    for content in (bytes(range(256)) * 40, b"x" * (6 * 1024 * 1024)):
        file = SimpleUploadedFile("page.md", content)
        answer = post(client, page="", page_file=file, department=department(boss))
        assert answer.status_code == 422
    assert not Course.objects.exists()


def test_the_source_is_shown_as_text(client, boss):
    client.force_login(boss)
    bad = PAGE + "\n<script>alert(1)</script>\n\n[x](javascript:alert(1))\n"
    html = text(post(client, page=bad, department=department(boss)))
    assert "<script>alert(1)" not in html
    assert 'href="javascript:' not in html
