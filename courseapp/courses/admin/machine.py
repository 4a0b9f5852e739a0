"""What belongs to no course: those who run the machine see it, and nobody else."""

from typing import Any

from allauth.account.models import EmailAddress
from django.contrib import admin

from courseapp.courses.admin_pages import CourseScopedAdmin
from courseapp.courses.models import Department, User


@admin.register(Department)
class DepartmentAdmin(CourseScopedAdmin):
    course_path = None
    fixed_fields = ()
    list_display = ("name", "slug")
    search_fields = ("name", "slug")
    prepopulated_fields = {"slug": ("name",)}
    autocomplete_fields = ("admins",)


@admin.register(User)
class UserAdmin(CourseScopedAdmin):
    """No password is set here: people ask for a code, or for a link to set one."""

    course_path = None
    fixed_fields = ()
    list_display = ("name", "email", "campus_id", "is_active", "is_superuser")
    list_filter = ("is_active", "is_superuser")
    search_fields = ("name", "email", "campus_id")
    fields = ("email", "name", "campus_id", "time_zone", "language", "is_active", "is_superuser")

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:  # noqa: FBT001 - Django's
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)
        if change and "email" in form.changed_fields:
            # An old address would still open the account.
            EmailAddress.objects.filter(user=obj).exclude(email__iexact=obj.email).delete()
