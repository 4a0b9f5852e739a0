r"""Formulas become MathML; what cannot be read stays as it was typed."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from math_core import LatexToMathML

from courseapp.text import maths
from courseapp.text.markdown import render, render_inline

ROOT = Path(__file__).parents[2]
CSS = (ROOT / "static" / "css" / "maths.css").read_text()

# What a topics course in mathematics writes.
FORMULAS = [
    r"x^2 + y_i",
    r"\frac{\partial \mathcal{L}}{\partial \theta}",
    r"\begin{pmatrix} a & b \\ c & d \end{pmatrix}",
    r"\begin{cases} x & x > 0 \\ 0 & \text{otherwise} \end{cases}",
    r"\begin{aligned} a &= b \\ &= c \end{aligned}",
    r"\begin{array}{l|c||r} a & b & c \\ \hline d & e & f \\ \hdashline g & h & i \end{array}",
    r"\begin{align} a &= b \\ c &= d \end{align}",
    r"\begin{gather*} a \\ b \end{gather*}",
    r"\begin{multline} a \\ b \\ c \end{multline}",
    r"\begin{subarray}{l} a \\ b \end{subarray}",
    r"\mathbb{E}_{x \sim p}\left[ \log p(x \mid \theta) \right]",
    r"\arg\min_{w} \| Xw - y \|_2^2 + \lambda \lVert w \rVert_1",
    r"\sum_{i=1}^n \int_0^\infty \lim_{x \to 0} \sqrt[3]{x}",
    r"\operatorname{softmax}(z) \, \dots \quad \iff \! \hat{x} \negmedspace \negthickspace y",
    r"\text{\tiny a \small b} \cfrac{1}{2} \boxed{x} \cancel{x} \phase{x} \xcancel{y}",
    r"\mathop{x} \cramped{x^2} \textsc{a} \textsf{b} \textrm{c} \texttt{d} \textbf{e}",
    r"\color{red} x \color{blue} y \color{orange} z \textcolor{teal}{w} \textcolor{black}{v}",
    r"\xrightarrow[a]{b} \overset{a}{=} \binom{n}{k} \underbrace{x}_{y} \big( \Bigg)",
    r"{}_1F_2 \sideset{}{'}\sum f' a'' \not= \hspace{1cm} \phantom{x}",
]


def source_of(formula: str) -> str:
    escaped = formula.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f'<code class="maths-source">{escaped}</code>'


# --- What is read ---------------------------------------------------------------------------


@pytest.mark.parametrize("formula", FORMULAS)
@pytest.mark.parametrize("delimiters", ["${}$", r"\({}\)", "$${}$$", "$$\n{}\n$$", "\\[\n{}\n\\]"])
def test_formulas_become_mathml_without_inline_styles(formula, delimiters):
    html = render(delimiters.format(formula))
    assert "<math" in html
    assert "maths-source" not in html
    assert " style=" not in html
    assert ('display="block"' in html) is (delimiters[:2] in {"$$", r"\["})


@pytest.mark.parametrize("formula", FORMULAS)
def test_styles_are_rewritten_not_left_to_the_last_step(formula):
    (html,) = maths.as_html([maths.Formula(formula, "typed", displayed=True)])
    assert " style=" not in html


def test_the_columns_of_cases_are_set_left():
    html = render(r"$\begin{cases} a & b \end{cases}$")
    assert '<mtd class="maths-left maths-flush-right maths-apart"><mi>b</mi></mtd>' in html


def test_a_fraction():
    assert render(r"$\frac{1}{2}$") == ("<p><math><mfrac><mn>1</mn><mn>2</mn></mfrac></math></p>")


def test_an_environment_needs_no_other_delimiters():
    html = render("So\n\\begin{align}\na &= b \\\\\n&= c\n\\end{align}\nholds.")
    assert html.count("<mtr>") == 2
    assert html.startswith("<p>So</p>\n<div")
    assert html.endswith("<p>holds.</p>")


def test_lines_of_a_displayed_formula_are_no_lists_or_headings():
    html = render("$$\na\n+ b\n- c\n= d\n# e\n$$")
    assert "<li>" not in html
    assert "<h" not in html


def test_a_formula_in_a_list_a_quote_and_a_table():
    assert "<math" in render("- a\n\n  $$\n  b\n  $$")
    assert "<blockquote>\n<div" in render("> $$\n> a\n> + b\n> $$")
    assert "<math>" in render("| a |\n|---|\n| $x$ |")


def test_equations_are_numbered_through_a_text_and_can_be_referred_to():
    equation = r"\begin{equation} a \label{%s} \end{equation}"
    html = render(f"By $\\eqref{{two}}$\n\n{equation % 'one'}\n\n{equation % 'two'}")
    assert re.findall(r"\((\d)\)", html) == ["2", "1", "2"]
    assert "href" not in html
    assert "id=" not in html


def test_a_title_never_displays_a_formula():
    assert render_inline("On $$x$$") == "On <math><mi>x</mi></math>"


# --- What is not a formula ------------------------------------------------------------------


@pytest.mark.parametrize(
    "source",
    [
        "It costs $5 and $6.",
        "US$5-US$6",
        "from 5$ to 6$",
        r"\$x\$",
        "$ x $",
        "$$",
        "$ $",
        "`$x$`",
        "    $x$",
        "```\n$$\nx\n$$\n```",
        "$$\nno end",
        "$$\n\n$$ x",
        r"\(x",
        "$" + "x" * 4000 + "$",
    ],
)
def test_money_code_and_what_has_no_end_is_no_formula(source):
    html = render(source)
    assert "<math" not in html
    assert "maths-source" not in html


# --- What cannot be read --------------------------------------------------------------------


@pytest.mark.parametrize(
    "formula",
    [
        r"$\unknown{x}$",
        r"$\frac{1}$",
        r"$x^{$",
        r"$\href{https://a.example}{x}$",
        r"$\begin{pmatrix} a < b & c$",
        r"$\newcommand\a{x}\a$",
        r"$\def\a{x}\a$",
        "$" + "{" * 60 + "x" + "}" * 60 + "$",
        "$" + r"\hat " * 401 + "x$",
        r"$\begin{array}{" + "|" * 200 + "c}" + r"\\" * 100 + r"\end{array}$",
    ],
)
def test_what_cannot_be_read_is_shown_as_typed(formula):
    assert source_of(formula) in render(f"a {formula} b")


def test_a_displayed_formula_that_cannot_be_read_keeps_its_lines():
    assert source_of("$$\n\\unknown\nx\n$$") in render("$$\n\\unknown\nx\n$$")


def test_one_bad_formula_does_not_spoil_the_others():
    html = render(r"$a$ $\bad$ $b$")
    assert html.count("<math>") == 2
    assert source_of(r"$\bad$") in html


def test_a_whole_text_of_formulas_has_a_bound():
    row = "$$\n\\begin{align}" + r"\\" * 190 + "\\end{align}\n$$\n\n"
    html = render(row * 500)
    assert len(html) < 2 * maths.MAX_MATHML
    assert "<math" in html
    assert "maths-source" in html


latex = st.lists(
    st.sampled_from([r"\frac", r"\left(", r"\right)", "{", "}", "^", "_", "&", r"\\", r"\text"])
    | st.sampled_from([r"\begin{array}", r"\end{array}", "{c|c}"])
    | st.sampled_from([r"\color", "{red}", r"\sqrt", "[", "]", "x", "1", " ", "'", "%", "#1", '"'])
    | st.text(max_size=3),
    max_size=40,
).map("".join)


@given(latex=latex, displayed=st.booleans())
def test_no_latex_is_an_error_or_leaves_a_style(latex, displayed):
    formula = maths.Formula(latex.encode(errors="replace").decode(), "typed", displayed=displayed)
    (html,) = maths.as_html([formula])
    assert html.startswith("<math") or html == source_of("typed")
    assert " style=" not in re.sub(r">[^<]*<", "><", html)


@pytest.mark.slow
def test_deep_formulas_do_not_end_the_process():
    """math-core recurses without a bound of its own; a thread here has a stack of 1 MiB."""
    script = """
