from django.urls import path

from courseapp.portal.views.announcements import announcement, announcements
from courseapp.portal.views.calendar import calendar, calendar_address, own_calendar
from courseapp.portal.views.clone import clone_courses
from courseapp.portal.views.course import course
from courseapp.portal.views.dashboard import dashboard
from courseapp.portal.views.demo import demo_clock, demo_mail
from courseapp.portal.views.export import export, export_page
from courseapp.portal.views.health import healthz, readyz
from courseapp.portal.views.home import home
from courseapp.portal.views.importing import import_page
from courseapp.portal.views.preferences import preferences
from courseapp.portal.views.search import search
from courseapp.portal.views.session_paste import session_paste
from courseapp.portal.views.staff import staff

app_name = "portal"
urlpatterns = [
    # Read by everyone
    path("", home, name="home"),
    path("courses/<slug:slug>/", course, name="course"),
    path("courses/<slug:slug>/search/", search, name="search"),
    path("courses/<slug:slug>/calendar.ics", calendar, name="calendar"),
    # One's own
    path("dashboard/", dashboard, name="dashboard"),
    path("preferences/", preferences, name="preferences"),
    path("calendar/", calendar_address, name="calendar_address"),
    path("calendar/<slug:token>.ics", own_calendar, name="own_calendar"),
    # For the staff of a course
    path("courses/<slug:slug>/staff/", staff, name="staff"),
    path("courses/<slug:slug>/staff/tutoring/paste/", session_paste, name="session_paste"),
    path("courses/<slug:slug>/staff/announcements/", announcements, name="announcements"),
    path(
        "courses/<slug:slug>/staff/announcements/<slug:announcement>/",
        announcement,
        name="announcement",
    ),
    # Many rows at once
    path("bulk/import/", import_page, name="import_page"),
    path("bulk/clone/", clone_courses, name="clone"),
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
