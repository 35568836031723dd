"""Lectures and texts of labs as plain Markdown, which any editor shows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syllabook.notebooks.citations import Citations
from syllabook.notebooks.plain import plain_markdown
from syllabook.papers import Name, Paper

PAPERS = {
    "hooke": Paper(
        "hooke", "book", "On *springs*", (Name("Hooke", "R."),), date="1678", year=1678,
        url="https://example.org/hooke_(1678)",
    ),
    "a": Paper("a", "article", "First", (Name("Liu"),), date="2026-01", year=2026, arxiv="2601.1"),
    "b": Paper("b", "article", "Second", (Name("Liu"),), date="2026-02", year=2026, doi="10.1/x"),
}  # fmt: skip


def plain(text: str) -> str:
    def link(to: str) -> str | None:
        return {"here.md": "here.md", "site.md": "https://example.org/site.html"}.get(to)

    left: list[str] = []
    made = plain_markdown(text, Citations([text], PAPERS), link, left.append)
    return made + "".join(f"[{name} left out]" for name in left)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("{cite:t}`hooke` said", "[Hooke (1678)](<https://example.org/hooke_(1678)>) said"),
        (
            "it is {cite:p}`a, b`.",
            "it is ([Liu, 2026a](https://arxiv.org/abs/2601.1); [Liu, 2026b](https://doi.org/10.1/x)).",
        ),
        ("{cite}`a`", "([Liu, 2026](https://arxiv.org/abs/2601.1))"),
        ("{paper}`hooke`", "[On \\*springs\\*](<https://example.org/hooke_(1678)>)"),
        ("{cite:t}`nobody`", "\\[nobody\\]"),
        ("`{cite}``a`", "`{cite}``a`"),
        ("```\n{cite}`a`\n```", "```\n{cite}`a`\n```"),
        ("{math}`x^2` and $y$ and {kbd}`q`", "$x^2$ and $y$ and `q`"),
        ("{ref}`the figure <fig>` and {doc}`x`", "the figure and x"),
        ("[a](here.md), [b](site.md), [c](gone.md)",
         "[a](here.md), [b](https://example.org/site.html), c"),
        ("![alt](p.png){width=50%} [x](here.md){.class}", "![alt](p.png) [x](here.md)"),
        ("(label)=\n# T\n% a note\n+++\nwords", "# T\nwords"),
        ("---\na: b\n---\n# T", "# T"),
        ("a <!-- private\n\n```x``` --> b", "a b"),
        ("a <!-- never closed\nprivate", "a "),
        ("```{note}\nN {cite}`a`\n```", "> **Note**\n>\n> N ([Liu, 2026](https://arxiv.org/abs/2601.1))"),
        (":::{admonition} Title $x$\n:class: tip\nBody\n:::", "> **Title $x$**\n>\n> Body"),
        ("````{tip}\n```python\n1\n```\n````", "> **Tip**\n>\n> ```python\n> 1\n> ```"),
        ("```{figure} p.png\n:alt: A\nCaption\n```", "![A](p.png)\n\nCaption"),
        (
            "```{lab-figure} here.md#fig\nA *caption*.\n```",
            "*[Run the lab](here.md) to see the picture:* A *caption*.",
        ),
        ("```{code-block} python\n:linenos:\nx = 1\n```", "```python\nx = 1\n```"),
        ("```{math}\n:label: e\nx = 1\n```", "$$\nx = 1\n$$"),
        ("```{schedule}\n```\n", "[schedule left out]"),
        ("```{margin}\nAside\n```", "Aside"),
        ("1. a\n   ```{hint}\n   b\n   ```", "1. a\n   > **Hint**\n   >\n   > b"),
        ("$$\na_1 = [x](y)\n$$", "$$\na_1 = [x](y)\n$$"),
        ("$f[x](y)$", "$f[x](y)$"),
    ],
)  # fmt: skip
def test_it_reads_the_same(before: str, after: str) -> None:
    assert plain(before) == after


def test_references_stand_at_the_end_once_and_in_order() -> None:
    citations = Citations(["{cite}`hooke,b` {cite:t}`a`", "{cite:p}`a`"], PAPERS)
    assert citations.references() == (
        "## References\n\n"
        "- Hooke, R. (1678). On \\*springs\\*. [Web](<https://example.org/hooke_(1678)>)\n"
        "- Liu (2026a). First. arXiv:2601.1. [arXiv](https://arxiv.org/abs/2601.1)\n"
        "- Liu (2026b). Second. [DOI](https://doi.org/10.1/x)\n"
    )
    assert Citations(["nothing"], PAPERS).references() == ""
    assert Citations(["{cite}`who,a`"], PAPERS).unknown == ["who"]


@given(st.text(alphabet="ab `$[](){}:!<->%\n~+=|", max_size=60))
def test_no_text_breaks_it(text: str) -> None:
    plain(text)


@given(st.lists(st.text(alphabet="abc .,;$", min_size=1, max_size=20), max_size=5))
def test_plain_words_stay_as_they_are(parts: list[str]) -> None:
    text = "\n\n".join(part.strip() or "x" for part in parts)
    assert plain(text) == text
