"""Which noun on the page is which noun in the course.

A page gives its rows no names that last: a lecture put in between renumbers labels and weeks and
moves dates, a title gets mended, a list is sorted anew. So a noun is found again by what the page
said of it last time, not by its place. Three passes, each over what the one before has left:

1. what is said in the same words;
2. the pairs that are most alike, best first (the words of the title weigh most, so that of two
   rows that changed places the title goes with its row, and label and date follow);
3. what has the one label, date or number that nobody else has.

Whatever is left over is new on the page, or no longer on it. Pure functions, no database.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

Plain = str | int | bool | None
Values = Mapping[str, Plain]

ALIKE = 0.4
VERY_ALIKE = 0.6
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Likeness:
    """How much each field says about being the same: compared by their words, or as a whole.

    `anchors` are fields that tell a noun alone where no other has the same value.
    """

    words: Mapping[str, int] = field(default_factory=dict)
    whole: Mapping[str, int] = field(default_factory=dict)
    anchors: tuple[str, ...] = ()

    def score(self, one: Values, other: Values) -> float:
        """Return 0 (nothing in common) to 1; fields that both lack do not count."""
        most = reached = 0.0
        for weights, compare in ((self.words, _shared_words), (self.whole, _equal)):
            for name, weight in weights.items():
                here, there = one.get(name), other.get(name)
                if _is_blank(here) and _is_blank(there):
                    continue
                most += weight
                reached += weight * compare(here, there)
        return reached / most if most else 0.0


def pair(
    new: Sequence[Values], known: Sequence[Values], likeness: Likeness, *, least: float = ALIKE
) -> dict[int, int]:
    """Return for places in `new` the place of the same noun in `known`; each is used once."""
    found: dict[int, int] = {}
    for look in (_same_words, _best_first(likeness, least), _by_anchors(likeness)):
        used = set(found.values())
        left = [place for place in range(len(new)) if place not in found]
        free = [place for place in range(len(known)) if place not in used]
        if not left or not free:
            break
        found.update(look(new, left, known, free))
    return found


_Pass = Callable[[Sequence[Values], Sequence[int], Sequence[Values], Sequence[int]], dict[int, int]]


def _same_words(
    new: Sequence[Values], left: Sequence[int], known: Sequence[Values], free: Sequence[int]
) -> dict[int, int]:
    waiting: dict[frozenset[tuple[str, Plain]], list[int]] = defaultdict(list)
    for place in reversed(free):
        waiting[_without_place(known[place])].append(place)
    found = {}
    for place in left:
        if same := waiting[_without_place(new[place])]:
            found[place] = same.pop()
    return found


def _best_first(likeness: Likeness, least: float) -> _Pass:
    def look(
        new: Sequence[Values], left: Sequence[int], known: Sequence[Values], free: Sequence[int]
    ) -> dict[int, int]:
        scored = [
            (likeness.score(new[place], known[other]), -abs(place - other), place, other)
            for place in left
            for other in free
        ]
        found: dict[int, int] = {}
        used: set[int] = set()
        for score, _distance, place, other in sorted(scored, key=_best):
            if score < least:
                break
            if place not in found and other not in used:
                found[place] = other
                used.add(other)
        return found

    return look


def _best(scored: tuple[float, int, int, int]) -> tuple[float, int, int, int]:
    score, nearness, place, other = scored
    return -score, -nearness, place, other


def _by_anchors(likeness: Likeness) -> _Pass:
    def look(
        new: Sequence[Values], left: Sequence[int], known: Sequence[Values], free: Sequence[int]
    ) -> dict[int, int]:
        found: dict[int, int] = {}
        for name in likeness.anchors:
            here = _only_ones(new, (place for place in left if place not in found), name)
            there = _only_ones(known, set(free) - set(found.values()), name)
            found |= {place: there[value] for value, place in here.items() if value in there}
        return found

    return look


def _only_ones(rows: Sequence[Values], places: Iterable[int], name: str) -> dict[Plain, int]:
    """Return the place of each value of a field that occurs once among these places."""
    values = [(rows[place].get(name), place) for place in places]
    times = Counter(value for value, _place in values)
    return {value: place for value, place in values if times[value] == 1 and not _is_blank(value)}


def _without_place(values: Values) -> frozenset[tuple[str, Plain]]:
    return frozenset(pair for pair in values.items() if pair[0] != "position")


def _shared_words(one: Plain, other: Plain) -> float:
    """Return the share of words in common (Sørensen and Dice)."""
    here, there = (set(_WORD.findall(str(text or "").casefold())) for text in (one, other))
    if not here or not there:
        return float(one == other)
    return 2 * len(here & there) / (len(here) + len(there))


def _equal(one: Plain, other: Plain) -> float:
    return float(one == other)


def _is_blank(value: Plain) -> bool:
    return value is None or value == ""
