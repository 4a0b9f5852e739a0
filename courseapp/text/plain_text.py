"""A parsed text without its markup."""

import re
from collections.abc import Iterable

from markdown_it.token import Token

_LIST_BEGINS = {"bullet_list_open", "ordered_list_open"}
_LIST_ENDS = {"bullet_list_close", "ordered_list_close"}
_AFTER = {
    **dict.fromkeys(["paragraph_close", "heading_close", "table_close"], "\n\n"),
    **dict.fromkeys(["tr_close", *_LIST_ENDS], "\n"),
    **dict.fromkeys(["td_close", "th_close"], "  "),
}


def from_tokens(tokens: Iterable[Token]) -> str:
    """Return the text of a document: an empty line between blocks, a mark before each item."""
    parts: list[str] = []
    # For each list around the token the number of its next item, None where it has none.
    numbers: list[int | None] = []
    for token in tokens:
        if token.type in _LIST_BEGINS:
            start = int(token.attrGet("start") or 1)
            numbers.append(start if token.type == "ordered_list_open" else None)
        elif token.type in _LIST_ENDS:
            numbers.pop()
        parts.append(_item_mark(numbers) if token.type == "list_item_open" else _block(token))
    lines = (line.rstrip() for line in "".join(parts).split("\n"))
    return re.sub("\n{3,}", "\n\n", "\n".join(lines)).strip()


def _block(token: Token) -> str:
    if token.type == "inline":
        return of_line(token.children or [])
    if token.type == "formula":
        return f"{token.info}\n\n"
    if token.type in {"fence", "code_block"}:
        return f"{token.content}\n"
    # Hidden are the paragraphs of a list without empty lines between its items.
    return "\n" if token.hidden and token.nesting < 0 else _AFTER.get(token.type, "")


def _item_mark(numbers: list[int | None]) -> str:
    indent = "  " * (len(numbers) - 1)
    number = numbers[-1]
    if number is None:
        return f"{indent}- "
    numbers[-1] = number + 1
    return f"{indent}{number}. "


def of_line(children: Iterable[Token]) -> str:
    """Return the text of a line; a link that does not show its address has it in brackets."""
    parts: list[str] = []
    links: list[tuple[str, int]] = []
    for token in children:
        if token.type == "link_open":
            links.append((str(token.attrGet("href") or ""), len(parts)))
        elif token.type == "link_close" and links:
            address, begun = links.pop()
            shown = "".join(parts[begun:])
            parts.append("" if _shows(shown, address) else f" ({address})")
        else:
            parts.append(_piece(token))
    return "".join(parts)


def _shows(shown: str, address: str) -> bool:
    return address in {shown, f"mailto:{shown}"}


def _piece(token: Token) -> str:
    if token.type == "formula":
        return token.info
    if token.type == "image":
        return f"{token.content} ({token.attrGet('src')})".strip()
    return "\n" if token.type in {"softbreak", "hardbreak"} else token.content
