"""Renews docs/access.md."""

from courseapp.portal.access_document import as_markdown
from courseapp.portal.documents import DocumentCommand


class Command(DocumentCommand):
    help = "Writes docs/access.md from courseapp/portal/access_table.py."
    path = "docs/access.md"

    def text(self) -> str:
        return as_markdown()
