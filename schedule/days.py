"""Days in addresses: `2027-03-08`."""

from datetime import date


class DayConverter:
    """A path converter for a calendar day (ISO 8601); what is no day is no address (404)."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value)

    def to_url(self, value: date) -> str:
        return value.isoformat()
