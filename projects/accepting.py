"""What a milestone takes: whether it is open, and whether text and files are what it asks for."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from courseapp.courses.file_names import safe_name
from courseapp.text.words import count_words
from projects.deadlines import Due
from projects.models import Milestone

MAX_CHARACTERS = 200_000  # some hundred pages; longer ones are files


class HandInRefused(Exception):
    """Why something was not taken: `field` names the part of the form it concerns, if any."""

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class NotTakenNow(HandInRefused):
    """Nothing at all is taken at this moment, whatever it is."""


def check_window(milestone: Milestone, due: Due, began: datetime) -> None:
    """Raise NotTakenNow unless a request that began at `began` (UTC) comes in time."""
    if not milestone.course.is_open:
        raise NotTakenNow(_("The course is not open; nothing can be handed in."))
    if milestone.opens is not None and began < milestone.opens:
        raise NotTakenNow(_("This is not open yet."))
    if due.is_closed(began):
        raise NotTakenNow(_("This is closed: nothing more is taken."))


def check_content(milestone: Milestone, *, text: str, uploads: Sequence[UploadedFile]) -> None:
    """Raise HandInRefused unless text and files are what the milestone asks for."""
    if not text.strip() and not uploads:
        raise HandInRefused(_("There is nothing to hand in yet: write a text or choose a file."))
    _check_text(milestone, text)
    _check_files(milestone, uploads)


def check_storable(text: str) -> None:
    """Raise HandInRefused for what no database or receipt can hold: NUL (PostgreSQL), half a
    character (JSON can carry one), or more than anybody writes."""
    if len(text) > MAX_CHARACTERS:
        limit = number_format(MAX_CHARACTERS, force_grouping=True)
        message = _("The text is longer than %(limit)s characters.") % {"limit": limit}
        raise HandInRefused(message, field="text")
    if "\x00" in text or not _is_unicode(text):
        raise HandInRefused(_("The text holds characters that cannot be stored."), field="text")


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _check_text(milestone: Milestone, text: str) -> None:
    if not text.strip():
        return
    if not milestone.takes_text:
        raise HandInRefused(_("This takes no text."), field="text")
    check_storable(text)
    if milestone.max_words and (words := count_words(text)) > milestone.max_words:
        message = _("The text has %(words)d words; at most %(limit)d are taken.")
        counts = {"words": words, "limit": milestone.max_words}
        raise HandInRefused(message % counts, field="text")


def _check_files(milestone: Milestone, uploads: Sequence[UploadedFile]) -> None:
    if milestone.needs_file and not uploads:
        raise HandInRefused(_("Choose the file to hand in."), field="files")
    if uploads and not milestone.max_files:
        raise HandInRefused(_("This takes no files."), field="files")
    if len(uploads) > milestone.max_files:
        message = _("At most %(limit)d files are taken.") % {"limit": milestone.max_files}
        raise HandInRefused(message, field="files")
    if sum(upload.size or 0 for upload in uploads) > settings.MAX_UPLOAD_BYTES:
        message = _("The files have more than %(limit)s together.")
        limit = filesizeformat(settings.MAX_UPLOAD_BYTES)
        raise HandInRefused(message % {"limit": limit}, field="files")
    for upload in uploads:
        _check_file(upload)


def _check_file(upload: UploadedFile) -> None:
    """The first honest look: something is in it, and it begins as a PDF does (ISO 32000)."""
    name = safe_name(upload.name or "")
    if not upload.size:
        raise HandInRefused(_("“%(name)s” is empty.") % {"name": name}, field="files")
    upload.seek(0)
    head = upload.read(1024)
    upload.seek(0)
    if b"%PDF-" not in head:
        raise HandInRefused(_("“%(name)s” is not a PDF.") % {"name": name}, field="files")
