"""The stock admin, opened by role instead of by a flag on the account."""

from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from courseapp.courses.access import may_use_admin


class CourseAdminSite(AdminSite):
    site_title = _("courseapp")
    site_header = _("Course administration")
    index_title = _("Your courses")
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        return may_use_admin(request.user)

    def login(self, request: HttpRequest, extra_context: object = None) -> HttpResponse:
        """There is one way to sign in; someone signed in without a role here goes to their own
        dashboard instead of a form that cannot help them."""
        if request.user.is_authenticated:
            return redirect("portal:dashboard")
        target = request.GET.get("next") or request.path.replace("login/", "")
        return redirect(f"/accounts/login/?{urlencode({'next': target})}")
