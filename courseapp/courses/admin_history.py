"""What changed, from what to what, when and by whom: django-simple-history, to be read."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from django.contrib.admin.utils import unquote
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern
from simple_history.admin import SimpleHistoryAdmin
from simple_history.models import DeletedObject
from simple_history.template_utils import HistoricalRecordContextHelper

from courseapp.courses.admin_pages import CourseScopedAdmin
from courseapp.courses.changing import sign

# Bookkeeping of every change, which tells a reader nothing.
UNTOLD = ("revision", "changed_at", "live")


NOTHING = "–"


class Told(HistoricalRecordContextHelper):
    """What a field held, in words. Nothing is told as nothing: as it comes, an empty field is
    the word "None", and one that names another row is a "deleted" one."""

    def prepare_delta_change_value(self, change: Any, value: Any) -> Any:
        if value is None or (isinstance(value, DeletedObject) and value.pk is None):
            return NOTHING
        return super().prepare_delta_change_value(change, value)


class CourseHistoryAdmin(CourseScopedAdmin, SimpleHistoryAdmin):
    object_history_list_template = "admin/history_list.html"

    def told_history(
        self, request: HttpRequest, object_id: str, context: dict[str, Any]
    ) -> HttpResponse:
        told: HttpResponse
        try:
            self.opts.pk.to_python(unquote(object_id))
        except ValidationError:  # no key of any row: simple-history would ask the database for it
            told = self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        else:
            told = SimpleHistoryAdmin.history_view(self, request, object_id, context)
        return told

    def get_urls(self) -> list[URLPattern]:
        """Without the form of an old version: saving it would pass by the verbs, and it takes a
        POST from whoever may only view."""
        return [url for url in super().get_urls() if not str(url.name).endswith("_simple_history")]

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:  # noqa: FBT001 - Django's
        sign(obj, by=request.user, now=request.now)
        super().save_model(request, obj, form, change)

    def revert_disabled(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def has_view_history_or_change_history_permission(
        self, request: HttpRequest, obj: Any = None
    ) -> bool:
        try:
            return self.has_view_permission(request, obj)
        except ObjectDoesNotExist:
            # A row long deleted, and what told its course with it.
            return bool(request.user.is_superuser)

    def set_history_delta_changes(
        self,
        request: HttpRequest,
        historical_records: Sequence[Any],
        foreign_keys_are_objs: bool = True,  # noqa: FBT001, FBT002 - as it is called
    ) -> None:
        """Give each record what it changed of the one before it."""
        records = list(historical_records)
        for newer, older in pairwise(records):
            delta = newer.diff_against(
                older, excluded_fields=UNTOLD, foreign_keys_are_objs=foreign_keys_are_objs
            )
            words = Told(self.model, newer)
            newer.history_delta_changes = words.context_for_delta_changes(delta)
