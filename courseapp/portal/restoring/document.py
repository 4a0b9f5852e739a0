"""Reads `course.json`: the shape of the whole, before any row is looked at."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from courseapp.courses.models import Course
from courseapp.courses.storing import Digest
from courseapp.portal.exporting.form import DOCUMENT, FORMAT
from courseapp.portal.exporting.tables import Table, tables
from courseapp.portal.restoring.opening import Archive, RestoreRefused

Row = dict[str, Any]
KEYS = {"app", "files", "format", "rows", "with_people"}


@dataclass(frozen=True, slots=True)
class Document:
    """What an export says: the rows of each table, in their order, and its files by path."""

    with_people: bool
    tables: tuple[Table, ...]
    rows: Mapping[str, list[Row]]
    files: Mapping[str, Digest]

    @property
    def course(self) -> Row:
        return self.rows[Course._meta.label][0]

    def of(self, table: Table) -> list[Row]:
        return self.rows.get(table.label, [])


def read_document(archive: Archive) -> Document:
    """Return what the export says. Raises RestoreRefused."""
    said = _parsed(archive.document())
    if not isinstance(said, dict) or "format" not in said:
        raise RestoreRefused(_("%s is no export of a course.") % DOCUMENT)
    _check_format(said)
    if set(said) != KEYS or type(said["with_people"]) is not bool:
        raise RestoreRefused(_("%s has not the parts that an export has.") % DOCUMENT)
    found = tables(with_people=said["with_people"])
    document = Document(
        said["with_people"], found, _rows(said["rows"], found), _files(said["files"])
    )
    if len(document.rows.get(Course._meta.label, [])) != 1:
        raise RestoreRefused(_("An export holds one course."))
    if set(document.files) != archive.files():
        odd = min(set(document.files) ^ archive.files())
        raise RestoreRefused(_("The file %s is in the zip or in its index, but not in both.") % odd)
    return document


def _check_format(said: Row) -> None:
    if said["format"] == FORMAT and type(said["format"]) is int:
        return
    reason = _(
        "The export is of format %(theirs)s, written by version %(app)s; this version reads format"
        " %(ours)d. Restore it with the version that wrote it."
    )
    told = {"theirs": str(said["format"])[:20], "app": str(said.get("app"))[:20], "ours": FORMAT}
    raise RestoreRefused(reason % told)


def _parsed(content: bytes) -> Any:
    try:
        return json.loads(
            content.decode(), object_pairs_hook=_without_doubles, parse_constant=_no_number
        )
    except (ValueError, RecursionError) as error:
        raise RestoreRefused(_("%s is no JSON.") % DOCUMENT) from error


def _without_doubles(pairs: list[tuple[str, Any]]) -> Row:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key occurs twice")
    return found


def _no_number(name: str) -> None:
    raise ValueError(name)


def _rows(said: Any, found: tuple[Table, ...]) -> Mapping[str, list[Row]]:
    if not isinstance(said, dict):
        raise RestoreRefused(_("%s has no rows.") % DOCUMENT)
    known = {table.label: table for table in found}
    for label, rows in said.items():
        if label not in known:
            reason = _("The export holds “%s”, which this version does not know.")
            raise RestoreRefused(reason % label[:60])
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise RestoreRefused(_("The rows of %s are no rows.") % label)
        _check_fields(known[label], rows)
    return said


def _check_fields(table: Table, rows: list[Row]) -> None:
    names = {field.name for field in table.fields}
    for number, row in enumerate(rows, 1):
        if unknown := row.keys() - names:
            told = {"where": f"{table.label} {number}", "field": min(unknown)[:60]}
            raise RestoreRefused(_("%(where)s has a field “%(field)s”, which is unknown.") % told)


def _files(said: Any) -> Mapping[str, Digest]:
    if not isinstance(said, list) or not all(map(_is_index_line, said)):
        raise RestoreRefused(_("The index of files in %s cannot be read.") % DOCUMENT)
    files = {line["path"]: Digest(line["sha256"], line["size"]) for line in said}
    if len(files) < len(said):
        raise RestoreRefused(_("The index of files in %s has a file twice.") % DOCUMENT)
    return files


def _is_index_line(line: Any) -> bool:
    kinds = {"path": str, "sha256": str, "size": int}
    return isinstance(line, dict) and {key: type(value) for key, value in line.items()} == kinds
