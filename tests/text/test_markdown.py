"""Markdown becomes HTML that is safe on any page, and nothing that was written is lost."""

import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from courseapp.text import sanitising
from courseapp.text.markdown import MAX_BYTES, plain, render, render_inline

ROOT = Path(__file__).parents[2]
BLOCK_TAGS = {
    "blockquote", "div", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "table", "tbody",
    "td", "th", "thead", "tr", "ul",
}  # fmt: skip
LINE_TAGS = {"a", "b", "br", "code", "em", "i", "s", "span", "strong"}
MATHS_TAGS = {
    "math", "menclose", "mfrac", "mi", "mmultiscripts", "mn", "mo", "mover", "mpadded", "mphantom",
    "mprescripts", "mroot", "mrow", "mspace", "msqrt", "msub", "msubsup", "msup", "mtable", "mtd",
    "mtext", "mtr", "munder", "munderover",
}  # fmt: skip
# Of any element, and of links alone. Written here once more on purpose.
ATTRIBUTES = {
    "accent", "accentunder", "class", "display", "displaystyle", "form", "height", "linethickness",
    "lspace", "mathvariant", "maxsize", "minsize", "movablelimits", "notation", "rspace",
    "scriptlevel", "start", "stretchy", "symmetric", "voffset", "width",
}  # fmt: skip
LINK_ATTRIBUTES = {"href", "rel", "title"}
TARGET = re.compile(r"(https?://|mailto:|#|/(?![/\\]))", re.IGNORECASE)


