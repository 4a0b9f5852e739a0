"""Rules 1, 3 and 4: when something counts as handed in, which version counts, all or nothing."""

import errno
import hashlib
import threading
import uuid
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.db import OperationalError, connection, connections, transaction

from courseapp.courses import storing
from courseapp.courses.models import AuditEntry, CourseState
from courseapp.mail.models import OutgoingMail
from projects import receipts, signing, submitting
from projects.models import Draft, Each, Submission, SubmissionFile, Work
from projects.models.submission import FOLDER
from projects.submitting import HandIn, HandInRefused, hand_in, withdraw
from tests import factories
from tests.actors import PDF, enrolled, handed_in, pdf, team

NOW = factories.NOW


@pytest.fixture
def milestone(db):
    return factories.MilestoneFactory()


@pytest.fixture
def student(milestone):
    return enrolled(milestone.course)


def form(milestone, owner, by, **changes):
    fields = {
        "milestone": milestone,
        "owner": owner,
        "by": by,
        "text": "We study message passing.",
        "uploads": (),
        "form_key": "the form",
        "began": NOW,
    }
    return HandIn(**fields | changes)


def content_of(file):
    with default_storage.open(file.key) as stored:
        return stored.read()


def stored_keys():
    try:
        folders, _ = default_storage.listdir(FOLDER)
    except FileNotFoundError:
        return set()
    found = ((f, default_storage.listdir(f"{FOLDER}/{f}")[1]) for f in folders)
    return {f"{FOLDER}/{f}/{name}" for f, names in found for name in names}


# --- All of it --------------------------------------------------------------------------------


def test_a_hand_in_leaves_row_file_receipt_mails_and_audit(milestone):
    project, (ana, boris) = team(milestone.course)
    content = PDF + b"%" * 100_000
    submission = handed_in(milestone, project, ana, files=(pdf(content=content),))

    [file] = submission.files.all()
    assert content_of(file) == content
    assert file.sha256 == hashlib.sha256(content).hexdigest()
    assert (file.size, file.content_type) == (len(content), "application/pdf")
    assert submission.work.counting == submission
    receipt = receipts.verify(submission.receipt, signing.public_keys())
    assert receipt.id == submission.public_id
    assert receipt.files == (receipts.ReceiptFile(file.name, file.sha256, file.size),)
    assert set(receipt.members) == {ana.public_id, boris.public_id}
    assert {mail.recipient for mail in OutgoingMail.objects.all()} == {ana, boris}
    assert all(submission.receipt in mail.body for mail in OutgoingMail.objects.all())
    assert AuditEntry.objects.filter(verb="hand in", actor=ana).count() == 1


def test_members_are_those_who_are_live_at_the_hand_in(milestone):
    project, (ana, boris) = team(milestone.course)
    project.members.filter(user=boris).update(live=False, state="left")
    joined = enrolled(milestone.course)
    factories.TeamMemberFactory(project=project, user=joined)
    submission = handed_in(milestone, project, ana)
    receipt = receipts.verify(submission.receipt, signing.public_keys())
    assert set(receipt.members) == {ana.public_id, joined.public_id}
    assert {mail.recipient for mail in OutgoingMail.objects.all()} == {ana, joined}


def test_the_text_is_proven_too(milestone, student):
    submission = handed_in(milestone, student, student, text="A thesis of 3 words: ∀ε.")
    text = "A thesis of 3 words: ∀ε.".encode()
    receipts.verify(submission.receipt, signing.public_keys(), text=text)
    with pytest.raises(receipts.TextDiffersError):
        receipts.verify(submission.receipt, signing.public_keys(), text=text + b" ")


def test_a_long_title_does_not_fail_the_hand_in_on_any_database(milestone, student):
    milestone.title, milestone.course.code = "T" * 200, "C" * 40
    milestone.save(), milestone.course.save()
    handed_in(milestone, student, student)
    assert len(OutgoingMail.objects.get().subject) <= 250


