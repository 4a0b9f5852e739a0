"""What one line says about people: a role and names, names alone, an address, a page."""

from __future__ import annotations

import re
from enum import Enum

from courseapp.portal.importing.page import Link, Role
from courseapp.portal.importing.reading import names
from courseapp.portal.importing.reading.inline import Inline
from courseapp.portal.importing.reading.institutions import find_institution
from courseapp.portal.importing.reading.people import Staff, person_of, sites_of
from courseapp.portal.importing.reading.roles import role_in, title_for
from courseapp.portal.importing.reading.slots import slots_in

LABEL = re.compile(r"^[\s*_-]*([^:@|]{2,60}?)\s*(?::|\s[–—-](?=\s))\s*")
_NAME_LABEL = re.compile(r"(?:full )?names?", re.IGNORECASE)
_MAIL_LABEL = re.compile(r"e-?mails?(?: address)?|mail|contact", re.IGNORECASE)
_SITE_LABEL = re.compile(
    r"(?:[\w-]+ )?(?:web ?(?:page|site)|homepage|site|page|url)s?", re.IGNORECASE
)
_TAUGHT_BY = re.compile(
    r"^(?:(?:taught|given|offered|instructed|organi[sz]ed) )?by\s+", re.IGNORECASE
)
TITLED = re.compile(r"^(?:prof(?:essor)?|dr)\b\.?\s+(?-i:[A-Z])", re.IGNORECASE)
_HOURS_OF = re.compile(r"^office hours?\s*[:(–-]\s*(?=(?:prof|dr)\b)", re.IGNORECASE)
_OFFICE_HOURS = re.compile(
    r"[,;.(]?\s*(?:\b(?:tas?['’]?s?|instructor['’]?s?|his|her|their|my)\s+)?"
    r"\b(?:office hours?|o\.?h\.?:|consultations?:)",
    re.IGNORECASE,
)
# An address that several people read belongs to none of them.
_SHARED_MAIL = re.compile(
    r"staff|team|help|instructors|\btas?\b|admin|office|course|info|list", re.IGNORECASE
)
_EDGES = " \t,;.:–—-|()·•"
_FEW_WORDS = 15
_MANY_WORDS = 30
_NEAR = 3  # lines
_LONGEST = 2000  # characters; no line about people is longer


class Read(Enum):
    """How much of a line was read; what is left of one read partly are office hours."""

    NOT = 0
    PARTLY = 1
    WHOLE = 2


def read_strictly(staff: Staff, line: Inline) -> Read:
    """Read a line that says by itself that it is about people, wherever it stands."""
    if len(line.raw) > _LONGEST:
        return Read.NOT
    readers = (read_labelled, _read_mail_below, _read_taught_by, _read_titled)
    return next((read for one in readers if (read := one(staff, line)) is not Read.NOT), Read.NOT)


def read_labelled(
    staff: Staff, line: Inline, *, role: Role | None = None, words: str = "", among: bool = False
) -> Read:
    """Read "Tutor: Jane Roe (jane@x.edu)"; ``among`` people "Name: Jane Roe", "Email: …", too."""
    text = line.text
    label = LABEL.match(text)
    if not label:
        return Read.NOT
    before, behind = label.group(1).strip(), text[label.end() :]
    if among and _about_person(staff, line, before, behind):
        return Read.WHOLE
    own_role = role_in(before)
    named = bool(_NAME_LABEL.fullmatch(before)) and among
    if not named and (own_role is None or len(before.split()) > 7):
        return Read.NOT
    behind, hours = _cut_hours(behind)
    people = names.split_people(behind) or names.single_names(behind)
    return _add(
        staff, line, people, own_role or role, words if named else title_for(before), hours=hours
    )


def read_bare(staff: Staff, line: Inline, *, role: Role, words: str) -> Read:
    """Read a line that is only people, "Jane Roe (MIT)", or only the address of the one above."""
    text, hours = _cut_hours(line.text)
    mails = names.find_mails(names.unveil_mails(text))
    if len(mails) == 1 and not re.sub(r"[\s()<>\[\]]", "", text.replace(mails[0], "")):
        return Read.WHOLE if staff.give_mail(mails[0]) else Read.NOT
    lead = names.leading_name(text.lstrip(" *"))
    if not lead or not names.is_name(lead) or len(text.split()) > _MANY_WORDS:
        return Read.NOT
    if _is_sentence(text):
        return Read.NOT
    return _add(staff, line, names.split_people(text), role, words, hours=hours)


