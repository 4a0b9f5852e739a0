"""Steps beside saving: an action on selected rows, a second button on the page of one row.

Each step calls one verb. Whether a person may take it is asked for each row, since a list may
hold rows of several courses in which they may do different things.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courseapp.courses.admin_pages import CourseScopedAdmin


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked before a step: `lines` are the rows, each with a remark or ""."""

    action: str
    title: str
    button: str
    lines: Iterable[tuple[Any, str]]
    may_go_on: bool = True


def ask_first(
    model_admin: CourseScopedAdmin, request: HttpRequest, question: Question
) -> TemplateResponse:
    """Show what the step would do to which rows, with a button that does it."""
    context = {
        **model_admin.admin_site.each_context(request),
        "title": question.title,
        "opts": model_admin.opts,
        "question": question,
        "checkbox": ACTION_CHECKBOX_NAME,
        "media": model_admin.media,
    }
    return TemplateResponse(request, "admin/ask_first.html", context)


def is_confirmed(request: HttpRequest) -> bool:
    return "confirmed" in request.POST


def refused(
    model_admin: CourseScopedAdmin,
    request: HttpRequest,
    rows: Iterable[Any],
    permitted: Callable[[Any], bool],
) -> bool:
    """Say so and return True if there is a row that this person may not do this with."""
    others = [str(row) for row in rows if not permitted(row)]
    if others:
        text = _("Nothing was done; this is not yours to do: %(rows)s")
        model_admin.message_user(request, text % {"rows": ", ".join(others)}, messages.ERROR)
    return bool(others)


class PublishingAdmin(CourseScopedAdmin):
    """Of what is a draft until published: an action, and a button beside “Save”."""

    readonly_fields: ClassVar[Any] = ("published_at",)
    actions: Any = ("publish_selected",)

    def publish(self, request: Any, row: Any) -> None:
        raise NotImplementedError

    @admin.action(description=gettext_lazy("Publish"), permissions=["change"])
    def publish_selected(self, request: HttpRequest, queryset: Any) -> None:
        rows = list(queryset)
        if refused(self, request, rows, lambda row: self.has_change_permission(request, row)):
            return
        for row in rows:
            self.publish(request, row)
        self.message_user(request, _("Published: %(number)d.") % {"number": len(rows)})

    def render_change_form(self, request: Any, context: Any, *args: Any, **kwargs: Any) -> Any:
        row = kwargs.get("obj")
        if row is None or row.published_at is None:
            context["step"] = ("_publish", _("Save and publish"))
        return super().render_change_form(request, context, *args, **kwargs)

    def save_related(self, request: Any, form: Any, formsets: Any, change: bool) -> None:  # noqa: FBT001 - Django's
        super().save_related(request, form, formsets, change)
        if "_publish" in request.POST:
            self.publish(request, form.instance)
