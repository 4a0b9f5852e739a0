"""The marking page: what was handed in on the left, points and feedback on the right."""

from dataclasses import dataclass
from typing import Any

import rules
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from courseapp.courses.models import StaleError
from projects import grading
from projects.admin.marking_form import MarkForm
from projects.deadlines import Due, due_for
from projects.lateness import span_in_words
from projects.models import Grade, GradeState, Submission, Work
from projects.owners import members_of, owner_of
from projects.queue import Place, place_of

PAGE = "admin:projects_work_change"
LIST = "admin:projects_work_changelist"


@dataclass(frozen=True, slots=True)
class Desk:
    """What lies before the grader; `due` only for those who may know why it is when it is."""

    work: Work
    grade: Grade | None
    versions: list[Submission]
    version: Submission | None
    place: Place
    may_mark: bool
    may_release: bool
    due: Due | None

    @property
    def is_released(self) -> bool:
        return self.grade is not None and self.grade.state == GradeState.RELEASED

    @property
    def newer_counts(self) -> bool:
        return self.grade is not None and not self.grade.marks_counting_version


def desk_of(work: Work, *, user: Any, wanted: str = "") -> Desk:
    """Lay out a work for this reader: the version `wanted` or, else, the one that counts."""
    versions = list(work.newest_first().select_related("submitted_by"))
    chosen = [version for version in versions if str(version.version) == wanted]
    counting = [version for version in versions if version.pk == work.counting_id]
    shown = (chosen or counting or versions or [None])[0]
    leads = rules.has_perm("projects.view_extension", user, work)
    return Desk(
        work=work,
        grade=Grade.objects.filter(work=work).select_related("grader", "submission").first(),
        versions=versions,
        version=shown,
        place=place_of(work),
        may_mark=shown is not None and rules.has_perm("projects.change_work", user, work),
        may_release=rules.has_perm("projects.release_grade", user, work),
        due=due_for(work.milestone, owner_of(work)) if leads else None,
    )


def marking_page(request: Any, work: Work, *, context: dict[str, Any]) -> HttpResponse:
    """Show a work with its marking, or save what was sent. Answers like any view."""
    sent = request.POST if request.method == "POST" else None
    desk = desk_of(work, user=request.user, wanted=request.GET.get("version", ""))
    form = MarkForm(sent, work=work, version=desk.version, grade=desk.grade)
    if sent is not None:
        if not desk.may_mark or ("_release" in sent and not desk.may_release):
            raise PermissionDenied
        if form.is_valid() and _save(request, desk, form):
            return _onward(request, desk)
    team = members_of(work)
    context |= {"desk": desk, "form": form, "team": team, "stored": _stored(form, desk)}
    context |= {"reasons": _reasons(desk, team), "late_by": _late_by(desk.version)}
    return TemplateResponse(request, "admin/projects/work/marking.html", context)


def _save(request: Any, desk: Desk, form: MarkForm) -> bool:
    """Save and, if asked, release: both or neither. Puts what is refused into the form."""
    given = form.cleaned_data
    try:
        with transaction.atomic():
            grade = grading.save_grade(
                desk.work,
                submission=given["submission"],
                points=given["points"],
                feedback=given["feedback"],
                by=request.user,
                now=request.now,
                seen=given["seen"],
            )
            if "_release" in request.POST:
                grading.release([grade], by=request.user, now=request.now)
    except grading.GradingRefused as refused:
        form.add_error("points", str(refused))
    except StaleError:
        form.refuse_stale(Grade.objects.get(work=desk.work))
    return form.is_valid()


def _stored(form: MarkForm, desk: Desk) -> Grade | None:
    """What another grader has stored, to be shown beside what was typed."""
    if not form.has_error("__all__"):
        return None
    return Grade.objects.filter(work=desk.work).select_related("grader", "submission").first()


def _onward(request: Any, desk: Desk) -> HttpResponse:
    """Go to the next one that waits, or stay."""
    done = {"work": desk.work.project or desk.work.student}
    if "_release" in request.POST:
        messages.success(request, _("“%(work)s” is released: it can be read now.") % done)
    else:
        messages.success(request, _("“%(work)s” is saved.") % done)
    if "_next" not in request.POST:
        return redirect(PAGE, desk.work.pk)
    if desk.place.next is not None:
        return redirect(PAGE, desk.place.next)
    messages.info(request, _("Nothing else waits to be marked here."))
    return redirect(f"{reverse(LIST)}?milestone__id__exact={desk.work.milestone_id}")


def _late_by(version: Submission | None) -> str:
    return span_in_words(version.late_by) if version and version.is_late else ""


def _reasons(desk: Desk, team: list[Any]) -> list[tuple[Any, str]]:
    """Why it is due when it is, each with the name of the person it concerns."""
    names = {person.public_id: str(person) for person in team}
    reasons = desk.due.reasons if desk.due else ()
    return [(reason, names.get(reason.person or "", "")) for reason in reasons]
