"""Marking and releasing: exact points, all or nothing, one mail, nothing forgotten."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from itertools import product
from threading import Barrier

import pytest
from django.db import connections
from hypothesis import given
from hypothesis import strategies as st

from courseapp.courses.models import AuditEntry, Role, StaleError, User
from courseapp.mail.models import OutgoingMail
from projects.grading import (
    STEPS,
    GradingRefused,
    check_points,
    release,
    save_grade,
    take_back,
)
from projects.models import Grade, GradeState, Milestone, Submission, Work
from tests import factories
from tests.actors import enrolled, handed_in, team

pytestmark = pytest.mark.django_db
NOW = factories.NOW


@pytest.fixture
def milestone() -> Milestone:
    return factories.MilestoneFactory(points=Decimal(20))


@pytest.fixture
def tutor(milestone: Milestone) -> User:
    return enrolled(milestone.course, Role.TUTOR)


def handed(milestone: Milestone) -> Submission:
    project, members = team(milestone.course)
    return handed_in(milestone, project, members[0])


def marked(submission: Submission, by: User, points: Decimal | None = Decimal(15)) -> Grade:
    return save_grade(
        submission.work, submission=submission, points=points, feedback="Good.", by=by, now=NOW
    )


def grade_mails() -> list[OutgoingMail]:
    return list(OutgoingMail.objects.filter(kind="grade"))


# --- Points ---------------------------------------------------------------------------------


@pytest.mark.parametrize("points", ["0", "0.00", "0.01", "19.99", "20", "20.00", "2E+1"])
def test_points_within_the_limits_are_taken(points: str, milestone: Milestone) -> None:
    check_points(Work(milestone=milestone), Decimal(points))


@pytest.mark.parametrize(
    "points", ["-0.01", "20.01", "1E+9", "NaN", "sNaN", "Infinity", "-Infinity"]
)
def test_points_outside_are_refused_in_words(points: str, milestone: Milestone) -> None:
    with pytest.raises(GradingRefused, match="Points go from 0 to 20"):
        check_points(Work(milestone=milestone), Decimal(points))


@given(st.decimals(allow_nan=True, allow_infinity=True))
def test_the_limits_hold_for_every_number(points: Decimal) -> None:
    work = Work(milestone=Milestone(points=Decimal("12.50")))
    fits = points.is_finite() and Decimal(0) <= points <= Decimal("12.5")
    if fits:
        check_points(work, points)
    else:
        with pytest.raises(GradingRefused):
            check_points(work, points)


def test_points_are_kept_exactly(milestone: Milestone, tutor: User) -> None:
    grade = marked(handed(milestone), tutor, Decimal("14.35"))
    grade.refresh_from_db()
    assert grade.points == Decimal("14.35")


def test_the_database_refuses_negative_points_too(milestone: Milestone, tutor: User) -> None:
    from django.db import IntegrityError, transaction

    grade = marked(handed(milestone), tutor)
    with pytest.raises(IntegrityError), transaction.atomic():
        Grade.objects.filter(pk=grade.pk).update(points=Decimal(-1))


# --- Saving ---------------------------------------------------------------------------------


def test_a_version_of_other_work_is_refused(milestone: Milestone, tutor: User) -> None:
    mine, other = handed(milestone), handed(milestone)
    with pytest.raises(GradingRefused):
        save_grade(mine.work, submission=other, points=None, feedback="", by=tutor, now=NOW)
    assert not Grade.objects.exists()


def test_a_grade_names_the_version_it_marked(milestone: Milestone, tutor: User) -> None:
    first = handed(milestone)
    grade = marked(first, tutor)
    second = handed_in(milestone, first.work.project, first.submitted_by)
    grade.work.refresh_from_db()
    assert grade.submission == first
    assert grade.work.counting == second
    assert not grade.marks_counting_version


def test_a_second_grader_overwrites_nothing_unseen(milestone: Milestone, tutor: User) -> None:
    submission = handed(milestone)
    marked(submission, tutor)
    with pytest.raises(StaleError):
        save_grade(
            submission.work,
            submission=submission,
            points=Decimal(1),
            feedback="",
            by=enrolled(milestone.course, Role.TUTOR),
            now=NOW,
            seen=0,
        )
    assert Grade.objects.get().points == Decimal(15)


def test_who_has_seen_it_may_replace_it(milestone: Milestone, tutor: User) -> None:
    submission = handed(milestone)
    grade = marked(submission, tutor)
    given = {"submission": submission, "points": Decimal(1), "feedback": ""}
    save_grade(submission.work, **given, by=tutor, now=NOW, seen=grade.revision)
    assert Grade.objects.get().points == Decimal(1)


# --- Releasing ------------------------------------------------------------------------------


@pytest.mark.parametrize(("before", "after"), [*product(GradeState, GradeState)])
def test_the_table_of_steps_is_what_the_verbs_do(
    before: str, after: str, milestone: Milestone, tutor: User
) -> None:
    grade = marked(handed(milestone), tutor)
    if before == GradeState.RELEASED:
        release([grade], by=tutor, now=NOW)
    grade.refresh_from_db()
    revision = grade.revision
    if after == GradeState.RELEASED:
        release([grade], by=tutor, now=NOW)
    else:
        take_back(grade, by=tutor, reason="slip", now=NOW)
    grade.refresh_from_db()
    assert grade.state == after
    assert (grade.revision > revision) == (after in STEPS[GradeState(before)])


def test_a_release_is_all_or_nothing(milestone: Milestone, tutor: User) -> None:
    grades = [marked(handed(milestone), tutor) for _ in range(3)]
    pointless = marked(handed(milestone), tutor, points=None)
    with pytest.raises(GradingRefused, match=str(pointless)):
        release([*grades, pointless], by=tutor, now=NOW)
    assert not Grade.objects.released().exists()
    assert not grade_mails()
    assert not AuditEntry.objects.filter(verb="release").exists()


def test_a_release_mails_each_member_once_and_no_grade(milestone: Milestone, tutor: User) -> None:
    grade = marked(handed(milestone), tutor, Decimal("13.75"))
    assert release([grade], by=tutor, now=NOW) == [grade]
    assert release([grade], by=tutor, now=NOW) == []
    mails = grade_mails()
    members = {member.user for member in grade.work.project.members.live()}
    assert {mail.recipient for mail in mails} == members
    assert len(mails) == len(members)
    assert not any("13.75" in mail.body or "Good." in mail.body for mail in mails)


def test_who_left_the_team_is_not_mailed(milestone: Milestone, tutor: User) -> None:
    grade = marked(handed(milestone), tutor)
    left = grade.work.project.members.last()
    left.live, left.state, left.left_at = False, "left", NOW
    left.save()
    release([grade], by=tutor, now=NOW)
    assert left.user not in {mail.recipient for mail in grade_mails()}


def test_a_release_asks_a_fixed_number_of_questions_a_grade(
    milestone: Milestone, tutor: User, django_assert_max_num_queries
) -> None:
    grades = [marked(handed(milestone), tutor) for _ in range(10)]
    with django_assert_max_num_queries(10 * 9 + 6):
        release(grades, by=tutor, now=NOW)


def test_a_correction_after_release_stays_released_and_mails_nobody(
    milestone: Milestone, tutor: User
) -> None:
    submission = handed(milestone)
    release([marked(submission, tutor)], by=tutor, now=NOW)
    sent = len(grade_mails())
    marked(submission, tutor, Decimal(18))
    grade = Grade.objects.get()
    assert (grade.state, grade.points, grade.released_at) == ("released", Decimal(18), NOW)
    assert len(grade_mails()) == sent


def test_a_released_grade_keeps_its_points(milestone: Milestone, tutor: User) -> None:
    submission = handed(milestone)
    release([marked(submission, tutor)], by=tutor, now=NOW)
    with pytest.raises(GradingRefused, match="needs its points"):
        marked(submission, tutor, points=None)


def test_every_verb_leaves_who_and_when_in_audit_and_history(
    milestone: Milestone, tutor: User
) -> None:
    submission = handed(milestone)
    boss = enrolled(milestone.course, Role.INSTRUCTOR)
    grade = marked(submission, tutor)
    release([grade], by=boss, now=NOW)
    take_back(grade, by=boss, reason="wrong team", now=NOW)
    entries = AuditEntry.objects.filter(subject_type="projects.grade").order_by("pk")
    assert [(entry.verb, entry.actor, entry.at) for entry in entries] == [
        ("grade", tutor, NOW),
        ("release", boss, NOW),
        ("take back", boss, NOW),
    ]
    assert entries.last().details == {"reason": "wrong team"}
    assert [(row.state, row.history_user, row.history_date) for row in grade.history.all()] == [
        ("draft", boss, NOW),
        ("released", boss, NOW),
        ("draft", tutor, NOW),
    ]


# --- At once --------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_releases_at_once_release_and_mail_once(milestone: Milestone, tutor: User) -> None:
    grades = [marked(handed(milestone), tutor) for _ in range(3)]
    together = Barrier(4)

    def one() -> int:
        together.wait()
        try:
            return len(
                release(Grade.objects.filter(pk__in=[g.pk for g in grades]), by=tutor, now=NOW)
            )
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        counts = [future.result() for future in [pool.submit(one) for _ in range(4)]]
    assert sorted(counts) == [0, 0, 0, 3]
    assert len(grade_mails()) == 3 * 2
    assert AuditEntry.objects.filter(verb="release").count() == 3


@pytest.mark.django_db(transaction=True)
def test_two_graders_at_once_leave_one_marking_and_one_told(
    milestone: Milestone, tutor: User
) -> None:
    submission = handed(milestone)
    together = Barrier(2)

    def one(points: int) -> str:
        together.wait()
        try:
            save_grade(
                submission.work,
                submission=submission,
                points=Decimal(points),
                feedback="",
                by=tutor,
                now=NOW,
                seen=0,
            )
        except StaleError:
            return "told"
        finally:
            connections.close_all()
        return "saved"

    with ThreadPoolExecutor(2) as pool:
        ends = [future.result() for future in [pool.submit(one, points) for points in (5, 6)]]
    assert sorted(ends) == ["saved", "told"]
    assert Grade.objects.get().history.count() == 1
