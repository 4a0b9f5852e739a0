"""The pages of tutoring: what everybody reads, and what only those see for whom it is."""

import re
from datetime import date, time

import pytest
from django.urls import reverse

from courseapp.courses.models import Role, Visibility
from schedule.models import ChangeState, MeetingKind, Weekday
from tests import factories
from tests.actors import enrolled

pytestmark = pytest.mark.django_db
FRIDAY = date(2027, 3, 12)


@pytest.fixture(autouse=True)
def _wednesday_in_march(time_machine):
    time_machine.move_to(factories.NOW, tick=False)


@pytest.fixture
def track():
    return factories.TrackFactory(name="NeuralODE", document_url="https://example.edu/living")


def a_session(track, number=3, **fields):
    session = factories.TutoringSessionFactory(
        track=track, number=number, **{"title": f"Class on ${number}$", "day": FRIDAY, **fields}
    )
    factories.ReadingFactory(session=session, text="[He](https://example.edu/he)")
    factories.ReadingFactory(session=session, text="NM, Ch 3", depth=1, position=1)
    factories.ReadingFactory(session=session, text="A book", required=False, position=2)
    factories.QuestionFactory(session=session, text="Is $y' = f(y)$ stiff?")
    return session


def tutoring_on_fridays(course, **fields):
    given = {"start": time(11), "end": time(12, 15), "place": "CIWW 101"}
    return factories.MeetingPatternFactory(
        course=course, kind=MeetingKind.TUTORING, weekday=Weekday.FRIDAY, **{**given, **fields}
    )


def words(page):
    text = re.sub(r"<[^>]+>", " ", page.content.decode())
    return " ".join(text.split()).replace(" , ", ", ").replace(" . ", ". ")


def test_a_session_is_read_by_everyone_at_its_own_address(client, track):
    factories.ResourceFactory(
        track=track, short_name="NM", title="Numerics", url="https://example.edu/nm"
    )
    tutoring_on_fridays(track.course)
    session = a_session(track)
    session.tutors.add(enrolled(track.course, Role.TUTOR, name="Luca Sample"))
    page = client.get(session.get_absolute_url())
    for told in (
        "NeuralODE · Class 3",
        "Fri 12 Mar, 11:00–12:15 New York time",
        "CIWW 101",
        "Luca Sample",
        "Required reading He NM, Ch 3",
        "Optional reading A book",
        "The living document",
    ):
        assert told in words(page), told
    html = page.content.decode()
    assert (
        '<a href="https://example.edu/nm" title="Numerics" rel="nofollow noopener">NM</a>' in html
    )
    assert "<math" in html
    assert "Copy for the forum" not in html


def test_a_session_names_the_one_before_and_after_of_its_track(client, track):
    first, second, third = (a_session(track, number) for number in (1, 2, 3))
    a_session(track, 4, published_at=None)
    a_session(factories.TrackFactory(course=track.course), 5)

    def linked(session):
        html = client.get(session.get_absolute_url()).content.decode()
        return re.findall(r'rel="(prev|next)" href="[^"]*/(\w+)/"', html)

    assert linked(first) == [("next", second.public_id)]
    assert linked(second) == [("prev", first.public_id), ("next", third.public_id)]
    assert linked(third) == [("prev", second.public_id)]


def test_the_course_page_links_to_the_page_of_each_session(client, track):
    session = a_session(track)
    page = client.get(track.course.get_absolute_url()).content.decode()
    assert f'href="{session.get_absolute_url()}"' in page


def test_the_course_page_links_what_readings_cite(client, track):
    factories.ResourceFactory(track=track, short_name="NM", title="Numerics")
    a_session(track)
    other = factories.TrackFactory(course=track.course)
    factories.ReadingFactory(session__track=other, text="NM elsewhere")
    page = client.get(track.course.get_absolute_url()).content.decode()
    assert page.count('title="Numerics"') == 1


def test_a_moved_date_moves_the_session_and_says_so(client, track):
    pattern = tutoring_on_fridays(track.course)
    session = a_session(track)
    factories.MeetingChangeFactory(
        pattern=pattern,
        day=FRIDAY,
        state=ChangeState.MOVED,
        new_day=date(2027, 3, 13),
        start=time(9),
        end=time(10),
        place="Room 7",
        note="A visit.",
    )
    told = words(client.get(session.get_absolute_url()))
    assert "Moved: it was to be on Fri 12 Mar. A visit." in told
    assert "Sat 13 Mar, 09:00–10:00" in told
    assert "Room 7" in told


