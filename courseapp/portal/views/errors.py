"""What is answered when no view answers: pages for people, problem details under /api/."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views import defaults

from courseapp.courses import problems

API = "/api/"


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _problem(request, 400, "malformed") or defaults.bad_request(request, exception)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _problem(request, 403, "permission_denied") or defaults.permission_denied(
        request, exception
    )


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _problem(request, 404, "not_found") or defaults.page_not_found(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    return _problem(request, 500, "error") or defaults.server_error(request)


def _problem(request: HttpRequest, status: int, code: str) -> HttpResponse | None:
    if not request.path.startswith(API):
        return None
    return JsonResponse(
        problems.body(status_code=status, code=code),
        status=status,
        content_type=problems.CONTENT_TYPE,
    )
