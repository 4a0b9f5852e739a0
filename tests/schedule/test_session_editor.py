"""The form of a tutoring session: prefilled, saved step by step, and never over somebody else."""

from datetime import date, time, timedelta

import pytest
from django.urls import reverse

from courseapp.courses.models import CourseState, Role
from schedule.models import MeetingKind, Reading, TutoringSession, Weekday
from tests import factories
from tests.actors import enrolled
from tests.forms import fields_of

pytestmark = pytest.mark.django_db
FORM = "session-form"
FRIDAY = date(2027, 3, 12)
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture(autouse=True)
def _wednesday_in_march(time_machine):
    time_machine.move_to(factories.NOW, tick=False)


@pytest.fixture
def track():
    return factories.TrackFactory(name="NeuralODE")


@pytest.fixture
def tutor(track):
    return enrolled(track.course, Role.TUTOR, name="Luca Sample")


@pytest.fixture
def desk(client, tutor):
    client.force_login(tutor)
    return client


@pytest.fixture
def fridays(track):
    return factories.MeetingPatternFactory(
        course=track.course,
        kind=MeetingKind.TUTORING,
        weekday=Weekday.FRIDAY,
        start=time(11),
        end=time(12, 15),
        place="CIWW 101",
        video_url="https://video.example.edu/x",
    )


def new(desk, track, query=""):
    return desk.get(reverse("schedule:session_new", args=[track.course.slug]) + query)


def written(desk, course_track, /, **changes):
    """Return the address of a new session, and the fields of its form with changes."""
    page = new(desk, course_track)
    given = {"title": "ResNets", "required": "[He](https://example.edu/he)\n  NM, Ch 3"}
    return page.context["sheet"].address, fields_of(page, FORM, **{**given, **changes})


def edit(desk, session):
    return desk.get(reverse("schedule:session_edit", args=[session.course.slug, session.public_id]))


# --- A new one ----------------------------------------------------------------------------------


def test_a_new_session_begins_with_the_next_free_date_of_the_weekly_tutoring(desk, track, fridays):
    factories.TutoringSessionFactory(track=track, number=2, day=FRIDAY)
    other = factories.TrackFactory(course=track.course)
    factories.TutoringSessionFactory(track=other, number=9, day=FRIDAY + timedelta(weeks=2))
    factories.BreakFactory(course=track.course)  # the week after this one
    sent = fields_of(new(desk, track, f"?track={track.public_id}"), FORM)
    first = {name: sent[name][0] for name in ("number", "day", "start", "end", "place")}
    assert first == {
        "number": "3",
        "day": "2027-04-02",
        "start": "11:00",
        "end": "12:15",
        "place": "CIWW 101",
    }
    assert sent["video_url"] == ["https://video.example.edu/x"]


def test_without_a_weekly_tutoring_it_is_as_the_last_time(desk, track, tutor):
    other = enrolled(track.course, Role.TUTOR)
    last = factories.TutoringSessionFactory(
        track=track, number=4, day=FRIDAY, start=time(9), end=time(10), place="Room 7"
    )
    last.tutors.add(other)
    sent = fields_of(new(desk, track), FORM)
    assert (sent["start"], sent["place"], sent["day"]) == (["09:00"], ["Room 7"], [""])
    assert sent["tutors"] == [str(other.pk)]


def test_it_is_the_track_to_which_one_posted_last(desk, track, tutor):
    own = factories.TrackFactory(course=track.course, position=2)
    factories.TutoringSessionFactory(track=own).tutors.add(tutor)
    assert fields_of(new(desk, track), FORM)["track"] == [str(own.pk)]
    assert fields_of(new(desk, track, f"?track={track.public_id}"), FORM)["track"] == [
        str(track.pk)
    ]


def test_without_a_track_there_is_a_way_to_make_one(client):
    course = factories.CourseFactory()
    client.force_login(enrolled(course, Role.TUTOR))
    page = client.get(reverse("schedule:session_new", args=[course.slug]))
    assert "There is no track yet" in page.content.decode()


def test_a_draft_is_saved_and_only_publishing_publishes(desk, track):
    address, sent = written(desk, track)
    answer = desk.post(address, sent, follow=True)
    assert "Saved as a draft" in answer.content.decode()
    session = TutoringSession.objects.get()
    assert not session.is_published
    assert answer.redirect_chain[-1][0] == address
    again = fields_of(edit(desk, session), FORM, step="publish")
    answer = desk.post(address, again, follow=True)
    assert answer.redirect_chain[-1][0] == session.get_absolute_url()
    assert "Copy for the forum" in answer.content.decode()
    assert TutoringSession.objects.get().is_published


