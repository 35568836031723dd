"""Inline Markdown of outline texts."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syllabook.foundation.inline import Run, plain, runs


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", (Run("plain"),)),
        ("*em*", (Run("em", emphasis=True),)),
        ("**a *b***", (Run("a ", strong=True), Run("b", strong=True, emphasis=True))),
        ("`a*b*`", (Run("a*b*", code=True),)),
        ("[a *b*](https://x.org/?q=1)", (
            Run("a ", href="https://x.org/?q=1"),
            Run("b", emphasis=True, href="https://x.org/?q=1"),
        )),
    ],
)  # fmt: skip
def test_markup_becomes_style(text: str, expected: tuple[Run, ...]) -> None:
    assert runs(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "snake_case_name and x_i",
        "2 * 3 * 4",
        "a < b and <b>not HTML</b>",
        "![no picture",
        "# no heading",
        "- no list",
        "[no](javascript:alert(1))",
        "~~not struck~~",
        "https://example.org/a_b_c",
        "no\u00a0break",
    ],
)
def test_what_is_no_inline_markdown_stays_as_it_is(text: str) -> None:
    assert plain(text) == text


def test_line_breaks_and_indentation_of_the_file_are_one_space() -> None:
    assert plain("  one\n   two\tthree \r\n") == "one two three"


def test_escapes_and_entities_show_the_character_they_stand_for() -> None:
    assert plain(r"\*a\* &amp; &eacute;") == "*a* & é"


WORDS = st.text("abcdeXYZ0189äß刘∂", min_size=1, max_size=6)
STYLED = st.tuples(
    WORDS, st.sampled_from(["{}", "*{}*", "**{}**", "***{}***", "`{}`", "[{}](https://x.org)"])
)


@given(st.lists(STYLED, max_size=8))
def test_styled_words_keep_every_visible_character(pieces: list[tuple[str, str]]) -> None:
    text = " ".join(style.format(word) for word, style in pieces)
    assert plain(text) == " ".join(word for word, _ in pieces)
    assert "".join(run.text for run in runs(text)) == plain(text)


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="&\\()\0\r")))
def test_any_text_loses_only_marks_and_space(text: str) -> None:
    def visible(value: str) -> str:
        return re.sub(r"[*_`\[\] \t\n]", "", value)

    assert visible(plain(text)) == visible(text)
