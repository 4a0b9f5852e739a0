"""What a receipt says, and its form in JSON: strict, with one way to write each value.

Each reader takes a value and the name of its field, and raises ``MalformedReceiptError`` saying
what is wrong. Imports no Django: ``projects/receipts.py`` runs alone.
"""

import base64
import json
import re
from collections.abc import Callable
from collections.abc import Set as AbstractSet
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from typing import Any, NoReturn, TypeVar

SCHEMA = 1
# RFC 8785 keeps whole numbers exact below this; beyond it readers in other languages round.
MAX_WHOLE_NUMBER = 2**53 - 1
MAX_TEXT = 4_000
MAX_ITEMS = 1_000

T = TypeVar("T")
Reader = Callable[[object, str], T]


class ReceiptError(ValueError):
    """The receipt proves nothing; the message says why, in plain English."""


class MalformedReceiptError(ReceiptError):
    """It is not written as a receipt is."""


@dataclass(frozen=True, slots=True)
class ReceiptFile:
    """A file as it was stored: its name, the SHA-256 of its content in hex, its size in bytes."""

    name: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was handed in, when and by whom. Times are aware; people and things are public ids.

    ``began`` is when the server saw the first byte of the request, ``stored`` when all of it was
    safe, ``due`` the effective due time as it stood then (None: it had none), ``late_by`` whole
    seconds. The text is hashed and measured as UTF-8 bytes. ``sign`` fills in ``key_id``.
    """

    id: str
    course: str
    course_title: str
    milestone: str
    milestone_title: str
    work: str
    version: int
    began: datetime
    stored: datetime
    due: datetime | None
    late_by: int
    by: str
    members: tuple[str, ...]
    on_behalf: bool
    text_sha256: str | None
    text_size: int | None
    files: tuple[ReceiptFile, ...]
    links: tuple[str, ...]
    schema: int = SCHEMA
    key_id: str = ""


def without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return the object; a key that stands there twice would be read differently by others."""
    record = dict(pairs)
    if len(record) != len(pairs):
        raise MalformedReceiptError("a key stands there twice")
    return record


def no_fraction(_number: str) -> NoReturn:
    raise MalformedReceiptError("it has a number that is not a whole one")


def exactly(value: object, keys: AbstractSet[str], name: str) -> dict[str, Any]:
    """Return the JSON object ``value``, which has exactly ``keys``."""
    if not isinstance(value, dict):
        raise MalformedReceiptError(f"{name} is not an object")
    if value.keys() != keys:
        odd = ", ".join(sorted(str(key) for key in value.keys() ^ keys))
        raise MalformedReceiptError(f"{name} has unknown or missing keys: {odd[:200]}")
    return value


def items(value: object, name: str) -> list[Any]:
    if not isinstance(value, list):
        raise MalformedReceiptError(f"{name} is not a list")
    if len(value) > MAX_ITEMS:
        raise MalformedReceiptError(f"{name} has more than {MAX_ITEMS} entries")
    return value


def text(value: object, name: str) -> str:
    if not isinstance(value, str):
        raise MalformedReceiptError(f"{name} is not a text")
    if len(value) > MAX_TEXT:
        raise MalformedReceiptError(f"{name} is longer than {MAX_TEXT} characters")
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise MalformedReceiptError(f"{name} has half a character in it") from error
    return value


def texts(value: object, name: str) -> tuple[str, ...]:
    return tuple(text(item, name) for item in items(value, name))


def whole_number(value: object, name: str) -> int:
    # bool is an int for Python, not for JSON
    if not isinstance(value, int) or isinstance(value, bool):
        raise MalformedReceiptError(f"{name} is not a whole number")
    if not 0 <= value <= MAX_WHOLE_NUMBER:
        raise MalformedReceiptError(f"{name} is out of range")
    return value


def truth(value: object, name: str) -> bool:
    if not isinstance(value, bool):
        raise MalformedReceiptError(f"{name} is neither true nor false")
    return value


