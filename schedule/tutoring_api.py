"""The API's door to tracks and tutoring sessions."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers

from courseapp.courses.addresses import absolute
from courseapp.courses.models import Course
from courseapp.courses.reading_api import AskedOfCourse, PublicId
from courseapp.courses.reading_api import Reading as ReadingApi
from schedule.models import Question, Reading, Resource, Track, TutoringSession
from schedule.session_times import Held, held
from schedule.timetable import timetables


class ResourceSerializer(serializers.ModelSerializer[Resource]):
    class Meta:
        model = Resource
        fields = ("short_name", "title", "url")


class TrackSerializer(serializers.ModelSerializer[Track]):
    id = PublicId()
    course: "serializers.SlugRelatedField[Course]" = serializers.SlugRelatedField(
        slug_field="slug", read_only=True, help_text=_("the course's slug")
    )
    resources = ResourceSerializer(many=True, read_only=True)

    class Meta:
        model = Track
        fields = ("id", "course", "position", "name", "document_url", "resources", "revision")


@extend_schema_view(list=extend_schema(parameters=[AskedOfCourse]))
class TrackApi(ReadingApi):
    """Tracks of the courses whose page one may read."""

    serializer_class = TrackSerializer

    def visible(self) -> QuerySet[Track]:
        courses = Course.objects.visible_to(self.request.user)
        tracks = Track.objects.filter(course__in=courses).select_related("course")
        return tracks.prefetch_related("resources").order_by("course", "position", "pk")


class ReadingSerializer(serializers.ModelSerializer[Reading]):
    class Meta:
        model = Reading
        fields = ("required", "depth", "text")


class SessionSerializer(serializers.ModelSerializer[TutoringSession]):
    """Hours and place are those of the weekly tutoring, where the session follows it."""

    id = PublicId()
    course = serializers.SlugField(
        source="track.course.slug", read_only=True, help_text=_("the course's slug")
    )
    track = serializers.CharField(
        source="track.public_id", read_only=True, help_text=_("the track's public id")
    )
    day = serializers.SerializerMethodField(help_text=_("in the course's time zone"))
    start = serializers.SerializerMethodField(help_text=_("in the course's time zone"))
    end = serializers.SerializerMethodField(help_text=_("in the course's time zone"))
    place = serializers.SerializerMethodField()
    cancelled = serializers.SerializerMethodField()
    video_url = serializers.SerializerMethodField(help_text=_("null for whom it is not"))
    video_code = serializers.SerializerMethodField(help_text=_("null for whom it is not"))
    tutors = serializers.SerializerMethodField(help_text=_("their names"))
    readings = ReadingSerializer(many=True, read_only=True)
    questions = serializers.SerializerMethodField()
    url = serializers.SerializerMethodField(help_text=_("its page"))

    class Meta:
        model = TutoringSession
        fields = (
            "id", "course", "track", "number", "title", "day", "start", "end", "place",
            "cancelled", "video_url", "video_code", "tutors", "motivation", "readings",
            "questions", "published_at", "url", "revision",
        )  # fmt: skip

    def held(self, session: TutoringSession) -> Held:
        return held(session, self.context["times"][session.track.course_id])

    @extend_schema_field(serializers.DateField(allow_null=True))
    def get_day(self, session: TutoringSession) -> str | None:
        day = self.held(session).day
        return day.isoformat() if day else None

    @extend_schema_field(serializers.TimeField(allow_null=True))
    def get_start(self, session: TutoringSession) -> str | None:
        start = self.held(session).start
        return start.isoformat() if start else None

    @extend_schema_field(serializers.TimeField(allow_null=True))
    def get_end(self, session: TutoringSession) -> str | None:
        end = self.held(session).end
        return end.isoformat() if end else None

    def get_place(self, session: TutoringSession) -> str:
        return self.held(session).place

    def get_cancelled(self, session: TutoringSession) -> bool:
        return self.held(session).is_cancelled

    def get_video_url(self, session: TutoringSession) -> str | None:
        return self.held(session).video_url if self.sees_video(session) else None

    def get_video_code(self, session: TutoringSession) -> str | None:
        return self.held(session).video_code if self.sees_video(session) else None

    def get_tutors(self, session: TutoringSession) -> list[str]:
        return [str(tutor) for tutor in session.tutors.all()]

    def get_questions(self, session: TutoringSession) -> list[str]:
        questions: Iterable[Question] = session.questions.all()
        return [question.text for question in questions]

    def get_url(self, session: TutoringSession) -> str:
        return absolute(session.get_absolute_url())

    def sees_video(self, session: TutoringSession) -> bool:
        return bool(self.context["request"].user.has_perm("courses.see_video", session.course))


class AskedOfSessions(AskedOfCourse):
    track = serializers.SlugField(
        required=False, max_length=12, help_text=_("Only of the track with this public id.")
    )


@extend_schema_view(list=extend_schema(parameters=[AskedOfSessions]))
class SessionApi(ReadingApi):
    """Tutoring sessions that one may read; drafts for those who run the course."""

    serializer_class = SessionSerializer
    asked = AskedOfSessions
    course_path = "track__course"

    def visible(self) -> QuerySet[TutoringSession]:
        sessions = TutoringSession.objects.visible_to(self.request.user)
        below = ("tutors", "readings", "questions")
        ordered = sessions.select_related("track__course").prefetch_related(*below)
        return ordered.order_by("track__course", "track", "number", "pk")

    def narrow(self, queryset: QuerySet[Any], asked: dict[str, Any]) -> QuerySet[Any]:
        found = super().narrow(queryset, asked)
        return found.filter(track__public_id=asked["track"]) if "track" in asked else found

    def get_serializer(self, *args: Any, **kwargs: Any) -> Any:
        """Read the timetables of what is shown at once."""
        shown = list(args[0]) if kwargs.get("many") else list(args[:1])
        courses = {session.track.course_id: session.course for session in shown}
        times = {one.course.pk: one for one in timetables(courses.values())}
        context = kwargs.pop("context", None) or self.get_serializer_context()
        return super().get_serializer(*args, **kwargs, context={**context, "times": times})
