"""Everything that a course's export says, as JSON values, from one snapshot of the database."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, models, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from courseapp.courses.models import AuditEntry, Course, Department, Membership, User
from courseapp.courses.models.membership import STAFF_ROLES
from courseapp.portal.exporting import values
from courseapp.portal.exporting.form import APP_VERSION, FORMAT, ExportRefused
from courseapp.portal.exporting.nameless import is_nameless
from courseapp.portal.exporting.stored_files import STORED, path_in_zip
from courseapp.portal.exporting.tables import SHARED, Table, history_model, tables, target

# What this machine exported and restored is its own business: the course is the same without.
OWN_VERBS = ("export", "restore")

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class FileOnStorage:
    """A file that goes into the zip under `path`; `sha256` is what a row says of it, if it does."""

    path: str
    key: str
    sha256: str


@dataclass(slots=True)
class Gathered:
    """What an export says of a course; the digests of files are found out while it is written."""

    course: Course
    with_people: bool
    rows: dict[str, list[Row]] = field(default_factory=dict)
    files: list[FileOnStorage] = field(default_factory=list)

    def document(self, files: list[dict[str, Any]]) -> dict[str, Any]:
        """Return `course.json`. `files` is the index of the files in the zip."""
        return {
            "app": APP_VERSION,
            "files": files,
            "format": FORMAT,
            "rows": self.rows,
            "with_people": self.with_people,
        }


def gather(course: Course, *, with_people: bool) -> Gathered:
    """Read all that an export of `course` holds; a number of queries that depends on no row.

    Raises ExportRefused where a row names something of another course.
    """
    with snapshot():
        return _Gathering(course, with_people=with_people).gathered()


@contextmanager
def snapshot() -> Iterator[None]:
    """See the database as it is at one moment, whatever others write meanwhile."""
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost and connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield


class _Gathering:
    def __init__(self, course: Course, *, with_people: bool) -> None:
        self.course = course
        self.with_people = with_people
        self.found: dict[type[models.Model], list[models.Model]] = {}
        self.queries: dict[type[models.Model], models.QuerySet[Any]] = {}
        self.public_ids: dict[type[models.Model], dict[int, str]] = defaultdict(dict)
        self.tables = tables(with_people=with_people)

    def gathered(self) -> Gathered:
        own = [table for table in self.tables if table.model not in SHARED]
        for table in own:
            self.queries[table.model] = self._query(table)
            self.found[table.model] = list(self.queries[table.model].order_by("pk"))
            self._learn(table)
        self.found[Department] = [self.course.department]
        self.found[User] = list(self._people(own))
        for model in SHARED:
            self.public_ids[model] = {row.pk: row.public_id for row in self.found[model]}  # type: ignore[attr-defined]
        gathered = Gathered(self.course, self.with_people)
        for table in self.tables:
            gathered.rows[table.label] = [
                self._written(table, row) for row in self.found[table.model]
            ]
        gathered.files = list(self._files())
        self._hide(gathered.rows[User._meta.label])
        return gathered

    # --- Which rows ---------------------------------------------------------------------------

    def _query(self, table: Table) -> models.QuerySet[Any]:
        """Return the rows of this course: those that name a row of it which they cannot be
        without, and in a table of history those that name any."""
        rows: models.QuerySet[Any] = table.model._base_manager.all()
        if table.model is Course:
            return rows.filter(pk=self.course.pk)
        if table.model is AuditEntry:
            return rows.filter(course=self.course).exclude(verb__in=OWN_VERBS)
        keys = [key for key in table.keys if target(key) in self.queries]
        required = [key for key in keys if not key.null]
        rows = rows.filter(self._names_one_of_the_course(required or keys))
        if table.model is Membership and not self.with_people:
            rows = rows.filter(role__in=STAFF_ROLES)
        return rows

    def _names_one_of_the_course(self, keys: Iterable[models.ForeignKey]) -> Q:
        named = Q()
        for key in keys:
            named |= Q((f"{key.name}__in", self.queries[target(key)].values("pk")))
            past = history_model(target(key))
            if past in self.queries:
                named |= Q((f"{key.attname}__in", self.queries[past].values("id")))
        return named

    def _learn(self, table: Table) -> None:
        """Note under which public id each row is known, also those of which only history tells."""
        model = table.history_of or table.model
        if table.is_noun or table.history_of:
            for row in self.found[table.model]:
                key = row.id if table.history_of else row.pk  # type: ignore[attr-defined]
                self.public_ids[model].setdefault(key, row.public_id)  # type: ignore[attr-defined]

    def _people(self, own: Iterable[Table]) -> models.QuerySet[User]:
        named = {
            getattr(row, key.attname)
            for table in own
            for key in table.keys
            if target(key) is User
            for row in self.found[table.model]
        }
        return User.objects.filter(pk__in=named - {None}).order_by("public_id")

    # --- How each is written ------------------------------------------------------------------

    def _written(self, table: Table, row: models.Model) -> Row:
        return {field.name: self._value(table, row, field) for field in table.fields}

    def _value(self, table: Table, row: models.Model, field: models.Field) -> Any:
        value = getattr(row, field.attname)
        if isinstance(field, models.ForeignKey):
            return self._public_id(table, field, value)
        stored = STORED.get(table.model)
        if stored and field.name == stored.key:
            return path_in_zip(row.public_id, getattr(row, stored.name)) if value else ""  # type: ignore[attr-defined]
        return values.write(value)

    def _public_id(self, table: Table, key: models.ForeignKey, value: int | None) -> str | None:
        if value is None:
            return None
        public_id = self.public_ids[target(key)].get(value)
        if public_id is None and table.history_of is None:
            raise ExportRefused(
                _("A row of %(table)s names something of another course as its %(field)s.")
                % {"table": table.label, "field": key.name}
            )
        return public_id

    def _files(self) -> Iterator[FileOnStorage]:
        for model, stored in STORED.items():
            for row in self.found.get(model, ()):
                if key := str(getattr(row, stored.key)):
                    path = path_in_zip(row.public_id, getattr(row, stored.name))  # type: ignore[attr-defined]
                    yield FileOnStorage(path, key, getattr(row, "sha256", ""))

    def _hide(self, people: list[Row]) -> None:
        """Leave an id alone of those who may not be named: all who are nameless already, and
        without people whoever is in the course but not of its staff."""
        hidden = self._others() if not self.with_people else set()
        for person in people:
            if person["public_id"] in hidden or is_nameless(person["email"]):
                person.update(dict.fromkeys(person.keys() - {"public_id"}))

    def _others(self) -> set[str]:
        members = Membership.objects.filter(course=self.course).exclude(role__in=STAFF_ROLES)
        return set(members.values_list("user__public_id", flat=True))


def counts(rows: Mapping[str, list[Row]]) -> dict[str, int]:
    """Return how many rows of each kind there are, without kinds that have none."""
    return {label: len(found) for label, found in rows.items() if found}
