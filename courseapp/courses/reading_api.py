"""How the API is read: lists in pages of bounded size, parameters that are known or refused, and
validators that tell a script whether anything has changed."""

import hashlib
from typing import Any

from django.db.models import QuerySet
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import LimitOffsetPagination
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework.viewsets import ReadOnlyModelViewSet

PAGE = 50
LARGEST_PAGE = 100
FURTHEST = 1_000_000


class Page(LimitOffsetPagination):
    default_limit = PAGE
    max_limit = LARGEST_PAGE


class PublicId(serializers.CharField):
    """The id under which a noun leaves the house."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            **{"source": "public_id", "read_only": True, "help_text": _("public id"), **kwargs}
        )


class Asked(serializers.Serializer[Any]):
    """What a list may be asked for. A name that is not known is refused: a filter written
    wrongly would otherwise give everything."""

    limit = serializers.IntegerField(min_value=1, max_value=LARGEST_PAGE, required=False)
    offset = serializers.IntegerField(min_value=0, max_value=FURTHEST, required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if unknown := sorted(set(self.initial_data) - set(self.fields)):
            raise ValidationError({name: [_("There is no such parameter.")] for name in unknown})
        return attrs


class AskedOfCourse(Asked):
    course = serializers.SlugField(
        required=False, max_length=80, help_text=_("Only of the course with this slug.")
    )


class OwnAnswers(APIView):
    """Answers that depend on who asks, and are kept by nobody in between."""

    def finalize_response(
        self, request: Request, response: Response, *args: Any, **kwargs: Any
    ) -> Response:
        final = super().finalize_response(request, response, *args, **kwargs)
        patch_vary_headers(final, ("Authorization", "Cookie"))
        patch_cache_control(final, private=True, no_cache=True)
        return final


class Reading(OwnAnswers, ReadOnlyModelViewSet[Any]):
    """List and detail of what the asking person may see; what they may not is a 404.

    A subclass says where to begin (`visible`), how to filter, and what a list may be asked for.
    """

    pagination_class = Page
    lookup_field = "public_id"
    lookup_url_kwarg = "id"
    lookup_value_converter = "slug"
    asked: type[Asked] = AskedOfCourse
    course_path = "course"

    def visible(self) -> QuerySet[Any]:
        raise NotImplementedError

    def get_queryset(self) -> QuerySet[Any]:
        if getattr(self, "swagger_fake_view", False):
            # The description of the API is made without a person who asks.
            return self.serializer_class.Meta.model.objects.none()  # type: ignore[union-attr,no-any-return]
        return self.visible()

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.action != "list":
            return queryset
        asked = self.asked(data=self.request.query_params.dict())
        asked.is_valid(raise_exception=True)
        return self.narrow(queryset, asked.validated_data)

    def narrow(self, queryset: QuerySet[Any], asked: dict[str, Any]) -> QuerySet[Any]:
        if "course" in asked:
            return queryset.filter(**{f"{self.course_path}__slug": asked["course"]})
        return queryset

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Any:
        noun = self.get_object()
        data = self.get_serializer(noun).data
        etag = validator(getattr(noun, "revision", 1), data)
        answer = Response(data, headers={"ETag": etag})
        return get_conditional_response(request._request, etag=etag, response=answer)  # noqa: SLF001


def validator(revision: int, data: Any) -> str:
    """Return a strong ETag. The revision alone would not do: what one person is shown (their
    own due time, a grade once it is released) changes without the noun."""
    digest = hashlib.sha256(JSONRenderer().render(data)).hexdigest()
    return f'"{revision}-{digest[:16]}"'