def sha256(value: object, name: str) -> str:
    digest = text(value, name)
    if not re.fullmatch("[0-9a-f]{64}", digest):
        raise MalformedReceiptError(f"{name} is not a SHA-256 in hex")
    return digest


def moment(value: object, name: str) -> datetime:
    """Return the aware UTC time of ``2019-05-01T21:59:03.000001Z`` (RFC 3339)."""
    written_so = text(value, name)
    try:
        read = datetime.strptime(written_so, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
    except ValueError as error:
        raise MalformedReceiptError(f"{name} is not a time in UTC") from error
    # strptime takes "2019-5-1" as well; one moment has one spelling here.
    if written(read) != written_so:
        raise MalformedReceiptError(f"{name} is not a time in UTC with microseconds")
    return read


def written(when: datetime) -> str:
    """Return an aware time as RFC 3339 in UTC, with microseconds and Z."""
    if when.tzinfo is None:
        raise MalformedReceiptError("a time without a time zone is no proof of anything")
    return when.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def optional(read: Reader[T]) -> Reader[T | None]:
    def read_or_none(value: object, name: str) -> T | None:
        return None if value is None else read(value, name)

    return read_or_none


def signature(value: object) -> bytes:
    """Return the 64 bytes of an Ed25519 signature from unpadded base64url (RFC 4648)."""
    encoded = text(value, "the signature")
    if not re.fullmatch("[A-Za-z0-9_-]{86}", encoded):
        raise MalformedReceiptError("the signature is not 64 bytes in base64url")
    decoded = base64.urlsafe_b64decode(encoded + "==")
    # The last letter has four bits to spare; with another letter there it would still decode.
    if encoded_signature(decoded) != encoded:
        raise MalformedReceiptError("the signature is not written as base64url writes it")
    return decoded


def encoded_signature(decoded: bytes) -> str:
    return base64.urlsafe_b64encode(decoded).rstrip(b"=").decode()


def _schema(value: object, name: str) -> int:
    if whole_number(value, name) != SCHEMA:
        raise MalformedReceiptError(f"its schema is {value}; only {SCHEMA} can be read here")
    return SCHEMA


def _files(value: object, name: str) -> tuple[ReceiptFile, ...]:
    return tuple(_file(item) for item in items(value, name))


def _file(value: object) -> ReceiptFile:
    file = exactly(value, {"name", "sha256", "size"}, "a file")
    return ReceiptFile(
        text(file["name"], "name"),
        sha256(file["sha256"], "sha256"),
        whole_number(file["size"], "size"),
    )


# --- The whole receipt ----------------------------------------------------------------------

_NAMES = frozenset(field.name for field in fields(Receipt))
# Every other field is a text.
_READERS: dict[str, Reader[Any]] = {
    "version": whole_number,
    "began": moment,
    "stored": moment,
    "due": optional(moment),
    "late_by": whole_number,
    "members": texts,
    "on_behalf": truth,
    "text_sha256": optional(sha256),
    "text_size": optional(whole_number),
    "files": _files,
    "links": texts,
    "schema": _schema,
}


def from_json(value: object) -> Receipt:
    """Return the receipt, or raise ``MalformedReceiptError``."""
    found = exactly(value, _NAMES, "the receipt")
    return Receipt(**{name: _READERS.get(name, text)(field, name) for name, field in found.items()})


def as_json(receipt: Receipt) -> dict[str, Any]:
    return {
        name: written(value) if isinstance(value, datetime) else value
        for name, value in asdict(receipt).items()
    }


def canonical(receipt: Receipt) -> bytes:
    """Return the bytes that are signed (RFC 8785). Raises ``MalformedReceiptError``."""
    value = as_json(receipt)
    try:
        return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    except UnicodeEncodeError as error:
        raise MalformedReceiptError("it has half a character in it") from error
