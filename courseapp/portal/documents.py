"""Documents that are written from a declaration in the code."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser


class DocumentCommand(BaseCommand):
    """Writes `path` (in the checkout), or with `--check` only says whether it is up to date."""

    path: str

    def text(self) -> str:
        raise NotImplementedError

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="fail if it is out of date")

    def handle(self, *, check: bool, **_options: Any) -> None:
        target = settings.BASE_DIR / self.path
        text = self.text()
        if not check:
            target.parent.mkdir(exist_ok=True)
            target.write_text(text, encoding="utf-8")
        elif not target.exists() or target.read_text(encoding="utf-8") != text:
            name = self.__module__.rpartition(".")[2]
            raise CommandError(f"{self.path} is out of date: run manage.py {name}")
