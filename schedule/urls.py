from django.urls import path

from schedule.views.files import file
from schedule.views.lecture import lecture

app_name = "schedule"
urlpatterns = [
    # Lectures
    path("courses/<slug:slug>/lectures/<slug:lecture>/", lecture, name="lecture"),
    path("files/lectures/<slug:link>/<str:name>", file, name="file"),
]