# --- When -------------------------------------------------------------------------------------


def test_what_counts_is_when_the_request_began_not_when_it_was_stored(milestone, student):
    given = form(milestone, student, student, began=milestone.due)
    after = milestone.due + timedelta(minutes=29)
    submission = hand_in(given, clock=lambda: after)
    assert (submission.began_at, submission.stored_at) == (milestone.due, after)
    assert not submission.is_late


@pytest.mark.parametrize(
    ("after_due", "late"),
    [
        (timedelta(minutes=15), timedelta(0)),
        (timedelta(minutes=15, microseconds=1), timedelta(minutes=15, seconds=1)),
        (timedelta(hours=3), timedelta(hours=3)),
    ],
)
def test_lateness_counts_from_the_due_time_once_grace_is_over(milestone, student, after_due, late):
    submission = handed_in(milestone, student, student, now=milestone.due + after_due)
    assert submission.late_by == late
    receipt = receipts.verify(submission.receipt, signing.public_keys())
    assert receipt.late_by == late.total_seconds()


def test_half_a_second_late_does_not_read_on_time(milestone, student):
    milestone.grace_minutes = 0
    milestone.save()
    began = milestone.due + timedelta(milliseconds=500)
    submission = handed_in(milestone, student, student, now=began)
    assert submission.is_late
    assert receipts.verify(submission.receipt, signing.public_keys()).late_by == 1


def test_after_closing_nothing_is_taken_but_what_began_before(milestone, student):
    milestone.closes = milestone.due + timedelta(days=1)
    milestone.save()
    given = form(milestone, student, student, began=milestone.closes)
    hand_in(given, clock=lambda: milestone.closes + timedelta(minutes=20))
    with pytest.raises(HandInRefused, match="closed"):
        handed_in(milestone, student, student, now=milestone.closes + timedelta(seconds=1))


def test_an_extension_moves_the_closing_time(milestone, student):
    milestone.closes = milestone.due + timedelta(days=1)
    milestone.save()
    more = timedelta(days=2)
    factories.ExtensionFactory(milestone=milestone, student=student, due=milestone.due + more)
    late = handed_in(milestone, student, student, now=milestone.closes + more)
    assert late.late_by == timedelta(days=1)


def test_nothing_is_taken_before_it_opens_or_out_of_term(milestone, student):
    milestone.opens = NOW + timedelta(seconds=1)
    milestone.save()
    with pytest.raises(HandInRefused, match="not open yet"):
        handed_in(milestone, student, student)
    milestone.opens = None
    milestone.save()
    milestone.course.state = CourseState.ARCHIVED
    milestone.course.save()
    with pytest.raises(HandInRefused, match="course is not open"):
        handed_in(milestone, student, student)
    assert not Work.objects.exists()


# --- Which version ----------------------------------------------------------------------------


def test_a_late_upload_never_hides_an_on_time_one(milestone, student):
    on_time = handed_in(milestone, student, student)
    late = handed_in(milestone, student, student, now=milestone.due + timedelta(hours=1))
    assert (on_time.version, late.version) == (1, 2)
    assert Work.objects.get().counting == on_time


def test_the_last_on_time_version_counts_and_an_only_late_one_too(milestone, student):
    late = handed_in(milestone, student, student, now=milestone.due + timedelta(hours=1))
    assert Work.objects.get().counting == late
    factories.ExtensionFactory(
        milestone=milestone, student=student, due=milestone.due + timedelta(days=1)
    )
    for _ in range(2):
        newest = handed_in(milestone, student, student, now=milestone.due + timedelta(hours=2))
    assert Work.objects.get().counting == newest


def test_taking_a_version_back_lets_the_one_before_count(milestone, student):
    first, second = (handed_in(milestone, student, student) for _ in range(2))
    withdraw(second, by=student, now=NOW)
    assert Work.objects.get().counting == first
    withdraw(first, by=student, now=NOW)
    assert Work.objects.get().counting is None
    withdraw(first, by=student, now=NOW)
    assert AuditEntry.objects.filter(verb="withdraw").count() == 2
    assert Submission.objects.count() == 2
    assert handed_in(milestone, student, student).version == 3


