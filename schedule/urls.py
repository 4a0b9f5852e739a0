from django.urls import path

from schedule.views.posting import session_edit, session_new
from schedule.views.tutoring import session, tutoring

app_name = "schedule"
urlpatterns = [
    # Tutoring
    path("courses/<slug:slug>/tutoring/", tutoring, name="tutoring"),
    path("courses/<slug:slug>/tutoring/<slug:session>/", session, name="session"),
    path("courses/<slug:slug>/staff/tutoring/new/", session_new, name="session_new"),
    path("courses/<slug:slug>/staff/tutoring/<slug:session>/", session_edit, name="session_edit"),
]
