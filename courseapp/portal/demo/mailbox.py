"""The mail that the demo has sent, read back from the folder into which Django writes it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from itertools import groupby, islice
from pathlib import Path

from courseapp.mail.models import OutgoingMail

# How Django's file backend ends each mail (`filebased.EmailBackend.write_message`).
_END = re.compile(rb"^-{79}\n", re.MULTILINE)
MOST = 200
A_FEW = 3  # a team


@dataclass(frozen=True, slots=True)
class Letter:
    """One text to one or more people, each of whom got a mail of their own. `sent` is the demo's
    moment; of mail that does not come from the outbox, what its header says."""

    sent: datetime
    to: tuple[str, ...]
    subject: str
    text: str

    @property
    def is_to_many(self) -> bool:
        """Whether their addresses are told with the text and not above it."""
        return len(self.to) > A_FEW


def newest_letters(folder: Path, *, most: int = MOST) -> list[Letter]:
    """Return the newest mails of a folder, by the machine's time, whatever the demo's clock said;
    of those within one second the one that the demo sent last comes first."""
    messages = list(islice(_newest_first(folder), most))
    ids = [_public_id(message) for message in messages]
    rows = OutgoingMail.objects.filter(public_id__in=ids).values_list("public_id", "sent_at")
    sent = dict(rows)
    letters = []
    for message, own in zip(messages, ids, strict=True):
        written = _date(message)
        letters.append((written, _letter(message, sent=sent.get(own) or written)))
    letters.sort(key=lambda pair: (pair[0], pair[1].sent), reverse=True)
    in_order = (letter for _written, letter in letters)
    return [_to_all(group) for _same, group in groupby(in_order, lambda one: replace(one, to=()))]


def _letter(message: EmailMessage, *, sent: datetime) -> Letter:
    return Letter(
        sent=sent,
        to=(str(message["To"] or ""),),
        subject=str(message["Subject"] or "").strip(),
        text=_text(message),
    )


def _to_all(letters: Iterator[Letter]) -> Letter:
    first, *others = letters
    people = (first.to, *(letter.to for letter in others))
    return replace(first, to=tuple(sorted(name for to in people for name in to)))


def _newest_first(folder: Path) -> Iterator[EmailMessage]:
    files = [(path.stat().st_mtime_ns, path.name, path) for path in folder.glob("*.log")]
    for _written, _name, path in sorted(files, reverse=True):
        # A mail that is being written has no end yet; it comes with the next look.
        *whole, _rest = _END.split(path.read_bytes())
        for raw in reversed(whole):
            yield message_from_bytes(raw, policy=policy.default)


def _public_id(message: EmailMessage) -> str:
    return str(message["Message-ID"] or "").strip().removeprefix("<").partition("@")[0]


def _date(message: EmailMessage) -> datetime:
    """Return when Django wrote the mail, to the second; it always says so."""
    return parsedate_to_datetime(str(message["Date"])).astimezone(UTC)


def _text(message: EmailMessage) -> str:
    body = message.get_body(("plain", "html"))
    return str(body.get_content()) if body else ""
