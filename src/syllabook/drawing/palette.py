"""The colours of everything syllabook draws: SVG, PDF and site.

Every colour has a light and a dark value. Light ones are read on white, dark ones on a near-black
ground; each has a contrast of at least 4.5:1 there (WCAG 2.2, 1.4.3), and so has the text that
stands on a unit's colour.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Colour:
    """A colour as ``#rrggbb``, for light and for dark mode."""

    light: str
    dark: str


GROUND = Colour("#ffffff", "#121212")
INK = Colour("#1d2733", "#e4e7eb")
SOFT = Colour("#566270", "#a9b4c0")
RULE = Colour("#d5dae0", "#3a424c")
ACCENT = Colour("#a4262c", "#ff9a93")
LINK = Colour("#17435f", "#8cc4ea")
ON_UNIT = Colour("#ffffff", "#121212")

UNITS = (
    Colour("#a4262c", "#ff9a93"),  # red
    Colour("#17435f", "#8cc4ea"),  # navy
    Colour("#5b4a8a", "#c4b5f5"),  # violet
    Colour("#256b54", "#82d3b0"),  # green
    Colour("#8a5500", "#eabb66"),  # ochre
    Colour("#8f2d6b", "#f2a5d4"),  # magenta
    Colour("#1a6f86", "#74d0e4"),  # teal
    Colour("#4a5561", "#b9c4cf"),  # slate
)

_NAMED = {
    "ground": GROUND,
    "ink": INK,
    "soft": SOFT,
    "rule": RULE,
    "accent": ACCENT,
    "link": LINK,
    "on-unit": ON_UNIT,
}


def unit(hue: int) -> Colour:
    """The colour of the unit at position ``hue``; after the last one it starts again."""
    return UNITS[hue % len(UNITS)]


def tint(hue: int) -> Colour:
    """The pale (in dark mode: dim) ground that goes with a unit's colour."""
    colour = unit(hue)
    return Colour(_mix(colour.light, "#ffffff", 0.08), _mix(colour.dark, GROUND.dark, 0.14))


def unit_class(hue: int) -> str:
    """The CSS class of what belongs to a unit."""
    return f"sb-unit-{hue % len(UNITS)}"


def css_variables() -> str:
    """The palette as custom properties, light and dark, and ``--sb-unit`` within a unit's class.

    Dark values apply where the theme sets ``data-theme="dark"`` on the root element.
    """
    named = {f"--sb-{name}": colour for name, colour in _named()}
    light = "\n".join(f"  {name}: {colour.light};" for name, colour in named.items())
    dark = "\n".join(f"  {name}: {colour.dark};" for name, colour in named.items())
    classes = "\n".join(
        f".{unit_class(hue)} {{"
        f" --sb-unit: var(--sb-unit-{hue}); --sb-tint: var(--sb-tint-{hue}); }}"
        for hue in range(len(UNITS))
    )
    return f':root {{\n{light}\n}}\nhtml[data-theme="dark"] {{\n{dark}\n}}\n{classes}\n'


def css_rules() -> str:
    """Rules that give the drawings the palette's variables, so that they follow dark mode."""
    fills = {
        "head": "unit",
        "head-text": "on-unit",
        "chip": "tint",
        "number": "unit",
        "label": "ink",
        "date": "soft",
        "due": "accent",
        "tip": "unit",
        "box": "ground",
        "dot": "unit",
    }
    rules = [f".sb-drawing .sb-d-{name} {{ fill: var(--sb-{to}); }}" for name, to in fills.items()]
    rules += [
        ".sb-drawing .sb-d-chip, .sb-drawing .sb-d-arrow { stroke: var(--sb-unit); }",
        ".sb-drawing .sb-d-ring { stroke: var(--sb-unit); }",
        ".sb-drawing .sb-d-line { stroke: var(--sb-rule); }",
        ".sb-drawing a:hover .sb-d-date, .sb-drawing a:focus-visible .sb-d-date"
        " { text-decoration: underline; }",
        ".sb-drawing .sb-d-box { stroke: var(--sb-ink); }",
        ".sb-drawing { display: block; max-width: 100%; height: auto; }",
        ".sb-drawing a { text-decoration: none; }",
        ".sb-drawing .sb-now .sb-d-chip { stroke-width: 3; }",
        ".sb-drawing a:hover .sb-d-chip, .sb-drawing a:focus-visible .sb-d-chip"
        " { stroke-width: 2.5; }",
        ".sb-drawing a:hover .sb-d-label, .sb-drawing a:focus-visible .sb-d-label"
        " { text-decoration: underline; }",
    ]
    return "\n".join(rules) + "\n"


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two ``#rrggbb`` colours, from 1 to 21, as WCAG 2.2 defines it."""
    brighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def _named() -> Iterator[tuple[str, Colour]]:
    yield from _NAMED.items()
    for hue in range(len(UNITS)):
        yield f"unit-{hue}", unit(hue)
        yield f"tint-{hue}", tint(hue)


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _mix(colour: str, ground: str, share: float) -> str:
    pairs = zip(_channels(colour), _channels(ground), strict=True)
    return "#" + "".join(f"{round(share * a + (1 - share) * b):02x}" for a, b in pairs)


def _luminance(colour: str) -> float:
    linear = [
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in (channel / 255 for channel in _channels(colour))
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
