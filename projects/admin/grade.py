"""Grades with their history, to be read; they are made on the marking page."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from courseapp.courses.admin_history import CourseHistoryAdmin
from courseapp.courses.admin_moments import moment_column
from courseapp.courses.models.membership import STAFF_ROLES
from projects.models import Grade


@admin.register(Grade)
class GradeAdmin(CourseHistoryAdmin):
    course_path = "work__milestone__course"
    fixed_fields = ()
    list_display = (
        "work",
        "points",
        "state",
        "grader",
        moment_column("released_at", _("released")),
        "course",
    )
    list_filter = ("work__milestone__course", "work__milestone", "state", "grader")
    list_select_related = ("work__milestone__course", "work__project", "work__student", "grader")
    search_fields = ("work__project__title", "work__student__name", "grader__name")
    search_help_text = _("By project, student or grader.")
    people = {"grader": STAFF_ROLES}
    fields = ("work", "submission", "points", "feedback", "state", "released_at", "grader")
