"""The table of a term's lectures: all rows saved or none, and nobody's words overwritten."""

from datetime import date

import pytest
from django.contrib.messages import get_messages

from courseapp.courses import audit
from courseapp.courses.models import CourseState, Role
from schedule import planning
from schedule.models import Lecture, LectureKind
from tests import factories
from tests.actors import enrolled
from tests.forms import fields_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def course():
    return factories.CourseFactory()


@pytest.fixture
def tutor(client, course):
    person = enrolled(course, Role.TUTOR)
    client.force_login(person)
    return person


@pytest.fixture
def path(course):
    return f"/courses/{course.slug}/staff/lectures/"


@pytest.fixture
def rows(course):
    return [
        factories.LectureFactory(course=course, title=name, week=week, day=date(2027, 2, day))
        for name, week, day in (("A", 1, 1), ("B", 2, 8), ("C", 3, 15))
    ]


def form(page, **changes):
    """What a browser sends, with changes named `<public id>__<field>`."""
    page.content = page.content.replace(b'class="lecture-table"', b'id="lecture-table"')
    return fields_of(page, "lecture-table", **changes)


def named(row, field):
    return f"{row.public_id}-{field}"


def titles(course):
    return list(Lecture.objects.filter(course=course).values_list("title", flat=True))


def told(answer):
    return " ".join(str(message) for message in get_messages(answer.wsgi_request))


@pytest.mark.usefixtures("tutor")
def test_several_rows_and_a_new_one_are_saved_at_once(client, course, path, rows):
    sent = form(client.get(path))
    sent |= {
        named(rows[0], "title"): "A new title",
        named(rows[2], "speaker"): "Ada",
        "new-title": "Between",
        "new-day": "2027-02-10",
    }
    answer = client.post(path, sent)
    assert answer["Location"] == path
    assert titles(course) == ["A new title", "B", "Between", "C"]
    assert Lecture.objects.get(speaker="Ada").pk == rows[2].pk
    assert audit.about(rows[0]).get().details == {"fields": ["title"]}
    assert not audit.about(rows[1]).exists()


@pytest.mark.usefixtures("tutor")
def test_a_form_in_which_nobody_typed_changes_nothing(client, course, path, rows):
    page = client.get(path)
    before = list(Lecture.objects.values_list("revision", "changed_at"))
    client.post(path, form(page))
    assert list(Lecture.objects.values_list("revision", "changed_at")) == before


@pytest.mark.usefixtures("tutor")
def test_one_wrong_row_saves_none_and_keeps_what_was_typed(client, course, path, rows):
    sent = form(client.get(path))
    sent |= {named(rows[0], "title"): "Typed", named(rows[1], "day"): "no day"}
    answer = client.post(path, sent)
    assert answer.status_code == 422
    assert 'value="Typed"' in answer.content.decode()
    assert titles(course) == ["A", "B", "C"]


@pytest.mark.usefixtures("tutor")
def test_who_edits_other_rows_is_not_in_the_way(client, course, path, rows):
    sent = form(client.get(path))
    rows[1].title = "Theirs"
    rows[1].save()
    assert client.post(path, sent | {named(rows[0], "title"): "Mine"}).status_code == 302
    assert titles(course) == ["Mine", "Theirs", "C"]


@pytest.mark.usefixtures("tutor")
def test_a_row_that_both_edited_shows_both_and_saving_again_is_meant(client, course, path, rows):
    sent = form(client.get(path))
    rows[1].title = "Theirs"
    rows[1].save()
    answer = client.post(
        path, sent | {named(rows[1], "title"): "Mine", named(rows[0], "title"): "Also mine"}
    )
    html = answer.content.decode()
    assert answer.status_code == 409
    assert 'value="Mine"' in html
    assert "Theirs" in html
    assert titles(course) == ["A", "Theirs", "C"]
    assert client.post(path, form(answer)).status_code == 302
    assert titles(course) == ["Also mine", "Mine", "C"]


@pytest.mark.usefixtures("tutor")
def test_who_saves_between_reading_and_writing_is_not_overwritten(
    client, course, path, rows, monkeypatch
):
    sent = form(client.get(path)) | {named(rows[1], "title"): "Mine"}
    real, meanwhile = planning.save_lectures, []

    def late(*args, **options):
        if not meanwhile:
            meanwhile.append(True)
            row = Lecture.objects.get(pk=rows[1].pk)
            row.title = "Theirs"
            row.save()
        real(*args, **options)

    monkeypatch.setattr("schedule.views.lectures.save_lectures", late)
    answer = client.post(path, sent)
    assert answer.status_code == 409
    assert "Mine" in answer.content.decode()
    assert "Mine" not in titles(course)


