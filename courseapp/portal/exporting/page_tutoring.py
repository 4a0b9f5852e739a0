"""The tracks of a page: a heading for each, and its sessions as nested lists."""

from collections.abc import Iterator, Sequence

from courseapp.portal.exporting.markdown import indented, link, plain
from courseapp.portal.importing.page import Reading, Session, Track

_STEP = 2


def track_lines(tracks: Sequence[Track]) -> Iterator[str]:
    for track in tracks:
        document = f": {link('Living document', track.document)}" if track.document else ""
        yield f"### {plain(track.name)}{document}"
        yield from (_session(session) for session in track.sessions)


def _session(session: Session) -> str:
    number = "" if session.number is None else f" {session.number}"
    day = f" ({session.day.isoformat()})" if session.day else ""
    lines = [f"* Class{number}: {plain(session.title)}{day}"]
    if session.motivation:
        lines += ["  * Motivation:", "", indented(session.motivation, 4), ""]
    for name, readings in (
        ("Required Reading", session.required),
        ("Optional Reading", session.optional),
    ):
        if readings:
            lines += [f"  * {name}:", *(_reading(one, 4) for one in readings)]
    if session.questions:
        lines += ["  * Questions:", *(_item(one, 4) for one in session.questions)]
    return "\n".join(lines)


def _reading(reading: Reading, margin: int) -> str:
    below = (_reading(child, margin + _STEP) for child in reading.children)
    return "\n".join((_item(reading.text, margin), *below))


def _item(text: str, margin: int) -> str:
    """Return a list item whose further lines and blocks hang under it."""
    first, *rest = text.strip().split("\n")
    more = [indented("\n".join(rest), margin + _STEP)] if rest else []
    return "\n".join((f"{' ' * margin}* {first}", *more))
