r"""LaTeX to MathML Core, with classes for the inline styles that our content policy forbids.

A formula that cannot be read is shown as it was typed. ``math-core`` is a recursive parser in
Rust, without bounds of its own: a thousand ``\frac{`` in each other end a process that has a
stack of 1 MiB, and a table of 4,000 characters can become 200 MB. ``_is_modest`` bounds what it
is given; definitions of commands are refused because each is valid in its own formula alone and
would multiply what the bounds have counted.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from django.utils.html import escape
from math_core import LatexToMathML

from courseapp.text.maths_syntax import MAX_FORMULA

MAX_COMMANDS = 400
MAX_NESTED_BRACES = 50
MAX_TABLE_RULES = 4_000
MAX_MATHML = 4 * 1024 * 1024

_DEFINITION = re.compile(r"\\(?:(?:re)?newcommand|providecommand|g?def|global|let)(?![A-Za-z])")
_BRACE = re.compile(r"\\.|[{}]", re.DOTALL)
_STYLE = re.compile(r' style="([^"]*)"')
_REFERENCE = re.compile(r'<a href="[^"]*">([^<]*)</a>')

# The closed list: every style that is kept, and the class in static/css/maths.css that has it.
# The sizes of spaces are in their width attribute as well; justify-items goes with text-align.
STYLES = {
    "text-align:left": "maths-left",
    "text-align:right": "maths-right",
    "padding-left:0": "maths-flush-left",
    "padding-right:0": "maths-flush-right",
    "padding-top:0": "maths-flush-top",
    "padding-bottom:0": "maths-flush-bottom",
    "padding-left:1em": "maths-apart",
    "padding-left:0.1em": "maths-near-left",
    "padding-right:0.1em": "maths-near-right",
    "padding-right:0.1667em": "maths-thin-right",
    "padding-top:0.1667em": "maths-thin-top",
    "width:100%": "maths-wide",
    "width:50%": "maths-half",
    "width:7.5%": "maths-margin",
    "margin-left:-0.16666667em": "maths-back-thin",
    "margin-left:-0.22222222em": "maths-back-medium",
    "margin-left:-0.2777778em": "maths-back-thick",
    "math-shift:compact": "maths-cramped",
    "font-variant-caps:small-caps": "maths-small-caps",
    **{f"font-size:{size}%": f"maths-size-{size}" for size in (50, 60, 70, 80, 90)},
    **{
        f"border-{side}:0.05em {kind} currentcolor": f"maths-{kind}-{side}"
        for side in ("top", "left", "right")
        for kind in ("solid", "dashed")
    },
    # LaTeX's names. Black and white stay the text's colour: one of them is the background.
    "color:#FF0000": "maths-red",
    "color:#03FF00": "maths-green",
    "color:#0000FF": "maths-blue",
    "color:#00B9F2": "maths-cyan",
    "color:#FB3199": "maths-magenta",
    "color:#FF8001": "maths-orange",
    "color:#BF0140": "maths-purple",
    "color:#008080": "maths-teal",
    "color:#BF803F": "maths-brown",
    "color:#800080": "maths-violet",
    "color:#808080": "maths-gray",
}
# What math-core itself names.
CLASSES = frozenset(STYLES.values()) | {
    "math-core-sans-serif-font",
    "math-core-serif-font",
    "menclose-downdiagonalstrike",
    "menclose-phasorangle",
    "menclose-updiagonalstrike",
}

_CONVERTER = LatexToMathML(continue_on_error=True, fancy_error=False)


@dataclass(frozen=True, slots=True)
class Formula:
    """``latex`` to be read, ``typed`` to be shown if it cannot be, with its delimiters."""

    latex: str
    typed: str
    displayed: bool


def as_html(formulas: Sequence[Formula]) -> list[str]:
    """Return HTML for each formula of one text; never raises.

    They go together because equations are numbered through a text, and ``\\eqref`` may refer to
    a later one. The HTML is still to be sanitised.
    """
    snippets = [
        (formula.latex if _is_modest(formula.latex) else "", formula.displayed)
        for formula in formulas
    ]
    converted = _CONVERTER.convert_all(snippets)
    lengths = accumulate(len(mathml) for mathml in converted)
    return [
        _without_styles(mathml)
        if latex.strip() and mathml.startswith("<math") and length <= MAX_MATHML
        else _source(formula)
        for formula, (latex, _), mathml, length in zip(
            formulas, snippets, converted, lengths, strict=True
        )
    ]


def _is_modest(latex: str) -> bool:
    """Tell whether math-core can read ``latex`` with little stack and memory."""
    depths = accumulate({"{": 1, "}": -1}.get(brace, 0) for brace in _BRACE.findall(latex))
    return (
        len(latex) <= MAX_FORMULA
        and latex.count("\\") <= MAX_COMMANDS
        and latex.count("|") * latex.count(r"\\") <= MAX_TABLE_RULES
        and max(depths, default=0) <= MAX_NESTED_BRACES
        and not _DEFINITION.search(latex)
    )


def _without_styles(mathml: str) -> str:
    # A reference to an equation becomes plain: the ids it would lead to are chosen by the author,
    # and two texts on a page may choose the same.
    return _REFERENCE.sub(r"\1", _STYLE.sub(_as_class, mathml))


def _as_class(style: re.Match[str]) -> str:
    declarations = (
        re.sub(r"\s*:\s*", ":", declaration.strip()) for declaration in style[1].split(";")
    )
    classes = [STYLES[declaration] for declaration in declarations if declaration in STYLES]
    return f' class="{" ".join(classes)}"' if classes else ""


def _source(formula: Formula) -> str:
    return f'<code class="maths-source">{escape(formula.typed)}</code>'
