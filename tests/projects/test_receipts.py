"""A receipt proves exactly what it says: a change of any part of it is refused."""

import io
import json
import subprocess
import sys
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from projects import receipts

ROOT = Path(__file__).parents[2]
PRIVATE = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = PRIVATE.public_key()
KEYS = {receipts.key_id(PUBLIC): PUBLIC}
PAPER = b"%PDF-1.7 our project"
TEXT = "Unser Thema: Störungen".encode()


def fingerprint(name: str, content: bytes) -> receipts.ReceiptFile:
    return receipts.fingerprint(name, io.BytesIO(content))


RECEIPT = receipts.Receipt(
    id="s7kq2m9xw3hd",
    course="c4np8r2t6vbz",
    course_title="Mathematics of Deep Learning",
    milestone="m2wd5h7k9qrs",
    milestone_title="Abstract – “first”",
    work="w8xz3c5v7bnm",
    version=3,
    began=datetime(2019, 5, 2, 3, 59, 58, 123456, tzinfo=UTC),
    stored=datetime(2019, 5, 2, 4, 7, 1, 5, tzinfo=UTC),
    due=datetime(2019, 5, 2, 3, 59, 59, tzinfo=UTC),
    late_by=0,
    by="p2rs4tv6wx8z",
    members=("p2rs4tv6wx8z", "q3bc5df7gh9j"),
    on_behalf=False,
    text_sha256=fingerprint("", TEXT).sha256,
    text_size=len(TEXT),
    files=(fingerprint("paper Müller.pdf", PAPER), fingerprint("code.zip", b"PK")),
    links=("https://example.org/repository",),
)
DOCUMENT = receipts.sign(RECEIPT, PRIVATE)
OTHER_KEY = Ed25519PrivateKey.from_private_bytes(bytes(32))

whole = st.integers(min_value=0, max_value=2**53 - 1)
words = st.text(max_size=60)
moments = st.datetimes(
    min_value=datetime(1970, 1, 1),  # noqa: DTZ001
    timezones=st.sampled_from([UTC, timezone(timedelta(hours=-4))]),
)
sha256s = st.binary(min_size=32, max_size=32).map(bytes.hex)
any_receipt = st.builds(
    receipts.Receipt,
    **dict.fromkeys(
        ["id", "course", "course_title", "milestone", "milestone_title", "work", "by"], words
    ),
    version=whole,
    began=moments,
    stored=moments,
    due=st.none() | moments,
    late_by=whole,
    members=st.lists(words, max_size=5).map(tuple),
    on_behalf=st.booleans(),
    text_sha256=st.none() | sha256s,
    text_size=st.none() | whole,
    files=st.lists(st.builds(receipts.ReceiptFile, words, sha256s, whole), max_size=4).map(tuple),
    links=st.lists(words, max_size=3).map(tuple),
    schema=st.just(1),
    key_id=st.just(""),
)


def refusal(document: str, **checked: object) -> type[Exception]:
    with pytest.raises(receipts.ReceiptError) as refused:
        receipts.verify(document, KEYS, **checked)
    return refused.type


# --- What is genuine verifies ---------------------------------------------------------------


@given(receipt=any_receipt)
def test_what_was_signed_is_what_is_read(receipt):
    document = receipts.sign(receipt, PRIVATE)
    assert receipts.verify(document, KEYS) == replace(receipt, key_id=receipts.key_id(PUBLIC))


def test_times_are_written_in_utc_with_microseconds():
    new_york = timezone(timedelta(hours=-4))
    document = receipts.sign(
        replace(RECEIPT, began=datetime(2019, 5, 1, 23, 59, 58, 0, tzinfo=new_york)), PRIVATE
    )
    assert json.loads(document)["receipt"]["began"] == "2019-05-02T03:59:58.000000Z"


def test_the_document_is_ascii_so_that_mail_cannot_change_it():
    assert DOCUMENT.isascii()
    assert receipts.read(DOCUMENT).receipt.milestone_title == "Abstract – “first”"


def test_an_independent_reading_of_the_standard_agrees():
    """What is signed, written down by hand from RFC 8785 for a small receipt."""
    document = json.loads(DOCUMENT)
    canonical = json.dumps(document["receipt"], ensure_ascii=False, sort_keys=True)
    assert "\\" not in canonical
    compact = canonical.replace('": ', '":').replace(', "', ',"').replace(", {", ",{")
    signature = receipts.read(DOCUMENT).signature
    PUBLIC.verify(signature, compact.encode())


@pytest.mark.parametrize("indent", [None, 0, 7, "\t", "\r\n "])
def test_white_space_between_the_parts_is_free(indent):
    respaced = json.dumps(json.loads(DOCUMENT), indent=indent, sort_keys=True)
    assert receipts.verify(f"\n {respaced}\r\n", KEYS).version == 3