@pytest.mark.usefixtures("tutor")
def test_a_row_that_was_dropped_meanwhile_gives_back_what_was_typed(client, course, path, rows):
    sent = form(client.get(path)) | {named(rows[1], "title"): "My words"}
    rows[1].delete()
    answer = client.post(path, sent)
    assert answer.status_code == 409
    assert "My words" in answer.content.decode()
    assert titles(course) == ["A", "C"]


@pytest.mark.usefixtures("tutor")
def test_a_step_saves_what_was_typed_too(client, course, path, rows):
    factories.MeetingPatternFactory(course=course)
    sent = form(client.get(path)) | {named(rows[0], "title"): "A1"}
    answer = client.post(path, sent | {"do": f"on:{rows[1].public_id}"})
    assert answer["Location"] == f"{path}#row-{rows[1].public_id}"
    assert titles(course) == ["A1", "", "B", "C"]
    assert "“B” is on Mon 15 Feb now" in told(answer)
    assert "“C”, is on Mon 22 Feb now" in told(answer)
    client.post(path, form(client.get(path)) | {"do": f"back:{rows[1].public_id}"})
    assert titles(course) == ["A1", "B", "C"]
    client.post(path, form(client.get(path)) | {"do": f"up:{rows[2].public_id}"})
    assert titles(course) == ["A1", "C", "B"]


@pytest.mark.usefixtures("tutor")
def test_a_step_that_cannot_be_says_why(client, course, path, rows):
    answer = client.post(path, form(client.get(path)) | {"do": f"back:{rows[1].public_id}"})
    assert "no free date before it" in told(answer)


@pytest.mark.usefixtures("tutor")
def test_without_a_pattern_the_last_one_stays_without_a_day_and_it_is_said(client, path, rows):
    answer = client.post(path, form(client.get(path)) | {"do": f"on:{rows[0].public_id}"})
    assert "“C” has no day now" in told(answer)


@pytest.mark.usefixtures("tutor")
def test_a_bare_row_is_dropped_at_once_and_a_full_one_is_asked_for(client, course, path, rows):
    factories.LectureLinkFactory(lecture=rows[1])
    client.post(path, form(client.get(path)) | {"do": f"drop:{rows[0].public_id}"})
    assert titles(course) == ["B", "C"]
    answer = client.post(path, form(client.get(path)) | {"do": f"drop:{rows[1].public_id}"})
    asked = answer["Location"]
    page = client.get(asked)
    assert "slides, recordings or notes: 1" in page.content.decode()
    assert titles(course) == ["B", "C"]
    rows[1].save()
    assert client.post(asked, {"seen": "1"}).status_code == 409
    assert titles(course) == ["B", "C"]
    client.post(asked, {"seen": str(rows[1].revision)})
    assert titles(course) == ["C"]


@pytest.mark.usefixtures("tutor")
def test_a_day_outside_the_term_is_warned_of_and_two_on_a_day_are_allowed(
    client, course, path, rows
):
    sent = form(client.get(path))
    sent |= {named(rows[0], "day"): "2027-07-01", named(rows[1], "day"): "2027-02-15"}
    answer = client.post(path, sent)
    assert "“A” lies outside the term" in told(answer)
    assert Lecture.objects.filter(course=course, day=date(2027, 2, 15)).count() == 2


@pytest.mark.usefixtures("tutor")
def test_rows_of_another_course_are_out_of_reach(client, course, path, rows):
    other = factories.LectureFactory(title="Other")
    sent = form(client.get(path)) | {
        named(other, "seen"): "1",
        named(other, "shown"): "",
        named(other, "title"): "Taken",
        "do": f"drop:{other.public_id}",
    }
    client.post(path, sent)
    other.refresh_from_db()
    assert other.title == "Other"


@pytest.mark.usefixtures("tutor")
def test_an_archived_course_is_not_edited(client, course, path, rows):
    course.state = CourseState.ARCHIVED
    course.save()
    assert client.get(path).status_code == 403
    assert client.post(path, {}).status_code == 403


@pytest.mark.usefixtures("tutor")
@pytest.mark.parametrize("count", [1, 30])
def test_the_table_takes_as_many_queries_with_1_row_as_with_30(
    client, course, path, count, django_assert_num_queries
):
    for _ in range(count):
        lecture = factories.LectureFactory(course=course, kind=LectureKind.GUEST)
        factories.lecture_file(lecture)
    # session, person, memberships, departments, course, lectures
    with django_assert_num_queries(6):
        assert client.get(path).status_code == 200
