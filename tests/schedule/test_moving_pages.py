"""The pages on which staff change dates and breaks."""

from datetime import date

import pytest
from django.urls import reverse

from courseapp.courses.models import Announcement, CourseState, Role
from schedule.models import Break, MeetingChange, MeetingKind, MeetingPattern, Weekday
from tests import factories
from tests.actors import enrolled

pytestmark = pytest.mark.django_db
NOW = factories.NOW
DAY = "2027-03-16"  # a Tuesday


@pytest.fixture(autouse=True)
def _wednesday_in_march(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def course():
    return factories.CourseFactory()


@pytest.fixture
def tutor(course, client):
    person = enrolled(course, Role.TUTOR, name="Luca")
    client.force_login(person)
    return person


@pytest.fixture
def pattern(course, tutor):
    return factories.MeetingPatternFactory(
        course=course,
        kind=MeetingKind.OFFICE_HOURS,
        weekday=Weekday.TUESDAY,
        start="14:00",
        end="15:00",
        place="Room 5",
        host=tutor,
    )


def address(pattern, day=DAY):
    return reverse("schedule:move", args=[pattern.course.slug, pattern.public_id, day])


def seen(client, pattern):
    return client.get(address(pattern)).context["planned"].seen


def sent(act, token, **more):
    fields = {"act": act, "seen": token, "note": "", "tell": "on", "scope": "one"}
    if act == "move":
        fields |= {"day": DAY, "start": "14:00", "end": "15:00", "place": "", "video_url": ""}
    return fields | more


def listing(client, course):
    return client.get(reverse("schedule:meetings", args=[course.slug])).content.decode()


def text(answer):
    return " ".join(answer.content.decode().split())


# --- The list --------------------------------------------------------------------------------


def test_all_coming_dates_are_listed_each_with_one_way_to_change_it(client, course, pattern):
    factories.BreakFactory(course=course)
    factories.MeetingChangeFactory(pattern=pattern, day=date(2027, 3, 23), note="Ill")
    html = listing(client, course)
    assert "Tue 9 Mar" not in html  # over
    assert "Does not take place: Spring break" in html
    assert "Cancelled" in html
    assert "Ill" in html
    days = (f"2027-{month}" for month in ("03-16", "03-23", "03-30", "05-04"))
    for day in days:
        assert html.count(f'href="{address(pattern, day)}"') == 1


@pytest.mark.parametrize("patterns", [1, 30])
def test_the_list_asks_a_fixed_number_of_questions(
    client, course, tutor, patterns, django_assert_num_queries
):
    for _ in range(patterns):
        row = factories.MeetingPatternFactory(course=course, host=factories.UserFactory())
        factories.MeetingChangeFactory(pattern=row, day=date(2027, 3, 22))
    with django_assert_num_queries(7):
        listing(client, course)


# --- Changing one date -----------------------------------------------------------------------


def test_a_date_is_cancelled_by_its_form(client, course, pattern):
    answer = client.post(address(pattern), sent("cancel", seen(client, pattern)), follow=True)
    assert "It is cancelled. Everyone is told" in text(answer)
    assert MeetingChange.objects.get().state == "cancelled"
    assert Announcement.objects.count() == 1


def test_telling_everyone_can_be_left(client, course, pattern):
    given = sent("cancel", seen(client, pattern))
    del given["tell"]
    assert "Nobody is told." in text(client.post(address(pattern), given, follow=True))
    assert not Announcement.objects.exists()


def test_a_date_moves_and_is_put_back(client, course, pattern):
    given = sent("move", seen(client, pattern), day="2027-03-17", place="room 612")
    client.post(address(pattern), given)
    assert MeetingChange.objects.get().place == "room 612"
    page = client.get(address(pattern))
    assert "Put it back" in text(page)
    client.post(address(pattern), sent("back", page.context["planned"].seen))
    assert not MeetingChange.objects.exists()


def test_a_date_in_a_break_is_offered_to_be_held(client, course, pattern):
    factories.BreakFactory(course=course)
    page = client.get(address(pattern))
    assert "Hold it all the same" in text(page)
    assert "Cancel it" not in text(page)
    client.post(address(pattern), sent("hold", page.context["planned"].seen))
    assert MeetingChange.objects.get().state == "held"


def test_the_whole_pattern_changes_by_scope(client, course, pattern):
    given = sent("move", seen(client, pattern), place="Room 7", scope="all")
    client.post(address(pattern), given)
    pattern.refresh_from_db()
    assert pattern.place == "Room 7"


def test_doubts_are_said_after_it_was_done(client, course, pattern):
    given = sent("move", seen(client, pattern), day="2027-06-01")
    answer = client.post(address(pattern), given, follow=True)
    assert "Tue 1 Jun 2027 lies outside the term." in text(answer)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"end": "13:00"}, "It must end after it starts."),
        ({"day": "2027-03-14", "start": "02:30", "end": "04:00"}, "02:30 does not exist that day"),
        ({"video_url": "javascript:alert(1)"}, "Links begin with https://"),
        ({}, "Nothing would differ from every week"),
        ({"day": "someday"}, "Enter a valid date."),
        ({"day": ""}, "This field is required."),
        ({"place": "x" * 201}, "at most 200 characters"),
        ({"note": "x" * 301}, "at most 300 characters"),
        ({"scope": "never"}, "Select a valid choice."),
        ({"scope": "later", "day": "2027-04-16"}, "choose a day of the same week"),
        ({"day": "9999-12-31"}, "This date is too far away."),
        ({"day": "0001-01-01"}, "This date is too far away."),
    ],
)
def test_bad_input_is_said_where_it_was_typed_and_nothing_is_saved(client, pattern, typed, said):
    given = sent("move", seen(client, pattern), **typed) | {"note": typed.get("note", "My note")}
    answer = client.post(address(pattern), given)
    assert answer.status_code == 422
    assert said in text(answer)
    if "note" not in typed:
        assert "My note" in text(answer)
    assert not MeetingChange.objects.exists()
    assert not Announcement.objects.exists()


