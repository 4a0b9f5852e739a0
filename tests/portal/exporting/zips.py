"""Exporting and restoring in tests: bytes in, bytes out."""

import io
import json
from contextlib import contextmanager
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from django.db import connection, transaction

from courseapp.courses.models import Course, Department, User
from courseapp.mail.models import OutgoingMail
from courseapp.portal.exporting.exporting_course import export_course
from courseapp.portal.exporting.form import DOCUMENT, canonical
from courseapp.portal.exporting.tables import tables
from courseapp.portal.restoring.restoring_course import Restored, restore_course
from tests import factories

NOW = factories.NOW


def exported(course: Course, *, with_people: bool = False) -> dict[str, bytes]:
    """Return the entries of an export by name."""
    with ZipFile(io.BytesIO(exported_zip(course, with_people=with_people))) as zipped:
        return {info.filename: zipped.read(info) for info in zipped.infolist()}


def exported_zip(course: Course, *, with_people: bool = False) -> bytes:
    out = io.BytesIO()
    by = None
    if with_people:
        by = factories.UserFactory(is_superuser=True)
    export_course(course, to=out, with_people=with_people, by=by, now=NOW)
    return out.getvalue()


def document_of(entries: dict[str, bytes]) -> dict:
    return json.loads(entries[DOCUMENT])


def zipped(entries: dict[str, bytes], path: Path) -> Path:
    """Write entries as a zip, as somebody else may do it."""
    with ZipFile(path, "w", ZIP_DEFLATED) as out:
        for name, content in entries.items():
            out.writestr(name, content)
    return path


def with_document(entries: dict[str, bytes], document: dict) -> dict[str, bytes]:
    return {**entries, DOCUMENT: canonical(document).encode()}


def restored(entries: dict[str, bytes], folder: Path, **options) -> Restored:
    return restore_course(zipped(entries, folder / "export.zip"), by=None, now=NOW, **options)


@contextmanager
def empty_database():
    """Nothing of a course is in the database within the block; what was is there again after."""
    with transaction.atomic():
        OutgoingMail.objects.all()._raw_delete(connection.alias)
        for table in reversed(tables(with_people=True)):
            table.model._base_manager.all()._raw_delete(connection.alias)
        User._base_manager.all()._raw_delete(connection.alias)
        assert not Course.objects.exists()
        assert not Department.objects.exists()
        yield
        transaction.set_rollback(True)
