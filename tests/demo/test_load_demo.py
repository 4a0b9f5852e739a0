"""What the demo promises: every state to be seen, told truly, and loaded nowhere else."""

import hashlib
import io
import re
from datetime import UTC, datetime, timedelta

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import authenticate
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client, override_settings

from courseapp.courses import clock
from courseapp.courses.models import Announcement, AuditEntry, Course, Membership, Role, User
from courseapp.mail.models import MailState, OutgoingMail
from courseapp.portal.demo.accounts import ACCOUNTS, account_of
from courseapp.portal.demo.forgetting import forget_demo
from courseapp.portal.demo.loading import (
    SLUG,
    NotADemo,
    days_past_midterm,
    demo_course,
    load_demo,
)
from courseapp.portal.demo.pdf import make_pdf
from projects import receipts
from projects.deadlines import due_for
from projects.models import (
    Draft,
    Extension,
    Grade,
    GradeState,
    Milestone,
    Project,
    Submission,
    SubmissionFile,
    TeamMember,
    Work,
)
from projects.signing import signing_key
from schedule.attending import occasions
from schedule.models import Attendance, Break, TutoringSession
from schedule.slots import slots_of
from schedule.timetable import timetable

NOW = datetime(2027, 2, 10, 15, 30, tzinfo=UTC)
PASSWORDS = [account.password for account in ACCOUNTS]


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker, tmp_path_factory):
    """The demo as loaded at NOW, for all tests of this module: none of them changes it."""
    folder = tmp_path_factory.mktemp("demo")
    with (
        django_db_blocker.unblock(),
        override_settings(DEMO=True, DATA_DIR=folder),
        transaction.atomic(),
    ):
        yield load_demo(now=NOW).course
        transaction.set_rollback(True)


@pytest.fixture
def abstract(loaded) -> Milestone:
    return loaded.milestones.get(kind="abstract")


@pytest.fixture
def demo(settings, tmp_path, db):
    settings.DEMO, settings.DATA_DIR = True, tmp_path


# --- Who --------------------------------------------------------------------------------------


def test_there_are_24_students_in_8_teams_of_three(loaded):
    assert Membership.objects.students().filter(course=loaded).count() == 24
    teams = [project.members.live().count() for project in Project.objects.filter(course=loaded)]
    assert teams == [3] * 8
    assert all(project.title for project in Project.objects.filter(course=loaded))


def test_all_addresses_are_of_nobody(loaded):
    addresses = loaded.memberships.values_list("user__email", flat=True)
    assert all(address.endswith("@example.edu") for address in addresses)


def test_the_three_accounts_sign_in_and_nobody_else_has_a_password(loaded):
    for account in ACCOUNTS:
        person = authenticate(email=account.email, password=account.password)
        assert person.memberships.get(course=loaded).role == account.role
    known = {account.email for account in ACCOUNTS}
    others = User.objects.filter(memberships__course=loaded).exclude(email__in=known)
    assert not any(person.has_usable_password() for person in others)


def test_every_address_is_verified(loaded):
    people = loaded.memberships.values_list("user__email", flat=True)
    verified = EmailAddress.objects.filter(verified=True, primary=True)
    assert set(people) == set(verified.values_list("email", flat=True))


# --- How work stands --------------------------------------------------------------------------


def test_midterm_lies_ahead(loaded):
    ahead = Break.objects.get(course=loaded).first_day - loaded.local_date(NOW)
    assert 1 <= ahead.days <= 7
    assert loaded.term == "Spring 2027" or loaded.first_day.year == 2026


def test_abstracts_are_in_every_state(abstract):
    works = Work.objects.filter(milestone=abstract)
    assert works.count() == 8
    counting = Submission.objects.filter(pk__in=works.values("counting"))
    assert counting.filter(late_by=timedelta(0)).count() == 5
    assert counting.exclude(late_by=timedelta(0)).count() == 1
    assert Draft.objects.filter(work__in=works).count() == 2
    states = Grade.objects.filter(work__in=works).values_list("state", flat=True)
    assert sorted(states) == [GradeState.DRAFT, GradeState.RELEASED, GradeState.RELEASED]