def test_an_unknown_step_is_refused(client, pattern):
    assert client.post(address(pattern), {"act": "explode"}).status_code == 422


@pytest.mark.parametrize(
    "day", ["2027-03-17", "2027-13-01", "soon", "2027-06-01", "9999-12-31", "0001-01-01"]
)
def test_a_date_that_the_pattern_does_not_have_is_not_found(client, pattern, day):
    assert client.get(address(pattern, day)).status_code == 404


def test_a_pattern_of_another_course_is_not_found(client, course, tutor):
    other = factories.MeetingPatternFactory()
    found = reverse("schedule:move", args=[course.slug, other.public_id, "2027-03-08"])
    assert client.get(found).status_code == 404


def test_a_course_that_is_over_is_only_read(client, course, pattern):
    token = seen(client, pattern)
    course.state = CourseState.ARCHIVED
    course.save()
    assert "Cancel it" not in text(client.get(address(pattern)))
    assert client.post(address(pattern), sent("cancel", token)).status_code == 403


# --- Somebody was faster ---------------------------------------------------------------------


def test_a_stale_form_shows_what_is_there_and_what_was_typed_and_can_be_sent_again(
    client, course, pattern
):
    token = seen(client, pattern)
    client.post(address(pattern), sent("cancel", token, note="Ill"))
    typed = sent("move", token, place="room 612", note="Larger")
    answer = client.post(address(pattern), typed)
    assert answer.status_code == 409
    for expected in ("Changed meanwhile", "Cancelled", "Ill", "room 612", "Larger"):
        assert expected in text(answer)
    assert MeetingChange.objects.get().state == "cancelled"
    again = typed | {"seen": answer.context["forms"]["move"]["seen"].value()}
    assert client.post(address(pattern), again).status_code == 302
    assert MeetingChange.objects.get().place == "room 612"


def test_in_the_other_order_it_is_told_too(client, course, pattern):
    token = seen(client, pattern)
    client.post(address(pattern), sent("move", token, place="room 612"))
    answer = client.post(address(pattern), sent("cancel", token, note="Ill"))
    assert answer.status_code == 409
    assert "room 612" in text(answer)
    assert "Ill" in text(answer)
    assert MeetingChange.objects.get().place == "room 612"


def test_a_date_that_is_gone_meanwhile_says_so_and_shows_what_was_typed(client, course, pattern):
    token = seen(client, pattern)
    MeetingPattern.objects.filter(pk=pattern.pk).update(weekday=Weekday.FRIDAY)
    answer = client.post(address(pattern), sent("cancel", token, note="My words"))
    assert answer.status_code == 409
    assert "does not have this date any more" in text(answer)
    assert "My words" in text(answer)


# --- Breaks ----------------------------------------------------------------------------------


@pytest.fixture
def leader(course, client):
    person = enrolled(course, Role.INSTRUCTOR)
    client.force_login(person)
    return person


def test_a_break_is_added_changed_and_removed(client, course, leader):
    listed = reverse("schedule:breaks", args=[course.slug])
    given = {"title": "Easter", "first_day": "2027-03-29", "last_day": "2027-03-29"}
    client.post(listed, given)
    pause = Break.objects.get()
    assert "Easter" in text(client.get(listed))
    one = reverse("schedule:break", args=[course.slug, pause.public_id])
    token = client.get(one).context["form"]["seen"].value()
    client.post(one, given | {"title": "Easter Monday", "seen": token})
    pause.refresh_from_db()
    assert pause.title == "Easter Monday"
    stale = client.post(one, given | {"title": "Mine", "seen": token})
    assert stale.status_code == 409
    assert "Easter Monday" in text(stale)
    assert 'value="Mine"' in text(stale)
    client.post(one, given | {"seen": pause.revision, "remove": "1"})
    assert not Break.objects.exists()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"last_day": "2027-03-28"}, "It must end on its first day or later."),
        ({"title": ""}, "This field is required."),
        ({"first_day": "x"}, "Enter a valid date."),
    ],
)
def test_a_break_that_makes_no_sense_is_refused(client, course, leader, typed, said):
    given = {"title": "Easter", "first_day": "2027-03-29", "last_day": "2027-03-29"} | typed
    answer = client.post(reverse("schedule:breaks", args=[course.slug]), given)
    assert answer.status_code == 422
    assert said in text(answer)
    assert not Break.objects.exists()


def test_a_break_outside_the_term_is_set_and_doubted(client, course, leader):
    given = {"title": "Summer", "first_day": "2027-06-01", "last_day": "2027-06-02"}
    answer = client.post(reverse("schedule:breaks", args=[course.slug]), given, follow=True)
    assert "Tue 1 Jun 2027 lies outside the term." in text(answer)
    assert Break.objects.exists()
