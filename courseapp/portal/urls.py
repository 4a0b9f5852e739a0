from django.urls import path

from courseapp.portal.views.calendar import calendar, calendar_address, own_calendar
from courseapp.portal.views.course import course
from courseapp.portal.views.dashboard import dashboard
from courseapp.portal.views.demo import demo_clock, demo_mail
from courseapp.portal.views.health import healthz, readyz
from courseapp.portal.views.home import home

app_name = "portal"
urlpatterns = [
    # Read by everyone
    path("", home, name="home"),
    path("courses/<slug:slug>/", course, name="course"),
    # One's own
    path("dashboard/", dashboard, name="dashboard"),
    # Calendars
    path("courses/<slug:slug>/calendar.ics", calendar, name="calendar"),
    path("calendar/", calendar_address, name="calendar_address"),
    path("calendar/<slug:token>.ics", own_calendar, name="own_calendar"),
    # Health
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    # The demo alone
    path("demo/mail/", demo_mail, name="demo_mail"),
    path("demo/clock/", demo_clock, name="demo_clock"),
]
