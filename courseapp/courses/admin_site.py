"""The stock admin, opened by role instead of by a flag on the account."""

from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext_lazy as _

from courseapp.courses.access import may_use_admin


class CourseAdminSite(AdminSite):
    site_title = _("courseapp")
    site_header = _("Course administration")
    index_title = _("What is to be done")
    enable_nav_sidebar = False

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Take nouns whose admin says to which course each row belongs. What other packages
        register of their own (groups, tokens, addresses) would stand beside the islands."""
        # The base of all admins reads models, which are not there yet when this file is read.
        from courseapp.courses.admin_scope import CourseScope  # noqa: PLC0415

        if admin_class is not None and issubclass(admin_class, CourseScope):
            super().register(model_or_iterable, admin_class, **options)

    def get_urls(self) -> list[Any]:
        """Without `r/<type>/<id>/`, which tells anybody here the address of any row."""
        return [url for url in super().get_urls() if getattr(url, "name", "") != "view_on_site"]

    def has_permission(self, request: HttpRequest) -> bool:
        return may_use_admin(request.user)

    def login(self, request: HttpRequest, extra_context: object = None) -> HttpResponse:
        """There is one way to sign in. Someone signed in already goes where they wanted to or,
        without a role here, to their own dashboard instead of a form that cannot help them."""
        target = _local(request, request.GET.get("next", ""))
        if self.has_permission(request):
            return redirect(target)
        if request.user.is_authenticated:
            return redirect("portal:dashboard")
        return redirect(f"{reverse('account_login')}?{urlencode({'next': target})}")

    def logout(self, request: HttpRequest, extra_context: object = None) -> Any:
        """There is one way out, too: a POST stays one."""
        return redirect("account_logout", preserve_request=request.method == "POST")

    def password_change(self, request: HttpRequest, extra_context: object = None) -> Any:
        return redirect("account_change_password")

    password_change_done = password_change


def _local(request: HttpRequest, target: str) -> str:
    """Return `target` if it is an address of this site, else the admin's first page."""
    safe = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return target if safe else reverse("admin:index")
