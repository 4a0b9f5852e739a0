"""Makes every link of the page stand on its own before anything else is read.

After it a piece of the source can be cut out and kept: its links are absolute as far as the
base address allows, hang on no definition at the foot of the page, and none of them runs script.
"""

from __future__ import annotations

import re
from urllib.parse import urldefrag, urljoin, urlsplit

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courseapp.portal.importing.reading.inline import target
from courseapp.portal.importing.reading.ledger import Ledger
from courseapp.portal.importing.reading.link_source import ADDRESS, LinkUse
from courseapp.portal.importing.reading.tree import Tree

_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.\-]*:")
_KEPT = {"http", "https", "mailto"}
_RUNS_CODE = {"javascript", "vbscript", "data", "file", "blob"}
_MAIL = re.compile(r"[\w.+\-]+@[\w\-]+(?:\.[\w\-]+)+")


class Addresses:
    """Answers where a link of the page leads."""

    def __init__(self, base_url: str | None) -> None:
        self.base_url = base_url or ""

    def resolve(self, url: str) -> str:
        """Return the address to keep; empty when it must not, or cannot, be a link."""
        url = url.strip()
        if url in ("", "#"):
            return ""
        try:
            urlsplit(url)
            found = scheme_of(url)
            if found:
                return url if found in _KEPT and len(url) > len(found) + 1 else ""
            if url.lower().startswith("www."):
                return f"https://{url}"
            if _MAIL.fullmatch(url):
                return f"mailto:{url}"
            return urljoin(self.base_url, url) if self.base_url else url
        except ValueError:  # such as "http://[x"
            return ""

    def is_own(self, url: str) -> bool:
        """Tell whether a resolved address is part of the course's own site."""
        if not scheme_of(url):
            return not url.startswith("//")
        folder = self.base_url.rsplit("/", 1)[0]
        return bool(folder) and url.startswith(folder)


def scheme_of(url: str) -> str:
    # Browsers skip blanks and control characters inside a scheme, so this does, too.
    found = _SCHEME.match(re.sub(r"[\x00-\x20]", "", url))
    return found.group()[:-1].lower() if found else ""


def resolve_links(tree: Tree, addresses: Addresses, ledger: Ledger, *, has_references: bool) -> str:
    """Return the source of the page with its links rewritten; the lines keep their numbers.

    Relative links that stay so are noted together. ``has_references`` says that the second file
    was given, so that links into it need no address.
    """
    lines = list(tree.lines)
    relative: list[LinkUse] = []
    for use in tree.links:
        url = addresses.resolve(use.url)
        inside = url.startswith("#") or (has_references and _leads_into_file(url))
        if url and not scheme_of(url) and not inside:
            relative.append(use)
        new = _written(use, url) if url else _unlinked(use, ledger)
        if new != use.source:
            _replace(lines, use, new)
    if relative:
        _note_relative(relative, ledger)
    return "\n".join(lines)


def _leads_into_file(url: str) -> bool:
    path, anchor = urldefrag(url)
    return bool(anchor) and path.endswith((".md", ".markdown"))


def _note_relative(relative: list[LinkUse], ledger: Ledger) -> None:
    reason = ngettext(
        "%(count)d link is relative; without the address of the page it stays as written.",
        "%(count)d links are relative; without the address of the page they stay as written.",
        len(relative),
    )
    ledger.note(relative[0].first + 1, relative[0].url, reason % {"count": len(relative)})


def _written(use: LinkUse, url: str) -> str:
    if use.kind == "autolink":
        return use.source
    if use.kind == "html":
        return _with_address(use.source, url)
    inline = use.source.rfind("](")
    if inline >= 0 and url == use.url.strip():
        return use.source
    label_end = inline if inline >= 0 else use.source.rfind("][")
    label = use.source[:label_end] if label_end >= 0 else use.source.removesuffix("]")
    return f"{label}]({target(url)})"


def _with_address(tag: str, url: str) -> str:
    if url and (url in tag or '"' in url):
        return tag
    return ADDRESS.sub(lambda found: f'href="{url}"' if url else "", tag, count=1)


def _unlinked(use: LinkUse, ledger: Ledger) -> str:
    """Return the words alone; the target too, where it is harmless."""
    if use.url.strip() not in ("", "#"):
        reason = _("Only web and mail addresses are kept as links; this one stays as words.")
        ledger.note(use.first + 1, f"{use.words} ({use.url})", reason)
    if use.kind == "html":
        return _with_address(use.source, "")
    if use.kind == "autolink":
        return use.words
    words = use.words or _("link")
    if use.url.strip() in ("", "#") or scheme_of(use.url) in _RUNS_CODE:
        return words
    return f"{words} ({use.url})"


def _replace(lines: list[str], use: LinkUse, new: str) -> None:
    """Rewrite one link in place. One that runs over several lines is left where indented."""
    text = "\n".join(lines[use.first : use.last])
    if use.source in text and new.count("\n") == use.source.count("\n"):
        lines[use.first : use.last] = text.replace(use.source, new, 1).split("\n")
