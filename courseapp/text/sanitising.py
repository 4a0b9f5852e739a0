"""The last step for every text: what is not on these lists does not reach a page.

The parser makes no other HTML than this (it takes none from the author), so the lists hold even
if it or the maths converter has a fault. Tags of MathML are those of MathML Core that the
converter writes (https://w3c.github.io/mathml-core/); nothing in MathML can be a link here.
"""

import re

import nh3

from courseapp.text import maths

# "//" and "/\" are another host's address to a browser, not a path of ours.
_OWN = re.compile(r"#|/(?![/\\])")
_OUTSIDE = re.compile(r"https?://[^/\\]|mailto:", re.IGNORECASE)

EXTERNAL_REL = "nofollow noopener"
LINE_TAGS = {"a", "b", "br", "code", "em", "i", "s", "span", "strong"}
BLOCK_TAGS = {
    "blockquote", "div", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre",
    "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
MATHS_ATTRIBUTES: dict[str, set[str]] = {
    "math": {"display"},
    "menclose": {"notation"},
    "mfrac": {"displaystyle", "linethickness", "scriptlevel"},
    "mi": {"mathvariant"},
    "mmultiscripts": set(),
    "mn": set(),
    "mo": {
        "form", "lspace", "maxsize", "minsize", "movablelimits", "rspace", "stretchy", "symmetric",
    },
    "mover": {"accent"},
    "mpadded": {"height", "voffset", "width"},
    "mphantom": set(),
    "mprescripts": set(),
    "mroot": set(),
    "mrow": {"displaystyle", "scriptlevel"},
    "mspace": {"width"},
    "msqrt": set(),
    "msub": set(),
    "msubsup": set(),
    "msup": set(),
    "mtable": {"displaystyle", "scriptlevel"},
    "mtd": set(),
    "mtext": set(),
    "mtr": set(),
    "munder": {"accentunder"},
    "munderover": {"accent", "accentunder"},
}  # fmt: skip
ATTRIBUTES: dict[str, set[str]] = {
    **MATHS_ATTRIBUTES,
    "a": {"href", "title"},
    "ol": {"start"},
}
ALIGNMENTS = {"align-center", "align-left", "align-right"}
CLASSES: dict[str, set[str]] = {
    **{tag: set(maths.CLASSES) for tag in (*MATHS_ATTRIBUTES, "span")},
    "code": {"maths-source"},
    "div": {"maths-display"},
    "td": ALIGNMENTS,
    "th": ALIGNMENTS,
}


def is_safe_target(url: str) -> bool:
    """Tell whether a link may lead there: the web, a mail address, or a place of this site.

    A path relative to the page is refused: the same text is shown on several pages.
    """
    return bool(_OWN.match(url) or _OUTSIDE.match(url))


def is_external(url: str) -> bool:
    return url[:4].lower() == "http"


def _cleaner(tags: set[str]) -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=tags,
        attributes=ATTRIBUTES,
        tag_attribute_values={"a": {"rel": {EXTERNAL_REL}}},
        allowed_classes=CLASSES,
        url_schemes={"http", "https", "mailto"},
        url_relative=lambda url: url if is_safe_target(url) else None,
        link_rel=None,
    )


BLOCKS = _cleaner(LINE_TAGS | BLOCK_TAGS | MATHS_ATTRIBUTES.keys())
LINE = _cleaner((LINE_TAGS | MATHS_ATTRIBUTES.keys()) - {"br"})
LABEL = _cleaner((LINE_TAGS | MATHS_ATTRIBUTES.keys()) - {"a", "br"})
