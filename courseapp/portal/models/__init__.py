from courseapp.portal.models.calendar import CalendarToken
from courseapp.portal.models.imported import ImportedNoun

__all__ = ["CalendarToken", "ImportedNoun"]
