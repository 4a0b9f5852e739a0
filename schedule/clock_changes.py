"""Hours that the clock skips or shows twice on the night when it is set. What such an hour means
is said by `schedule.occurrences`; here it is told apart, before anybody plans with it."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo


def is_skipped(day: date, hour: time, zone: ZoneInfo) -> bool:
    """Tell whether no clock shows this hour on this day: the spring gap."""
    meant = datetime.combine(day, hour, tzinfo=zone)
    shown = meant.astimezone(UTC).astimezone(zone)
    return shown.replace(tzinfo=None) != meant.replace(tzinfo=None)


def comes_twice(day: date, hour: time, zone: ZoneInfo) -> bool:
    """Tell whether the clock shows this hour twice on this day: the autumn fold."""
    first = datetime.combine(day, hour, tzinfo=zone)
    second = first.replace(fold=1)
    return not is_skipped(day, hour, zone) and first.utcoffset() != second.utcoffset()