def test_a_cancelled_date_is_told(client, track):
    pattern = tutoring_on_fridays(track.course)
    session = a_session(track)
    factories.MeetingChangeFactory(pattern=pattern, day=FRIDAY)
    assert "This date is cancelled." in words(client.get(session.get_absolute_url()))


@pytest.mark.parametrize("own", [True, False], ids=["its own link", "the weekly link"])
def test_a_video_link_is_for_those_whom_the_course_names(client, track, own):
    link = {"video_url": "https://video.example.edu/x", "video_code": "secret-code"}
    tutoring_on_fridays(track.course, **({} if own else link))
    session = a_session(track, **(link if own else {}))
    url = session.get_absolute_url()
    api = f"/api/v1/sessions/{session.public_id}/"
    for person, told in ((None, "sign in for the link"), (factories.UserFactory(), "for members")):
        if person:
            client.force_login(person)
        page = client.get(url)
        assert told in words(page)
        for answer in (page, client.get(api)):
            assert "video.example.edu" not in answer.content.decode()
            assert "secret-code" not in answer.content.decode()
    client.force_login(enrolled(track.course))
    assert "secret-code" in words(client.get(url))
    assert client.get(api).json()["video_url"] == link["video_url"]


def test_a_draft_is_for_the_staff(client, track):
    draft = a_session(track, published_at=None)
    url = draft.get_absolute_url()
    listed = reverse("schedule:tutoring", args=[track.course.slug])
    for person in (None, factories.UserFactory(), enrolled(track.course)):
        if person:
            client.force_login(person)
        assert client.get(url).status_code == 404
        assert draft.public_id not in client.get(listed).content.decode()
        assert client.get("/api/v1/sessions/").json()["results"] == []
    client.force_login(enrolled(track.course, Role.TUTOR))
    assert "A draft: only the staff" in words(client.get(url))
    assert draft.public_id in client.get(listed).content.decode()
    [row] = client.get("/api/v1/sessions/").json()["results"]
    assert row["published_at"] is None


def test_a_course_for_members_keeps_its_sessions(client, track):
    session = a_session(track)
    track.course.page_visibility = Visibility.MEMBERS
    track.course.save()
    listed = reverse("schedule:tutoring", args=[track.course.slug])
    assert client.get(session.get_absolute_url()).status_code == 404
    assert client.get(listed).status_code == 404
    client.force_login(enrolled(track.course))
    assert client.get(session.get_absolute_url()).status_code == 200
    assert client.get(listed).status_code == 200


def test_all_tracks_newest_first_the_past_folded(client, track):
    days = {1: date(2027, 3, 5), 2: FRIDAY, 3: date(2027, 3, 19)}
    sessions = [a_session(track, number, day=day) for number, day in days.items()]
    factories.ResourceFactory(track=track, short_name="PLG", title="Prediction")
    factories.TrackFactory(course=track.course, name="RL")
    page = client.get(reverse("schedule:tutoring", args=[track.course.slug]))
    html = page.content.decode()
    addresses = [html.index(session.get_absolute_url()) for session in reversed(sessions)]
    assert addresses == sorted(addresses)
    assert re.findall(r"<details( open)?>", html) == ["", " open", ""]
    for told in ("PLG Prediction", "The living document", "RL", "No sessions yet."):
        assert told in words(page)


def test_copy_for_the_forum_is_plain_markdown_with_the_address(client, track, settings):
    tutoring_on_fridays(track.course, video_url="https://video.example.edu/x")
    session = a_session(track)
    client.force_login(enrolled(track.course, Role.TUTOR))
    text = client.get(session.get_absolute_url()).context["forum_text"]
    assert text == (
        "**NeuralODE, Class 3: Class on $3$**\n\n"
        "Friday 12 March 2027, 11:00–12:15 (New York time), CIWW 101\n\n"
        f"{settings.SITE_URL}{session.get_absolute_url()}\n\n"
        "**Required reading**\n\n- [He](https://example.edu/he)\n  - NM, Ch 3\n\n"
        "**Optional reading**\n\n- A book\n\n"
        "**Questions**\n\n1. Is $y' = f(y)$ stiff?\n"
    )


