from django.urls import URLPattern, path

from schedule.views.breaks import breaks, one_break
from schedule.views.moving import meetings, move

app_name = "schedule"
urlpatterns: list[URLPattern] = [
    # Meetings that move
    path("courses/<slug:slug>/staff/meetings/", meetings, name="meetings"),
    path("courses/<slug:slug>/staff/meetings/<slug:pattern>/<str:day>/", move, name="move"),
    path("courses/<slug:slug>/staff/breaks/", breaks, name="breaks"),
    path("courses/<slug:slug>/staff/breaks/<slug:pause>/", one_break, name="break"),
]
