"""Our templates as a browser and a translator see them: tags of Django taken out."""

import re
from html.parser import HTMLParser
from pathlib import Path

from django.conf import settings

COMMENT = re.compile(r"\{%\s*comment\b.*?endcomment\s*%\}|\{#.*?#\}", re.DOTALL)
TRANSLATED = re.compile(r"\{%\s*blocktranslate\b.*?endblocktranslate\s*%\}", re.DOTALL)
# The admin's block for a class of <body>.
CLASS = re.compile(r"\{%\s*block bodyclass\s*%\}.*?\{%\s*endblock.*?%\}", re.DOTALL)
TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
WORD = re.compile(r"[^\W\d_]{2,}")
# What is read by people though it stands in an attribute.
READ = frozenset({"alt", "aria-label", "aria-description", "placeholder", "title"})
NOT_READ = frozenset({"script", "style", "code", "pre"})
# Names that are the same in every language.
NAMES = frozenset({"SHA", "PDF", "API", "OpenAPI", "JSON", "courseapp", "Ed25519", "MiB", "MB"})


def templates() -> list[Path]:
    return sorted((settings.BASE_DIR / "templates").rglob("*.html"))


class Seen(HTMLParser):
    """Collects what people read, and what a strict content policy forbids."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.read: list[str] = []
        self.forbidden: list[str] = []
        self.inside: list[str] = []
        without = source
        for kind in (COMMENT, TRANSLATED, CLASS):
            without = kind.sub("", without)
        self.feed(TAG.sub("", without))
        self.close()

    def handle_starttag(self, tag, attrs):
        if tag in NOT_READ:
            self.inside.append(tag)
        given = dict(attrs)
        if tag == "style" or (tag == "script" and "src" not in given):
            self.forbidden.append(f"<{tag}>")
        for name, value in given.items():
            if name == "style" or name.startswith("on"):
                self.forbidden.append(f"{name}=")
            if (value or "").strip().lower().startswith("javascript:"):
                self.forbidden.append(f"{name}=javascript:")
            if name in READ:
                self.read.append(value or "")

    def handle_endtag(self, tag):
        if self.inside and self.inside[-1] == tag:
            self.inside.pop()

    def handle_data(self, data):
        if not self.inside:
            self.read.append(data)

    def untranslated(self) -> list[str]:
        return [text.strip() for text in self.read if set(WORD.findall(text)) - NAMES]