def test_nothing_that_is_written_can_run(client, track):
    session = a_session(track, motivation="<script>alert(1)</script>\n\n[x](javascript:alert(1))")
    factories.ReadingFactory(session=session, text="<img src=x onerror=alert(1)>")
    factories.QuestionFactory(session=session, text="[x](data:text/html,x)")
    html = client.get(session.get_absolute_url()).content.decode()
    assert "<script>alert" not in html
    assert "<img" not in html
    assert 'href="javascript:' not in html
    assert 'href="data:' not in html


# --- Queries --------------------------------------------------------------------------------------


@pytest.mark.parametrize("rows", [1, 30])
def test_a_sessions_page_takes_as_many_queries_with_1_as_with_30(
    client, track, rows, django_assert_num_queries
):
    tutoring_on_fridays(track.course)
    session = a_session(track, 99)
    for number in range(rows):
        factories.ReadingFactory(session=session)
        factories.QuestionFactory(session=session)
        factories.ResourceFactory(track=track)
        a_session(track, number)
        session.tutors.add(enrolled(track.course, Role.TUTOR))
    # session with track and course, readings, tutors, questions, patterns, changes and breaks,
    # resources, neighbours
    with django_assert_num_queries(8):
        client.get(session.get_absolute_url())


@pytest.mark.parametrize("rows", [1, 30])
def test_the_list_takes_as_many_queries_with_1_as_with_30(
    client, track, rows, django_assert_num_queries
):
    for number in range(rows):
        a_session(factories.TrackFactory(course=track.course), number)
        a_session(track, 100 + number, published_at=None)
    client.force_login(enrolled(track.course, Role.TUTOR))
    # session, person, course, memberships, departments, tracks, what is below, drafts
    with django_assert_num_queries(8):
        client.get(reverse("schedule:tutoring", args=[track.course.slug]))


@pytest.mark.parametrize("rows", [1, 30])
def test_the_api_takes_as_many_queries_with_1_as_with_30(
    client, track, rows, django_assert_num_queries
):
    for number in range(rows):
        session = a_session(track, number)
        session.tutors.add(enrolled(track.course, Role.TUTOR))
        factories.ResourceFactory(track=factories.TrackFactory(course=track.course))
    # How many, the sessions, tutors, readings, questions; patterns; changes and breaks.
    with django_assert_num_queries(7):
        assert len(client.get("/api/v1/sessions/").json()["results"]) == rows
    # count, tracks, resources
    with django_assert_num_queries(3):
        assert len(client.get("/api/v1/tracks/").json()["results"]) == rows + 1


# --- The API --------------------------------------------------------------------------------------


def test_the_api_tells_a_session_with_what_it_follows(client, track):
    tutoring_on_fridays(track.course)
    session = a_session(track)
    found = client.get(f"/api/v1/sessions/{session.public_id}/").json()
    assert (found["course"], found["track"]) == (track.course.slug, track.public_id)
    assert (found["day"], found["start"], found["end"]) == ("2027-03-12", "11:00:00", "12:15:00")
    assert found["place"] == "CIWW 101"
    assert found["readings"] == [
        {"required": True, "depth": 0, "text": "[He](https://example.edu/he)"},
        {"required": True, "depth": 1, "text": "NM, Ch 3"},
        {"required": False, "depth": 0, "text": "A book"},
    ]
    assert found["questions"] == ["Is $y' = f(y)$ stiff?"]
    assert found["url"].endswith(session.get_absolute_url())


def test_the_api_is_asked_by_course_and_track(client, track):
    mine, _other = a_session(track), a_session(factories.TrackFactory())
    for query in (f"course={track.course.slug}", f"track={track.public_id}"):
        found = client.get(f"/api/v1/sessions/?{query}").json()["results"]
        assert [row["id"] for row in found] == [mine.public_id]
    factories.ResourceFactory(track=track, short_name="NM", title="Numerics", url="https://a.b")
    [row] = client.get(f"/api/v1/tracks/?course={track.course.slug}").json()["results"]
    assert row["resources"] == [{"short_name": "NM", "title": "Numerics", "url": "https://a.b"}]
