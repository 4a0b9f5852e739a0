"""Markdown (CommonMark, tables, strikethrough) with maths, to HTML that is safe on any page.

Pure and without a cache. The parsers are made once: each parse has a state of its own, and the
only thing they make lazily, their lists of rules, is made here before a second thread can come.
"""

from collections.abc import Mapping

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token
from nh3 import Cleaner

from courseapp.text import maths, plain_text, sanitising
from courseapp.text.links import LinkedMarkdown, Named, linked
from courseapp.text.maths_syntax import maths_plugin

MAX_BYTES = 256 * 1024
MAX_NESTING = 20


def _parser() -> MarkdownIt:
    parser = LinkedMarkdown("commonmark", {"html": False, "maxNesting": MAX_NESTING})
    parser.enable(["table", "strikethrough"])
    parser.use(maths_plugin)
    parser.render("*lists of rules are made on first use*")
    return parser


_PARSER = _parser()


def render(
    source: str, heading_level: int = 3, names: Mapping[str, Named] | None = None
) -> SafeString:
    """Return ``source`` as blocks of HTML; never raises.

    Its ``#`` becomes a heading of ``heading_level``, because a page has h1 and h2 of its own.
    Words of it that are among ``names`` become links to what they stand for.
    A text over ``MAX_BYTES``, or with more lists and quotes in each other than ``MAX_NESTING``
    holds, is shown as it was typed: nothing that somebody wrote is left out.
    """
    source = _readable(source)
    tokens = parse(source)
    if tokens is None:
        return _cleaned(f"<pre>{escape(source)}</pre>", sanitising.BLOCKS)
    _shift_headings(tokens, heading_level)
    return _rendered(tokens, sanitising.BLOCKS, names)


def render_inline(source: str, *, links: bool = True) -> SafeString:
    """Return ``source`` as HTML within one line, for titles and questions; never raises.

    ``links=False`` is for a title that stands within a link itself.
    """
    source = " ".join(_readable(source).split())
    cleaner = sanitising.LINE if links else sanitising.LABEL
    if len(source.encode()) > MAX_BYTES:
        return _cleaned(escape(source), cleaner)
    tokens = _PARSER.parseInline(source)
    for token in tokens[0].children or []:
        if token.type == "formula":
            token.meta = {"displayed": False}
    return _rendered(tokens, cleaner)


def plain(source: str) -> str:
    """Return ``source`` as text without markup, for mail and descriptions; never raises.

    Formulas stay as they were typed; a link is its text and then its address.
    """
    source = _readable(source)
    tokens = parse(source)
    return source if tokens is None else plain_text.from_tokens(tokens)


def parse(source: str) -> list[Token] | None:
    """Return markdown-it's tokens, or None for a text that is too big or too deeply nested."""
    if len(source.encode()) > MAX_BYTES:
        return None
    tokens = _PARSER.parse(source)
    # At its limit markdown-it drops what is inside, without a word.
    too_deep = any(token.nesting == 1 and token.level >= MAX_NESTING - 1 for token in tokens)
    return None if too_deep else tokens


def _readable(source: str) -> str:
    """Replace halves of surrogate pairs: they are no text, and Rust code refuses them."""
    return source.encode(errors="replace").decode()


def _rendered(
    tokens: list[Token], cleaner: Cleaner, names: Mapping[str, Named] | None = None
) -> SafeString:
    for token in tokens:
        if token.children:
            token.children = linked(_PARSER, token.children, names)
        if token.type in {"td_open", "th_open"}:
            _replace_alignment(token)
        # The language of a block of code would become a class that an author chooses.
        token.info = "" if token.type == "fence" else token.info
    _set_formulas(tokens)
    return _cleaned(_PARSER.renderer.render(tokens, _PARSER.options, {}), cleaner)


def _cleaned(html: str, cleaner: Cleaner) -> SafeString:
    return mark_safe(cleaner.clean(html).strip())  # noqa: S308 - this is the cleaning


def _shift_headings(tokens: list[Token], heading_level: int) -> None:
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            level = int(token.tag[1:]) + heading_level - 1
            token.tag = f"h{min(max(level, 1), 6)}"


def _replace_alignment(token: Token) -> None:
    """Turn the inline style of a cell of a table into a class."""
    style = str(token.attrs.pop("style", ""))
    if style:
        token.attrSet("class", style.replace("text-align:", "align-"))


def _set_formulas(tokens: list[Token]) -> None:
    formulas = [
        token
        for parent in tokens
        for token in (parent, *(parent.children or ()))
        if token.type == "formula"
    ]
    htmls = maths.as_html(
        [
            maths.Formula(token.content, token.info, displayed=token.meta["displayed"])
            for token in formulas
        ]
    )
    for token, html in zip(formulas, htmls, strict=True):
        token.type = "html_block" if token.block else "html_inline"
        token.content = f'<div class="maths-display">{html}</div>\n' if token.block else html
