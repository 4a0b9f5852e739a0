"""The form that hands in: what it says, and that nothing typed is ever lost."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection
from django.test import Client

from courseapp.courses import storing
from courseapp.courses.models import CourseState, Role
from projects import submitting
from projects.models import Draft, Submission
from tests import factories
from tests.actors import PDF, enrolled, handed_in, pdf, team

pytestmark = pytest.mark.django_db
TEXT = "We study <b>message</b> passing."


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(factories.NOW, tick=False):
        yield


@pytest.fixture
def milestone():
    return factories.MilestoneFactory(closes=factories.NOW + timedelta(days=9))


@pytest.fixture
def people(milestone):
    return team(milestone.course)[1]


@pytest.fixture
def path(milestone):
    return f"/handin/{milestone.public_id}/"


@pytest.fixture
def ana(client, people):
    client.force_login(people[0])
    return client


def hidden(response):
    found = re.findall(rb'<input type="hidden" name="(\w+)" value="([^"]*)"', response.content)
    return {name.decode(): value.decode() for name, value in found}


def send(client, path, *, to="", **fields):
    """Open the form, fill it in and send it as a browser does."""
    form = hidden(client.get(path))
    return client.post(path + to, {**form, "text": TEXT, **fields})


def keeps_what_was_typed(response, *, as_draft=True):
    assert "We study &lt;b&gt;message&lt;/b&gt; passing." in response.content.decode()
    assert Submission.objects.count() == 0
    assert Draft.objects.filter(text=TEXT).exists() == as_draft
    assert ("saved as the draft" in response.content.decode()) == as_draft


def test_handing_in_leads_to_the_receipt(ana, path, people):
    answer = send(ana, path, files=pdf())
    submission = Submission.objects.get()
    assert (answer.status_code, answer.url) == (302, submission.get_absolute_url())
    assert submission.text == TEXT
    assert submission.submitted_by == people[0]
    assert submission.began_at == factories.NOW
    assert "safe with us" in ana.get(answer.url).content.decode()


def test_line_ends_are_stored_as_one_kind(ana, path):
    send(ana, path, text="One\r\ntwo\rthree\n")
    assert Submission.objects.get().text == "One\ntwo\nthree\n"


def test_sending_twice_makes_one_version(ana, path):
    form = hidden(ana.get(path))
    answers = [ana.post(path, {**form, "text": TEXT}) for _ in range(2)]
    assert answers[0].url == answers[1].url
    assert Submission.objects.count() == 1


def test_the_draft_is_saved_and_shown_again_to_the_whole_team(ana, path, people):
    answer = send(ana, path, to="draft/")
    assert (answer.status_code, answer.url) == (302, path)
    assert "It is not handed in yet" in ana.get(path).content.decode()
    mate = Client()
    mate.force_login(people[1])
    assert "We study &lt;b&gt;message" in mate.get(path).content.decode()


def test_a_draft_may_be_half_of_what_is_asked_for(ana, path, milestone):
    milestone.needs_file, milestone.max_words = True, 1
    milestone.save()
    assert send(ana, path, to="draft/").status_code == 302


def test_a_teammates_newer_draft_is_not_overwritten(ana, path, people):
    mate = Client()
    mate.force_login(people[1])
    old = hidden(ana.get(path))
    send(mate, path, to="draft/", text="Their text.")
    answer = ana.post(path + "draft/", {**old, "text": TEXT})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Their text." in page
    assert "We study &lt;b&gt;message" in page
    assert Draft.objects.get().text == "Their text."
    # Having seen theirs, saving again is meant.
    assert ana.post(path + "draft/", {**hidden(answer), "text": TEXT}).status_code == 302
    assert Draft.objects.get().text == TEXT


def test_a_refused_hand_in_does_not_overwrite_a_teammates_newer_draft(ana, path, people):
    mate = Client()
    mate.force_login(people[1])
    old = hidden(ana.get(path))
    send(mate, path, to="draft/", text="Their text.")
    answer = ana.post(path, {**old, "text": TEXT, "files": pdf(content=b"no")})
    assert answer.status_code == 422
    assert "Their text." in answer.content.decode()
    assert "We study &lt;b&gt;message" in answer.content.decode()
    assert Draft.objects.get().text == "Their text."


# --- When it is not taken -----------------------------------------------------------------------


def test_what_is_refused_comes_again_with_the_reason_beside_its_field(ana, path):
    answer = send(ana, path, files=pdf(content=b"MZ"))
    assert answer.status_code == 422
    keeps_what_was_typed(answer)
    assert '<p class="error" id="files-error">“abstract.pdf” is not a PDF.</p>' in (
        answer.content.decode()
    )


def test_the_page_that_comes_again_can_be_sent_again(ana, path):
    again = hidden(send(ana, path, files=pdf(content=b"MZ")))
    assert ana.post(path, {**again, "text": TEXT, "files": pdf()}).status_code == 302
    assert not Draft.objects.exists()


def test_after_closing_the_page_says_so_and_keeps_the_text(ana, path, milestone):
    form = hidden(ana.get(path))
    with time_machine.travel(milestone.closes + timedelta(minutes=1), tick=False):
        answer = ana.post(path, {**form, "text": TEXT, "files": pdf()})
        assert answer.status_code == 409
        keeps_what_was_typed(answer)
        page = ana.get(path)
        assert page.status_code == 200
        assert "It closed" in page.content.decode()
        assert "We study &lt;b&gt;message" in page.content.decode()
        assert "<textarea" not in page.content.decode()


def test_after_closing_nobody_is_told_to_save_again(ana, path, milestone, people):
    mate = Client()
    mate.force_login(people[1])
    old = hidden(ana.get(path))
    send(mate, path, to="draft/", text="Their text.")
    with time_machine.travel(milestone.closes + timedelta(minutes=1), tick=False):
        page = ana.post(path, {**old, "text": TEXT}).content.decode()
    assert "Their text." in page
    assert "saving again" not in page


def test_before_it_opens_the_page_says_when(ana, path, milestone):
    milestone.opens = factories.NOW + timedelta(hours=2)
    milestone.save()
    page = ana.get(path).content.decode()
    assert "It opens" in page
    assert "<textarea" not in page


@pytest.mark.parametrize("name", ["keep", "digest_of"])
def test_storage_that_fails_is_told_and_keeps_the_text(ana, path, monkeypatch, name):
    def fail(*args, **options):
        raise storing.StorageError("disk full")

    monkeypatch.setattr(storing, name, fail)
    answer = send(ana, path, files=pdf())
    assert answer.status_code == 503
    keeps_what_was_typed(answer)


def test_a_database_that_goes_in_the_middle_is_told_and_keeps_the_text(ana, path, monkeypatch):
    """Not even reading works any more: the page is made without it."""

    def gone(execute, sql, params, many, context):
        raise OperationalError("server closed the connection unexpectedly")

    def keep_and_vanish(upload, **options):
        connection.execute_wrappers.append(gone)
        return real(upload, **options)

    real = storing.keep
    monkeypatch.setattr(submitting.storing, "keep", keep_and_vanish)
    form = hidden(ana.get(path))
    try:
        answer = ana.post(path, {**form, "text": TEXT, "files": pdf()})
    finally:
        connection.execute_wrappers.clear()
    assert answer.status_code == 503
    assert "is not saved: keep a copy" in answer.content.decode()
    keeps_what_was_typed(answer, as_draft=False)


def test_a_form_without_its_token_is_refused_by_a_page_of_the_house(people, path):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(people[0])
    answer = strict.post(path, {"text": TEXT})
    assert answer.status_code == 403
    assert "too old to be sent" in answer.content.decode()
    assert not Draft.objects.exists()
    assert not Submission.objects.exists()


def test_with_its_token_it_is_taken(people, path):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(people[0])
    assert send(strict, path).status_code == 302


@pytest.mark.parametrize(
    "fields", [{"key": "k" * 65}, {"draft": "x"}, {"draft": "-1"}, {"draft": "9" * 400}]
)
def test_hidden_fields_that_nobody_could_have_sent_are_no_error_of_ours(ana, path, fields):
    answer = ana.post(path, {"key": "k", "draft": "0", "text": TEXT, **fields})
    assert answer.status_code == 400


@pytest.mark.parametrize("name", ["..", "../../etc/passwd", "a\u202eb.pdf", "x" * 400 + ".pdf"])
def test_hostile_names_are_stored_harmless(ana, path, name):
    file = SimpleUploadedFile("x", pdf().read(), content_type="text/html")
    file._name = name
    assert send(ana, path, files=file).status_code == 302
    for stored in Submission.objects.get().files.all():
        assert re.fullmatch(r"[^/\\\x00-\x1f\u202e]{1,200}", stored.name)
        assert stored.content_type == "application/pdf"
        assert ana.get(stored.get_absolute_url()).getvalue() == PDF


# --- Who ----------------------------------------------------------------------------------------


def test_only_students_of_the_course_hand_in(client, path, milestone):
    assert urlsplit(client.get(path).url).path == "/accounts/login/"
    for role in (Role.INSTRUCTOR, Role.TUTOR, Role.OBSERVER):
        client.force_login(enrolled(milestone.course, role))
        assert client.get(path).status_code == 403
        assert client.post(path, {"text": TEXT}).status_code == 403
        assert client.post(path + "draft/", {"text": TEXT}).status_code == 403
    client.force_login(enrolled(factories.CourseFactory()))
    assert client.get(path).status_code == 403
    milestone.course.page_visibility = "members"
    milestone.course.save()
    assert client.get(path).status_code == 404
    assert client.post(path, {"text": TEXT}).status_code == 404
    assert not Submission.objects.exists()


def test_who_dropped_the_course_hands_nothing_in(ana, path, people):
    people[0].memberships.update(active=False, left_at=factories.NOW)
    assert ana.post(path, {"text": TEXT}).status_code == 403


def test_an_archived_course_takes_nothing_and_keeps_the_text_on_the_page(ana, path, milestone):
    milestone.course.state = CourseState.ARCHIVED
    milestone.course.save()
    answer = ana.post(path, {"text": TEXT})
    assert answer.status_code == 409
    assert not Submission.objects.exists()


# --- Taking back --------------------------------------------------------------------------------


def test_a_version_is_taken_back_by_its_team_alone(client, milestone, people):
    project = people[0].team_memberships.get().project
    submission = handed_in(milestone, project, people[0])
    way = f"/handin/{milestone.public_id}/withdraw/{submission.public_id}/"
    for user, status in (
        (enrolled(milestone.course), 404),
        (enrolled(milestone.course, Role.INSTRUCTOR), 403),
        (people[1], 302),
    ):
        client.force_login(user)
        assert client.get(way).status_code == 405
        assert client.post(way).status_code == status
    submission.refresh_from_db()
    assert submission.is_withdrawn


def test_past_due_the_page_says_that_it_cannot_be_taken_back(ana, milestone, people):
    project = people[0].team_memberships.get().project
    submission = handed_in(milestone, project, people[0])
    way = f"/handin/{milestone.public_id}/withdraw/{submission.public_id}/"
    with time_machine.travel(milestone.due + timedelta(hours=1), tick=False):
        page = ana.post(way, follow=True)
    assert "can no longer be withdrawn" in page.content.decode()
