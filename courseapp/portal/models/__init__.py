from courseapp.portal.models.imported import ImportedNoun

__all__ = ["ImportedNoun"]