def _read_mail_below(staff: Staff, line: Inline) -> Read:
    """Read "Email: jane@x.edu" close below the line that names one person."""
    label = LABEL.match(line.text)
    last = staff.people[-1] if staff.people else None
    if not label or last is None or not _MAIL_LABEL.fullmatch(label.group(1).strip()):
        return Read.NOT
    alone = sum(person.line == last.line for person in staff.people) == 1
    near = 0 < line.line - last.line <= _NEAR
    behind = line.text[label.end() :]
    shared = any(_SHARED_MAIL.search(mail.split("@")[0]) for mail in names.find_mails(behind))
    if not (alone and near) or shared:
        return Read.NOT
    return Read.WHOLE if _is_mail_of_last(staff, behind) else Read.NOT


def read_byline(staff: Staff, line: Inline) -> Read:
    """Read "Jane Roe and John Doe, Example University" right below the title of the course."""
    if len(line.raw) > _LONGEST:
        return Read.NOT
    text, hours = _cut_hours(line.text)
    told = find_institution(text) or names.find_mails(names.unveil_mails(text))
    if not told or not names.is_name(names.leading_name(text)) or _is_sentence(text):
        return Read.NOT
    _add(staff, line, names.split_people(text), Role.INSTRUCTOR, "", hours=hours)
    return Read.PARTLY  # where and when stays for the eyes


def _read_taught_by(staff: Staff, line: Inline) -> Read:
    """Read "by Jane Roe, Example University"."""
    found = _TAUGHT_BY.match(line.text)
    if not found or _is_sentence(line.text):
        return Read.NOT
    text, hours = _cut_hours(line.text[found.end() :])
    if not names.leading_name(text) or len(text.split()) > _FEW_WORDS:
        return Read.NOT
    return _add(staff, line, names.split_people(text), Role.INSTRUCTOR, "", hours=hours)


def _read_titled(staff: Staff, line: Inline) -> Read:
    """Read "Professor Jane Roe (jane@x.edu)", "Office hours: Prof. Jane Roe, Fridays 2-3pm"."""
    text, hours = _cut_hours(line.text)
    if found := _HOURS_OF.match(line.text):
        text, hours = line.text[found.end() :], True
    name = names.leading_name(text) if TITLED.match(text) else ""
    told = hours or names.find_mails(names.unveil_mails(text)) or name == text.strip(_EDGES)
    if not name or not told or _is_sentence(text) or len(text.split()) > _FEW_WORDS:
        return Read.NOT
    people = names.split_people(name if found else text)
    return _add(staff, line, people, Role.INSTRUCTOR, "", hours=hours)


def _add(
    staff: Staff,
    line: Inline,
    people: list[names.Named],
    role: Role | None,
    words: str,
    *,
    hours: bool,
) -> Read:
    if not people:
        return Read.NOT
    for person in people:
        own = role_in(person.extra)
        staff.add(person_of(person, own or role or Role.INSTRUCTOR, words, line.line))
    staff.links.extend(sites_of(line, people))
    if hours:
        staff.hosts[line.line - 1] = people[-1].name
    return Read.PARTLY if hours else Read.WHOLE


def _about_person(staff: Staff, line: Inline, before: str, behind: str) -> bool:
    """Read what a line says of the person above it: an address, a page."""
    if not staff.people:
        return False
    if _MAIL_LABEL.fullmatch(before):
        return _is_mail_of_last(staff, behind)
    if _SITE_LABEL.fullmatch(before) and line.links:
        name = staff.people[-1].name
        own = " ".join(line.own_text.split())
        more = own[len(before) :].strip(" :") if own.startswith(before) else ""
        title = " ".join(filter(None, (before, f"– {name}", more)))
        staff.links.extend(Link(title, link.url) for link in line.links)
        return True
    return False


def _is_mail_of_last(staff: Staff, behind: str) -> bool:
    rest = names.unveil_mails(behind)
    mails = names.find_mails(rest)
    for mail in mails:
        rest = rest.replace(mail, "")
    return bool(mails) and len(rest.strip(_EDGES)) < 12 and staff.give_mail(mails[0])


def _is_sentence(text: str) -> bool:
    return bool(re.search(r"\b(?:is|are|will|was|has|have|can|please|you)\b", text))


def opens_role(line: Inline) -> tuple[str, Role] | None:
    """Read "**TAs:**" alone on its line, which tells the role of those below it."""
    words = line.text.strip(" :*")
    role = role_in(words)
    if role is None or len(words.split()) > 5 or line.links or not re.search(r":\s*$", line.text):
        return None
    return title_for(words), role


def _cut_hours(text: str) -> tuple[str, bool]:
    """Leave out hours that stand on a person's line, of whatever kind; the meetings read them."""
    found = _OFFICE_HOURS.search(text)
    if found and found.start() > 0:
        return text[: found.start()], True
    met = next((slot for slot in slots_in(text) if slot.hours and slot.hours.end), None)
    cut = max(map(text[: met.start].rfind, ".;,·|")) if met else -1
    return (text[:cut], True) if cut > 0 else (text, False)