def test_what_the_form_shows_is_what_it_saves(desk, track, fridays):
    address, sent = written(desk, track)
    desk.post(address, sent)
    session = TutoringSession.objects.get()
    assert (session.start, session.place) == (None, "")  # it follows the weekly tutoring
    before = session.revision
    desk.post(address, fields_of(edit(desk, session), FORM))
    assert TutoringSession.objects.get().revision == before
    assert list(Reading.objects.values_list("text", "depth")) == [
        ("[He](https://example.edu/he)", 0),
        ("NM, Ch 3", 1),
    ]


def test_the_form_sent_twice_makes_one_session(desk, track):
    address, sent = written(desk, track)
    desk.post(address, sent)
    desk.post(address, sent)
    assert TutoringSession.objects.count() == 1


def test_a_preview_saves_nothing(desk, track):
    address, sent = written(desk, track, step="preview", questions="What is $x^2$?")
    page = desk.post(address, sent)
    assert "<math" in page.content.decode()
    assert "not saved yet" in page.content.decode()
    assert not TutoringSession.objects.exists()


def test_a_published_session_can_be_edited_and_withdrawn(desk, track):
    address, sent = written(desk, track, step="publish")
    desk.post(address, sent)
    session = TutoringSession.objects.get()
    changed = fields_of(edit(desk, session), FORM, title="Better", step="save")
    assert desk.post(address, changed).url == session.get_absolute_url()
    session.refresh_from_db()
    assert (session.title, session.is_published) == ("Better", True)
    desk.post(address, {"step": "withdraw"})
    session.refresh_from_db()
    assert not session.is_published


# --- Saved while typing ---------------------------------------------------------------------------


def test_while_typing_the_draft_is_kept_and_the_form_learns_its_revision(desk, track):
    address, sent = written(desk, track, step="keep")
    part = desk.post(address, sent, **HTMX)
    session = TutoringSession.objects.get()
    assert part["HX-Replace-Url"] == address
    html = part.content.decode()
    assert f'name="seen" value="{session.revision}"' in html
    assert "Draft saved" in html
    assert "<html" not in html
    again = {**sent, "seen": [str(session.revision)], "title": ["Next"]}
    assert desk.post(address, again, **HTMX).status_code == 200
    assert TutoringSession.objects.get().title == "Next"


def test_while_typing_a_published_session_is_shown_and_not_saved(desk, track):
    address, sent = written(desk, track, step="publish")
    desk.post(address, sent)
    typed = fields_of(edit(desk, TutoringSession.objects.get()), FORM, title="Half", step="keep")
    part = desk.post(address, typed, **HTMX)
    assert "Half" in part.content.decode()
    assert TutoringSession.objects.get().title == "ResNets"


def test_while_typing_what_cannot_be_saved_is_told_beside(desk, track):
    address, sent = written(desk, track, step="keep", start="12:00", end="11:00")
    part = desk.post(address, sent, **HTMX)
    assert (part.status_code, part["HX-Reswap"]) == (422, "none")
    assert "It ends before it starts." in part.content.decode()
    assert not TutoringSession.objects.exists()


# --- Two people -----------------------------------------------------------------------------------


@pytest.fixture
def stored(desk, track):
    address, sent = written(desk, track)
    desk.post(address, sent)
    return TutoringSession.objects.get()


def test_a_stale_form_shows_both_texts_and_saves_nothing(desk, stored, track):
    mine = fields_of(edit(desk, stored), FORM, title="Mine", questions="My question?")
    other = enrolled(track.course, Role.TUTOR, name="Aaron Sample")
    desk.force_login(other)
    theirs = fields_of(edit(desk, stored), FORM, title="Theirs", required="Their reading")
    address = reverse("schedule:session_edit", args=[track.course.slug, stored.public_id])
    desk.post(address, theirs)
    page = desk.post(address, mine)
    html = page.content.decode()
    assert page.status_code == 409
    for told in ("Aaron Sample changed it", "Theirs", "Mine", "- Their reading", "- My question?"):
        assert told in html
    assert TutoringSession.objects.get().title == "Theirs"

    # Mine on top of theirs: the same form with the revision that was just shown.
    again = fields_of(page, "")
    assert desk.post(address, again).status_code == 302
    session = TutoringSession.objects.get()
    assert session.title == "Mine"
    assert [row.text for row in session.questions.all()] == ["My question?"]


def test_the_other_way_round_as_well(desk, stored, track):
    address = reverse("schedule:session_edit", args=[track.course.slug, stored.public_id])
    first = fields_of(edit(desk, stored), FORM, title="First")
    second = fields_of(edit(desk, stored), FORM, title="Second")
    for winner, loser in ((first, second), (second, first)):
        winner["seen"] = [str(TutoringSession.objects.get().revision)]
        loser["seen"] = list(winner["seen"])
        assert desk.post(address, winner).status_code == 302
        assert desk.post(address, loser).status_code == 409
        assert TutoringSession.objects.get().title == winner["title"]