def test_a_renamed_file_is_the_same_file():
    renamed = fingerprint("final_FINAL.pdf", PAPER)
    assert receipts.verify(DOCUMENT, KEYS, files=[renamed], text=TEXT).version == 3


def test_a_file_that_holds_the_text_is_the_text():
    assert receipts.verify(DOCUMENT, KEYS, files=[fingerprint("text.md", TEXT)])


# --- What was changed does not --------------------------------------------------------------


@pytest.mark.parametrize("letter", ['"', "0", "A", " ", "\\", ""])
def test_no_letter_of_the_document_can_be_changed(letter):
    """Either the change is refused, or the document still says the same (free white space)."""
    honest = json.loads(DOCUMENT)
    for position in range(len(DOCUMENT)):
        changed = DOCUMENT[:position] + letter + DOCUMENT[position + 1 :]
        try:
            receipts.verify(changed, KEYS)
        except receipts.ReceiptError:
            continue
        assert json.loads(changed) == honest, (position, letter)


@given(position=st.integers(0, len(DOCUMENT) - 1), letter=st.characters(codec="utf-8"))
def test_no_letter_of_any_alphabet_can_be_smuggled_in(position, letter):
    changed = DOCUMENT[:position] + letter + DOCUMENT[position:]
    try:
        receipts.verify(changed, KEYS)
    except receipts.ReceiptError:
        return
    assert json.loads(changed) == json.loads(DOCUMENT)


@given(other=any_receipt, name=st.sampled_from([field.name for field in fields(RECEIPT)]))
def test_no_field_can_be_taken_from_another_receipt(other, name):
    signed = json.loads(DOCUMENT)
    foreign = json.loads(receipts.sign(other, OTHER_KEY))["receipt"][name]
    if signed["receipt"][name] == foreign:
        return
    signed["receipt"][name] = foreign
    expected = receipts.MalformedReceiptError if name == "key_id" else receipts.WrongSignatureError
    assert refusal(json.dumps(signed)) is expected


@pytest.mark.parametrize("name", ["began", "stored", "due"])
def test_a_time_cannot_be_moved_by_a_microsecond(name):
    signed = json.loads(DOCUMENT)
    earlier = getattr(RECEIPT, name) - timedelta(microseconds=1)
    moved = json.loads(receipts.sign(replace(RECEIPT, **{name: earlier}), PRIVATE))
    signed["receipt"] = moved["receipt"]
    assert refusal(json.dumps(signed)) is receipts.WrongSignatureError


@given(position=st.integers(0, len(PAPER) - 1), change=st.integers(1, 255))
def test_no_byte_of_a_file_can_be_changed(position, change):
    changed = bytearray(PAPER)
    changed[position] ^= change
    files = [fingerprint("paper Müller.pdf", bytes(changed))]
    assert refusal(DOCUMENT, files=files) is receipts.FileDiffersError


def test_a_file_that_was_never_handed_in_is_named_so():
    files = [fingerprint("paper Müller.pdf", PAPER), fingerprint("late.pdf", b"written later")]
    with pytest.raises(receipts.NoSuchFileError, match=r"late\.pdf"):
        receipts.verify(DOCUMENT, KEYS, files=files)


def test_another_text_is_refused():
    assert refusal(DOCUMENT, text=TEXT + b".") is receipts.TextDiffersError
    without = receipts.sign(replace(RECEIPT, text_sha256=None, text_size=None), PRIVATE)
    assert refusal(without, text=b"") is receipts.TextDiffersError


def test_a_receipt_signed_by_somebody_else_is_refused():
    forged = receipts.sign(RECEIPT, OTHER_KEY)
    assert refusal(forged) is receipts.UnknownKeyError
    # with our key's name on it
    claimed = forged.replace(receipts.key_id(OTHER_KEY.public_key()), receipts.key_id(PUBLIC))
    assert refusal(claimed) is receipts.WrongSignatureError


# --- What is not written as a receipt -------------------------------------------------------


def with_receipt(**changes: object) -> str:
    signed = json.loads(DOCUMENT)
    signed["receipt"].update(changes)
    return json.dumps(signed)


