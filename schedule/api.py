"""The API's door to lectures."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers

from courseapp.courses.models import Course
from courseapp.courses.reading_api import AskedOfCourse, PublicId, Reading
from schedule.models import Lecture, LectureLink, LinkKind, Reference


class LectureLinkSerializer(serializers.ModelSerializer[LectureLink]):
    class Meta:
        model = LectureLink
        fields = ("kind", "title", "url")


class ReferenceSerializer(serializers.ModelSerializer[Reference]):
    class Meta:
        model = Reference
        fields = ("group", "title", "url", "remark")


class LectureSerializer(serializers.ModelSerializer[Lecture]):
    id = PublicId()
    course: "serializers.SlugRelatedField[Course]" = serializers.SlugRelatedField(
        slug_field="slug", read_only=True, help_text=_("the course's slug")
    )
    links = serializers.SerializerMethodField(help_text=_("those that the asking person may see"))
    references = ReferenceSerializer(many=True, read_only=True)

    class Meta:
        model = Lecture
        fields = (
            "id", "course", "position", "week", "day", "kind", "label", "title", "speaker",
            "affiliation", "remark", "links", "references", "revision",
        )  # fmt: skip

    @extend_schema_field(LectureLinkSerializer(many=True))
    def get_links(self, lecture: Lecture) -> list[dict[str, str]]:
        may_see_recordings = self.context["request"].user.has_perm(
            "courses.see_recordings", lecture.course
        )
        seen = [
            link
            for link in lecture.links.all()
            if may_see_recordings or link.kind != LinkKind.RECORDING
        ]
        return LectureLinkSerializer(seen, many=True).data  # type: ignore[return-value]


@extend_schema_view(list=extend_schema(parameters=[AskedOfCourse]))
class LectureApi(Reading):
    """Lectures of the courses whose page one may read."""

    serializer_class = LectureSerializer

    def visible(self) -> QuerySet[Lecture]:
        lectures = Lecture.objects.visible_to(self.request.user).select_related("course")
        return lectures.prefetch_related("links", "references").order_by("course", "position", "pk")
