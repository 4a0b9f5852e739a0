"""Receipts and files as people get them: one's own to keep, and anybody's to verify."""

import json
from datetime import timedelta

import pytest
import time_machine
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings

from courseapp.courses.models import Role
from projects import receipts, signing
from projects.models import SubmissionFile
from projects.submitting import withdraw
from tests import factories
from tests.actors import PDF, enrolled, handed_in, pdf, team

pytestmark = pytest.mark.django_db
NOW = factories.NOW
HOSTILE = 'naïve "quoted"; filename=x.html\\.pdf'


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def group():
    return team(factories.CourseFactory())


@pytest.fixture
def submission(group):
    project, (ana, _boris) = group
    milestone = factories.MilestoneFactory(course=project.course)
    return handed_in(milestone, project, ana, files=(pdf(),))


# --- The receipt's own page -------------------------------------------------------------------


def test_the_receipt_says_what_was_stored_and_when(client, group, submission):
    client.force_login(group[1][1])
    page = client.get(submission.get_absolute_url()).content.decode()
    assert submission.files.get().sha256 in page
    assert "Handed in on time, and safe with us." in page
    assert "This version counts." in page
    assert "Wed 10 Mar 2027, 10:00:00" in page


def test_a_late_receipt_says_by_how_much(client, group, submission):
    milestone, (ana, _) = submission.work.milestone, group[1]
    late = handed_in(milestone, group[0], ana, now=milestone.due + timedelta(hours=26, minutes=3))
    client.force_login(ana)
    page = client.get(late.get_absolute_url()).content.decode()
    assert "late by 1 day 2 hours" in page
    assert "Another version counts." in page


def test_a_version_taken_back_says_so(client, group, submission):
    withdraw(submission, by=group[1][0], now=NOW)
    client.force_login(group[1][0])
    page = client.get(submission.get_absolute_url()).content.decode()
    assert "Taken back" in page
    assert "Take this version back" not in page


def test_the_receipt_is_downloaded_as_it_was_signed(client, group, submission):
    client.force_login(group[1][0])
    answer = client.get(submission.get_absolute_url() + "receipt.json")
    assert answer.content.decode() == submission.receipt
    assert answer["Content-Type"] == "application/json"
    assert answer["Content-Disposition"].startswith("attachment;")
    receipts.verify(answer.content.decode(), signing.public_keys())


def everybody(course, group):
    return {
        "member": (group[1][1], 200),
        "instructor": (enrolled(course, Role.INSTRUCTOR), 200),
        "tutor": (enrolled(course, Role.TUTOR), 200),
        "other student": (enrolled(course), 404),
        "observer": (enrolled(course, Role.OBSERVER), 404),
        "instructor elsewhere": (enrolled(factories.CourseFactory(), Role.INSTRUCTOR), 404),
    }


def test_receipts_and_files_are_for_the_team_and_the_staff(client, group, submission):
    receipt = submission.get_absolute_url()
    for way in (receipt, receipt + "receipt.json", submission.files.get().get_absolute_url()):
        client.logout()
        assert client.get(way).url.startswith("/accounts/login/")
        for who, (user, status) in everybody(submission.course, group).items():
            client.force_login(user)
            answer = client.get(way)
            answer.getvalue()  # reads the file, which closes it
            assert (who, answer.status_code) == (who, status)
            assert client.post(way).status_code == 405


def test_who_left_the_team_sees_it_no_longer(client, group, submission):
    project, (ana, _) = group
    project.members.filter(user=ana).update(live=False, state="left")
    client.force_login(ana)
    assert client.get(submission.get_absolute_url()).status_code == 404


# --- Files ------------------------------------------------------------------------------------


def test_a_file_is_sent_as_it_was_handed_in_and_never_opens_as_a_page(client, group, submission):
    client.force_login(group[1][0])
    answer = client.get(submission.files.get().get_absolute_url())
    assert answer.streaming
    assert answer.getvalue() == PDF
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Length"] == str(len(PDF))
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"] == 'attachment; filename="abstract.pdf"'
    assert "private" in answer["Cache-Control"]


@pytest.mark.parametrize("name", [HOSTILE, "日本語.pdf", "a%2Fb?c#d.pdf", "a;b,c=d.pdf", "😀.pdf"])
def test_any_name_makes_a_link_that_works_and_a_header_that_is_one(client, group, submission, name):
    SubmissionFile.objects.update(name=name)
    client.force_login(group[1][0])
    answer = client.get(submission.files.get().get_absolute_url())
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment; filename")
    assert "\n" not in answer["Content-Disposition"]
    assert answer.getvalue() == PDF


