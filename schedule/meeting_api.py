"""The API's door to meetings: what takes place between two days."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from itertools import chain
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from courseapp.courses.models import Course
from courseapp.courses.reading_api import AskedOfCourse, OwnAnswers, Page
from schedule.listed import listed
from schedule.meetings import Meeting, meetings
from schedule.models import MeetingKind
from schedule.timetable import timetables

if TYPE_CHECKING:
    from courseapp.courses.access import Person

WEEK = timedelta(days=7)
LONGEST = timedelta(days=400)
# Beyond these a date is a slip of the pen, and some are beyond what a clock can tell.
EARLIEST, LATEST = date(1970, 1, 1), date(2199, 12, 31)
TOO_LONG = _("At most %(days)d days can be asked for at once.")


class AskedOfMeetings(AskedOfCourse):
    def get_fields(self) -> dict[str, Any]:
        """`from` is a word of Python's own, so that no attribute can have it."""
        first = serializers.DateField(
            required=False, help_text=_("The first day, such as 2027-02-01. Empty: today (UTC).")
        )
        last = serializers.DateField(
            required=False, help_text=_("The last day. Empty: a week after the first.")
        )
        return {**super().get_fields(), "from": first, "to": last}

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        asked = super().validate(attrs)
        first = asked.setdefault("from", self.context["today"])
        last = asked.setdefault("to", min(first, LATEST) + WEEK)
        for name in ("from", "to"):
            if not EARLIEST <= asked[name] <= LATEST + WEEK:
                raise ValidationError({name: [_("Dates lie between 1970 and 2199.")]})
        if last < first:
            raise ValidationError({"to": [_("The last day lies before the first.")]})
        if last - first >= LONGEST:
            raise ValidationError({"to": [TOO_LONG % {"days": LONGEST.days}]})
        return asked


class MeetingSerializer(serializers.Serializer[Meeting]):
    course = serializers.SlugField(source="course.slug", help_text=_("the course's slug"))
    pattern = serializers.SerializerMethodField(
        help_text=_("public id of the weekly meeting; null for what is on none of its dates")
    )
    kind = serializers.ChoiceField(choices=MeetingKind.choices)
    day = serializers.DateField(help_text=_("the day it was meant for"))
    start = serializers.SerializerMethodField(
        help_text=_("in the course's zone; null where the hour is not known")
    )
    end = serializers.SerializerMethodField()
    state = serializers.CharField(help_text=_("as_planned, moved, held (in a break) or cancelled"))
    place = serializers.CharField()
    note = serializers.CharField()
    listed = serializers.SerializerMethodField(
        help_text=_("public ids of the lectures or tutoring sessions that it is for")
    )
    titles = serializers.SerializerMethodField(help_text=_("of these, as Markdown"))
    online = serializers.SerializerMethodField(help_text=_("whether there is a video call"))
    video_url = serializers.SerializerMethodField(help_text=_("for whom it is; else null"))
    video_code = serializers.SerializerMethodField(help_text=_("for whom it is; else null"))

    def get_pattern(self, meeting: Meeting) -> str | None:
        return meeting.pattern.public_id if meeting.pattern else None

    def get_start(self, meeting: Meeting) -> datetime | None:
        return meeting.start

    def get_end(self, meeting: Meeting) -> datetime | None:
        return meeting.end

    def get_listed(self, meeting: Meeting) -> list[str]:
        return [row.public_id for row in meeting.listed]

    def get_titles(self, meeting: Meeting) -> list[str]:
        return [row.title for row in meeting.listed]

    def get_online(self, meeting: Meeting) -> bool:
        return bool(meeting.video_url)

    def get_video_url(self, meeting: Meeting) -> str | None:
        return (meeting.video_url or None) if self._sees_video(meeting) else None

    def get_video_code(self, meeting: Meeting) -> str | None:
        return (meeting.video_code or None) if self._sees_video(meeting) else None

    def _sees_video(self, meeting: Meeting) -> bool:
        sees: bool = self.context["request"].user.has_perm("courses.see_video", meeting.course)
        return sees


class MeetingApi(OwnAnswers, GenericViewSet[Any]):
    """Meetings of the courses whose page one may read, with what became of each date."""

    serializer_class = MeetingSerializer
    pagination_class = Page

    @extend_schema(
        parameters=[AskedOfMeetings],
        description=_("What takes place between two days, or was to; at most 400 days at once."),
    )
    def list(self, request: Request) -> Response:
        today = request.now.date()  # type: ignore[attr-defined]
        asked = AskedOfMeetings(data=request.query_params.dict(), context={"today": today})
        asked.is_valid(raise_exception=True)
        found = self.paginate_queryset(_between(request.user, asked.validated_data))
        return self.get_paginated_response(self.get_serializer(found, many=True).data)


def _between(user: "Person", asked: Mapping[str, Any]) -> list[Meeting]:
    """Return the meetings that are asked for, in order of time; four queries."""
    courses = Course.objects.visible_to(user).order_by("pk")
    if "course" in asked:
        courses = courses.filter(slug=asked["course"])
    times = timetables(courses)
    first, last = asked["from"], asked["to"]
    rows = listed([one.course for one in times], first=first - LONGEST, last=last + LONGEST)
    found = (meetings(one, rows[one.course.pk], first=first, last=last) for one in times)
    return sorted(chain.from_iterable(found), key=lambda meeting: meeting.begins)