def test_a_late_version_does_not_hide_the_one_on_time(abstract):
    twice = Work.objects.get(milestone=abstract, submissions__version=2)
    assert twice.counting.version == 1
    assert twice.submissions.get(version=2).is_late


def test_the_student_who_can_sign_in_has_more_time_and_a_draft(loaded, abstract):
    student = User.objects.get(email=account_of(Role.STUDENT).email)
    project = Project.objects.live_of(student, loaded)
    local = due_for(abstract, project).at.astimezone(loaded.zone)
    assert (local.date() - loaded.local_date(NOW), local.hour) == (timedelta(days=2), 22)
    assert Draft.objects.get(work__project=project).text
    assert not Submission.objects.filter(work__project=project).exists()
    extension = Extension.objects.get(milestone=abstract)
    assert (extension.student, bool(extension.reason)) == (student, True)


def test_what_was_handed_in_is_on_storage_with_a_receipt_that_holds(abstract):
    key = signing_key().public_key()
    files = SubmissionFile.objects.filter(submission__work__milestone=abstract)
    assert files.count() == 7
    for file in files:
        with default_storage.open(file.key) as stored:
            content = stored.read()
        assert hashlib.sha256(content).hexdigest() == file.sha256
        assert content.startswith(b"%PDF-1.4")
        receipt = receipts.verify(file.submission.receipt, {receipts.key_id(key): key})
        assert [one.sha256 for one in receipt.files] == [file.sha256]


def test_the_story_is_told_in_its_order_and_ends_now(loaded):
    entries = AuditEntry.objects.filter(course=loaded).order_by("pk")
    moments = [entry.at for entry in entries]
    assert all(moment <= NOW for moment in moments)
    assert {"import", "enrol", "found", "publish", "save draft", "extend", "hand in", "grade",
            "release"} <= set(entries.values_list("verb", flat=True))  # fmt: skip
    handed_in = entries.filter(verb="hand in").values_list("at", flat=True)
    assert list(handed_in) == sorted(handed_in)


def test_mail_of_the_past_has_gone_out_in_the_past(loaded):
    mails = OutgoingMail.objects.filter(course=loaded)
    assert {mail.state for mail in mails} <= {MailState.SENT, MailState.SKIPPED}
    assert all(mail.sent_at <= NOW for mail in mails.filter(state=MailState.SENT))
    assert {"reminder", "receipt", "grade"} <= set(mails.values_list("kind", flat=True))


def test_tutoring_has_some_days_and_the_announcement_stands(loaded):
    planned = TutoringSession.objects.filter(track__course=loaded, day__isnull=False)
    assert planned.count() == 5
    assert {session.day.weekday() for session in planned} == {4}
    assert all(session.tutors.exists() for session in planned)
    assert Announcement.objects.published().filter(course=loaded).count() == 2


def test_history_names_who_did_it(loaded):
    instructor = User.objects.get(email=account_of(Role.INSTRUCTOR).email)
    released = Grade.objects.filter(state=GradeState.RELEASED)
    assert {grade.grader for grade in released} == {instructor}
    assert TeamMember.history.filter(course=loaded).count() == 24


def test_a_visitor_learns_nothing_of_students_and_grades(loaded):
    html = Client().get(f"/courses/{SLUG}/").content.decode()
    assert "Joan Bruna" in html
    assert "Aardvark" not in html
    assert "Ill during" not in html


# --- Once, and only here ----------------------------------------------------------------------


def test_a_second_run_keeps_everything(loaded):
    before = Submission.objects.count(), AuditEntry.objects.count(), User.objects.count()
    again = load_demo(now=NOW + timedelta(days=3))
    assert (again.course, again.is_new) == (loaded, False)
    assert (Submission.objects.count(), AuditEntry.objects.count(), User.objects.count()) == before


def test_a_demo_tells_that_its_dates_have_passed(loaded):
    midterm = datetime.combine(
        Break.objects.get(course=loaded).first_day, datetime.min.time(), loaded.zone
    )
    assert days_past_midterm(loaded, now=midterm + timedelta(days=7, hours=23)) is None
    assert days_past_midterm(loaded, now=midterm + timedelta(days=8, hours=1)) == 8


