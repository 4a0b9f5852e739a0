from django.urls import path

from courseapp.portal.views.course import course
from courseapp.portal.views.dashboard import dashboard
from courseapp.portal.views.demo import demo_clock, demo_mail
from courseapp.portal.views.export import export, export_page
from courseapp.portal.views.health import healthz, readyz
from courseapp.portal.views.home import home

app_name = "portal"
urlpatterns = [
    # Read by everyone
    path("", home, name="home"),
    path("courses/<slug:slug>/", course, name="course"),
    # One's own
    path("dashboard/", dashboard, name="dashboard"),
    # For those who lead a course
    path("bulk/<slug:slug>/export/", export_page, name="export_page"),
    path("bulk/<slug:slug>/export.zip", export, name="export"),
    # Health
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    # The demo alone
    path("demo/mail/", demo_mail, name="demo_mail"),
    path("demo/clock/", demo_clock, name="demo_clock"),
]
