r"""Where a formula begins and ends in Markdown: rules for markdown-it.

In a line ``$…$`` and ``\(…\)``; displayed ``$$…$$``, ``\[…\]`` and, on lines of their own, an
environment such as ``\begin{align}…\end{align}``. A ``$`` of money is no formula: as in pandoc,
the opening ``$`` has no space after it, the closing one none before it and no digit after it.

These rules are our own because those of mdit-py-plugins look for the end of a formula through
all the rest of a text, again for each beginning, which is quadratic for ``- $$x`` repeated. Here a
formula ends where its block does, at an empty line, or after ``MAX_FORMULA`` characters.
"""

import re
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

MAX_FORMULA = 3_000

# opening, closing, displayed; a longer opening before one that it begins with
_INLINE = (
    ("$$", "$$", True),
    ("$", "$", False),
    (r"\(", r"\)", False),
    (r"\[", r"\]", True),
)
_BLOCK = {"$$": "$$", r"\[": r"\]"}
_ENVIRONMENT = re.compile(r"\\begin\{((?:align|equation|gather|multline)\*?)\}")


def maths_plugin(parser: MarkdownIt) -> None:
    """Make formulas tokens of type ``formula``.

    ``content`` is the LaTeX, ``info`` the formula as typed with its delimiters, ``meta`` whether
    it is displayed.
    """
    parser.inline.ruler.before("escape", "formula", _inline_formula)
    parser.block.ruler.before(
        "fence", "formula", _block_formula, {"alt": ["paragraph", "reference", "blockquote"]}
    )


# --- In a line ------------------------------------------------------------------------------


def _inline_formula(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's call
    found = next((pair for pair in _INLINE if state.src.startswith(pair[0], state.pos)), None)
    if found is None:
        return False
    opening, closing, displayed = found
    start = state.pos + len(opening)
    end = _closing(state.src, start, min(state.posMax, start + MAX_FORMULA), closing)
    if end < 0 or not state.src[start:end].strip():
        return False
    if opening == "$" and not _is_no_money(state.src, start, end):
        return False
    if not silent:
        token = state.push("formula", "", 0)
        token.content = state.src[start:end]
        token.info = state.src[state.pos : end + len(closing)]
        token.meta = {"displayed": displayed}
    state.pos = end + len(closing)
    return True


def _closing(source: str, start: int, stop: int, closing: str) -> int:
    r"""Return where ``closing`` begins, or -1. A ``\$`` is a dollar sign of the formula."""
    end = source.find(closing, start, stop)
    while end > 0 and closing[0] == "$" and source[end - 1] == "\\":
        end = source.find(closing, end + 1, stop)
    return end


def _is_no_money(source: str, start: int, end: int) -> bool:
    inside_is_tight = not source[start].isspace() and not source[end - 1].isspace()
    return inside_is_tight and not source[end + 1 : end + 2].isdigit()


# --- On lines of its own --------------------------------------------------------------------


def _block_formula(state: StateBlock, first: int, stop: int, silent: bool) -> bool:  # noqa: FBT001
    opening, closing = _block_delimiters(_line(state, first))
    if not opening or state.is_code_block(first):
        return False
    last = _last_line(state, first, stop, opening, closing)
    if last < 0:
        return False
    if not silent:
        typed = "\n".join(_line(state, line) for line in range(first, last + 1))
        whole = opening.startswith(r"\begin")
        _push_block(state, typed, typed if whole else typed[len(opening) : -len(closing)])
    state.line = last + 1
    return True


def _push_block(state: StateBlock, typed: str, content: str) -> None:
    token: Any = state.push("formula", "", 0)
    token.block = True
    token.content = content
    token.info = typed
    token.meta = {"displayed": True}


def _line(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]].strip()


def _block_delimiters(line: str) -> tuple[str, str]:
    if (closing := _BLOCK.get(line[:2])) is not None:
        return line[:2], closing
    if (found := _ENVIRONMENT.match(line)) is not None:
        return found[0], f"\\end{{{found[1]}}}"
    return "", ""


def _last_line(state: StateBlock, first: int, stop: int, opening: str, closing: str) -> int:
    """Return the line on which the formula ends, or -1.

    The search stops at a line that begins one of the same kind, so that a text full of beginnings
    is not read once for each.
    """
    rest = _line(state, first)[len(opening) :]
    if closing in rest:
        return first if rest.endswith(closing) and rest.count(closing) == 1 else -1
    for line in range(first + 1, stop):
        text = _line(state, line)
        if not text or state.sCount[line] < state.blkIndent:
            return -1
        if text.endswith(closing):
            return line
        if text.startswith(opening):
            return -1
    return -1
