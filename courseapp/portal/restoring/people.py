"""The people and the department of an export: who is here already is found, others are made."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email, validate_slug
from django.utils.translation import gettext as _

from courseapp.courses.models import Department, User
from courseapp.courses.public_ids import make_public_id
from courseapp.portal.exporting import values
from courseapp.portal.exporting.nameless import NAME, address_of_nameless
from courseapp.portal.restoring.document import Document, Row
from courseapp.portal.restoring.identities import is_public_id
from courseapp.portal.restoring.opening import RestoreRefused


def people_of(document: Document) -> Iterator[tuple[str, User]]:
    """Yield (id in the export, person here). A person is known by the address; who is new gets no
    password. What they are called here stays as it is here."""
    for row in document.rows.get(User._meta.label, []):
        public_id, email, name = _person(row)
        found = User.objects.filter(email__iexact=email).first()
        yield public_id, found or _made(public_id, email, name, _text(row.get("campus_id") or ""))


def _person(row: Row) -> tuple[str, str, str]:
    public_id = row.get("public_id")
    if not is_public_id(public_id):
        raise RestoreRefused(_("A person of the export has no public id."))
    if row.get("email") is None:
        return public_id, address_of_nameless(public_id), _(NAME)  # type: ignore[arg-type, return-value]
    email = _text(row["email"], most=254)
    try:
        validate_email(email)
    except ValidationError as error:
        raise RestoreRefused(_("“%s” is no e-mail address.") % email[:60]) from error
    return public_id, email, _text(row.get("name"), most=150)  # type: ignore[return-value]


def _made(public_id: str, email: str, name: str, campus_id: str) -> User:
    if User.objects.filter(public_id=public_id).exists():
        public_id = make_public_id()
    person = User(public_id=public_id, email=email, name=name, campus_id=campus_id[:64])
    person.is_active = email != address_of_nameless(public_id)
    person.set_unusable_password()
    person.save()
    return person


def id_of_department(document: Document) -> str:
    """Return the id in the export of the department of its course."""
    rows = document.rows.get(Department._meta.label, [])
    if len(rows) != 1 or not is_public_id(rows[0].get("public_id")):
        raise RestoreRefused(_("An export holds the department of its course."))
    return str(rows[0]["public_id"])


def department_of(document: Document) -> Department:
    """Return the department of this name in addresses, made if there is none."""
    public_id = id_of_department(document)
    (row,) = document.rows[Department._meta.label]
    slug, name = _text(row.get("slug"), most=50), _text(row.get("name"), most=200)
    if found := Department.objects.filter(slug=slug).first():
        return found
    try:
        validate_slug(slug)
    except ValidationError as error:
        raise RestoreRefused(_("“%s” is no slug of a department.") % slug[:60]) from error
    if Department.objects.filter(public_id=public_id).exists():
        public_id = make_public_id()
    department: Department = Department.objects.create(public_id=public_id, slug=slug, name=name)
    return department


def _text(value: Any, *, most: int = 64) -> str:
    if not isinstance(value, str) or len(value) > most:
        raise RestoreRefused(_("A person or department of the export is not named as one is."))
    try:
        values.check_text(value)
    except values.ValueRefused as error:
        raise RestoreRefused(_("A name in the export holds what is no character.")) from error
    return value
