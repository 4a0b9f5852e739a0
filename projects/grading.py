"""Marking work and releasing the marks. Rule 7: nothing graded leaks before release."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from courseapp.courses import audit
from courseapp.courses.changing import sign
from courseapp.courses.models import StaleError, User
from courseapp.mail import outbox
from courseapp.mail.models import OutgoingMail
from projects.models import Grade, GradeState, Submission, Work
from projects.owners import members_of, own_page

# From which state which others can be reached.
STEPS = {
    GradeState.DRAFT: frozenset({GradeState.RELEASED}),
    GradeState.RELEASED: frozenset({GradeState.DRAFT}),
}
GRADE_KIND = "grade"


class GradingRefused(Exception):
    """Why a grade was not saved or released, in words."""


@transaction.atomic
def save_grade(
    work: Work,
    *,
    submission: Submission,
    points: Decimal | None,
    feedback: str,
    by: User,
    now: datetime,
    seen: int | None = None,
) -> Grade:
    """Save the marking of one version. A released grade can be corrected and stays released;
    nobody is mailed by it, only a release mails.

    `seen` is the revision of the grade that the grader had before them, 0 for none: with another
    one stored by now, StaleError is raised and nothing is overwritten. None: not asked.
    """
    locked = Work.objects.select_for_update(of=("self",)).get(pk=work.pk)
    if submission.work_id != locked.pk:
        raise GradingRefused(_("That version belongs to other work."))
    check_points(locked, points)
    grade = Grade.objects.filter(work=locked).first() or Grade(work=locked)
    if seen is not None and seen != (grade.revision if grade.pk else 0):
        raise StaleError(grade)
    if grade.state == GradeState.RELEASED and points is None:
        raise GradingRefused(_("A released grade needs its points."))
    grade.submission, grade.points, grade.feedback, grade.grader = submission, points, feedback, by
    sign(grade, by=by, now=now)
    grade.save()
    audit.record(
        "grade",
        subject=grade,
        course=locked.course,
        by=by,
        now=now,
        version=submission.version,
        points=None if points is None else str(points),
    )
    return grade


def check_points(work: Work, points: Decimal | None) -> None:
    if points is None:
        return
    if not points.is_finite() or not 0 <= points <= work.milestone.points:
        most = work.milestone.points.normalize()
        raise GradingRefused(_("Points go from 0 to %(most)s.") % {"most": f"{most:f}"})


@transaction.atomic
def release(grades: Iterable[Grade], *, by: User, now: datetime) -> list[Grade]:
    """Show these grades to their students and mail them; returns those that were released now.

    Of two releases at once each grade is released, and mailed, by one. Grades without points
    are refused as a whole: nothing is released by half.
    """
    wanted = [grade.pk for grade in grades]
    rows = Grade.objects.select_for_update(of=("self",)).filter(pk__in=wanted)
    rows = rows.select_related("work__milestone__course", "work__project", "work__student")
    drafts = [grade for grade in rows if GradeState.RELEASED in STEPS[GradeState(grade.state)]]
    if without := [grade for grade in drafts if grade.points is None]:
        names = ", ".join(str(grade) for grade in without)
        raise GradingRefused(_("Without points yet: %(names)s") % {"names": names})
    mails: list[OutgoingMail] = []
    for grade in drafts:
        grade.state, grade.released_at = GradeState.RELEASED, now
        sign(grade, by=by, now=now)
        grade.save(update_fields=["state", "released_at"])
        audit.record("release", subject=grade, course=grade.course, by=by, now=now)
        mails += _release_mails(grade, now=now)
    outbox.enqueue(mails)
    return drafts


@transaction.atomic
def take_back(grade: Grade, *, by: User, reason: str, now: datetime) -> None:
    """Hide a released grade again; `reason` is kept."""
    locked = Grade.objects.select_for_update(of=("self",)).get(pk=grade.pk)
    if GradeState.DRAFT not in STEPS[GradeState(locked.state)]:
        return
    locked.state, locked.released_at = GradeState.DRAFT, None
    sign(locked, by=by, now=now)
    locked.save(update_fields=["state", "released_at"])
    audit.record("take back", subject=locked, course=locked.course, by=by, now=now, reason=reason)


def _release_mails(grade: Grade, *, now: datetime) -> list[OutgoingMail]:
    """Say that there is something to read, not what: mail is no place for a grade."""
    milestone = grade.work.milestone
    title = {"code": milestone.course.code or milestone.course.title, "milestone": milestone.title}
    body = _("Points and feedback for “%(milestone)s” can be read now:") % title
    return [
        outbox.mail_to(
            member,
            kind=GRADE_KIND,
            key=f"grade:{grade.public_id}:{now.isoformat()}:{member.public_id}",
            subject=_("%(code)s: “%(milestone)s” is marked") % title,
            body=f"{body}\n\n{own_page(milestone.course)}\n",
            course=milestone.course,
            now=now,
        )
        for member in members_of(grade.work)
    ]
