"""Taking uploads from the wire: bounded in time and size, and never a part for the whole.

A page asks for it by `@with_uploads`: a body that is cut then still brings its text, and the page
answers in words. Everybody else (the API) gets the handler of the settings, which raises.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from enum import Enum
from functools import wraps
from itertools import chain
from typing import IO, Any, Concatenate, ParamSpec

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import (
    FileUploadHandler,
    StopUpload,
    TemporaryFileUploadHandler,
)
from django.http import HttpResponse, QueryDict, UnreadablePostError
from django.http.multipartparser import MultiPartParser, MultiPartParserError
from django.template.defaultfilters import filesizeformat
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_protect

from courseapp.courses import clock
from courseapp.courses.requests import Request

logger = logging.getLogger(__name__)


class UploadRequest(Request):
    """A request whose body was read: `cut` says why it was not taken as a whole, if so."""

    cut: "Cut | None"


P = ParamSpec("P")
View = Callable[Concatenate[UploadRequest, P], HttpResponse]
AnyView = Callable[Concatenate[Any, P], HttpResponse]
Parsed = tuple[QueryDict, MultiValueDict[str, Any]]

# What is too large is still read, though not kept, up to so many times the limit: a browser shows
# an answer only once it has sent everything.
READ_AT_MOST = 4


class Cut(Enum):
    """Why a body was not taken as a whole, with the status that says so (RFC 9110)."""

    TOO_LARGE = 413
    TOO_SLOW = 408
    BROKEN_OFF = 400
    NO_ROOM = 503


def cut_in_words(cut: Cut) -> str:
    """Say to who sent it why a body was not taken as a whole."""
    minutes = settings.MAX_REQUEST_SECONDS // 60
    words = {
        Cut.TOO_LARGE: _("The upload is larger than %(limit)s and was not taken.")
        % {"limit": filesizeformat(settings.MAX_UPLOAD_BYTES)},
        Cut.TOO_SLOW: ngettext(
            "The upload took longer than %(n)d minute and was cut.",
            "The upload took longer than %(n)d minutes and was cut.",
            minutes,
        )
        % {"n": minutes},
        Cut.BROKEN_OFF: _("The upload broke off before all of it was here."),
        Cut.NO_ROOM: _("The upload could not be stored: this is our fault. Try again soon."),
    }
    return words[cut]


class UploadCut(RequestDataTooBig):
    """The body was not taken as a whole, and nothing of it counts."""

    def __init__(self, cut: Cut) -> None:
        super().__init__(f"The upload was cut: {cut.name}")
        self.cut = cut


class Body:
    """The body of a request, read with an eye on the clock and counted."""

    def __init__(self, body: IO[bytes], *, until: datetime) -> None:
        self.body = body
        self.until = until
        self.count = 0
        self.is_late = False

    def read(self, size: int = -1) -> bytes:
        if clock.real_now() > self.until:
            self.is_late = True
            raise StopUpload(connection_reset=True)
        data = self.body.read(size)
        self.count += len(data)
        return data


class BoundedFile(TemporaryFileUploadHandler):
    """Receives files into the uploads folder, as many bytes as allowed in all."""

    received = 0
    cut: Cut | None = None

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        with self._telling_no_room():
            super().new_file(*args, **kwargs)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.received += len(raw_data)
        if self.received > settings.MAX_UPLOAD_BYTES * READ_AT_MOST:
            raise StopUpload(connection_reset=True)
        if self.received > settings.MAX_UPLOAD_BYTES:
            self.cut = self.cut or Cut.TOO_LARGE
        if self.cut is None:
            with self._telling_no_room():
                super().receive_data_chunk(raw_data, start)

    def file_complete(self, file_size: int) -> UploadedFile | None:
        if self.cut is None:
            with self._telling_no_room():
                return super().file_complete(file_size)
        return None

    @contextmanager
    def _telling_no_room(self) -> Iterator[None]:
        try:
            yield
        except OSError:  # the disk is full, mostly
            logger.exception("An upload could not be received")
            self.cut = Cut.NO_ROOM


class PatientUploadHandler(FileUploadHandler):
    """Parses a body whole or not at all: raises UploadCut for one that is too large, too slow
    (`MAX_REQUEST_SECONDS` since its first byte) or broken off."""

    def handle_raw_input(
        self,
        input_data: IO[bytes],
        META: dict[str, str],  # noqa: N803 - Django's name
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> Parsed:
        body = Body(input_data, until=clock.real_now() + self._time_left())
        files = BoundedFile(self.request)
        try:
            parser = MultiPartParser(META, body, [files], encoding)  # type: ignore[arg-type]
            text, received = parser.parse()
        except StopUpload:  # by what follows the last file
            text, received = QueryDict(), MultiValueDict()
        cut = Cut.TOO_SLOW if body.is_late else files.cut
        # Django takes what has come for the whole: half of a file would simply be missing.
        if cut is None and body.count < content_length:
            cut = Cut.BROKEN_OFF
        if cut is None:
            return text, received
        for file in chain.from_iterable(given for _name, given in received.lists()):
            file.close()
        return self.answer(cut, text)

    def _time_left(self) -> timedelta:
        longest = timedelta(seconds=settings.MAX_REQUEST_SECONDS)
        now = getattr(self.request, "now", None)
        return longest - (clock.now() - now) if now else longest

    def answer(self, cut: Cut, text: QueryDict) -> Parsed:
        raise UploadCut(cut)


class TextKeepingHandler(PatientUploadHandler):
    """Gives the view what came of the text, without files, and says so in `request.cut`."""

    def answer(self, cut: Cut, text: QueryDict) -> Parsed:
        self.request.cut = cut  # type: ignore[union-attr]
        return text, MultiValueDict()


UNREADABLE: dict[type[Exception], Cut] = {
    MultiPartParserError: Cut.BROKEN_OFF,
    UnreadablePostError: Cut.BROKEN_OFF,
    RequestDataTooBig: Cut.TOO_LARGE,
    TooManyFieldsSent: Cut.TOO_LARGE,
    TooManyFilesSent: Cut.TOO_LARGE,
}


def with_uploads(view: View[P]) -> AnyView[P]:
    """Let a view take uploads, and answer for bodies that are cut: `request.cut` says why, None
    if all is well. The CSRF check comes after the body, which is where the token is; so a view
    on the way here must be `csrf_exempt`, and may decide about permission before a byte is kept.
    """
    return read_whole(csrf_protect(view), if_unreadable=view)


def read_whole(view: View[P], *, if_unreadable: View[P]) -> AnyView[P]:
    """As `with_uploads`, without a CSRF check, for what changes nothing. A body of which nothing
    can be read goes to `if_unreadable`: there is no token, and no text that could be saved."""

    @wraps(view)
    def outer(request: UploadRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        request.cut = None
        request.upload_handlers = [TextKeepingHandler(request)]
        try:
            request.POST  # noqa: B018 - reads the body
        except tuple(UNREADABLE) as error:
            kinds = (cut for kind, cut in UNREADABLE.items() if isinstance(error, kind))
            request.cut = next(kinds)
            request.POST = QueryDict()
            return if_unreadable(request, *args, **kwargs)
        return view(request, *args, **kwargs)

    return outer  # type: ignore[return-value] # mypy has no `Any` in Concatenate
