"""The API's door to milestones, submissions and receipts. It holds no rule of its own: what one
sees is said by `visible_to`, when something is due by `deadlines`, what is taken by `hand_in`."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import (
    OpenApiParameter,
    OpenApiResponse,
    extend_schema,
    extend_schema_view,
)
from rest_framework import serializers, status
from rest_framework.exceptions import PermissionDenied
from rest_framework.parsers import MultiPartParser
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from courseapp.courses import clock, storing
from courseapp.courses.access import is_student
from courseapp.courses.problems import Refused, Unavailable
from courseapp.courses.reading_api import AskedOfCourse, Reading
from projects.models import Milestone, Submission
from projects.owners import owner_for
from projects.serializers import (
    HandInSerializer,
    MilestoneSerializer,
    ReceiptSerializer,
    SubmissionSerializer,
    WholeSubmissionSerializer,
)
from projects.submitting import HandIn, HandInRefused, hand_in

KEY_LENGTH = 64
# A script saw no draft: whatever somebody is writing on the page stays.
NO_DRAFT = 0


# --- Milestones -----------------------------------------------------------------------------


@extend_schema_view(list=extend_schema(parameters=[AskedOfCourse]))
class MilestoneApi(Reading):
    """Milestones of the courses whose page one may read."""

    serializer_class = MilestoneSerializer

    def visible(self) -> QuerySet[Milestone]:
        found: QuerySet[Milestone] = Milestone.objects.visible_to(self.request.user).in_order()
        return found.select_related("course")


# --- Submissions ----------------------------------------------------------------------------


class AskedOfSubmissions(AskedOfCourse):
    milestone = serializers.SlugField(
        required=False, max_length=12, help_text=_("Only of the milestone with this public id.")
    )


FORM_KEY = OpenApiParameter(
    "Idempotency-Key",
    {"type": "string", "maxLength": KEY_LENGTH},
    OpenApiParameter.HEADER,
    description=_("Sent twice with the same key, a hand-in makes one version."),
)


class OfSubmissions(Reading):
    permission_classes = (IsAuthenticated,)
    asked = AskedOfSubmissions
    course_path = "work__milestone__course"

    def visible(self) -> QuerySet[Submission]:
        found: QuerySet[Submission] = Submission.objects.visible_to(self.request.user)
        return found.select_related("work__milestone__course").order_by("-stored_at", "-pk")

    def narrow(self, queryset: QuerySet[Any], asked: dict[str, Any]) -> QuerySet[Any]:
        narrowed = super().narrow(queryset, asked)
        if "milestone" in asked:
            return narrowed.filter(work__milestone__public_id=asked["milestone"])
        return narrowed


@extend_schema_view(list=extend_schema(parameters=[AskedOfSubmissions]))
class SubmissionApi(OfSubmissions):
    """What was handed in: one's own, and all of the courses one runs."""

    serializer_class = WholeSubmissionSerializer
    parser_classes = (MultiPartParser,)

    def get_serializer_class(self) -> type[SubmissionSerializer]:
        return SubmissionSerializer if self.action == "list" else WholeSubmissionSerializer

    def visible(self) -> QuerySet[Submission]:
        found = super().visible().select_related("submitted_by").prefetch_related("files")
        # A text may be long, and the receipt repeats the rest.
        return found.defer("text", "receipt") if self.action == "list" else found

    @extend_schema(
        request={"multipart/form-data": HandInSerializer},
        parameters=[FORM_KEY],
        responses={
            201: WholeSubmissionSerializer,
            200: OpenApiResponse(
                WholeSubmissionSerializer, description=_("This key was sent before.")
            ),
            422: OpenApiResponse(description=_("Refused by the rules; `detail` says why.")),
        },
    )
    def create(self, request: Request) -> Response:
        """Hand in a new version."""
        given = HandInSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        submission = _hand_in(request, **given.validated_data)
        is_new = submission.began_at == request.now  # type: ignore[attr-defined]
        shown = get_object_or_404(self.visible(), pk=submission.pk)
        return Response(
            self.get_serializer(shown).data,
            status=status.HTTP_201_CREATED if is_new else status.HTTP_200_OK,
            headers={
                "Location": reverse("api:submission-detail", [shown.public_id], request=request)
            },
        )


def _hand_in(request: Request, *, milestone: str, text: str, files: list[Any]) -> Submission:
    user: Any = request.user
    asked = get_object_or_404(
        Milestone.objects.visible_to(user).select_related("course"), public_id=milestone
    )
    if not is_student(user, asked):
        raise PermissionDenied(_("Only students of the course hand in."))
    key = request.headers.get("Idempotency-Key", "")
    if len(key) > KEY_LENGTH or not key.isprintable():
        raise Refused(_("The key is too long or cannot be read."), field="Idempotency-Key")
    given = HandIn(
        milestone=asked,
        owner=owner_for(user, asked),
        by=user,
        text=text,
        uploads=files,
        form_key=key,
        began=request.now,  # type: ignore[attr-defined]
        draft=NO_DRAFT,
    )
    try:
        return hand_in(given, clock=clock.now)
    except HandInRefused as refusal:
        raise Refused(refusal.message, field=refusal.field) from refusal
    except storing.StorageError as error:
        raise Unavailable from error


# --- Receipts -------------------------------------------------------------------------------


@extend_schema_view(list=extend_schema(parameters=[AskedOfSubmissions]))
class ReceiptApi(OfSubmissions):
    """The signed receipts of what was handed in; a receipt has the id of its submission."""

    serializer_class = ReceiptSerializer
