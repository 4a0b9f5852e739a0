"""What takes place every week, and the dates ahead on which it does not."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from courseapp.portal.ribbon import monday
from schedule.models import MeetingPattern
from schedule.occurrences import Occurrence
from schedule.timetable import Timetable

# Further ahead a changed date helps nobody who looks at "every week".
AHEAD = timedelta(weeks=4)


@dataclass(frozen=True, slots=True)
class Weekly:
    """A weekly meeting; `begins` or `ends` is told where it does not run all term."""

    pattern: MeetingPattern
    changed: list[Occurrence]
    begins: date | None
    ends: date | None


def every_week(times: Timetable, *, today: date) -> list[Weekly]:
    """Return the weekly meetings that are not over, with their changed dates from this week on;
    of a term that is over, all of them."""
    term_ends = times.course.last_day
    is_over = term_ends is not None and term_ends < today
    shown = [one for one in times.patterns if is_over or not _has_ended(one, today)]
    changed: dict[int, list[Occurrence]] = defaultdict(list)
    first = monday(today)
    for meeting in times.between(first, first + AHEAD) if times.changes else ():
        if meeting.change is not None:
            changed[meeting.pattern.pk].append(meeting)
    return [
        Weekly(
            pattern=one,
            changed=changed[one.pk],
            begins=one.from_day if one.from_day and one.from_day > today else None,
            ends=one.until_day if one.until_day and one.until_day != term_ends else None,
        )
        for one in shown
    ]


def _has_ended(pattern: MeetingPattern, today: date) -> bool:
    return pattern.until_day is not None and pattern.until_day < monday(today)
