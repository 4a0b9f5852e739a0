"""How late something is, in words."""

from datetime import timedelta

from django.utils.translation import ngettext

DAY, HOUR, MINUTE = 24 * 3600, 3600, 60


def span_in_words(span: timedelta) -> str:
    """Return a span by its two largest units: “1 day 3 hours”, “4 minutes”, “12 seconds”."""
    seconds = int(span.total_seconds())
    parts = [
        (seconds // DAY, ngettext("%(n)d day", "%(n)d days", seconds // DAY)),
        (seconds % DAY // HOUR, ngettext("%(n)d hour", "%(n)d hours", seconds % DAY // HOUR)),
        (
            seconds % HOUR // MINUTE,
            ngettext("%(n)d minute", "%(n)d minutes", seconds % HOUR // MINUTE),
        ),
        (seconds % MINUTE, ngettext("%(n)d second", "%(n)d seconds", seconds % MINUTE)),
    ]
    first = next((place for place, (count, _words) in enumerate(parts) if count), len(parts) - 1)
    told = parts[first : first + 2]
    shown = [words % {"n": count} for count, words in told if count] or [told[0][1] % {"n": 0}]
    return " ".join(shown)
