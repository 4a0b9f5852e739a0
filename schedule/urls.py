from django.urls import path

from schedule.views.files import file
from schedule.views.lecture import lecture
from schedule.views.lecture_edit import lecture_edit, lecture_save
from schedule.views.lectures import lecture_drop, lectures
from schedule.views.lectures_setup import lectures_setup

app_name = "schedule"
urlpatterns = [
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
