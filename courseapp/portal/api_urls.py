"""The API: what each app offers, under one address, and its description."""

from django.urls import include, path
from django.views.generic import TemplateView
from drf_spectacular.views import SpectacularJSONAPIView
from rest_framework.routers import SimpleRouter

from courseapp.courses.api import CourseApi, TokenView
from projects.api import MilestoneApi, ReceiptApi, SubmissionApi
from schedule.api import LectureApi
from schedule.meeting_api import MeetingApi
from schedule.tutoring_api import SessionApi, TrackApi

router = SimpleRouter(use_regex_path=False)
router.register("courses", CourseApi, basename="course")
router.register("lectures", LectureApi, basename="lecture")
router.register("meetings", MeetingApi, basename="meeting")
router.register("milestones", MilestoneApi, basename="milestone")
router.register("submissions", SubmissionApi, basename="submission")
router.register("receipts", ReceiptApi, basename="receipt")
router.register("tracks", TrackApi, basename="track")
router.register("sessions", SessionApi, basename="session")

app_name = "api"
urlpatterns = [
    path("v1/", include(router.urls)),
    path("v1/token/", TokenView.as_view(), name="token"),
    path("schema/", SpectacularJSONAPIView.as_view(), name="schema"),
    path("docs/", TemplateView.as_view(template_name="portal/api_docs.html"), name="docs"),
]
