"""What the API says when it refuses: problem details (RFC 9457), in every case."""

from collections.abc import Mapping
from enum import Enum
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.views import exception_handler

CONTENT_TYPE = "application/problem+json"


class Refused(exceptions.APIException):
    """The rules of the course do not take this; `field` names the part that it concerns."""

    status_code = status.HTTP_422_UNPROCESSABLE_ENTITY
    default_detail = _("This is not taken.")
    default_code = "refused"

    def __init__(self, detail: Any, *, field: str | None = None) -> None:
        super().__init__(detail)
        self.field = field


class TooLarge(exceptions.APIException):
    """The body was cut; `cut`, where given, says why by its value, a status."""

    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_detail = _("The request was not taken as a whole: too large, too slow or broken off.")
    default_code = "cut"

    def __init__(self, cut: Enum | None = None) -> None:
        super().__init__()
        if cut is not None:
            self.status_code = cut.value


class Unavailable(exceptions.APIException):
    status_code = status.HTTP_503_SERVICE_UNAVAILABLE
    default_detail = _("This cannot be stored right now; nothing was lost, try again.")
    default_code = "unavailable"


class Malformed(exceptions.APIException):
    status_code = status.HTTP_400_BAD_REQUEST
    default_detail = _("The request cannot be read.")
    default_code = "malformed"


def as_problem(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """REST framework's `EXCEPTION_HANDLER`; None leaves the error to Django's `handler500`."""
    if isinstance(error, RequestDataTooBig):
        error = TooLarge(getattr(error, "cut", None))
    elif isinstance(error, SuspiciousOperation):
        error = Malformed()
    elif isinstance(error, Http404):
        # Without Django's words, which name the model.
        error = exceptions.NotFound()
    response = exception_handler(error, dict(context))
    if response is None:
        return None
    response.data = body(
        status_code=response.status_code,
        code=getattr(error, "default_code", "refused"),
        said=response.data,
        field=getattr(error, "field", None),
    )
    response.content_type = CONTENT_TYPE
    return response


def body(
    *, status_code: int, code: str, said: Any = None, field: str | None = None
) -> dict[str, Any]:
    """Return problem details; `said` is what REST framework would have answered."""
    detail = said.get("detail") if isinstance(said, Mapping) else None
    problem: dict[str, Any] = {"status": status_code, "title": code.replace("_", " ")}
    if detail:
        problem["detail"] = detail
    elif said:
        problem["errors"] = said
    if field:
        problem["field"] = field
    return problem
