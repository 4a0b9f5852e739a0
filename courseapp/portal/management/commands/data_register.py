"""Renews docs/data.md."""

from courseapp.portal.data_register import as_markdown
from courseapp.portal.documents import DocumentCommand


class Command(DocumentCommand):
    help = "Writes docs/data.md from courseapp/portal/data_register.py."
    path = "docs/data.md"

    def text(self) -> str:
        return as_markdown()
