from django.urls import include, path

from bench import limits

urlpatterns = [
    path("limit/page/", limits.page),
    path("limit/unchanged/", limits.unchanged),
    path("limit/dashboard/", limits.dashboard),
    path("limit/upload/", limits.upload),
    path("", include("courseapp.urls")),
]
