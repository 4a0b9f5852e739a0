"""When a request began."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.http import HttpResponseBase

from courseapp.courses import clock
from courseapp.courses.requests import Request

# A proxy's clock may run a little ahead of ours; a moment further ahead than this is not believed.
MOST_AHEAD = timedelta(seconds=2)


class RequestMoment:
    """Set `request.now`: the moment the server saw the first byte of the request, in UTC.

    This is the time of a hand-in (rule 1), so it stands before anything that reads the body.
    Behind a proxy that buffers uploads the first byte was seen by the proxy, which says so in
    `X-Request-Start` (milliseconds since 1970); that counts only with `TRUST_REQUEST_START`.
    """

    def __init__(self, get_response: Callable[[Request], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponseBase:
        request.now = clock.now()
        if settings.TRUST_REQUEST_START:
            request.now = began_at(request.headers.get("X-Request-Start", ""), now=request.now)
        return self.get_response(request)


def began_at(header: str, *, now: datetime) -> datetime:
    """Return what the proxy's header says (UTC), or `now` if it cannot be true."""
    try:
        seen = datetime.fromtimestamp(int(header.removeprefix("t=")) / 1000, UTC) + clock.shift()
    except (ValueError, OverflowError, OSError):
        return now
    longest = timedelta(seconds=settings.MAX_REQUEST_SECONDS)
    return min(seen, now) if now - longest <= seen <= now + MOST_AHEAD else now
