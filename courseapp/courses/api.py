"""The API's door to courses, and to tokens."""

from typing import Any

from allauth.account.adapter import get_adapter
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers, status
from rest_framework.exceptions import AuthenticationFailed, Throttled
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import ScopedRateThrottle
from rest_framework.views import APIView

from courseapp.courses import tokens
from courseapp.courses.addresses import absolute
from courseapp.courses.models import Course, CourseLink, Role, User
from courseapp.courses.reading_api import Asked, PublicId, Reading

NO_STORE = {"Cache-Control": "no-store"}


class SignIn(serializers.Serializer[Any]):
    email = serializers.EmailField(max_length=254, write_only=True)
    password = serializers.CharField(
        max_length=4096, write_only=True, trim_whitespace=False, style={"input_type": "password"}
    )
    token = serializers.CharField(read_only=True, help_text=_("Shown this once."))


class TokenView(APIView):
    """Sign in and out by token."""

    # No session here: who signs in by password needs none, and a form of another site could
    # otherwise end the token of somebody signed in by cookie.
    authentication_classes = (tokens.BearerAuthentication,)
    permission_classes: tuple[Any, ...] = ()

    def get_throttles(self) -> list[Any]:
        self.throttle_scope = "sign_in"
        return [ScopedRateThrottle()] if self.request.method == "POST" else []

    def get_permissions(self) -> list[Any]:
        return [IsAuthenticated()] if self.request.method == "DELETE" else []

    @extend_schema(
        request=SignIn,
        responses={201: SignIn},
        auth=[],
        description=_("Make a token. The earlier one of the same person ends."),
    )
    def post(self, request: Request) -> Response:
        given = SignIn(data=request.data)
        given.is_valid(raise_exception=True)
        user = _authenticate(request, **given.validated_data)
        token = tokens.issue(user, now=request.now)  # type: ignore[attr-defined]
        return Response({"token": token}, status=status.HTTP_201_CREATED, headers=NO_STORE)

    @extend_schema(request=None, responses={204: None}, description=_("End one's token."))
    def delete(self, request: Request) -> Response:
        tokens.revoke(request.user, now=request.now)  # type: ignore[arg-type, attr-defined]
        return Response(status=status.HTTP_204_NO_CONTENT)


def _authenticate(request: Request, *, email: str, password: str) -> User:
    """Ask the same backends as the sign-in page does, under the same limits on guessing."""
    try:
        found: User | None = get_adapter().authenticate(
            request._request,  # noqa: SLF001 - allauth reads Django's own request
            email=email,
            password=password,
        )
    except ValidationError as error:
        raise Throttled(detail=" ".join(error.messages)) from error
    # The adapter returns closed accounts too; the sign-in page tells them so, a script is refused.
    if found is None or not found.is_active:
        raise AuthenticationFailed(_("There is nobody with this e-mail and password."))
    return found


class CourseLinkSerializer(serializers.ModelSerializer[CourseLink]):
    class Meta:
        model = CourseLink
        fields = ("title", "url")


class CourseSerializer(serializers.ModelSerializer[Course]):
    id = PublicId()
    links = serializers.SerializerMethodField(help_text=_("those that the asking person may see"))
    url = serializers.SerializerMethodField(help_text=_("the course page"))
    your_role = serializers.SerializerMethodField(help_text=_("null for who is no member"))

    class Meta:
        model = Course
        fields = (
            "id", "slug", "code", "title", "institution", "term", "first_day", "last_day",
            "time_zone", "description", "prerequisites", "syllabus", "grading", "page_text",
            "state", "links", "url", "your_role", "revision",
        )  # fmt: skip

    @extend_schema_field(CourseLinkSerializer(many=True))
    def get_links(self, course: Course) -> list[dict[str, str]]:
        sees_video = self.context["request"].user.has_perm("courses.see_video", course)
        seen = [link for link in course.links.all() if sees_video or not link.is_video_call]
        return CourseLinkSerializer(seen, many=True).data  # type: ignore[return-value]

    def get_url(self, course: Course) -> str:
        return absolute(course.get_absolute_url())

    def get_your_role(self, course: Course) -> Role | None:
        user = self.context["request"].user
        if not user.is_authenticated:
            return None
        membership = user.active_memberships.get(course.pk)
        return membership and Role(membership.role)


@extend_schema_view(list=extend_schema(parameters=[Asked]))
class CourseApi(Reading):
    """Courses whose page one may read."""

    serializer_class = CourseSerializer
    asked = Asked
    lookup_field = "slug"
    lookup_url_kwarg = "slug"

    def visible(self) -> QuerySet[Course]:
        return Course.objects.visible_to(self.request.user).prefetch_related("links")