def test_nothing_is_taken_back_once_it_was_due(milestone, student):
    submission = handed_in(milestone, student, student)
    with pytest.raises(HandInRefused):
        withdraw(submission, by=student, now=milestone.due + timedelta(minutes=16))
    assert Work.objects.get().counting == submission


# --- The same form twice ----------------------------------------------------------------------


def test_the_same_form_sent_twice_makes_one_version(milestone, student):
    given = form(milestone, student, student, uploads=(pdf(),))
    first, again = hand_in(given, clock=lambda: NOW), hand_in(given, clock=lambda: NOW)
    assert first == again
    assert len(stored_keys() & set(SubmissionFile.objects.values_list("key", flat=True))) == 1


def test_it_is_not_refused_when_sent_again_after_closing(milestone, student):
    milestone.closes = milestone.due
    milestone.save()
    first = hand_in(form(milestone, student, student), clock=lambda: NOW)
    again = form(milestone, student, student, began=milestone.due + timedelta(days=1))
    assert hand_in(again, clock=lambda: NOW) == first


@pytest.mark.parametrize("change", [{"text": "Another text."}, {"uploads": (pdf("other.pdf"),)}])
def test_an_old_form_with_other_content_is_another_version(milestone, student, change):
    hand_in(form(milestone, student, student), clock=lambda: NOW)
    hand_in(form(milestone, student, student, **change), clock=lambda: NOW)
    assert Submission.objects.count() == 2


def test_a_form_sent_again_after_its_version_was_taken_back_is_a_new_version(milestone, student):
    given = form(milestone, student, student)
    withdraw(hand_in(given, clock=lambda: NOW), by=student, now=NOW)
    assert hand_in(given, clock=lambda: NOW).version == 2
    assert Work.objects.get().counting.version == 2


def test_the_same_key_of_two_teams_is_no_matter(milestone):
    one, (ana, _) = team(milestone.course)
    two, (boris, _) = team(milestone.course)
    first = hand_in(form(milestone, one, ana), clock=lambda: NOW)
    second = hand_in(form(milestone, two, boris), clock=lambda: NOW)
    assert first != second
    assert (first.version, second.version) == (1, 1)


# --- What is taken ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("settings", "content", "field"),
    [
        ({}, {"text": " \n"}, None),
        ({"takes_text": False}, {}, "text"),
        ({"max_words": 3}, {}, "text"),
        ({}, {"text": "a\x00b"}, "text"),
        ({}, {"text": "half \ud800 a letter"}, "text"),
        ({}, {"text": "x" * 1_000_001}, "text"),
        ({"needs_file": True}, {}, "files"),
        ({"max_files": 0}, {"uploads": 1}, "files"),
        ({}, {"uploads": 2}, "files"),
        ({}, {"uploads": 1, "content": b""}, "files"),
        ({}, {"uploads": 1, "content": b"MZ no PDF"}, "files"),
    ],
)
def test_what_is_not_asked_for_is_refused_beside_its_field(
    milestone, student, settings, content, field
):
    for name, value in settings.items():
        setattr(milestone, name, value)
    milestone.save()
    uploads = tuple(
        pdf(f"{n}.pdf", content.get("content", PDF)) for n in range(content.get("uploads", 0))
    )
    given = form(milestone, student, student, uploads=uploads, text=content.get("text", "A b c d."))
    before = stored_keys()
    with pytest.raises(HandInRefused) as refused:
        hand_in(given, clock=lambda: NOW)
    assert refused.value.field == field
    assert stored_keys() == before
    assert not Work.objects.exists()


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("paper.pdf", "paper.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\ana\\paper.pdf", "paper.pdf"),
        ("evil\u202efdp.exe", "evilfdp.exe"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie: x.pdf"),
        ("..", "file"),
        ("", "file"),
        (".htaccess", "htaccess"),
        ("  two   blanks .pdf", "two blanks .pdf"),
        ("e\u0301tude.pdf", "étude.pdf"),
        ("x" * 300 + ".pdf", "x" * 180 + ".pdf"),
        ("x" * 300 + "." + "y" * 300, "x" * 200),
    ],
)
def test_names_that_could_mislead_are_made_harmless(given, kept):
    assert submitting.safe_name(given) == kept


