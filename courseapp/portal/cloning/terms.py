"""From a date of one term to the date of another, by teaching weeks: the k-th Monday on which the
old term was taught becomes the k-th Monday on which the new one is, whatever breaks lie between.

Dates alone, no database. Weekdays are kept always, and so is the order of what was taught.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

WEEK = timedelta(weeks=1)


@dataclass(frozen=True, slots=True)
class DaysOff:
    """A break; both days belong to it."""

    title: str
    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Term:
    first: date
    off: tuple[DaysOff, ...] = ()

    def is_off(self, day: date) -> DaysOff | None:
        return next((one for one in self.off if day in one), None)

    def taught(self, weekday: int) -> Iterator[date]:
        """Yield the days of this weekday on which there is teaching, without end."""
        day = self.first + timedelta(days=(weekday - self.first.weekday()) % 7)
        while True:
            if not self.is_off(day):
                yield day
            day += WEEK

    def number_of(self, day: date) -> int:
        """Return how many days of the same weekday were taught before this one."""
        return sum(1 for _ in _until(self.taught(day.weekday()), day))

    def taught_day(self, weekday: int, number: int) -> date:
        """Return the day of this weekday before which `number` were taught."""
        days = self.taught(weekday)
        for _ in range(number):
            next(days)
        return next(days)


def _until(days: Iterator[date], end: date) -> Iterator[date]:
    for day in days:
        if day >= end:
            return
        yield day


@dataclass(frozen=True, slots=True)
class Shift:
    """From the old term, which ended on `last`, to the new one."""

    old: Term
    last: date
    new: Term

    @property
    def new_last(self) -> date:
        return self.move(self.last)

    def move(self, day: date) -> date:
        """Return the day that stands in the new term where `day` stood in the old one."""
        if day < self.old.first:
            return day + (_monday(self.new.first) - _monday(self.old.first))
        if day > self.last:
            return day + (_monday(self.move(self.last)) - _monday(self.last))
        if pause := self.old.is_off(day):
            return self._in_break(day, pause)
        return self.new.taught_day(day.weekday(), self.old.number_of(day))

    def _in_break(self, day: date, pause: DaysOff) -> date:
        """A day of the first break moves to the first break of the new term, and so on; where the
        new term has fewer, or a shorter one, to the teaching day that comes next."""
        place = self.old.off.index(pause)
        if place < len(self.new.off):
            there = self.new.off[place]
            same = there.first + timedelta(days=(day.weekday() - there.first.weekday()) % 7)
            if same in there:
                return same
        return self.new.taught_day(day.weekday(), self.old.number_of(day))


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def same_date_near(day: date, near: date) -> date:
    """Return the day of the same month and number that lies nearest to `near`: 1 May stays 1 May.
    A 29 February becomes the 28th in a year that has none."""
    found = []
    for year in (near.year - 1, near.year, near.year + 1):
        try:
            found.append(day.replace(year=year))
        except ValueError:
            found.append(date(year, 2, 28))
    return min(found, key=lambda one: abs(one - near))


def name_of_term(first: date) -> str:
    """Return how a term that begins on this day is called where nobody said otherwise."""
    season = "Spring" if first.month < 6 else "Summer" if first.month < 8 else "Fall"
    return f"{season} {first.year}"
