"""What every template may use."""

from django.conf import settings

from courseapp.courses.requests import Request


def site(request: Request) -> dict[str, object]:
    return {"is_demo": settings.DEMO, "now": request.now}
