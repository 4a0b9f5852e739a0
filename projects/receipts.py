"""Signed receipts of hand-ins. Imports no Django, so that anybody can verify one offline:

    python -m projects.receipts verify RECEIPT [FILE…] --key KEY

A receipt is JSON: ``{"receipt": {…}, "signature": "<base64url>", "key": "<key id>"}``. Signed by
Ed25519 (RFC 8032) is the canonical form of what stands under ``receipt`` (RFC 8785): keys sorted,
no white space, UTF-8. Only text, whole numbers below 2**53, true, false, null, lists and objects
with ASCII keys occur in it; for these, Python's own ``json.dumps`` writes the canonical form.
White space between the parts of the document is free: mail may break lines there.
"""

import argparse
import hashlib
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from projects import receipt_form
from projects.receipt_form import MalformedReceiptError, Receipt, ReceiptError, ReceiptFile

__all__ = [
    "FileDiffersError",
    "MalformedReceiptError",
    "NoSuchFileError",
    "Receipt",
    "ReceiptError",
    "ReceiptFile",
    "SignedReceipt",
    "TextDiffersError",
    "UnknownKeyError",
    "WrongSignatureError",
    "fingerprint",
    "key_id",
    "load_public_key",
    "read",
    "sign",
    "verify",
]

MAX_DOCUMENT_CHARACTERS = 1024 * 1024


class UnknownKeyError(ReceiptError):
    """It names a key that is not among those given."""


class WrongSignatureError(ReceiptError):
    """What it says is not what was signed."""


class FileDiffersError(ReceiptError):
    """It has a file of this name, with other content."""


class NoSuchFileError(ReceiptError):
    """It has no file of this content, nor one of this name."""


class TextDiffersError(ReceiptError):
    """The text is not the one that was handed in."""


@dataclass(frozen=True, slots=True)
class SignedReceipt:
    """A receipt as somebody shows it; nothing is proven before ``verify``."""

    receipt: Receipt
    signature: bytes


def key_id(key: Ed25519PublicKey) -> str:
    """Return the name of a key: the first 16 hex digits of the SHA-256 of its 32 raw bytes."""
    return hashlib.sha256(key.public_bytes_raw()).hexdigest()[:16]


def load_public_key(pem: bytes) -> Ed25519PublicKey:
    """Read a published key. Raises ``ValueError`` for what is no Ed25519 public key in PEM."""
    try:
        key = load_pem_public_key(pem)
    except UnsupportedAlgorithm as error:
        raise ValueError("it is a key of a kind that is not known here") from error
    if isinstance(key, Ed25519PublicKey):
        return key
    raise ValueError("it is not an Ed25519 key")


def fingerprint(name: str, content: BinaryIO) -> ReceiptFile:
    """Return name, SHA-256 and size of ``content``, read from where it stands to its end."""
    digest = hashlib.sha256()
    size = 0
    while block := content.read(1024 * 1024):
        digest.update(block)
        size += len(block)
    return ReceiptFile(name, digest.hexdigest(), size)


def sign(receipt: Receipt, private_key: Ed25519PrivateKey) -> str:
    """Return the signed document, in ASCII: no mail program can change a letter of it.

    Raises ``ReceiptError`` for a receipt that could not be read back, such as one with a time
    without a time zone.
    """
    receipt = replace(receipt, key_id=key_id(private_key.public_key()))
    signature = private_key.sign(receipt_form.canonical(receipt))
    document = {
        "receipt": receipt_form.as_json(receipt),
        "signature": receipt_form.encoded_signature(signature),
        "key": receipt.key_id,
    }
    text = json.dumps(document, indent=1)
    read(text)
    return text


def read(document: str) -> SignedReceipt:
    """Return what ``document`` says, unproven. Raises ``MalformedReceiptError``.

    Strict: unknown, missing and doubled keys are refused, and so is every second way to write
    the same value. What ``verify`` checks is therefore all that a reader sees.
    """
    if len(document) > MAX_DOCUMENT_CHARACTERS:
        raise MalformedReceiptError("it is too long for a receipt")
    try:
        parsed = json.loads(
            document,
            object_pairs_hook=receipt_form.without_doubles,
            parse_float=receipt_form.no_fraction,
            parse_constant=receipt_form.no_fraction,
        )
    except ReceiptError:
        raise
    except (ValueError, RecursionError) as error:
        raise MalformedReceiptError(f"it is not JSON: {error}") from error
    envelope = receipt_form.exactly(parsed, {"receipt", "signature", "key"}, "the document")
    receipt = receipt_form.from_json(envelope["receipt"])
    if envelope["key"] != receipt.key_id:
        raise MalformedReceiptError("it names two different keys")
    return SignedReceipt(receipt, receipt_form.signature(envelope["signature"]))


