"""Hours and spans of hours: 7.10pm-9pm, 16:00-18:00, 4-6pm, 19h10–21h, noon."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time

_ONE = (
    r"(?:(?P<h{0}>\d{{1,2}})(?:\s?[:.]\s?(?P<m{0}>\d{{2}})(?!\d)|\s?h\s?(?P<f{0}>\d{{2}})?(?![a-z])"
    r"|(?=\D|$))(?:\s*(?P<p{0}>[ap]\.?\s?m\b\.?|[ap]\b|(?:o[’']clock\s*)?(?:uhr|heures?|horas?|hs)\b"
    r"|noon\b))?"
    r"|(?P<w{0}>noon|midday|midnight))"
)
_DASH = r"\s*(?:-{1,2}|–|—|−|~|to|until|till|through|thru|à|bis|and|a(?= ?\d))\s*"
_SPAN = re.compile(
    rf"(?<![\d.:/$])\b{_ONE.format(1)}{_DASH}{_ONE.format(2)}(?![\d%/])", re.IGNORECASE
)
_HOUR = re.compile(rf"(?<![\d.:/$])\b{_ONE.format(1)}(?![\d%/])", re.IGNORECASE)
_NOON = 12


@dataclass(frozen=True, slots=True)
class Hours:
    start: time
    end: time | None
    first: int  # where in the text it stands
    last: int
    bare: bool  # only two numbers, such as "4-6": hours only next to a weekday


@dataclass(frozen=True, slots=True)
class _Written:
    hour: int
    minute: int
    half: str  # "a", "p" or ""
    explicit: bool  # has minutes, "h" or am/pm
    padded: bool

    def at(self, half: str) -> time | None:
        hour = self.hour
        if half:
            if not 1 <= hour <= _NOON:
                half = ""
            else:
                hour = hour % _NOON + (_NOON if half == "p" else 0)
        if hour == 24 and self.minute == 0:
            return time(23, 59)
        return time(hour, self.minute) if hour < 24 and self.minute < 60 else None


def find_hours(text: str) -> tuple[Hours, ...]:
    """Find spans of hours, and single hours that no span contains."""
    spans = [made for found in _SPAN.finditer(text) if (made := _span(found))]
    singles = [
        made
        for found in _HOUR.finditer(text)
        if not any(one.first < found.end() and found.start() < one.last for one in spans)
        if (made := _single(found))
    ]
    return tuple(sorted((*spans, *singles), key=lambda hours: hours.first))


def _written(found: re.Match[str], which: int) -> _Written:
    parts = {key[0]: value for key, value in found.groupdict().items() if key[1] == str(which)}
    if word := (parts["w"] or "").lower():
        return (
            _Written(0, 0, "", True, True)
            if word == "midnight"
            else _Written(12, 0, "p", True, True)
        )
    hour, minute = int(parts["h"]), int(parts["m"] or parts["f"] or 0)
    after = (parts["p"] or "").lower()
    half = after[0] if after[:1] in ("a", "p") else ""
    if after.startswith("noon"):
        half = "p"
    french = "h" in found.group() and not half
    explicit = bool(parts["m"] or parts["f"] or after or french)
    return _Written(hour, minute, half, explicit, parts["h"].startswith("0"))


def _span(found: re.Match[str]) -> Hours | None:
    one, two = _written(found, 1), _written(found, 2)
    first_half = one.half or _half_of_start(one, two)
    second_half = two.half or _half_of_end(one, two, first_half)
    start, end = one.at(first_half), two.at(second_half)
    if start is None or end is None:
        return None
    if end == time(0):
        end = time(23, 59)
    if end <= start:
        return None
    return Hours(start, end, *found.span(), bare=not (one.explicit or two.explicit))


def _half_of_start(one: _Written, two: _Written) -> str:
    """In "4-6pm" both are pm, in "11-12:15pm" only the end is; "2:00-3:15" is no night course."""
    if two.half:
        same, end = one.at(two.half), two.at(two.half)
        earlier = same is not None and end is not None and same < end
        return two.half if earlier else ("a" if two.half == "p" else "p")
    return "p" if 1 <= one.hour <= 7 and not one.padded and two.hour <= _NOON else ""


def _half_of_end(one: _Written, two: _Written, first_half: str) -> str:
    if one.half and two.hour <= _NOON:
        same = two.at(one.half)
        start = one.at(one.half)
        return one.half if same and start and start < same else "p"
    if first_half == "p" and two.hour <= _NOON:
        return "p"
    afternoon = not two.padded and two.hour <= 7 and one.hour > two.hour
    return "p" if afternoon else ""


def _single(found: re.Match[str]) -> Hours | None:
    written = _written(found, 1)
    if not written.explicit or not (written.half or ":" in found.group() or "h" in found.group()):
        return None
    at = written.at(written.half)
    if at is None:
        return None
    return Hours(at, None, *found.span(), bare=False)
