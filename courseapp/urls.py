"""All routes. Who may use which is said in `courseapp.portal.access_table`."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("courseapp.portal.urls")),
    path("", include("schedule.urls")),
    path("", include("projects.urls")),
    path("accounts/", include("allauth.account.urls")),
    path("admin/", admin.site.urls),
    path("api/", include("courseapp.portal.api_urls")),
]

handler400 = "courseapp.portal.views.errors.bad_request"
handler403 = "courseapp.portal.views.errors.forbidden"
handler404 = "courseapp.portal.views.errors.not_found"
handler500 = "courseapp.portal.views.errors.server_error"
