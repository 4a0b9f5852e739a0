"""The form in which tutors write a session: draft, preview, publish, withdraw.

Its address holds the id that the session will have, before there is one: a form that is sent
twice makes one session. Whatever goes wrong, the same page comes again with what was typed.
"""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from courseapp.courses import audit
from courseapp.courses.models import Course, StaleError
from courseapp.courses.public_ids import ALPHABET, LENGTH, make_public_id
from courseapp.courses.requests import Request
from schedule import posting
from schedule.forms.posting import SessionForm, initial
from schedule.models import Track, TutoringSession
from schedule.prefilling import proposed
from schedule.session_content import Content, PostingRefused, check
from schedule.session_page import Shown, shown, with_hours
from schedule.timetable import timetable

# What is shown of a person or a track on the page that compares two texts.
NAMED = ("track", "tutors")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One session being written. `stored` is None before it is saved for the first time."""

    course: Course
    public_id: str
    stored: TutoringSession | None

    @property
    def is_published(self) -> bool:
        return self.stored is not None and self.stored.is_published

    @property
    def address(self) -> str:
        return reverse("schedule:session_edit", args=[self.course.slug, self.public_id])


@login_required
@never_cache
@require_safe
def session_new(request: Request, slug: str) -> HttpResponse:
    course = course_to_post_in(request, slug)
    tracks = list(Track.objects.filter(course=course).select_related("course"))
    if not tracks:
        return render(request, "schedule/no_track.html", {"course": course})
    track = _chosen(request, tracks)
    content = proposed(
        track, times=timetable(course), by=_person(request), today=course.local_date(request.now)
    )
    form = SessionForm.showing(content, course=course, seen=0)
    others = [other for other in tracks if other != track]
    return editor(request, new_sheet(course), form, track=track, other_tracks=others)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def session_edit(request: Request, slug: str, session: str) -> HttpResponse:
    sheet = _sheet(request, slug, session)
    if request.method == "POST":
        return _take(request, sheet)
    if sheet.stored is None:
        raise Http404
    times = timetable(sheet.course)
    content = with_hours(Content.of(sheet.stored), times)
    form = SessionForm.showing(content, course=sheet.course, seen=sheet.stored.revision)
    return editor(request, sheet, form, preview=shown(content, times))


def new_sheet(course: Course) -> Sheet:
    return Sheet(course, make_public_id(), None)


def course_to_post_in(request: Request, slug: str) -> Course:
    """Find the course; 404 for who may not read it, 403 for who reads it but does not run it, and
    for all once it is archived."""
    course = get_object_or_404(Course.objects.visible_to(request.user), slug=slug)
    if not request.user.has_perm("schedule.change_tutoringsession", course):
        raise PermissionDenied(_("Sessions are posted by the staff of the course."))
    return course


def editor(
    request: Request,
    sheet: Sheet,
    form: SessionForm,
    *,
    preview: Shown | None = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    """Show the form, whole or, to a script that has it already, what changed beside it."""
    context = {"course": sheet.course, "sheet": sheet, "form": form, "shown": preview, **more}
    return _page(request, "session_edit.html", "_session_saved.html", context, status=status)


def _page(
    request: Request, whole: str, part: str, context: dict[str, Any], *, status: int
) -> HttpResponse:
    """Render a page, or its part for a script. Where something is wrong, the script's preview
    stays as it was."""
    is_part = request.headers.get("HX-Request") == "true"
    answer = render(request, f"schedule/{part if is_part else whole}", context, status=status)
    if status != 200:
        answer["HX-Reswap"] = "none"
    return answer


# --- What was sent ------------------------------------------------------------------------------


def _take(request: Request, sheet: Sheet) -> HttpResponse:
    step = request.POST.get("step", "save")
    if step == "withdraw":
        return _withdraw(request, sheet)
    form = SessionForm(request.POST, course=sheet.course)
    if not form.is_valid():
        return editor(request, sheet, form, status=422)
    try:
        return _stepped(request, sheet, form, step)
    except PostingRefused as refusal:
        form.add_error(refusal.field, refusal.message)
        return editor(request, sheet, form, status=422)
    except StaleError:
        return _changed_meanwhile(request, sheet, form, step)


def _stepped(request: Request, sheet: Sheet, form: SessionForm, step: str) -> HttpResponse:
    content = form.content()
    if step == "preview" or (step == "keep" and sheet.is_published):
        check(content)
        preview = shown(content, timetable(sheet.course))
        return editor(request, sheet, form, preview=preview, is_preview=True)
    session = sheet.stored or TutoringSession(public_id=sheet.public_id)
    verb = posting.post if step == "publish" else posting.save_session
    stored = verb(
        session, content, by=_person(request), now=request.now, seen=form.cleaned_data["seen"]
    )
    if step == "keep":
        kept = Sheet(sheet.course, sheet.public_id, stored)
        preview = shown(content, timetable(sheet.course))
        answer = editor(request, kept, form, preview=preview, kept_at=request.now)
        answer["HX-Replace-Url"] = kept.address
        return answer
    return _done(request, stored, step)


def _done(request: Request, stored: TutoringSession, step: str) -> HttpResponse:
    if step == "publish" or stored.is_published:
        told = _("Published: everyone who may read the course page sees it.")
        messages.success(request, told if step == "publish" else _("Saved; it is published."))
        return redirect(stored)
    messages.success(request, _("Saved as a draft. Only the staff of the course see it."))
    return redirect("schedule:session_edit", stored.course.slug, stored.public_id)


def _withdraw(request: Request, sheet: Sheet) -> HttpResponse:
    if sheet.stored is None:
        raise Http404
    try:
        posting.withdraw(sheet.stored, by=_person(request), now=request.now)
    except StaleError:
        messages.error(request, _("Somebody else has just changed it. Look at it, and try again."))
    else:
        messages.success(request, _("It is a draft again. Only the staff of the course see it."))
    return redirect(sheet.address)


# --- Two people at once -------------------------------------------------------------------------


def _changed_meanwhile(
    request: Request, sheet: Sheet, form: SessionForm, step: str
) -> HttpResponse:
    """Show both texts, and let the writer choose; nothing was saved."""
    theirs = _sheet(request, sheet.course.slug, sheet.public_id).stored
    form_of_theirs = None
    if theirs is not None:
        content = with_hours(Content.of(theirs), timetable(sheet.course))
        form_of_theirs = SessionForm.showing(content, course=sheet.course, seen=theirs.revision)
    context = {
        "course": sheet.course,
        "sheet": sheet,
        "theirs": theirs,
        "last": theirs and audit.about(theirs).select_related("actor").first(),
        "compared": _compared(form_of_theirs, form),
        "sent": _sent_again(request, form, theirs.revision if theirs else 0, step),
    }
    return _page(request, "session_changed.html", "_session_stale.html", context, status=409)


def _compared(theirs: SessionForm | None, yours: SessionForm) -> list[tuple[Any, str, str]]:
    """Return (field's label, theirs, yours) for each field in which the two differ."""
    typed = initial(yours.content())
    found = []
    for name, value in typed.items():
        stored = theirs.initial[name] if theirs else ""
        if stored != value:
            told = (_told(yours, name, one) for one in (stored, value))
            found.append((yours.fields[name].label, *told))
    return found  # type: ignore[return-value] # the label and two texts


def _told(form: SessionForm, name: str, value: Any) -> str:
    if name in NAMED:
        chosen = value if isinstance(value, list) else [value]
        rows = form.fields[name].queryset.filter(pk__in=[pk for pk in chosen if pk])  # type: ignore[attr-defined]
        return ", ".join(str(row) for row in rows)
    return "" if value is None else str(value)


def _sent_again(
    request: Request, form: SessionForm, revision: int, step: str
) -> list[tuple[str, Any]]:
    """Return the fields that send the same again, on top of what is stored now."""
    sent = [(name, value) for name in form.fields for value in request.POST.getlist(name)]
    kept = [(name, value) for name, value in sent if name != "seen"]
    return [*kept, ("seen", revision), ("step", "publish" if step == "publish" else "save")]


# --- Finding ------------------------------------------------------------------------------------


def _sheet(request: Request, slug: str, public_id: str) -> Sheet:
    course = course_to_post_in(request, slug)
    sessions = TutoringSession.objects.select_related("track__course")
    found = sessions.filter(public_id=public_id).first()
    if found is not None and found.track.course_id != course.pk:
        raise Http404
    if len(public_id) != LENGTH or set(public_id) - set(ALPHABET):
        raise Http404
    return Sheet(course, public_id, found)


def _chosen(request: Request, tracks: list[Track]) -> Track:
    """The track that was asked for, else the one this person posted to last, else the first."""
    asked = request.GET.get("track")
    by_id = {track.public_id: track for track in tracks}
    if asked in by_id:
        return by_id[asked]
    own = TutoringSession.objects.filter(tutors=_person(request), track__in=tracks)
    last = own.order_by("-created_at", "-pk").first()
    return next((track for track in tracks if last and track.pk == last.track_id), tracks[0])


def _person(request: Request) -> Any:
    return request.user