import threading
from courseapp.text.markdown import render
def run():
    for opening, closing in [("{", "}"), (r"\\frac{", "}{y}"), (r"\\sqrt{", "}"), ("x^{", "}"),
                             (r"\\left(", r"\\right)"), (r"\\hat ", ""), (r"\\frac1", ""),
                             (r"\\sqrt[3]", ""), (r"\\color{red}", ""), (r"\\sqrt[", "]")]:
        for depth in (30, 50, 51, 190, 200, 390, 400, 1000, 3000):
            render(f"${opening * depth}x{closing * depth}$")
            render(f"$${opening * depth}$$")
threading.stack_size(1024 * 1024)
thread = threading.Thread(target=run)
thread.start()
thread.join()
"""
    subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=True, timeout=60)


# --- The closed list of styles --------------------------------------------------------------


def test_each_class_has_its_rule_and_each_rule_its_class():
    assert set(re.findall(r"\.((?:maths-|menclose-|math-core-)[\w-]+)", CSS)) == maths.CLASSES | {
        "maths-display",
        "maths-source",
    }


def test_nothing_but_the_look_of_spaces_and_of_paper_is_dropped():
    """The width of a space is in an attribute too; black and white would vanish on one paper."""
    converter = LatexToMathML()
    styles = re.findall(
        ' style="([^"]*)"',
        "".join(converter.convert_with_local_state(one, displaystyle=True) for one in FORMULAS),
    )
    declared = {
        re.sub(r"\s*:\s*", ":", one.strip()) for style in styles for one in style.split(";") if one
    }
    assert len(declared) > 25
    assert {one for one in declared - maths.STYLES.keys() if not one.startswith("width:")} == {
        "color:#000000",
        "justify-items:end",
        "justify-items:start",
    }


def test_an_unknown_style_is_dropped():
    html = render(r"$a \hspace{-3cm} \color[rgb]{0.1,0.2,0.3} b$")
    assert " style=" not in html
    assert "class=" not in html