def test_a_script_is_told_too(desk, stored, track):
    stale = fields_of(edit(desk, stored), FORM, title="Mine", step="keep", seen="1")
    address = reverse("schedule:session_edit", args=[track.course.slug, stored.public_id])
    part = desk.post(address, stale, **HTMX)
    assert part.status_code == 409
    assert "Yours is not saved" in part.content.decode()


def test_a_session_that_was_deleted_can_be_kept(desk, stored, track):
    mine = fields_of(edit(desk, stored), FORM, title="Mine")
    address = reverse("schedule:session_edit", args=[track.course.slug, stored.public_id])
    TutoringSession.objects.get().delete()
    page = desk.post(address, mine)
    assert page.status_code == 409
    assert "It was deleted" in page.content.decode()
    desk.post(address, fields_of(page, ""))
    assert TutoringSession.objects.get().title == "Mine"


# --- Bad input ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"start": "12:00", "end": "11:00"}, "It ends before it starts."),
        ({"day": "2027-03-14", "start": "02:30", "end": "04:00"}, "02:30 does not exist"),
        ({"day": "next week"}, "Enter a valid date."),
        ({"video_url": "javascript:alert(1)"}, "Links begin with https://"),
        ({"required": "- x\n" * 10_000}, "at most 200 readings; these are 10000"),
        ({"required": "x" * 200_001}, "at most 200000 characters"),
        ({"required": "\n".join(" " * 2 * n + "- x" for n in range(40))}, "Line 17 hangs under"),
        ({"number": "-1"}, "greater than or equal to 0"),
        ({"number": "99999999999"}, "less than or equal to 999"),
        ({"title": "x" * 301}, "at most 300 characters"),
        ({"title": "a\x00b"}, "Null characters"),
        ({"track": "999999"}, "Select a valid choice"),
        ({"tutors": "x"}, "is not a valid value"),
        ({"step": "publish", "title": ""}, "needs a title"),
        ({"seen": "x"}, "Not saved:"),
    ],
    ids=lambda value: ",".join(value) if isinstance(value, dict) else "",
)
def test_bad_input_is_told_where_it_stands_and_what_was_typed_is_kept(desk, track, changes, told):
    address, sent = written(desk, track, motivation="Kept as typed", **changes)
    page = desk.post(address, sent)
    assert page.status_code == 422
    assert told in page.content.decode()
    assert "Kept as typed" in page.content.decode()
    assert not TutoringSession.objects.exists()


def test_an_hour_that_comes_twice_is_the_first_and_it_is_said(desk, track):
    address, sent = written(desk, track, day="2027-11-07", start="01:30", end="03:00")
    page = desk.post(address, sent, follow=True)
    assert "shows 01:30 twice: the first of the two is meant" in page.content.decode()


def test_an_address_that_was_made_up_is_not_found(desk, track):
    for public_id in ("short", "AAAAAAAAAAAA", "a" * 13):
        url = reverse("schedule:session_edit", args=[track.course.slug, public_id])
        assert desk.post(url, {"step": "save"}).status_code == 404
    elsewhere = factories.TutoringSessionFactory()
    url = reverse("schedule:session_edit", args=[track.course.slug, elsewhere.public_id])
    assert desk.get(url).status_code == 404
    assert desk.post(url, {"step": "withdraw"}).status_code == 404
    elsewhere.refresh_from_db()
    assert elsewhere.is_published


def test_in_an_archived_course_nothing_is_posted(desk, track):
    track.course.state = CourseState.ARCHIVED
    track.course.save()
    assert new(desk, track).status_code == 403


@pytest.mark.parametrize("rows", [1, 30])
def test_the_form_takes_as_many_queries_with_1_as_with_30(
    desk, track, fridays, rows, django_assert_num_queries
):
    session = factories.TutoringSessionFactory(track=track, number=99)
    for number in range(rows):
        factories.ReadingFactory(session=session)
        factories.QuestionFactory(session=session)
        factories.TutoringSessionFactory(track=track, number=number, day=FRIDAY)
        factories.TrackFactory(course=track.course)
        session.tutors.add(enrolled(track.course, Role.TUTOR))
    # Session, person, course, memberships, departments; the tutoring session, its readings, tutors
    # and questions; patterns, changes and breaks; resources; tracks (twice, by Django), staff.
    with django_assert_num_queries(15):
        edit(desk, session)
    # The first five; tracks, the one posted to last; patterns, changes and breaks; sessions, tutors
    # of the last; tracks (twice), staff.
    with django_assert_num_queries(14):
        new(desk, track)