# --- When something fails ---------------------------------------------------------------------


@pytest.fixture
def draft(milestone, student):
    work = factories.WorkFactory(milestone=milestone, project=None, student=student)
    return Draft.objects.create(work=work, text="draft", saved_by=student, saved_at=NOW)


def nothing_happened(draft):
    assert not Submission.objects.exists()
    assert not OutgoingMail.objects.exists()
    assert not AuditEntry.objects.filter(verb="hand in").exists()
    assert Draft.objects.get().text == draft.text


@pytest.mark.parametrize("failure", [OSError(errno.ENOSPC, "No space left"), ValueError("S3")])
def test_storage_that_fails_hands_nothing_in(milestone, student, draft, monkeypatch, failure):
    def full(*args, **options):
        raise failure

    monkeypatch.setattr(storing, "flush", full)
    before = stored_keys()
    with pytest.raises(storing.StorageError):
        handed_in(milestone, student, student, files=(pdf(),))
    nothing_happened(draft)
    assert stored_keys() == before


def test_storage_that_gives_back_other_bytes_hands_nothing_in(
    milestone, student, draft, monkeypatch
):
    monkeypatch.setattr(storing, "digest_of", lambda file: storing.Digest("0" * 64, 1))
    before = stored_keys()
    with pytest.raises(storing.StorageError, match="other bytes"):
        handed_in(milestone, student, student, files=(pdf(),))
    nothing_happened(draft)
    assert stored_keys() == before


def test_when_the_second_file_fails_the_first_is_removed(milestone, student, draft, monkeypatch):
    milestone.max_files = 2
    milestone.save()
    real, calls = storing.keep, []

    def fail_at_second(upload, **options):
        calls.append(upload)
        if len(calls) == 2:
            raise storing.StorageError("full")
        return real(upload, **options)

    monkeypatch.setattr(storing, "keep", fail_at_second)
    before = stored_keys()
    with pytest.raises(storing.StorageError):
        handed_in(milestone, student, student, files=(pdf("1.pdf"), pdf("2.pdf")))
    nothing_happened(draft)
    assert stored_keys() == before


@pytest.mark.django_db(transaction=True)
def test_a_database_that_goes_before_the_row_hands_nothing_in(milestone, student, draft):
    def no_insert(execute, sql, params, many, context):
        if sql.startswith('INSERT INTO "projects_submissionfile"'):
            raise OperationalError("server closed the connection unexpectedly")
        return execute(sql, params, many, context)

    before = stored_keys()
    with connection.execute_wrapper(no_insert), pytest.raises(OperationalError):
        handed_in(milestone, student, student, files=(pdf(),))
    nothing_happened(draft)
    # The file stays for the sweep: of a commit whose answer is lost nobody knows the end.
    assert len(stored_keys() - before) == 1


@pytest.mark.django_db(transaction=True)
def test_a_commit_whose_answer_is_lost_keeps_its_file_and_can_be_sent_again(
    milestone, student, monkeypatch
):
    backend = type(connections["default"])
    real = backend._commit

    def commit_and_lose(self):
        real(self)
        raise OperationalError("the connection went after the commit")

    given = form(milestone, student, student, uploads=(pdf(),))
    submitting.work_for(milestone, student)
    with monkeypatch.context() as patch:
        patch.setattr(backend, "_commit", commit_and_lose)
        with pytest.raises(OperationalError):
            hand_in(given, clock=lambda: NOW)

    stored = Submission.objects.get()
    assert content_of(stored.files.get()) == PDF
    assert hand_in(given, clock=lambda: NOW) == stored


