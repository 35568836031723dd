"""The palette keeps its promise of contrast, and the site's stylesheet follows it."""

from __future__ import annotations

import re
from itertools import combinations

import pytest

from syllabook.drawing import palette

HUES = range(len(palette.UNITS))


def test_contrast_is_that_of_wcag() -> None:
    assert palette.contrast("#000000", "#ffffff") == pytest.approx(21)
    # a pair whose ratio is widely published: the lightest grey that passes on white
    assert palette.contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.005)


@pytest.mark.parametrize("hue", HUES)
def test_a_unit_is_legible_as_text_and_as_ground_in_both_modes(hue: int) -> None:
    unit, tint = palette.unit(hue), palette.tint(hue)
    for mode in ("light", "dark"):
        colour, ground = getattr(unit, mode), getattr(palette.GROUND, mode)
        assert palette.contrast(colour, ground) >= 4.5
        assert palette.contrast(colour, getattr(tint, mode)) >= 4.5
        assert palette.contrast(getattr(palette.ON_UNIT, mode), colour) >= 4.5
        for text in (palette.INK, palette.SOFT, palette.ACCENT):
            assert palette.contrast(getattr(text, mode), getattr(tint, mode)) >= 4.5


def test_no_two_units_share_a_colour() -> None:
    for one, other in combinations(palette.UNITS, 2):
        assert one.light != other.light
        assert one.dark != other.dark


def test_the_palette_starts_again_after_its_last_colour() -> None:
    assert palette.unit(len(palette.UNITS)) == palette.unit(0)
    assert palette.unit_class(len(palette.UNITS) + 1) == "sb-unit-1"


def test_the_stylesheet_defines_every_variable_it_uses_in_both_modes() -> None:
    css = palette.css_variables() + palette.css_rules()
    light, dark = re.findall(r"(?::root|data-theme=\"dark\"\]) \{(.*?)\}", css, re.DOTALL)
    defined = set(re.findall(r"(--sb-[\w-]+):", light))
    assert defined == set(re.findall(r"(--sb-[\w-]+):", dark))
    assert "--sb-unit-0" in defined
    used = set(re.findall(r"var\((--sb-[\w-]+)\)", css))
    assert used <= defined | {"--sb-unit", "--sb-tint"}
