"""The request as our views get it, for type checkers; at run time it is Django's own."""

from datetime import datetime

from django.http import HttpRequest


class Request(HttpRequest):
    """`now` is the moment of the request's first byte (UTC), set by `RequestMoment`."""

    now: datetime
