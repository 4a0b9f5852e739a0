"""What a person gave on the command line, checked, and each mistake told in one line."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.utils.translation import gettext as _

from courseapp.courses.models import Course, Department
from courseapp.portal.importing.page import CoursePage
from courseapp.portal.importing.reading.decoding import decode_page
from courseapp.portal.importing.reading.whole_page import NotACoursePage, UnknownYear, read_page
from courseapp.portal.importing.reading.zones import UnknownTimeZone

MOST_BYTES = 5 * 1024 * 1024
MOST_SLUG = Course._meta.get_field("slug").max_length
YEARS = range(1990, 2101)


class InputRefused(Exception):
    """What is wrong with what was given, in words."""


# What only helps to read a page.
_OF_A_PAGE = ("year", "timezone", "base_url", "references")


@dataclass(frozen=True, slots=True)
class Asked:
    page: CoursePage
    department: Department | None


@dataclass(frozen=True, slots=True)
class AskedOfZip:
    path: Path
    slug: str | None
    department: Department | None


def read_zip_input(options: Mapping[str, Any]) -> AskedOfZip:
    """Return what is asked of the zip of an export. Raises InputRefused."""
    for name in _OF_A_PAGE:
        if options[name]:
            option = f"--{name.replace('_', '-')}"
            raise InputRefused(_("%s helps to read a page; a zip says all itself.") % option)
    slug = _slug(options["slug"]) if options["slug"] is not None else None
    return AskedOfZip(Path(options["file"]), slug, _department(options["department"]))


def read_input(options: Mapping[str, Any]) -> Asked:
    """Return the page that the options of the command name. Raises InputRefused."""
    references = options["references"]
    try:
        page = read_page(
            _content(options["file"]),
            slug=_slug(options["slug"] or ""),
            year=_year(options["year"]),
            timezone=options["timezone"] or None,
            base_url=_address(options["base_url"]),
            references=decode_page(_content(references)) if references else None,
            default_timezone=settings.TIME_ZONE,
        )
    except (NotACoursePage, UnknownTimeZone, UnknownYear) as error:
        raise InputRefused(str(error)) from error
    return Asked(page, _department(options["department"]))


def _content(name: str) -> bytes:
    try:
        if name == "-":
            content = sys.stdin.buffer.read(MOST_BYTES + 1)
        else:
            with Path(name).open("rb") as file:
                content = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputRefused(
            _("%(name)s cannot be read: %(reason)s.") % {"name": name, "reason": reason}
        ) from error
    if len(content) > MOST_BYTES:
        raise InputRefused(_("%(name)s is larger than any page.") % {"name": name})
    return content


def _slug(slug: str) -> str:
    try:
        validate_slug(slug)
    except ValidationError:
        slug = ""
    if not slug or len(slug) > (MOST_SLUG or 0):
        raise InputRefused(
            _("A slug is made of letters, digits, - and _, at most %d of them.") % MOST_SLUG
        )
    return slug


def _year(year: str | None) -> int | None:
    if year is None:
        return None
    if not year.isdecimal() or int(year) not in YEARS:
        raise InputRefused(_("“%s” is no year; write it like 2027.") % year)
    return int(year)


def _address(url: str | None) -> str | None:
    if not url:
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise InputRefused(
            _("The base URL is a whole address, such as https://example.edu/course/.")
        )
    return url


def _department(slug: str | None) -> Department | None:
    if not slug:
        return None
    department = Department.objects.filter(slug=slug).first()
    if department is None:
        known = ", ".join(Department.objects.values_list("slug", flat=True)) or _("none yet")
        raise InputRefused(
            _("There is no department “%(slug)s”; there are: %(known)s.")
            % {"slug": slug, "known": known}
        )
    return department
