"""What a browser would send: the fields of a page's form as they stand."""

from html.parser import HTMLParser
from typing import Any


class _Fields(HTMLParser):
    def __init__(self, form_id: str) -> None:
        super().__init__()
        self.form_id = form_id
        self.inside = False
        self.sent: dict[str, list[str]] = {}
        self.select = self.textarea = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name, kind = given.get("name") or "", given.get("type", "text")
        if tag == "form":
            self.inside = self.form_id in (given.get("id") or "")
        elif not self.inside:
            return
        elif tag == "input" and kind not in ("submit", "checkbox", "radio"):
            self.add(name, given.get("value") or "")
        elif tag == "input" and "checked" in given:
            self.add(name, given.get("value") or "on")
        elif tag == "select":
            self.select = name
        elif tag == "option" and "selected" in given:
            self.add(self.select, given.get("value") or "")
        elif tag == "textarea":
            self.textarea = name
            self.sent.setdefault(name, []).append("")

    def handle_data(self, data: str) -> None:
        if self.textarea:
            self.sent[self.textarea][-1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.textarea = ""
        elif tag == "form":
            self.inside = False

    def add(self, name: str, value: str) -> None:
        if name:
            self.sent.setdefault(name, []).append(value)


def fields_of(page: Any, form_id: str = "_form", **changes: Any) -> dict[str, Any]:
    """Return the fields of the form whose id holds `form_id`, with changes; None leaves one out."""
    parser = _Fields(form_id)
    parser.feed(page.content.decode())
    assert parser.sent, "the page has no such form"
    sent: dict[str, Any] = {**parser.sent, **changes}
    return {
        name: _without_first_break(value)
        for name, value in sent.items()
        if value is not None and "__prefix__" not in name
    }


def _without_first_break(value: Any) -> Any:
    """HTML drops the line break right after a textarea's start."""
    return (
        [text.removeprefix("\r\n").removeprefix("\n") for text in value]
        if (isinstance(value, list) and all(isinstance(text, str) for text in value))
        else value
    )