def test_another_name_in_the_link_leads_to_the_right_one(client, group, submission):
    file = submission.files.get()
    client.force_login(group[1][0])
    answer = client.get(f"/files/{file.public_id}/evil.html")
    assert (answer.status_code, answer.url) == (302, file.get_absolute_url())
    client.force_login(factories.UserFactory())
    assert client.get(f"/files/{file.public_id}/evil.html").status_code == 404


# --- Verifying, by anybody --------------------------------------------------------------------


def as_file(content, name="receipt.json"):
    return SimpleUploadedFile(name, content)


def verify(client, **fields):
    answer = client.post("/receipts/", fields)
    return answer.status_code, answer.content.decode()


def test_anybody_verifies_a_receipt_and_its_file_without_the_database(
    client, submission, django_assert_num_queries
):
    document = submission.receipt
    SubmissionFile.objects.all().delete()
    submission.work.counting = None
    submission.work.save()
    submission.delete()
    with django_assert_num_queries(0):
        status, page = verify(client, receipt=document, files=pdf("renamed.pdf"))
    assert status == 200
    assert "Genuine" in page
    assert "The very bytes handed in" in page


def test_the_receipt_can_be_sent_as_a_file(client, submission):
    _, page = verify(client, receipt_file=as_file(submission.receipt.encode()))
    assert "Genuine" in page
    assert "No file was compared" in page


def test_each_file_gets_a_verdict_of_its_own(client, submission):
    files = [pdf(), pdf("abstract.pdf", PDF + b"x"), pdf("another.pdf", b"y")]
    _, page = verify(client, receipt=submission.receipt, files=files)
    assert page.count("The very bytes handed in") == 1
    assert page.count("not the file that was handed in") == 1
    assert page.count("names no such file") == 1
    # A glance must not take a genuine receipt for the proof of another file.
    assert 'class="verdict wrong"' in page
    assert "not every file is one that was handed in" in page
    assert "Genuine: signed by us" not in page


def test_a_text_is_verified_as_a_file_of_that_text(client, submission):
    text = as_file(b"We study message passing.", "text.md")
    _, page = verify(client, receipt=submission.receipt, files=text)
    assert "The very bytes handed in" in page


def test_what_was_changed_is_told_and_not_shown(client, submission):
    document = json.loads(submission.receipt)
    document["receipt"]["milestone_title"] = "A forged title"
    status, page = verify(client, receipt=json.dumps(document), files=pdf())
    assert status == 200
    assert "changed after it was signed" in page
    assert "A forged title" not in page.split("<form")[0]
    assert "very bytes" not in page


def test_a_receipt_signed_by_somebody_else_is_not_ours(client, submission):
    receipt = receipts.verify(submission.receipt, signing.public_keys())
    forged = receipts.sign(receipt, Ed25519PrivateKey.generate())
    assert "not ours" in verify(client, receipt=forged)[1]


@pytest.mark.parametrize(
    "document", ["nonsense", "{}", "[" * 100_000, '{"receipt": 1e999}', "\x00", "x" * 1_100_000]
)
def test_what_is_no_receipt_is_told_to_be_none(client, document):
    status, page = verify(client, receipt_file=as_file(document.encode()))
    assert status == 200
    assert "not written as a receipt is" in page


def test_bytes_that_are_no_text_are_no_receipt(client):
    assert "not written as a receipt" in verify(client, receipt_file=as_file(b"\xff\xfe\x00"))[1]


def test_nothing_sent_is_told(client):
    status, page = verify(client, files=pdf())
    assert status == 422
    assert "Paste the receipt" in page


@override_settings(MAX_UPLOAD_BYTES=1000)
def test_what_is_too_large_to_verify_here_is_told(client, submission):
    big = pdf(content=b"x" * 2000)
    status, page = verify(client, receipt=submission.receipt, files=big)
    assert status == 413
    assert "Try it offline" in page


def test_the_keys_are_published_with_those_of_earlier(client, settings, tmp_path, submission):
    receipt = receipts.verify(submission.receipt, signing.public_keys())
    retired = Ed25519PrivateKey.generate()
    pem = signing.public_key_pem(retired.public_key())
    settings.DATA_DIR = tmp_path
    signing.signing_key()
    (tmp_path / "keys" / "2026.pub").write_text(pem)

    published = client.get("/receipts/keys.json").json()["keys"]
    assert {key["public_key"]: key["current"] for key in published} == {
        pem: False,
        signing.public_key_pem(signing.signing_key().public_key()): True,
    }
    assert "Genuine" in verify(client, receipt=receipts.sign(receipt, retired))[1]