def verify(
    document: str,
    public_keys: Mapping[str, Ed25519PublicKey],
    *,
    files: Iterable[ReceiptFile] = (),
    text: bytes | None = None,
) -> Receipt:
    """Return the receipt if it is genuine and ``files`` and ``text`` are what was handed in.

    ``public_keys`` are by their ``key_id``; ``files`` come from ``fingerprint``. A file is told
    by its content: a renamed one is the same file, and one that holds the text is the text.
    Raises the ``ReceiptError`` that says what is wrong.
    """
    signed = read(document)
    receipt = signed.receipt
    key = public_keys.get(receipt.key_id)
    if key is None:
        raise UnknownKeyError(f"it was signed with the key {receipt.key_id}, which is not known")
    try:
        key.verify(signed.signature, receipt_form.canonical(receipt))
    except InvalidSignature as error:
        raise WrongSignatureError("its signature is wrong: it is not as it was signed") from error
    for file in files:
        _check_file(receipt, file)
    if text is not None and hashlib.sha256(text).hexdigest() != receipt.text_sha256:
        raise TextDiffersError("the text is not the one that was handed in")
    return receipt


def _check_file(receipt: Receipt, file: ReceiptFile) -> None:
    if file.sha256 in {receipt.text_sha256, *(stored.sha256 for stored in receipt.files)}:
        return
    if any(stored.name == file.name for stored in receipt.files):
        raise FileDiffersError(f"{file.name} is not what was handed in under this name")
    raise NoSuchFileError(f"{file.name} is none of the files that were handed in")


# --- The command ----------------------------------------------------------------------------


def main(arguments: Sequence[str] | None = None) -> int:
    """Verify at the command line: 0 = genuine, 1 = not, 2 = wrong use or an unreadable file."""
    parser = _parser()
    options = parser.parse_args(arguments)
    try:
        keys = [load_public_key(path.read_bytes()) for path in options.key]
        document = options.receipt.read_text("utf-8")
        files = [_fingerprint_of(path) for path in options.files]
        text = options.text.read_bytes() if options.text else None
    except (OSError, ValueError) as error:
        parser.error(str(error))
    try:
        receipt = verify(document, {key_id(key): key for key in keys}, files=files, text=text)
    except ReceiptError as error:
        sys.stderr.write(f"NOT VALID: {error}\n")
        return 1
    sys.stdout.write(_told(receipt, files))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m projects.receipts")
    commands = parser.add_subparsers(required=True)
    verifying = commands.add_parser("verify", help="tell whether a receipt is genuine")
    verifying.add_argument("receipt", type=Path, metavar="RECEIPT")
    verifying.add_argument("files", type=Path, nargs="*", metavar="FILE", help="as handed in")
    verifying.add_argument("--text", type=Path, help="a file with the text as handed in")
    verifying.add_argument(
        "--key", type=Path, action="append", required=True, help="a published key (PEM)"
    )
    return parser


def _fingerprint_of(path: Path) -> ReceiptFile:
    with path.open("rb") as content:
        return fingerprint(path.name, content)


def _told(receipt: Receipt, compared: Sequence[ReceiptFile]) -> str:
    late = f"late by {receipt.late_by} s" if receipt.late_by else "on time"
    lines = [
        f"VALID, signed with the key {receipt.key_id}",
        f"{receipt.course_title}: {receipt.milestone_title}, version {receipt.version}",
        f"begun {receipt_form.written(receipt.began)}, {late}",
    ]
    seen = {file.sha256 for file in compared}
    for file in receipt.files:
        state = "the same" if file.sha256 in seen else "not compared"
        lines.append(f"{state}: {file.name} ({file.size} bytes, SHA-256 {file.sha256})")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
