"""Follows links such as ``refs.md#lec3`` to the references that the anchor marks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from urllib.parse import unquote, urlsplit

from django.utils.translation import gettext as _

from courseapp.portal.importing.page import Link
from courseapp.portal.importing.reading.anchors import Anchored
from courseapp.portal.importing.reading.entries import Entry
from courseapp.portal.importing.reading.ledger import Ledger
from courseapp.portal.importing.reading.resolving import Addresses


class Pointers:
    """The anchors of the page and of its second file, and which lectures lead to them."""

    def __init__(
        self,
        addresses: Addresses,
        *,
        page: Sequence[Anchored],
        file: Sequence[Anchored] | None,
        ledger: Ledger,
    ) -> None:
        self.addresses = addresses
        self.ledger = ledger
        self.has_file = file is not None
        self.page = _by_name(page)
        self.file = _by_name(file or ())
        self.used: dict[str, int] = {}  # anchor: the line of the first lecture that leads to it

    def follow(self, entries: Iterable[Entry]) -> None:
        """Replace pointers by the references they lead to; odd ones are noted."""
        for entry in entries:
            for link in dict.fromkeys((*entry.pointers, *entry.notes)):
                self._follow(entry, link)
        self._note_unused()

    def _follow(self, entry: Entry, link: Link) -> None:
        parts = urlsplit(link.url)
        name = unquote(parts.fragment)
        if not name or not self.addresses.is_own(link.url):
            return
        known = self.file if self.has_file and name in self.file else self.page
        if name not in known:
            if link in entry.pointers and parts.path.endswith((".md", ".markdown")):
                self._missing(entry, link, name)
            return
        self._note_repeated(entry, link, name, known[name])
        self._drop(entry, link)
        entry.references.extend(one for part in known[name] for one in part.references)

    def _missing(self, entry: Entry, link: Link, name: str) -> None:
        if self.has_file:
            self._drop(entry, link)
            reason = _("The file of references has no anchor of this name.")
            self.ledger.note(entry.line, f"#{name}", reason)
        elif not self.used:
            self.used[name] = entry.line
            reason = _("The references stand in a second file, which was not given.")
            self.ledger.note(entry.line, link.url, reason)

    @staticmethod
    def _drop(entry: Entry, link: Link) -> None:
        """The link itself stays with the lecture, as a way to the list."""
        entry.references = [one for one in entry.references if one.url != link.url]
        if link not in entry.notes:
            entry.notes.append(link)

    def _note_repeated(
        self, entry: Entry, link: Link, name: str, parts: Sequence[Anchored]
    ) -> None:
        if name in self.used and self.used[name] != entry.line:
            reason = _("The lecture of line %(line)d leads to the same references.")
            self.ledger.note(entry.line, link.url, reason % {"line": self.used[name]})
        elif len(parts) > 1:
            reason = _("This anchor occurs %(count)d times; all of its references are taken.")
            self.ledger.note(entry.line, f"#{name}", reason % {"count": len(parts)})
        self.used.setdefault(name, entry.line)

    def _note_unused(self) -> None:
        unused = [
            f"#{name}"
            for name, parts in self.file.items()
            if name not in self.used and parts[0].written and parts[0].references
        ]
        if unused:
            reason = _("No lecture leads to these parts of the file of references.")
            self.ledger.note(1, ", ".join(unused), reason)


def _by_name(anchors: Iterable[Anchored]) -> dict[str, list[Anchored]]:
    """Group by name; the name that a heading has by itself gives way to a written one."""
    found: dict[str, list[Anchored]] = {}
    for anchor in sorted(anchors, key=lambda one: not one.written):
        known = found.setdefault(anchor.name, [])
        if anchor.written or not known:
            known.append(anchor)
    return found
