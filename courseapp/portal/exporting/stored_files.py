"""Which fields name files on storage, and under which path a zip holds each."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import models

from courseapp.courses.file_names import safe_name
from courseapp.portal.exporting.form import FILES
from projects.models import SubmissionFile, submission
from schedule.models import LectureLink, lecture

# No system that unpacks a zip takes these within a name, nor a blank or dot at its end.
_UNSAFE = re.compile(r'[<>:"|?*/\\]')


@dataclass(frozen=True, slots=True)
class Stored:
    """The field that holds a file's name on storage, the one that holds its own name, and the
    folder on storage."""

    key: str
    name: str
    folder: str


STORED: Mapping[type[models.Model], Stored] = {
    LectureLink: Stored("file", "file_name", lecture.FOLDER),
    SubmissionFile: Stored("key", "name", submission.FOLDER),
}


def path_in_zip(public_id: str, name: str) -> str:
    """Return where the file of a row is: the same for the same row, whatever it is called."""
    safe = _UNSAFE.sub("_", safe_name(name)).rstrip(". ") or "file"
    return f"{FILES}/{public_id}/{safe}"
