"""How wide text is, and where it breaks: from the advance widths of Source Sans 3.

The widths are precomputed (``scripts/make_fonts.py``), so that nothing here opens a font.
"""

from __future__ import annotations

import json
import re
import unicodedata
from functools import cache
from importlib.resources import files
from typing import Literal

Weight = Literal[400, 600]

# a browser without Source Sans 3 falls back to a font that may be a little wider
SLACK = 1.05
_UNKNOWN = 600
_FULL_WIDTH = 1000
# a piece is a stretch without a place to break; hyphen, dash and slash stay with what precedes
_PIECES = re.compile(r"\s+|[^\s/–—-]*[/–—-]+|[^\s/–—-]+")


@cache
def _advances(weight: Weight) -> dict[str, int]:
    tables = json.loads(files(__package__).joinpath("advances.json").read_text(encoding="utf-8"))
    table: dict[str, int] = tables[str(weight)]
    return table


def width(text: str, size: float, weight: Weight = 400) -> float:
    """Width of ``text`` set in one line.

    Args:
        text: any text; characters without a known width count as a full or a usual one.
        size: font size, in the unit of the result.
        weight: 400 (regular) or 600 (semibold).
    """
    table = _advances(weight)
    total = sum(table.get(character) or _guess(character) for character in text)
    return total * size / 1000 * SLACK


def _guess(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return _FULL_WIDTH if unicodedata.east_asian_width(character) in "WF" else _UNKNOWN


def wrap(text: str, limit: float, size: float, weight: Weight = 400) -> list[str]:
    """Break ``text`` into as few lines as fit, of about the same length.

    Args:
        text: a paragraph; runs of white space count as one space.
        limit: width of a line, in the unit of ``size``.
        size: font size.
        weight: 400 or 600.

    Returns:
        One line or more; no character but spaces is lost. A piece wider than a line is broken
        between characters.
    """
    pieces = _pieces(text, limit, size, weight)
    rows = _filled(pieces, limit, size, weight)
    if len(rows) == 1:
        return rows
    # the narrowest limit that needs no further line makes the lines even
    low, high = limit / 2, limit
    while high - low > size / 4:
        middle = (low + high) / 2
        tried = _filled(pieces, middle, size, weight)
        fits = len(tried) == len(rows) and all(width(row, size, weight) <= middle for row in tried)
        low, high = (low, middle) if fits else (middle, high)
    return _filled(pieces, high, size, weight)


def _filled(pieces: list[str], limit: float, size: float, weight: Weight) -> list[str]:
    lines = [""]
    for piece in pieces:
        if lines[-1] and width((lines[-1] + piece).rstrip(), size, weight) > limit:
            lines.append("")
        lines[-1] += piece if lines[-1] else piece.lstrip()
    return [line for line in (line.strip() for line in lines) if line] or [""]


def _pieces(text: str, limit: float, size: float, weight: Weight) -> list[str]:
    made: list[str] = []
    for piece in _PIECES.findall(text):
        if piece.isspace():
            made.append(" ")
        elif width(piece, size, weight) > limit or any(_wide(letter) for letter in piece):
            made += _letters(piece, limit, size, weight)
        else:
            made.append(piece)
    return made


def _wide(letter: str) -> bool:
    return unicodedata.east_asian_width(letter) in "WF"


def _letters(piece: str, limit: float, size: float, weight: Weight) -> list[str]:
    """Break a piece of Han characters, or one too long for a line, where it has to be."""
    made = [""]
    for letter in piece:
        together = made[-1] + letter
        apart = _wide(letter) or (made[-1] != "" and _wide(made[-1][-1]))
        if made[-1] and (apart or width(together, size, weight) > limit):
            made.append("")
        made[-1] += letter
    return made
