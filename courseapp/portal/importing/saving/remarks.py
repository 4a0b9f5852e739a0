"""What saving has to tell, beside the notes of reading."""

from __future__ import annotations

from dataclasses import dataclass

LONGEST = 160


@dataclass(frozen=True, slots=True)
class Remark:
    """Like a note of the page; `line` is None where no line of the page is meant."""

    line: int | None
    text: str
    reason: str

    def as_json(self) -> dict[str, str | int | None]:
        words = " ".join(self.text.split())
        short = words if len(words) <= LONGEST else f"{words[: LONGEST - 1].rstrip()}…"
        return {"line": self.line, "text": short, "reason": self.reason}
