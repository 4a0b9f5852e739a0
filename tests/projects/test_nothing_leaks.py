"""Before release a student sees neither points nor feedback nor that a draft exists (rule 7).

Every route that anybody can get is asked, as found in the resolver, by everybody who is no staff:
the answers before and after a draft is saved are the same, byte for byte, headers included.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core import mail as outgoing
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from courseapp.courses import clock
from courseapp.courses.models import Course, Role, User
from courseapp.mail.models import OutgoingMail
from courseapp.portal.models import CalendarToken
from projects.grading import release, save_grade, take_back
from projects.models import Grade, Submission
from schedule.models import Lecture
from tests import factories
from tests.actors import enrolled, handed_in, pdf, team

pytestmark = pytest.mark.django_db
NOW = factories.NOW

POINTS, FEEDBACK = Decimal("13.75"), "Zanzibar: a fine question."
# Not asked: signing in and out is allauth's, the admin is for staff (see test_admin_islands).
LEFT_OUT = ("accounts/", "admin/")
# What differs from one answer to the next without telling anything.
CHANGING = re.compile(rb'name="(csrfmiddlewaretoken|key)" value="[^"]*"')
QUIET_HEADERS = {"Set-Cookie", "Date"}


@dataclass(frozen=True, slots=True)
class World:
    submission: Submission
    tutor: User
    clients: dict[str, Client]
    urls: list[str]

    @property
    def course(self) -> Course:
        return self.submission.course


@pytest.fixture
def world(time_machine: Any) -> World:
    time_machine.move_to(NOW + timedelta(hours=1), tick=False)
    milestone = factories.MilestoneFactory(points=Decimal(20))
    lecture = factories.LectureFactory(course=milestone.course)
    project, (author, mate) = team(milestone.course)
    submission = handed_in(milestone, project, author, files=(pdf(),))
    clients = {
        "author": signed_in(author),
        "teammate": signed_in(mate),
        "student of the course": signed_in(enrolled(milestone.course)),
        "observer": signed_in(enrolled(milestone.course, Role.OBSERVER)),
        "stranger": signed_in(factories.UserFactory()),
        "visitor": Client(),
    }
    urls = list(addresses(submission, gaps_of(lecture, author)))
    tutor = enrolled(milestone.course, Role.TUTOR)
    return World(submission, tutor, clients, urls)


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def gaps_of(lecture: Lecture, author: User) -> dict[str, str]:
    """What stands in the gaps of the routes of the schedule, with a row of each noun."""
    course = lecture.course
    booking = factories.BookingFactory(pattern__course=course, person=author)
    session = factories.TutoringSessionFactory(track__course=course)
    token = CalendarToken.objects.create(user=author, made_at=NOW)
    return {
        "lecture": lecture.public_id,
        "occasion": lecture.public_id,
        "link": factories.lecture_file(lecture).public_id,
        "announcement": factories.AnnouncementFactory(course=course).public_id,
        "pattern": booking.pattern.public_id,
        "day": booking.day.isoformat(),
        "booking": booking.public_id,
        "pause": factories.BreakFactory(course=course).public_id,
        "session": session.public_id,
        "track": session.track.public_id,
        "token": token.token,
    }


def addresses(submission: Submission, schedule: dict[str, str]) -> Iterator[str]:
    """Every route with what stands in its gaps. A gap that is new here is a KeyError: say what
    stands in it."""
    [file] = submission.files.all()
    milestone = submission.work.milestone.public_id
    ids = {
        "lectures": schedule["lecture"],
        "milestones": milestone,
        "tracks": schedule["track"],
        "sessions": schedule["session"],
    }
    for route in routes():
        gaps = {
            **schedule,
            "slug": submission.course.slug,
            "milestone": milestone,
            "submission": submission.public_id,
            "file": file.public_id,
            "name": file.name,
            "id": next(
                (ids[part] for part in route.split("/") if part in ids), submission.public_id
            ),
        }
        yield "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda gap, gaps=gaps: gaps[gap[1]], route)


def routes(resolver: Any = None, prefix: str = "") -> Iterator[str]:
    for pattern in (resolver or get_resolver()).url_patterns:
        route = prefix + str(pattern.pattern)
        if route.startswith(LEFT_OUT):
            continue
        if isinstance(pattern, URLResolver):
            yield from routes(pattern, route)
        elif isinstance(pattern, URLPattern):
            yield route


def answers(world: World) -> dict[tuple[str, str], tuple[Any, ...]]:
    """What everybody is answered everywhere, with what may differ masked."""
    told = {}
    for who, client in world.clients.items():
        for url in world.urls:
            answer = client.get(url)
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            headers = {
                name: value for name, value in answer.headers.items() if name not in QUIET_HEADERS
            }
            told[who, url] = (answer.status_code, CHANGING.sub(b"", body), headers)
    return told


def mark(world: World, points: Decimal | None = POINTS) -> Grade:
    return save_grade(
        world.submission.work,
        submission=world.submission,
        points=points,
        feedback=FEEDBACK,
        by=world.tutor,
        now=clock.now(),
    )


def test_the_pages_that_could_leak_are_asked_and_open(world: World) -> None:
    told = answers(world)
    opened = {url for (who, url), answer in told.items() if who == "author" and answer[0] == 200}
    for url in (
        "/dashboard/",
        f"/courses/{world.course.slug}/",
        f"/courses/{world.course.slug}/project/",
        f"/handin/{world.submission.work.milestone.public_id}/",
        f"/receipts/{world.submission.public_id}/",
        f"/api/v1/submissions/{world.submission.public_id}/",
    ):
        assert url in opened


def test_two_answers_without_a_change_between_are_the_same(world: World) -> None:
    """Else the comparisons below would prove nothing."""
    assert answers(world) == answers(world)


@pytest.mark.parametrize("points", [POINTS, None], ids=["with points", "without points"])
def test_a_draft_changes_no_byte_that_anybody_but_staff_is_answered(
    points: Decimal | None, world: World
) -> None:
    before = answers(world)
    mark(world, points)
    mark(world, points)
    assert answers(world) == before


def test_a_draft_mails_nobody(world: World) -> None:
    before = OutgoingMail.objects.count()
    mark(world)
    assert OutgoingMail.objects.count() == before
    assert not outgoing.outbox


def test_a_release_shows_it_to_the_team_and_to_nobody_else(world: World) -> None:
    before = answers(world)
    release([mark(world)], by=world.tutor, now=clock.now())
    after = answers(world)
    changed = {who for (who, url) in before if before[who, url] != after[who, url]}
    assert changed == {"author", "teammate"}
    for who in changed:
        page = world.clients[who].get(f"/courses/{world.course.slug}/project/").content.decode()
        assert "13.75" in page
        assert "Zanzibar" in page


def test_a_release_taken_back_hides_it_again(world: World) -> None:
    before = answers(world)
    grade = mark(world)
    release([grade], by=world.tutor, now=clock.now())
    take_back(grade, by=world.tutor, reason="slip", now=clock.now())
    assert answers(world) == before


def test_a_grade_of_one_version_does_not_leak_by_handing_in_another(world: World) -> None:
    work = world.submission.work
    mark(world)
    handed_in(work.milestone, work.project, world.submission.submitted_by, text="Again.")
    told = answers(world)
    assert not any(b"Zanzibar" in body or b"13.75" in body for _status, body, _ in told.values())
