from django.urls import path

from courseapp.portal.views.course import course
from courseapp.portal.views.dashboard import dashboard
from courseapp.portal.views.demo import demo_clock, demo_mail
from courseapp.portal.views.health import healthz, readyz
from courseapp.portal.views.home import home
from courseapp.portal.views.search import search

app_name = "portal"
urlpatterns = [
    # Read by everyone
    path("", home, name="home"),
    path("courses/<slug:slug>/", course, name="course"),
    path("courses/<slug:slug>/search/", search, name="search"),
    # One's own
    path("dashboard/", dashboard, name="dashboard"),
    # Health
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    # The demo alone
    path("demo/mail/", demo_mail, name="demo_mail"),
    path("demo/clock/", demo_clock, name="demo_clock"),
]