@pytest.mark.django_db
def test_it_is_refused_anywhere_but_in_a_demo(settings):
    settings.DEMO = False
    with pytest.raises(NotADemo):
        load_demo(now=NOW)
    with pytest.raises(CommandError, match="DEMO=1"):
        call_command("load_demo")
    assert not Course.objects.exists()
    assert not User.objects.exists()


def test_reset_begins_anew_and_says_who_can_sign_in(demo):
    old = load_demo(now=NOW).course
    keys = list(SubmissionFile.objects.values_list("key", flat=True))
    out = io.StringIO()
    call_command("load_demo", reset=True, stdout=out)
    assert demo_course() != old
    assert Submission.objects.count() == 7
    assert not any(default_storage.exists(key) for key in keys)
    assert all(password in out.getvalue() for password in PASSWORDS)


def test_forgetting_leaves_nothing_of_the_course(demo):
    course = load_demo(now=NOW).course
    clock.set_demo_clock(NOW)
    forget_demo(course)
    for model in (Course, Submission, SubmissionFile, Work, Grade, Draft, Project, OutgoingMail):
        assert not model.objects.exists(), model
    assert not clock.shift()


@pytest.mark.parametrize(
    "now",
    [datetime(2026, 12, 31, 23, 59, tzinfo=UTC), datetime(2027, 3, 15, 4, 0, tzinfo=UTC)],
    ids=str,
)
def test_it_loads_at_the_end_of_a_year_and_when_the_clock_is_changed(demo, now):
    course = load_demo(now=now).course
    ahead = Break.objects.get(course=course).first_day - course.local_date(now)
    assert 1 <= ahead.days <= 7
    assert Submission.objects.filter(late_by__gt=timedelta(0)).count() == 2


# --- Files that open --------------------------------------------------------------------------


def test_each_object_of_a_pdf_begins_where_its_table_says():
    pdf = make_pdf("A (title) with \\ and “quotes”", [f"Paragraph {n}. " * 40 for n in range(30)])
    start = int(re.search(rb"startxref\n(\d+)\n%%EOF\n$", pdf)[1])
    assert pdf[start:].startswith(b"xref\n0 ")
    offsets = [int(row) for row in re.findall(rb"(\d{10}) 00000 n ", pdf[start:])]
    for number, offset in enumerate(offsets, 1):
        assert pdf[offset:].startswith(b"%d 0 obj\n" % number)
    assert len(re.findall(rb"/Type /Page ", pdf)) == int(re.search(rb"/Count (\d+)", pdf)[1]) > 1
    for length, content in re.findall(
        rb"/Length (\d+) >>\nstream\n(.*?)\nendstream", pdf, re.DOTALL
    ):
        assert int(length) == len(content)
    assert rb"A \(title\) with \\ and" in pdf


# --- The schedule -----------------------------------------------------------------------------


def test_slots_of_the_next_office_hours_are_booked_and_some_are_free(loaded):
    [pattern] = loaded.meeting_patterns.filter(kind="office_hours")
    booked = pattern.bookings.live()
    assert {row.place_in_line for row in booked} == {0, 2}
    day = booked[0].day
    [meeting] = [one for one in timetable(loaded).between(day, day) if one.pattern == pattern]
    assert len(slots_of(meeting)) == 6
    assert (str(meeting.state), meeting.place) == ("moved", "office 527, 60 5th ave")
    assert meeting.start > NOW


def test_attendance_is_taken_of_everything_but_the_latest(loaded):
    latest, *before = occasions(loaded, until=loaded.local_date(NOW) - timedelta(days=1))
    assert latest.attendance_at is None
    assert len(before) >= 5
    assert all(one.attendance_at for one in before)
    assert Attendance.objects.of_course(loaded).exists()


def test_the_final_keeps_its_date_in_the_next_term(loaded):
    assert loaded.milestones.get(kind="final").keeps_date