class Elements(HTMLParser):
    """All start tags of a piece of HTML with their attributes, read by another parser."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)

    def handle_comment(self, data):
        raise AssertionError(f"a comment: {data}")

    def handle_decl(self, decl):
        raise AssertionError(f"a declaration: {decl}")


def assert_safe(html: str, tags: set[str]) -> None:
    for tag, attributes in Elements(html).found:
        assert tag in tags, html
        allowed = ATTRIBUTES | LINK_ATTRIBUTES if tag == "a" else ATTRIBUTES
        assert attributes.keys() <= allowed, (tag, attributes)
        assert "href" not in attributes or TARGET.match(attributes["href"] or "")


ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<svg><a xlink:href='javascript:alert(1)'><text>x</text></a></svg>",
    "<style>*{display:none}</style>",
    "<p style='position:fixed'>x</p>",
    "<iframe src=//evil.example></iframe>",
    "<!-- <b> --><!DOCTYPE html><?php ?><![CDATA[x]]>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](<java\nscript:alert(1)>)",
    "[x](\x01javascript:alert(1))",
    "[x](%6aavascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "![x](data:image/svg+xml;base64,PHN2Zz4=)",
    "![x](javascript:alert(1))",
    "[x](vbscript:x)",
    "[x](file:///etc/passwd)",
    "[x](//evil.example)",
    "[x](/\\evil.example)",
    "[x](/%5Cevil.example)",
    "[x](\\\\evil.example)",
    "[x](relative.html)",
    "[x](https:evil.example)",
    "[x](https:/\\evil.example)",
    "<javascript:alert(1)>",
    "[x]: javascript:alert(1)\n\n[x]",
    '[x](https://a.example "onmouseover=alert(1) x=\\"")',
    '[x](https://a.example" onmouseover="alert(1))',
    '![" onerror="alert(1)](https://a.example/p.png)',
    "https://a.example/\"onmouseover='alert(1)'",
    "https://a.example/<script>alert(1)</script>",
    '```"><script>alert(1)</script>\n</code></pre><script>\n```',
    '```x" onload="alert(1)\ncode\n```',
    "| a |\n|:-:|\n| <script>x</script> |",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;",
    r"$\href{javascript:alert(1)}{x}$",
    r"$\url{javascript:alert(1)}$",
    r"$\style{color:red;background:url(//evil.example)}{x}$",
    r"$\class{x}{y}$",
    r"$\cssId{x}{y}$",
    r"$\htmlData{onclick=alert(1)}{x}$",
    r"$\unicode{<script>}$",
    r"$\text{<script>alert(1)</script>}$",
    r"$\text{</math><script>alert(1)</script>}$",
    r"$\mathrm{<img src=x onerror=alert(1)>}$",
    r"$</math><style></style><img src=x onerror=alert(1)>$",
    r"$x \unknown</code><script>alert(1)</script>$",
    r"$\color{red;background:url(//evil.example)}x$",
    r'$\color{"><script>}x$',
    r'$$\begin{align}a\label{x" onclick="alert(1)}\end{align}$$',
    r"$$\begin{align}a\tag{<script>}\end{align}$$",
    r"$\eqref{javascript:alert(1)}$",
    "<math><maction actiontype='statusline#http://evil.example' xlink:href='javascript:x'>x</math>",
    "<math href='javascript:alert(1)'>x</math>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table>",
    "<math><annotation-xml encoding='text/html'><script>alert(1)</script></annotation-xml></math>",
    "<math><mtext href='javascript:alert(1)'>x</mtext></math>",
    "<form action=javascript:alert(1)><button>x</button></form>",
    "<a href=javascript:alert(1)>x</a>",
    "<base href=//evil.example>",
    "<meta http-equiv=refresh content=0>",
    "\u0000<scr\u0000ipt>alert(1)</scr\u0000ipt>",
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_stays_text(attack):
    for source in (attack, f"> {attack}", f"- *{attack}*", f"[{attack}](/x)", f"`{attack}`"):
        assert_safe(render(source), BLOCK_TAGS | LINE_TAGS | MATHS_TAGS)
        assert_safe(render_inline(source), LINE_TAGS - {"br"} | MATHS_TAGS)
        assert_safe(render_inline(source, links=False), LINE_TAGS - {"a", "br"} | MATHS_TAGS)


@pytest.mark.parametrize(
    "html",
    [
        "<math><maction actiontype='toggle'><mi>x</mi></maction></math>",
        "<math href='https://evil.example'><mtext href='https://evil.example'>x</mtext></math>",
        "<p onclick='evil'><a onclick='evil' id='evil' target='evil' ping='//evil'>x</a></p>",
        "<math><mi style='color:red' onclick='x' id='x' class='evil'>x</mi></math>",
        "<math><annotation-xml encoding='text/html'><script>x</script></annotation-xml></math>",
        "<math><mtext><table><mglyph><style><!--</style><img title='--><img src=x onerror=x>'>",
        "<a href='javascript:x'>x</a><a href='//x'>x</a><a href='/\\x'>x</a><a rel='opener'>x</a>",
        "<a href='java&#10;script:x'>x</a><a href=' javascript:x'>x</a><a href='x/y'>x</a>",
        "<img src=x><svg></svg><style>x</style><script>x</script><!-- x -->",
    ],
)
def test_the_last_step_holds_even_if_the_parser_had_a_fault(html):
    clean = sanitising.BLOCKS.clean(html)
    assert_safe(clean, BLOCK_TAGS | LINE_TAGS | MATHS_TAGS)
    assert not re.search(r"evil|opener|javascript|style|href", clean)


pieces = st.sampled_from(
    [
        *ATTACKS, "*", "**", "`", "```\n", "[", "](", ")", "![", "<", ">", "\n", "\n\n", "> ", "- ",
        "1. ", "    ", "|", "|-|\n", "$", "$$", r"\(", r"\]", r"\begin{align}", r"\end{align}", "&",
        r"\frac", "{", "}", r"\\", "^", "_", "https://a.example/", '"', "'", "#", "---\n", "x",
    ]
)  # fmt: skip
sources = st.lists(pieces | st.text(max_size=10), max_size=30).map("".join)


@given(source=sources)
def test_nothing_that_can_be_typed_is_unsafe_or_fails(source):
    assert_safe(render(source), BLOCK_TAGS | LINE_TAGS | MATHS_TAGS)
    assert_safe(render_inline(source), LINE_TAGS - {"br"} | MATHS_TAGS)
    assert isinstance(plain(source), str)


def test_half_a_character_is_no_error():
    assert render("a\ud800b") == "<p>a?b</p>"
    assert plain("a\ud800b") == "a?b"


# --- What it looks like ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("", ""),
        ("*a* **b** ~~c~~ `d`", "<p><em>a</em> <strong>b</strong> <s>c</s> <code>d</code></p>"),
        ("# a\n## b\n###### c", "<h3>a</h3>\n<h4>b</h4>\n<h6>c</h6>"),
        ("3. a\n4. b", '<ol start="3">\n<li>a</li>\n<li>b</li>\n</ol>'),
        ("<b>a</b>", "<p>&lt;b&gt;a&lt;/b&gt;</p>"),
        ("a & b < c", "<p>a &amp; b &lt; c</p>"),
        ("[a](#b) [c](/d)", '<p><a href="#b">a</a> <a href="/d">c</a></p>'),
        ("<a@b.example>", '<p><a href="mailto:a@b.example">a@b.example</a></p>'),
        ("[a](relative)", "<p>[a](relative)</p>"),
        ("```python\nx < 1\n```", "<pre><code>x &lt; 1\n</code></pre>"),
    ],
)
def test_markdown(source, html):
    assert render(source) == html


def outside(address: str, text: str) -> str:
    return f'<a href="{address}" rel="nofollow noopener">{text}</a>'


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("[a](https://b.example)", outside("https://b.example", "a")),
        ("[a](HTTPS://b.example)", outside("HTTPS://b.example", "a")),
        ("<https://b.example>", outside("https://b.example", "https://b.example")),
        ("See https://b.example/a_(b).", f"See {outside(*['https://b.example/a_(b)'] * 2)}."),
        ("(https://b.example/a)!", f"({outside(*['https://b.example/a'] * 2)})!"),
        ("`https://b.example`", "<code>https://b.example</code>"),
        ("[see https://b.example](/c)", '<a href="/c">see https://b.example</a>'),
        ("![a plot](https://b.example/p.png)", outside("https://b.example/p.png", "a plot")),
        ("![](/p.png)", '<a href="/p.png">/p.png</a>'),
        ("[![a](https://t.example/p.png)](/c)", '<a href="/c">a</a>'),
    ],
)
def test_links_and_images(source, html):
    """An image becomes a link: no other server learns who reads a course page."""
    assert render(source) == f"<p>{html}</p>"


def test_headings_begin_below_those_of_the_page():
    assert render("# a\n##### b", heading_level=4) == "<h4>a</h4>\n<h6>b</h6>"
    assert render("# a", heading_level=1) == "<h1>a</h1>"


def test_a_table_is_aligned_by_classes():
    html = render("| a | b |\n|:-:|--:|\n| 1 | 2 |")
    assert '<th class="align-center">a</th>' in html
    assert '<td class="align-right">2</td>' in html


def test_a_title_has_no_blocks_and_within_a_link_no_links():
    assert render_inline("# a\n- *b*  \nc") == "# a - <em>b</em> c"
    assert render_inline("[a](/b) `c`", links=False) == "a <code>c</code>"


def test_the_filters():
    template = "{% load text %}{{ a|markdown:4 }} {{ b|markdown_inline }} {{ c|markdown_label }}"
    html = Template(template).render(Context({"a": "# x", "b": "*y*", "c": "[z](/z)"}))
    assert html == "<h4>x</h4> <em>y</em> z"
    assert Template("{% load text %}{{ a|markdown }}").render(Context({"a": None})) == ""


# --- Without markup -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("", ""),
        ("# A *b*\n\nc `d`\ne", "A b\n\nc d\ne"),
        ("- a\n- b\n  - c\n\nd", "- a\n- b\n  - c\n\nd"),
        ("3. a\n4. b", "3. a\n4. b"),
        ("Let $x^2$ and\n\n$$\n\\frac12\n$$", "Let $x^2$ and\n\n$$\n\\frac12\n$$"),
        (r"costs \$5 & more", "costs $5 & more"),
        ("[a](https://b.example) <https://c.example>", "a (https://b.example) https://c.example"),
        ("<a@b.example>", "a@b.example"),
        ("![a](https://b.example/p.png)", "a (https://b.example/p.png)"),
        ("| a | b |\n|---|---|\n| 1 | 2 |", "a  b\n1  2"),
        ("```\ncode\n```\n\n> quoted", "code\n\nquoted"),
        ("<b>a</b>", "<b>a</b>"),
    ],
)
def test_plain_text(source, text):
    assert plain(source) == text


@given(words=st.lists(st.from_regex(r"[a-z]{1,8}", fullmatch=True), min_size=1))
def test_plain_words_are_left_alone(words):
    assert plain(" ".join(words)) == " ".join(words)


# --- What is too much -----------------------------------------------------------------------


def test_a_text_over_the_limit_is_shown_as_typed():
    big = "*é* <b>" * (MAX_BYTES // 7)
    assert render(big).startswith("<pre>*é* &lt;b&gt;*é*")
    assert render_inline(big).startswith("*é* &lt;b&gt;*é*")
    assert plain(big) == big


@pytest.mark.parametrize("mark", ["> ", "- "])
def test_text_within_too_many_quotes_or_lists_is_not_left_out(mark):
    assert "<em>seen</em>" in render(mark * 8 + "*seen*")
    for depth in range(7, 60):
        assert "seen" in render(mark * depth + "*seen*"), depth


PATHOLOGICAL = [
    "[", "![", "*", "_a*", "`a", ">", "> ", "- ", "- a\n", "<", "&", "\\", "~~a", "[a](", "[[a]",
    "$", "$$", "$a", r"\(", r"\[", "$$x\n", "- $$x\n", "- \\[x\n", "- \\begin{align}x\n", "|a|b|\n",
    "> $$\n> a\n", "https://a) ", "https://a))))", "$x$ ", "a  \n", "[a]: /x\n[", "1. ",
]  # fmt: skip


def calls(source: str) -> int:
    """Count what the interpreter calls while it renders: the work, on a machine of any speed."""
    count = 0

    def step(_frame: object, _event: str, _argument: object) -> None:
        nonlocal count
        count += 1

    sys.setprofile(step)
    try:
        render(source)
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("unit", PATHOLOGICAL)
def test_twice_the_text_is_twice_the_work_and_no_more(unit):
    size = 4_000
    once, twice = (calls((unit * size)[:length]) for length in (size, 2 * size))
    assert twice <= 2.3 * once + 2_000


@pytest.mark.slow
def test_the_largest_pathological_texts_end():
    """A guard against what counting calls cannot see: time within one call of C or Rust."""
    script = (
        "import sys\n"
        "from courseapp.text.markdown import render\n"
        "for unit in ('[', '*', '>'):\n"
        "    render(unit * (10_000 if unit == '>' else 100_000))\n"
    )
    subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=True, timeout=20)


def test_threads_share_the_parsers():
    texts = [f"# {n}\n\n*a* [b](/{n}) $x_{{{n}}}$ ![c](/{n}.png)\n\n> - {n}" for n in range(200)]
    expected = [render(text) for text in texts]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(render, texts * 3)) == expected * 3
