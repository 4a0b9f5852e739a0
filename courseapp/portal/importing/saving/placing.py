"""Writes wanted nouns into a course: new ones, changed ones, and what people made of them.

For each noun that came from a page an `ImportedNoun` keeps what the page said of it last. Its key
is the way to the noun, such as "track:3/session:17": kind and primary key, made once and never
changed, whatever the page does later.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from courseapp.courses.models import Course, Noun, User
from courseapp.portal.importing.saving.fitting import fit
from courseapp.portal.importing.saving.kinds import ALL, BELOW, Kind, Wanted
from courseapp.portal.importing.saving.making import assign, make, save
from courseapp.portal.importing.saving.matching import VERY_ALIKE, Likeness, Plain, Values, pair
from courseapp.portal.importing.saving.merging import POSITION, merge, plain
from courseapp.portal.importing.saving.once import OnlyOnce
from courseapp.portal.importing.saving.remarks import Remark
from courseapp.portal.models import ImportedNoun

# The primary key of what people deleted; it stays deleted.
GONE = 0


@dataclass(slots=True)
class Tally:
    """What an import did, by kind of noun."""

    created: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)
    kept: Counter[str] = field(default_factory=Counter)
    remarks: list[Remark] = field(default_factory=list)


@dataclass(slots=True)
class Known:
    """A noun of the course: with its record if it came from the page, without if from people."""

    row: Noun | None
    record: ImportedNoun | None
    said: Values


class Placing:
    """One import into one course; reads every row once (a query a kind)."""

    def __init__(self, course: Course, *, by: User | None, now: datetime) -> None:
        self.course, self.by, self.now = course, by, now
        self.tally = Tally()
        self._records: dict[tuple[str, str], list[ImportedNoun]] = defaultdict(list)
        for record in ImportedNoun.objects.filter(course=course).order_by("pk"):
            under, _slash, own = record.key.rpartition("/")
            self._records[under, own.partition(":")[0]].append(record)
        self._rows = {kind.model: self._read(kind) for kind in ALL}

    def _read(self, kind: Kind) -> dict[int, Any]:
        rows = kind.model._default_manager.filter(**{kind.course: self.course}).order_by("pk")
        return {row.pk: row for row in rows}

    def place(self, kind: Kind, wanted: Sequence[Wanted], *, parent: Noun, under: str = "") -> None:
        """Write all nouns of one kind under one parent, and then what hangs under each."""
        tracked, strays = self._known(kind, parent, under)
        fitted = [self._fit(noun) for noun in wanted]
        if kind.needs:
            whole = [place for place, values in enumerate(fitted) if values[kind.needs]]
            wanted, fitted = [wanted[n] for n in whole], [fitted[n] for n in whole]
        found = self._find(kind, fitted, tracked, strays)
        if kind.once:
            self._keep_apart(kind, wanted, fitted, found, [*tracked, *strays])
        for place, noun in enumerate(wanted):
            self._place_one(noun, fitted[place], found.get(place), parent=parent, under=under)
        matched = {id(known) for known in found.values()}
        self._tell_vanished(kind, [known for known in tracked if id(known) not in matched])

    def _known(self, kind: Kind, parent: Noun, under: str) -> tuple[list[Known], list[Known]]:
        rows = {
            pk: row
            for pk, row in self._rows[kind.model].items()
            if getattr(row, f"{kind.above}_id") == parent.pk
        }
        records = self._records[under, kind.name]
        tracked = [Known(rows.pop(one.object_id, None), one, one.values) for one in records]
        names = [*kind.likeness.words, *kind.likeness.whole]
        return tracked, [Known(row, None, current(row, names)) for row in rows.values()]

    def _fit(self, noun: Wanted) -> dict[str, Plain]:
        values, losses = fit(noun.kind.model, noun.values)
        self.tally.remarks += [Remark(noun.line, noun.called, loss) for loss in losses]
        return values

    def _find(
        self,
        kind: Kind,
        fitted: Sequence[Values],
        tracked: Sequence[Known],
        strays: Sequence[Known],
    ) -> dict[int, Known]:
        """Find each among what the page said last time, else among what people made meanwhile.

        Theirs must be very alike: two lectures of the same day are not the same lecture.
        """
        places = pair(fitted, [known.said for known in tracked], kind.likeness)
        found = {place: tracked[other] for place, other in places.items()}
        left = [place for place in range(len(fitted)) if place not in found]
        strict = Likeness(
            kind.likeness.words, kind.likeness.whole, (kind.once,) if kind.once else ()
        )
        own = pair(
            [fitted[place] for place in left],
            [known.said for known in strays],
            strict,
            least=VERY_ALIKE,
        )
        return found | {left[place]: strays[other] for place, other in own.items()}

    def _place_one(
        self, noun: Wanted, values: Values, known: Known | None, *, parent: Noun, under: str
    ) -> None:
        if known is None:
            row, record = self._create(noun, values, parent=parent, under=under)
        elif known.row is None and known.record is not None:
            self._leave_deleted(noun, values, known.record)
            return
        else:
            row, record = self._update(noun, values, known, under=under)
        for kind in BELOW.get(noun.kind.name, ()):
            below = [one for one in noun.below if one.kind is kind]
            self.place(kind, below, parent=row, under=record.key)

    def _create(
        self, noun: Wanted, values: Values, *, parent: Noun, under: str
    ) -> tuple[Noun, ImportedNoun]:
        kind = noun.kind
        row = make(noun, values, parent=parent, by=self.by, now=self.now)
        self.tally.created[str(kind.plural)] += 1
        return row, self._record(kind, row, values, under=under)

    def _record(self, kind: Kind, row: Noun, values: Values, *, under: str) -> ImportedNoun:
        key = f"{under}/{kind.name}:{row.pk}".lstrip("/")
        return ImportedNoun.objects.create(
            course=self.course, key=key, object_id=row.pk, values=dict(values)
        )

    def _update(
        self, noun: Wanted, values: Values, known: Known, *, under: str
    ) -> tuple[Noun, ImportedNoun]:
        row, record = known.row, known.record
        if row is None:
            raise ValueError("Only what is there can be changed.")
        last = record.values if record else {}
        self.change(
            row, values, last=last, called=noun.called, line=noun.line, plural=noun.kind.plural
        )
        if record is None:
            return row, self._record(noun.kind, row, values, under=under)
        remember(record, values)
        return row, record

    def change(
        self,
        row: Noun,
        values: Values,
        *,
        last: Values,
        called: str,
        line: int | None,
        plural: object,
    ) -> None:
        """Write what the page changed; keep and tell what people changed."""
        merged = merge(page=values, last=last, current=current(row, values))
        if merged.take:
            assign(row, merged.take)
            save(row, by=self.by, now=self.now, update_fields=list(merged.take))
            self.tally.changed[str(plural)] += 1
        for name in merged.kept:
            # In what order people put things is theirs to know.
            if name != POSITION:
                self._tell_kept(row, name, values[name], called=called, line=line, plural=plural)

    def _tell_kept(
        self, row: Noun, name: str, said: Plain, *, called: str, line: int | None, plural: object
    ) -> None:
        column: Any = row._meta.get_field(name)
        reason = _("“%(field)s” was edited here and stays; the page says: %(said)s") % {
            "field": column.verbose_name,
            "said": _("nothing") if said in ("", None) else said,
        }
        self.tally.kept[str(plural)] += 1
        self.tally.remarks.append(Remark(line, called, reason))

    def _leave_deleted(self, noun: Wanted, values: Values, record: ImportedNoun) -> None:
        if record.object_id != GONE:
            record.object_id = GONE
            record.save(update_fields=["object_id"])
            reason = _("It was deleted here and stays deleted, although it stands on the page.")
            self.tally.remarks.append(Remark(noun.line, noun.called, reason))
            self.tally.kept[str(noun.kind.plural)] += 1
        remember(record, values)

    def _tell_vanished(self, kind: Kind, left: Sequence[Known]) -> None:
        for known in left:
            if known.row is None and known.record is not None:
                known.record.delete()
            elif known.row is not None:
                reason = _("It is no longer on the page; it stays here until somebody deletes it.")
                self.tally.remarks.append(Remark(None, str(known.row), reason))
                self.tally.kept[str(kind.plural)] += 1

    def _keep_apart(
        self,
        kind: Kind,
        wanted: Sequence[Wanted],
        fitted: list[dict[str, Plain]],
        found: dict[int, Known],
        everything: Sequence[Known],
    ) -> None:
        apart = OnlyOnce(kind.once, column=kind.model._meta.get_field(kind.once))
        rows = {place: (one.row, one.said) for place, one in found.items() if one.row}
        matched = {row.pk for row, _said in rows.values()}
        others = [one.row for one in everything if one.row and one.row.pk not in matched]
        for place, value in apart.settle(fitted, rows, others).items():
            reason = _("There is another of the same; here it became: %(other)s.")
            told = reason % {"other": value or _("none")}
            self.tally.remarks.append(Remark(wanted[place].line, wanted[place].called, told))


def current(row: models.Model, names: Sequence[str] | Values) -> dict[str, Plain]:
    return {name: plain(getattr(row, name)) for name in names}


def remember(record: ImportedNoun, values: Values) -> None:
    """Keep what the page says now, if that is something else than last time."""
    if record.values != values:
        record.values = dict(values)
        record.save(update_fields=["values"])
