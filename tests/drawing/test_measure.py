"""Text breaks where it has to, by the widths of the font."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from syllabook.drawing.measure import width, wrap
from syllabook.drawing.words import words


def test_widths_come_from_the_font() -> None:
    assert width("iii", 10) < width("mmm", 10)
    assert width("Networks", 10, 600) > width("Networks", 10)
    assert width("networks", 20) == 2 * width("networks", 10)
    assert width("刘", 10) > width("n", 10)


def test_lines_are_even() -> None:
    rows = wrap("Biology/neuroscience for AI", 154, 13, 600)
    longest, shortest = max(map(len, rows)), min(map(len, rows))
    assert len(rows) == 2
    assert longest - shortest < len("neuroscience")
    assert wrap("Networks as biology", 154, 13, 600) == ["Networks as biology"]


def test_han_text_breaks_between_characters() -> None:
    rows = wrap("人工智能与科学发现", 50, 10)
    assert len(rows) > 1
    assert "".join(rows) == "人工智能与科学发现"


def test_a_word_too_long_for_a_line_is_broken() -> None:
    rows = wrap("Donaudampfschifffahrtsgesellschaft", 60, 12)
    assert len(rows) > 2
    assert all(width(row, 12) <= 60 for row in rows)


@given(st.text(max_size=60), st.integers(20, 400))
def test_nothing_but_space_is_lost_and_no_line_is_too_wide(text: str, limit: int) -> None:
    rows = wrap(text, limit, 12)
    assert re.sub(r"\s", "", "".join(rows)) == re.sub(r"\s", "", text)
    assert all(len(row) == 1 or width(row, 12) <= limit for row in rows)


def test_words_lose_their_markup_and_get_typographic_quotes() -> None:
    assert words('The *"repon"* model') == "The “repon” model"
    assert (
        words("science's \"inductive\" biases ('soft')") == "science’s “inductive” biases (‘soft’)"
    )
