"""Tutoring in the admin: each action calls its verb, for all rows or for none."""

from datetime import date, time

import pytest
from django.urls import reverse

from courseapp.courses.models import AuditEntry, Role
from schedule.models import Resource, TutoringSession
from tests import factories
from tests.actors import enrolled
from tests.forms import fields_of

pytestmark = pytest.mark.django_db
LIST = "/admin/schedule/tutoringsession/"


@pytest.fixture
def track():
    return factories.TrackFactory()


@pytest.fixture
def desk(client, track):
    client.force_login(enrolled(track.course, Role.TUTOR))
    return client


def act(desk, action, *sessions):
    sent = {"action": action, "_selected_action": [session.pk for session in sessions]}
    return desk.post(LIST, sent, follow=True).content.decode()


def test_sessions_are_published_and_withdrawn_by_the_list(desk, track):
    sessions = [factories.TutoringSessionFactory(track=track, published_at=None) for _ in range(2)]
    assert "Published: 2." in act(desk, "publish_selected", *sessions)
    assert TutoringSession.objects.published().count() == 2
    assert "Drafts again: 2." in act(desk, "withdraw_selected", *sessions)
    assert TutoringSession.objects.published().count() == 0
    assert AuditEntry.objects.filter(verb="withdraw").count() == 2


def test_none_is_published_if_one_cannot_be(desk, track):
    good = factories.TutoringSessionFactory(track=track, published_at=None)
    bare = factories.TutoringSessionFactory(track=track, published_at=None, title="")
    assert "needs a title" in act(desk, "publish_selected", good, bare)
    assert TutoringSession.objects.published().count() == 0


def test_sessions_move_by_a_week_all_or_none(desk, track):
    good = factories.TutoringSessionFactory(track=track, day=date(2027, 3, 7))
    night = factories.TutoringSessionFactory(
        track=track, day=date(2027, 3, 7), start=time(2, 30), end=time(4)
    )
    assert "02:30 does not exist" in act(desk, "shift_selected", good, night)
    assert {row.day for row in TutoringSession.objects.all()} == {date(2027, 3, 7)}
    assert "Moved by a week: 1." in act(desk, "shift_selected", good)
    good.refresh_from_db()
    assert good.day == date(2027, 3, 14)


def test_a_session_is_published_from_its_page_with_a_reading_just_changed(desk, track):
    session = factories.TutoringSessionFactory(track=track, published_at=None)
    reading = factories.ReadingFactory(session=session)
    url = reverse("admin:schedule_tutoringsession_change", args=[session.pk])
    sent = fields_of(desk.get(url), "tutoringsession_form", _publish="Save and publish")
    sent["readings-0-text"] = ["Changed"]
    assert desk.post(url, sent).status_code == 302
    session.refresh_from_db()
    reading.refresh_from_db()
    assert session.is_published
    assert reading.text == "Changed"


def test_an_hour_that_does_not_exist_is_refused_there_too(desk, track):
    session = factories.TutoringSessionFactory(track=track)
    url = reverse("admin:schedule_tutoringsession_change", args=[session.pk])
    changes = {"day": "2027-03-14", "start": "02:30", "end": "04:00"}
    page = desk.post(url, fields_of(desk.get(url), "tutoringsession_form", **changes))
    assert "02:30 does not exist" in page.content.decode()


def test_a_tracks_resources_are_edited_on_its_page(desk, track):
    url = reverse("admin:schedule_track_change", args=[track.pk])
    sent = fields_of(desk.get(url), "track_form")
    sent |= {
        "resources-TOTAL_FORMS": "1",
        "resources-0-position": "0",
        "resources-0-short_name": "NM",
        "resources-0-title": "Numerical Mathematics",
        "resources-0-url": "https://example.edu/nm",
        "resources-0-track": str(track.pk),
    }
    assert desk.post(url, sent).status_code == 302
    assert Resource.objects.get().short_name == "NM"
