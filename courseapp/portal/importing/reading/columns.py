"""What the columns of a table are, by their headers and by what stands in them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from courseapp.portal.importing.reading.blocks import Row, Table
from courseapp.portal.importing.reading.dates import find_dates
from courseapp.portal.importing.reading.inline import Inline
from courseapp.portal.importing.reading.names import is_name
from courseapp.portal.importing.reading.roles import is_role
from courseapp.portal.importing.reading.weekdays import find_weekdays


class Column(StrEnum):
    WEEK = "week"
    NUMBER = "number"
    DATE = "date"
    DAY = "day"
    TIME = "time"
    PLACE = "place"
    TOPIC = "topic"
    SPEAKER = "speaker"
    SLIDES = "slides"
    RECORDINGS = "recordings"
    MATERIALS = "materials"
    REFERENCES = "references"
    DUE = "due"
    TUTORING_DATE = "tutoring date"
    TUTORING_TOPIC = "tutoring topic"
    NAME = "name"
    EMAIL = "email"
    ROLE = "role"
    HOURS = "hours"
    WEIGHT = "weight"
    OTHER = "other"


_TUTORING = r"tutor|\blabs?\b|recitation|practical|discussion|seminar|parallel|exercise"
# The first that matches decides.
_HEADERS: tuple[tuple[Column, str], ...] = (
    (Column.TOPIC, rf"^(?:topics?|titles?|subjects?)\b(?!.*(?:{_TUTORING}))"),
    (
        Column.TUTORING_DATE,
        rf"(?:{_TUTORING}).*\b(?:dates?|days?|when)\b|\bdates?\b.*(?:{_TUTORING})",
    ),
    (Column.TUTORING_TOPIC, _TUTORING),
    (Column.HOURS, r"office hours?"),
    (Column.EMAIL, r"e-?mail|^contact"),
    (Column.DUE, r"\bdue\b|deadlines?|hand-?in|submission"),
    (Column.RECORDINGS, r"videos?|recordings?|lecture capture|panopto|youtube"),
    (Column.SLIDES, r"slides?|\bdecks?\b|handouts?|presentation files?"),
    (
        Column.REFERENCES,
        (
            r"references?|readings?|papers?\b|literatur|text ?book|chapters?|bibliogra(?:phy|f)"
            r"|\bsources|lectures? conseill"
        ),
    ),
    (
        Column.DUE,
        (
            r"deliverables?|home ?works?|course ?works?|\bcws?\b|\bhws?\b|assignments?"
            r"|problem sets?|psets?|quizz?(es)?|assessments?"
        ),
    ),
    (
        Column.MATERIALS,
        r"materials?|materiale?s|resources?|\bnotes?\b|files?|\blinks?\b|notebooks?|\bcode\b",
    ),
    (Column.DATE, r"\bdates?\b|^when\b|week of|\bdatum\b|^termin|^fecha|^data$"),
    (Column.WEEK, r"^(?:weeks?|wk|w|woche|kw|semaine|semana)\b\.?"),
    (
        Column.NUMBER,
        (
            r"^(?:#|no\.?|nr\.?|n[°º]|num(?:ber)?)$"
            r"|^(?:vl|sl?\.? ?no\.?)$"
            r"|(?:lecture|class|session|meeting|lec)\s*(?:no\.?|number|#|nr\.?|num)|^lec\.?$"
        ),
    ),
    (Column.DAY, r"^(?:days?|weekdays?|day of (?:the )?week)$"),
    (Column.TIME, r"^(?:times?|hours?|start|day\s?(?:/|and|&)\s?time|times? .*)$"),
    (Column.PLACE, r"\brooms?\b|\bplace\b|locations?|venue|^where"),
    (Column.ROLE, r"^(?:roles?|position|title/role)$"),
    (Column.NAME, r"^(?:names?|person|tas?|tutors?|staff)$"),
    (
        Column.SPEAKER,
        (
            r"speakers?|instructors?|lecturers?|presenters?|^who\b|guests?|taught by|intervenant"
            r"|dozent|vortragend|docente|profesor"
        ),
    ),
    (Column.WEIGHT, r"weights?|percent|%|\bshare\b|points"),
    (
        Column.TOPIC,
        (
            r"topics?|titles?|subjects?|sujets?|them(?:a|en|es?)\b|inhalt|conten[tiu]"
            r"|\btemas?\b|argoment|\blectures?\b|class(?:es)?\b|sessions?\b"
            r"|s[eé]ances?\b|sesi[oó]n|sitzung"
            r"|agenda|what\b|description|coverage|concepts|units?\b|modules?\b|events?\b"
        ),
    ),
)
_MATCHERS = tuple((column, re.compile(words, re.IGNORECASE)) for column, words in _HEADERS)
# Which of several columns that could be the topic is it: the most telling header wins.
_TOPIC_ORDER = (
    "topic",
    "title",
    "subject",
    "sujet",
    "them",
    "inhalt",
    "lecture",
    "content",
    "class",
    "session",
)
_EMPTY = re.compile(r"(?:[-–—./\s]|n/?a|tb[adc]|none|&nbsp;)*", re.IGNORECASE)


def is_empty(text: str) -> bool:
    """Tell whether a cell says nothing: "--", "TBD", "n/a"."""
    return bool(_EMPTY.fullmatch(text))


@dataclass(frozen=True, slots=True)
class Columns:
    """The meaning of each column, and which of them a header says in words."""

    kinds: tuple[Column, ...]
    headers: tuple[str, ...]
    said: frozenset[Column]

    def cells(self, row: Row, *wanted: Column) -> tuple[Inline, ...]:
        pairs = zip(self.kinds, row.cells, strict=False)
        return tuple(cell for kind, cell in pairs if kind in wanted and not is_empty(cell.text))

    def cell(self, row: Row, *wanted: Column) -> Inline | None:
        return next(iter(self.cells(row, *wanted)), None)

    def header(self, kind: Column) -> str:
        return self.headers[self.kinds.index(kind)] if kind in self.kinds else ""

    def header_of(self, row: Row, cell: Inline) -> str:
        return next((h for h, one in zip(self.headers, row.cells, strict=False) if one is cell), "")

    def has(self, *wanted: Column) -> bool:
        return any(kind in self.kinds for kind in wanted)


def columns_of(table: Table) -> Columns:
    width = max(len(row.cells) for row in (table.header, *table.rows))
    headers = [cell.text for cell in table.header.cells] + [""] * width
    contents = [_Content.of(table.rows, position) for position in range(width)]
    told = not any(is_date_cell(header) for header in headers)  # else the header is a row, too
    said = [_by_header(header) if told else None for header in headers[:width]]
    kinds = [_settled(kind, content) for kind, content in zip(said, contents, strict=True)]
    _days_of_the_week(kinds, contents)
    _second_date(kinds)
    _one_topic(kinds, headers, contents)
    spoken = (one for one, kind in zip(said, kinds, strict=True) if one is kind)
    return Columns(tuple(kinds), tuple(headers[:width]), frozenset(kind for kind in spoken if kind))


def _by_header(header: str) -> Column | None:
    words = header.strip(" :*")
    return next((column for column, matcher in _MATCHERS if matcher.search(words)), None)


@dataclass(frozen=True, slots=True)
class _Content:
    """How large a share of the filled cells of a column looks like what."""

    filled: int
    dates: float
    numbers: float
    days: float
    names: float
    roles: float
    links: float
    length: float

    @classmethod
    def of(cls, rows: Sequence[Row], position: int) -> _Content:
        cells = [row.cells[position] for row in rows[:200] if position < len(row.cells)]
        cells = [cell for cell in cells if not is_empty(cell.text)]
        return cls(
            filled=len(cells),
            dates=_share(cells, lambda cell: is_date_cell(cell.text)),
            numbers=_share(cells, lambda cell: bool(re.fullmatch(r"#?\d{1,3}[a-z.]?", cell.text))),
            days=_share(cells, lambda cell: _is_day(cell.text)),
            names=_share(cells, lambda cell: is_name(cell.text)),
            roles=_share(cells, lambda cell: bool(is_role(cell.text))),
            links=_share(cells, lambda cell: bool(cell.links) and len(cell.own_text) < 4),
            length=sum(len(cell.text) for cell in cells) / len(cells) if cells else 0,
        )


def _share(cells: Iterable[Inline], test: Callable[[Inline], bool]) -> float:
    answers = [test(cell) for cell in cells]
    return sum(answers) / len(answers) if answers else 0


def is_date_cell(text: str) -> bool:
    """Tell whether a cell is a date and little else."""
    marks = find_dates(text, terse=True)
    return bool(marks) and len(text) - (marks[0].end - marks[0].start) <= 18 and marks[0].start < 14


def _is_day(text: str) -> bool:
    found = find_weekdays(text)
    return bool(found) and found[0].end - found[0].start >= len(text) - 2


def _settled(said: Column | None, content: _Content) -> Column:
    """Believe the header unless the cells plainly say otherwise."""
    if said is None:
        return next((kind for kind, told in _BY_CONTENT if told(content)), Column.OTHER)
    if said in _OFTEN_DATES and content.filled and content.dates >= 0.6:
        return Column.DATE
    if said in (Column.TOPIC, Column.DAY) and content.numbers >= 0.8:
        return Column.NUMBER
    return said


_OFTEN_DATES = (Column.TOPIC, Column.WEEK, Column.NUMBER, Column.DAY, Column.TIME)
# What a column without a telling header is, by its cells; the first that holds decides.
_BY_CONTENT: tuple[tuple[Column, Callable[[_Content], bool]], ...] = (
    (Column.DATE, lambda content: content.dates >= 0.6),
    (Column.NUMBER, lambda content: content.numbers >= 0.8),
    (Column.DAY, lambda content: content.days >= 0.6),
    (Column.ROLE, lambda content: content.roles >= 0.6),
    (Column.SPEAKER, lambda content: content.names >= 0.6 and content.filled > 1),
    (Column.MATERIALS, lambda content: content.links >= 0.6),
)


def _days_of_the_week(kinds: list[Column], contents: Sequence[_Content]) -> None:
    """A column called "When" that holds weekdays alone is one of days."""
    for position, kind in enumerate(kinds):
        if kind is Column.DATE and contents[position].dates == 0 and contents[position].days > 0.6:
            kinds[position] = Column.DAY


def _second_date(kinds: list[Column]) -> None:
    """A second date column, and the topic behind it, belong to the tutoring session."""
    dates = [position for position, kind in enumerate(kinds) if kind is Column.DATE]
    if len(dates) > 1 and Column.TUTORING_DATE not in kinds:
        kinds[dates[1]] = Column.TUTORING_DATE
    if Column.TUTORING_DATE not in kinds:
        kinds[:] = [Column.OTHER if kind is Column.TUTORING_TOPIC else kind for kind in kinds]
        return
    if Column.TUTORING_TOPIC not in kinds:
        after = kinds.index(Column.TUTORING_DATE) + 1
        for position in range(after, len(kinds)):
            if kinds[position] in (Column.TOPIC, Column.OTHER):
                kinds[position] = Column.TUTORING_TOPIC
                break


def _one_topic(kinds: list[Column], headers: Sequence[str], contents: Sequence[_Content]) -> None:
    def telling(position: int) -> int:
        words = headers[position].lower()
        return next((n for n, word in enumerate(_TOPIC_ORDER) if word in words), len(_TOPIC_ORDER))

    topics = [position for position, kind in enumerate(kinds) if kind is Column.TOPIC]
    if topics:
        best = min(topics, key=lambda position: (telling(position), -contents[position].length))
        for position in topics:
            linked = contents[position].links >= 0.5
            rest = Column.MATERIALS if linked else Column.OTHER
            kinds[position] = Column.TOPIC if position == best else rest
        return
    loose = [position for position, kind in enumerate(kinds) if kind is Column.OTHER]
    if loose:
        kinds[max(loose, key=lambda position: contents[position].length)] = Column.TOPIC
