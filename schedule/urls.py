from django.urls import path, register_converter

from schedule.days import DayConverter
from schedule.views.attendance import attendance, attendance_of
from schedule.views.breaks import breaks, one_break
from schedule.views.files import file
from schedule.views.lecture import lecture
from schedule.views.lecture_edit import lecture_edit, lecture_save
from schedule.views.lectures import lecture_drop, lectures
from schedule.views.lectures_setup import lectures_setup
from schedule.views.moving import meetings, move
from schedule.views.office_hours import book_slot, give_slot_back, office_hours
from schedule.views.posting import session_edit, session_new
from schedule.views.tutoring import session, tutoring

register_converter(DayConverter, "day")

app_name = "schedule"
urlpatterns = [
    # Office hours and attendance
    path("courses/<slug:slug>/office-hours/", office_hours, name="office_hours"),
    path("courses/<slug:slug>/office-hours/<slug:pattern>/<day:day>/book/", book_slot, name="book"),
    path(
        "courses/<slug:slug>/office-hours/bookings/<slug:booking>/give-back/",
        give_slot_back,
        name="give_back",
    ),
    path("courses/<slug:slug>/staff/attendance/", attendance, name="attendance"),
    path(
        "courses/<slug:slug>/staff/attendance/<slug:occasion>/",
        attendance_of,
        name="attendance_of",
    ),
    # Meetings that move
    path("courses/<slug:slug>/staff/meetings/", meetings, name="meetings"),
    path("courses/<slug:slug>/staff/meetings/<slug:pattern>/<str:day>/", move, name="move"),
    path("courses/<slug:slug>/staff/breaks/", breaks, name="breaks"),
    path("courses/<slug:slug>/staff/breaks/<slug:pause>/", one_break, name="break"),
    # Tutoring
    path("courses/<slug:slug>/tutoring/", tutoring, name="tutoring"),
    path("courses/<slug:slug>/tutoring/<slug:session>/", session, name="session"),
    path("courses/<slug:slug>/staff/tutoring/new/", session_new, name="session_new"),
    path("courses/<slug:slug>/staff/tutoring/<slug:session>/", session_edit, name="session_edit"),
    # Lectures
    path("courses/<slug:slug>/lectures/<slug:lecture>/", lecture, name="lecture"),
    path("courses/<slug:slug>/staff/lectures/", lectures, name="lectures"),
    path("courses/<slug:slug>/staff/lectures/setup/", lectures_setup, name="lectures_setup"),
    path("courses/<slug:slug>/staff/lectures/<slug:lecture>/", lecture_edit, name="lecture_edit"),
    path(
        "courses/<slug:slug>/staff/lectures/<slug:lecture>/drop/",
        lecture_drop,
        name="lecture_drop",
    ),
    # Under /files/: an upload may take long, and goes to the threads.
    path("files/lectures/<slug:lecture>/", lecture_save, name="lecture_save"),
    path("files/lectures/<slug:link>/<str:name>", file, name="file"),
]