@pytest.mark.parametrize(
    "document",
    [
        "",
        "null",
        "[]",
        "{}",
        "not JSON",
        "[" * 200_000,
        "1" * 10_000,
        " " * 2_000_000,
        DOCUMENT[:-1],
        DOCUMENT + "{}",
        DOCUMENT.replace('"version": 3', '"version": 3, "version": 3'),
        DOCUMENT.replace('"version": 3', '"version": 3.0'),
        DOCUMENT.replace('"version": 3', '"version": 3e0'),
        DOCUMENT.replace('"version": 3', '"version": NaN'),
        DOCUMENT.replace('"signature"', '"sig"'),
        with_receipt(version=True),
        with_receipt(version="3"),
        with_receipt(version=-1),
        with_receipt(version=2**53),
        with_receipt(on_behalf=0),
        with_receipt(on_behalf=None),
        with_receipt(began="2019-05-02T03:59:58Z"),
        with_receipt(began="2019-05-02T03:59:58.123456+00:00"),
        with_receipt(began="2019-5-2T03:59:58.123456Z"),
        with_receipt(began=None),
        with_receipt(text_sha256="A" * 64),
        with_receipt(members="p2rs4tv6wx8z"),
        with_receipt(members=["a"] * 1001),
        with_receipt(links=[1]),
        with_receipt(files=[{"name": "a", "size": 1}]),
        with_receipt(files=["a"]),
        with_receipt(id="x" * 5000),
        with_receipt(id="\ud800"),
        with_receipt(schema=2),
        with_receipt(grade="A"),
    ],
)
def test_what_is_not_a_receipt_is_refused_as_such(document):
    assert refusal(document) is receipts.MalformedReceiptError


def test_a_signature_has_one_spelling():
    """The last letter of 86 carries four spare bits, which a lenient reader ignores."""
    signed = json.loads(DOCUMENT)
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    last = alphabet.index(signed["signature"][-1])
    signed["signature"] = signed["signature"][:-1] + alphabet[last + 1]
    assert refusal(json.dumps(signed)) is receipts.MalformedReceiptError


@pytest.mark.parametrize(
    "change",
    [{"began": datetime(2019, 5, 1)}, {"version": -1}, {"id": "\ud800"}, {"text_sha256": "0"}],  # noqa: DTZ001
)
def test_nothing_is_signed_that_could_not_be_read_back(change):
    with pytest.raises(receipts.MalformedReceiptError):
        receipts.sign(replace(RECEIPT, **change), PRIVATE)


# --- At the command line --------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    pem = PUBLIC.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    (tmp_path / "key.pem").write_bytes(pem)
    (tmp_path / "receipt.json").write_text(DOCUMENT)
    (tmp_path / "my paper.pdf").write_bytes(PAPER)
    (tmp_path / "paper Müller.pdf").write_bytes(PAPER + b"!")
    (tmp_path / "text.md").write_bytes(TEXT)
    other = OTHER_KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    (tmp_path / "other.pem").write_bytes(other)
    rsa = generate_private_key(65537, 2048).public_key()
    (tmp_path / "rsa.pem").write_bytes(
        rsa.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    )
    return tmp_path


def command(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run it in an interpreter that reads no environment and refuses to import Django."""
    script = (
        "import runpy, sys\n"
        f"sys.path.insert(0, {str(ROOT)!r})\n"
        "sys.modules['django'] = sys.modules['celery'] = sys.modules['courseapp'] = None\n"
        "sys.argv[0] = 'receipts'\n"
        "runpy.run_module('projects.receipts', run_name='__main__', alter_sys=True)\n"
    )
    return subprocess.run(
        [sys.executable, "-I", "-X", "utf8", "-c", script, *arguments],
        cwd=folder,
        env={},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )


@pytest.mark.parametrize(
    ("status", "arguments"),
    [
        (0, "verify receipt.json --key key.pem"),
        (0, "verify receipt.json|my paper.pdf --key other.pem --key key.pem --text text.md"),
        (1, "verify receipt.json --key other.pem"),
        (1, "verify receipt.json|my paper.pdf|paper Müller.pdf --key key.pem"),
        (1, "verify receipt.json|key.pem --key key.pem"),
        (1, "verify receipt.json --key key.pem --text key.pem"),
        (1, "verify key.pem --key key.pem"),
        (1, "verify my paper.pdf --key key.pem"),
        (2, ""),
        (2, "verify receipt.json"),
        (2, "verify receipt.json|missing.pdf --key key.pem"),
        (2, "verify receipt.json --key missing.pem"),
        (2, "verify receipt.json --key text.md"),
        (2, "verify receipt.json --key rsa.pem"),
    ],
)
def test_the_command_tells_by_its_status(folder, status, arguments):
    verb, _, rest = arguments.partition(" ")
    paths, _, options = rest.partition(" --")
    options = f"--{options}".split() if options else []
    run = command(folder, *([verb] if verb else []), *(paths.split("|") if paths else []), *options)
    assert (run.returncode, "Traceback" in run.stderr) == (status, False), run
    assert run.stdout.startswith("VALID") is (status == 0)


def test_the_command_says_what_it_compared_and_what_not(folder):
    told = command(folder, "verify", "receipt.json", "my paper.pdf", "--key", "key.pem").stdout
    assert "the same: paper Müller.pdf" in told
    assert "not compared: code.zip" in told


def test_nothing_of_django_is_imported():
    script = (
        "import sys; import projects.receipts;"
        "sys.exit(any(name.split('.')[0] in {'django', 'celery', 'courseapp'}"
        " for name in sys.modules))"
    )
    run = subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=False, timeout=60)
    assert run.returncode == 0
