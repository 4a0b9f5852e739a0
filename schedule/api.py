"""The API's door to lectures."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers

from courseapp.courses.addresses import absolute
from courseapp.courses.models import Course
from courseapp.courses.reading_api import AskedOfCourse, PublicId, Reading
from schedule.access import permission_to_follow
from schedule.models import Lecture, LectureLink, Reference


class LectureLinkSerializer(serializers.ModelSerializer[LectureLink]):
    url = serializers.SerializerMethodField(help_text=_("where it is found, a file too"))

    class Meta:
        model = LectureLink
        fields = ("kind", "title", "url")

    def get_url(self, link: LectureLink) -> str:
        return absolute(link.address) if link.is_file else link.url


class ReferenceSerializer(serializers.ModelSerializer[Reference]):
    class Meta:
        model = Reference
        fields = ("group", "title", "url", "remark")


class LectureSerializer(serializers.ModelSerializer[Lecture]):
    id = PublicId()
    course: "serializers.SlugRelatedField[Course]" = serializers.SlugRelatedField(
        slug_field="slug", read_only=True, help_text=_("the course's slug")
    )
    url = serializers.SerializerMethodField(help_text=_("the lecture's page; null for a break"))
    links = serializers.SerializerMethodField(help_text=_("those that the asking person may see"))
    references = ReferenceSerializer(many=True, read_only=True)

    class Meta:
        model = Lecture
        fields = (
            "id", "course", "position", "week", "day", "kind", "label", "title", "speaker",
            "affiliation", "remark", "url", "links", "references", "revision",
        )  # fmt: skip

    def get_url(self, lecture: Lecture) -> str | None:
        return None if lecture.is_break else absolute(lecture.get_absolute_url())

    @extend_schema_field(LectureLinkSerializer(many=True))
    def get_links(self, lecture: Lecture) -> list[dict[str, str]]:
        user = self.context["request"].user
        seen = [
            link
            for link in lecture.links.all()
            if user.has_perm(permission_to_follow(link), lecture.course)
        ]
        return LectureLinkSerializer(seen, many=True).data  # type: ignore[return-value]


@extend_schema_view(list=extend_schema(parameters=[AskedOfCourse]))
class LectureApi(Reading):
    """Lectures of the courses whose page one may read."""

    serializer_class = LectureSerializer

    def visible(self) -> QuerySet[Lecture]:
        lectures = Lecture.objects.visible_to(self.request.user).select_related("course")
        return lectures.prefetch_related("links", "references").order_by("course", "position", "pk")
