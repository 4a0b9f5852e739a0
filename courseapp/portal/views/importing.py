"""A course page becomes a course on the web: given, looked at beside its source, confirmed."""

from collections import defaultdict
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from courseapp.courses.models import CourseState, User
from courseapp.courses.requests import Request
from courseapp.portal.importing.forms import ImportForm
from courseapp.portal.importing.page import CoursePage
from courseapp.portal.importing.saving.whole_page import ImportRefused, Saved, save_page


@dataclass(frozen=True, slots=True)
class Told:
    """A note of reading or of saving; `line` is None where it is about no line of the page."""

    line: int | None
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class SourceLine:
    number: int
    text: str
    notes: list[Told]


@dataclass(frozen=True, slots=True)
class Looked:
    """What an import would do: the page as understood, what would be written, the source."""

    page: CoursePage
    saved: Saved
    notes: list[Told]
    source: list[SourceLine]


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def import_page(request: Request) -> HttpResponse:
    if not request.user.has_perm("courses.import_course"):
        raise Http404
    person: User = request.user  # type: ignore[assignment]
    if request.method != "POST":
        initial = {"slug": request.GET.get("course", "")[:80]}
        return _page(request, ImportForm(initial=initial, user=person))
    form = ImportForm(request.POST, request.FILES, user=person)
    if not form.is_valid():
        return _page(request, form, status=422)
    is_confirmed = "confirm" in request.POST
    try:
        saved = save_page(
            form.read,
            by=person,
            now=request.now,
            department=form.target.department,
            state=CourseState.DRAFT,
            dry_run=not is_confirmed,
        )
    except ImportRefused as refusal:
        form.add_error("slug", str(refusal))
        return _page(request, form, status=422)
    if not is_confirmed:
        return _page(request, form, looked=_looked(form, saved))
    messages.success(request, _sentence(saved))
    return redirect(saved.course)


def _sentence(saved: Saved) -> str:
    if saved.is_new:
        return _("The course is there as a draft: only its staff see it until you open it.")
    if saved.wrote:
        return _("The course is brought up to date. What people had edited stayed as it was.")
    return _("Nothing has changed: the course says what the page says.")


def _looked(form: ImportForm, saved: Saved) -> Looked:
    notes = [Told(note.line, note.text, note.reason) for note in form.read.notes]
    notes += [Told(note.line, note.text, note.reason) for note in saved.notes]
    by_line: dict[int | None, list[Told]] = defaultdict(list)
    for note in notes:
        by_line[note.line].append(note)
    lines = form.cleaned_data["page"].splitlines()
    source = [SourceLine(number, text, by_line[number]) for number, text in enumerate(lines, 1)]
    return Looked(form.read, saved, sorted(notes, key=lambda note: note.line or 0), source)


def _page(
    request: Request, form: ImportForm, *, looked: Looked | None = None, status: int = 200
) -> HttpResponse:
    return render(request, "portal/import.html", {"form": form, "looked": looked}, status=status)