def test_mails_and_row_come_in_one_transaction(milestone, student, monkeypatch):
    def fail(mails):
        list(mails)
        raise OperationalError

    monkeypatch.setattr(submitting.outbox, "enqueue", fail)
    with pytest.raises(OperationalError), transaction.atomic():
        handed_in(milestone, student, student)
    assert not Submission.objects.exists()


# --- Drafts -----------------------------------------------------------------------------------


def test_handing_in_removes_the_draft_that_the_form_showed(milestone, student, draft):
    hand_in(form(milestone, student, student, draft=draft.revision), clock=lambda: NOW)
    assert not Draft.objects.exists()


def test_a_teammates_newer_draft_stays(milestone, student, draft):
    given = form(milestone, student, student, draft=draft.revision)
    draft.text = "newer"
    draft.save()
    hand_in(given, clock=lambda: NOW)
    assert Draft.objects.get().text == "newer"


# --- At once ----------------------------------------------------------------------------------


def at_once(jobs):
    """Run the jobs in threads of their own, begun together; return what they returned or raised."""
    barrier, results = threading.Barrier(len(jobs)), []

    def run(job):
        barrier.wait()
        try:
            results.append(job())
        except Exception as error:  # noqa: BLE001 - the caller looks at it
            results.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.mark.django_db(transaction=True)
def test_two_members_at_once_make_two_versions_without_gap_or_collision(milestone):
    project, people = team(milestone.course, size=4)
    jobs = [
        lambda by=by: handed_in(milestone, project, by, text=f"By {by}.", files=(pdf(),))
        for by in people * 2
    ]
    results = at_once(jobs)
    assert sorted(r.version for r in results) == list(range(1, 9))
    assert Work.objects.get().counting.version == 8
    assert OutgoingMail.objects.count() == 8 * 4


@pytest.mark.django_db(transaction=True)
def test_the_same_form_sent_twice_at_once_makes_one_version(milestone, student):
    before = stored_keys()
    jobs = [
        lambda: hand_in(form(milestone, student, student, uploads=(pdf(),)), clock=lambda: NOW)
        for _ in range(4)
    ]
    results = at_once(jobs)
    assert len({r.pk for r in results}) == 1
    assert len(stored_keys() - before) == 1
    assert OutgoingMail.objects.count() == 1


def test_a_number_that_a_teammate_took_meanwhile_is_not_signed(milestone):
    project, (ana, boris) = team(milestone.course)

    def while_a_teammate_hands_in():
        handed_in(milestone, project, boris, text="By a teammate.")
        return NOW

    submission = hand_in(form(milestone, project, ana), clock=while_a_teammate_hands_in)
    assert submission.version == 2
    receipt = receipts.verify(submission.receipt, signing.public_keys())
    assert (receipt.id, receipt.version) == (submission.public_id, 2)
    assert OutgoingMail.objects.filter(subject__contains="version 2").count() == 2
    assert Work.objects.get().counting == submission


@pytest.mark.parametrize("number", [1, 30])
def test_a_hand_in_costs_as_many_queries_after_thirty_as_after_one(
    milestone, student, number, django_assert_num_queries
):
    for version in range(number):
        handed_in(milestone, student, student, text=f"Version {version}.")
    given = form(milestone, student, student, uploads=(pdf(),), draft=0)
    # work, versions, due; in its transaction: work, versions, version, files, work with its
    # history, audit, mails
    with django_assert_num_queries(4 + 2 + 11):
        hand_in(given, clock=lambda: NOW)


def test_work_alone_is_the_students_and_team_work_the_teams(milestone):
    project, (ana, _boris) = team(milestone.course)
    alone = factories.MilestoneFactory(course=milestone.course, each=Each.STUDENT)
    assert handed_in(milestone, project, ana).work.project == project
    assert handed_in(alone, ana, ana, text=uuid.uuid4().hex).work.student == ana
