"""A course is an island in the admin too (rule 8).

Every list, choice, filter, autocomplete, action, history and deletion starts from `get_queryset`
and `choices` here, which know the rows of the courses that a person runs and no others; whether
they may do something with one row is asked of `rules`, superusers included. A page is about one
course: that of its object or, for a new one, the one chosen first (`course_of_page`).
"""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

import rules
from django.contrib.admin.options import BaseModelAdmin
from django.contrib.auth import get_permission_codename
from django.core.exceptions import ImproperlyConfigured
from django.db import models
from django.db.models import Q
from django.forms import CheckboxSelectMultiple, Field
from django.http import HttpRequest
from django.utils.translation import gettext as _

from courseapp.courses.access import course_of
from courseapp.courses.admin_fields import OnceChoiceField, OnceMultipleChoiceField, UntilField
from courseapp.courses.models import Course, Department, User
from courseapp.courses.time_zones import city_of

# What lists and choices need of a course; its page's texts are long.
COURSE_FIELDS = ("department", "slug", "code", "title", "term", "time_zone", "state", "first_day")


def may(request: HttpRequest, action: str, model: type[models.Model], thing: Any = None) -> bool:
    """Whether the rules let this person view, add, change or delete `thing`, a row of `model` or
    the course it would belong to; without a thing: in any course at all."""
    name = get_permission_codename(action, model._meta)
    return bool(rules.has_perm(f"{model._meta.app_label}.{name}", request.user, thing))


def courses_run(request: HttpRequest) -> list[Course]:
    """The courses that this person runs; one query a request."""
    if not hasattr(request, "courses_run"):
        run = Course.objects.run_by(request.user).only(*COURSE_FIELDS)
        request.courses_run = list(run)  # type: ignore[attr-defined]
    return request.courses_run  # type: ignore[attr-defined,no-any-return]


def courses_where(request: HttpRequest, action: str, model: type[models.Model]) -> list[Course]:
    """The courses in which this person may do that with rows of `model`."""
    return [course for course in courses_run(request) if may(request, action, model, course)]


def page_course(request: HttpRequest) -> Course | None:
    """The one course that the page under way is about, if there is one."""
    return getattr(request, "page_course", None)


def set_page_course(request: HttpRequest, course: Course | None) -> None:
    request.page_course = course  # type: ignore[attr-defined]


class CourseScope(BaseModelAdmin):
    """What pages and inlines have in common.

    `course_path` leads from a row to its course (None: nobody's course, superusers alone);
    `people` says which roles a person must have in the course to be chosen in a field;
    `fixed_fields` are set once, when the row is made; in `until_fields` a date without an hour
    means the end of that day (rule 2).
    """

    course_path: ClassVar[str | None] = "course"
    people: ClassVar[Mapping[str, frozenset[str]]] = {}
    fixed_fields: ClassVar[tuple[str, ...]] = ("course",)
    until_fields: ClassVar[tuple[str, ...]] = ()

    # --- Permissions ------------------------------------------------------------------------

    def allows(self, request: HttpRequest, action: str, obj: Any) -> bool:
        thing = page_course(request) if obj is None else obj
        if self.course_path and thing is not None and course_of(thing) is None:
            # The rules take "no course" for "any course"; a row without one is nobody's.
            return bool(request.user.is_superuser) and may(request, action, self.opts.model)
        return may(request, action, self.opts.model, thing)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.allows(request, "view", obj)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.allows(request, "add", obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.allows(request, "change", obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.allows(request, "delete", obj)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return bool(rules.has_perm(self.opts.app_label, request.user))

    # --- Rows and choices -------------------------------------------------------------------

    def rows_of(self, model: type[models.Model], courses: Iterable[Course]) -> models.QuerySet[Any]:
        """The rows of `model` that belong to these courses: what may be shown to choose from."""
        rows = model._default_manager.all()
        if model is Department:
            return rows.filter(courses__in=courses).distinct()
        if model is User:
            return rows.filter(memberships__course__in=courses).distinct()
        path = "pk" if model is Course else self.path_of(model)
        ids = [course.pk for course in courses]
        return rows.filter(**{f"{path}__in": ids})

    def path_of(self, model: type[models.Model]) -> str:
        path: str | None = self.admin_site.get_model_admin(model).course_path  # type: ignore[attr-defined]
        if path is None:
            raise ImproperlyConfigured(f"{model.__name__} belongs to no course: name its choices.")
        return path

    def choices(self, request: HttpRequest, field: Any) -> models.QuerySet[Any]:
        """What may stand in a relation of a row on this page: rows of the page's course."""
        if self.course_path is None:
            return field.related_model._default_manager.all()  # type: ignore[no-any-return]
        course = page_course(request)
        if course is None:
            return field.related_model._default_manager.none()  # type: ignore[no-any-return]
        if field.related_model is User:
            return self.people_for(field, course)
        return self.rows_of(field.related_model, [course])

    def people_for(self, field: Any, course: Course) -> models.QuerySet[Any]:
        """Active members with the roles named in `people`, and who stands there already."""
        members = User.objects.filter(
            memberships__in=course.memberships.active().filter(role__in=self.people[field.name])
        )
        there = {f"{field.related_query_name()}__{self.course_path}": course}
        return User.objects.filter(Q(pk__in=members) | Q(**there)).distinct()

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        kwargs.setdefault("queryset", self.choices(request, db_field))
        kwargs.setdefault("form_class", OnceChoiceField)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        kwargs.setdefault("queryset", self.choices(request, db_field))
        if db_field.name not in self.get_autocomplete_fields(request):
            kwargs.setdefault("form_class", OnceMultipleChoiceField)
            kwargs.setdefault("widget", CheckboxSelectMultiple)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def formfield_for_dbfield(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> Field | None:
        if db_field.name in self.until_fields:
            kwargs["form_class"] = UntilField
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        course = page_course(request)
        if isinstance(db_field, models.DateTimeField) and field is not None and course is not None:
            zone = _("%(city)s time.") % {"city": city_of(course.zone)}
            field.help_text = f"{zone} {field.help_text}"
        return field

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fixed = self.fixed_fields if obj is not None else ()
        return [*super().get_readonly_fields(request, obj), *fixed]

    def get_view_on_site_url(self, obj: Any = None) -> str | None:
        """The page itself: the stock redirect answers for rows of any course."""
        shown = obj is not None and self.view_on_site and hasattr(obj, "get_absolute_url")
        return obj.get_absolute_url() if shown else None
