"""Counts as dots: a table whose cells are circles, and columns of stacked dots."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from math import sqrt

from syllabook.drawing import palette
from syllabook.drawing.measure import width
from syllabook.drawing.svg import Drawing, element, frame, lines

_SIZE, _SMALL = 13.0, 11.0
_ROW = 19.0
_GROUP = 27.0
_GAP = 10.0


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a dot table: its label, where that leads, and a count for each column."""

    label: str
    href: str
    counts: Sequence[int]
    group: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its label, the unit colour it is drawn in, and the band above it that it is of."""

    label: str
    hue: int = 1
    band: str = ""
    name: str = ""


def dot_table(rows: Sequence[Row], columns: Sequence[Column], *, title: str, alt: str) -> Drawing:
    """Counts as circles whose areas are in proportion.

    Args:
        rows: from top to bottom; where ``group`` changes, its name stands above.
        columns: from left to right.
        title: the drawing's name.
        alt: what it shows, in words.
    """
    left = max(width(row.label, _SIZE) for row in rows) + _GAP
    step = max(19.0, max(width(column.label, _SMALL) for column in columns) + 6)
    most = max(max(row.counts) for row in rows)
    parts = [_bands(columns, left, step), _heads(columns, left, step, 34)]
    y = 48.0
    group = ""
    for row in rows:
        if row.group != group:
            group = row.group
            y += _GROUP - _ROW
            parts.append(_text(group, 0, y + 4, "label", palette.INK.light, weight=600))
            y += _ROW
        label = _text(row.label, left - _GAP, y + 4, "date", palette.SOFT.light, anchor="end")
        parts.append(element("a", {"href": row.href}, label) if row.href else label)
        end = left + len(columns) * step
        rule: dict[str, str | float] = {"class": "sb-d-line", "x1": left, "x2": end}
        parts.append(element("line", rule | {"y1": y, "y2": y, "stroke": palette.RULE.light}))
        for index, (count, column) in enumerate(zip(row.counts, columns, strict=True)):
            if count:
                said = f"{row.label}, {column.name or column.label}: {count}"
                radius = max(2.0, 8.5 * sqrt(count / most))
                x = left + (index + 0.5) * step
                parts.append(_dot(x, y, radius, column.hue, said))
        y += _ROW
    total = left + len(columns) * step
    return frame("".join(parts), title=title, alt=alt, box=(0, 0, total, y), prefix="", links=True)


def dot_columns(
    stacks: Mapping[int, Sequence[tuple[str, bool]]],
    columns: Sequence[Column],
    *,
    title: str,
    alt: str,
) -> Drawing:
    """Things in columns, a dot each, stacked from below.

    Args:
        stacks: by column, what stands in it: its name, and whether its dot is filled.
        columns: from left to right.
        title: the drawing's name.
        alt: what it shows, in words.
    """
    step = 20.0
    tallest = max((len(stack) for stack in stacks.values()), default=1)
    bottom = 24 + tallest * 14.0
    parts = [_bands(columns, 0, step), _heads(columns, 0, step, bottom + 18)]
    for index, stack in sorted(stacks.items()):
        for level, (name, filled) in enumerate(stack):
            x, y = (index + 0.5) * step, bottom - level * 14.0
            parts.append(_dot(x, y, 5.5, columns[index].hue, name, filled=filled))
    box = (0, 0, len(columns) * step, bottom + 26)
    return frame("".join(parts), title=title, alt=alt, box=box, prefix="", links=True)


def _dot(x: float, y: float, radius: float, hue: int, said: str, *, filled: bool = True) -> str:
    colour = palette.unit(hue).light
    title = element("title", {}, escape(said))
    kind = "dot" if filled else "ring"
    paint: dict[str, str | float] = (
        {"fill": colour} if filled else {"fill": "none", "stroke": colour, "stroke-width": 1.5}
    )
    place: dict[str, str | float] = {"cx": x, "cy": y, "r": radius}
    circle = element("circle", {"class": f"sb-d-{kind}"} | place | paint, title)
    return element("g", {"class": palette.unit_class(hue)}, circle)


def _heads(columns: Sequence[Column], left: float, step: float, y: float) -> str:
    return "".join(
        _text(
            column.label,
            left + (index + 0.5) * step,
            y,
            "date",
            palette.SOFT.light,
            size=_SMALL,
            anchor="middle",
        )
        for index, column in enumerate(columns)
    )


def _bands(columns: Sequence[Column], left: float, step: float) -> str:
    """The names of the bands, each above its first column."""
    made = []
    for index, column in enumerate(columns):
        if column.band and (index == 0 or columns[index - 1].band != column.band):
            x = left + index * step + 2
            made.append(_text(column.band, x, 14, "label", palette.INK.light, weight=600))
    return "".join(made)


def _text(
    text: str,
    x: float,
    y: float,
    role: str,
    fill: str,
    *,
    size: float = _SIZE,
    weight: int = 400,
    anchor: str = "start",
) -> str:
    return lines(
        [text],
        x,
        y,
        role=role,
        fill=fill,
        size=size,
        leading=size,
        weight=600 if weight == 600 else 400,
        anchor=anchor,
    )
