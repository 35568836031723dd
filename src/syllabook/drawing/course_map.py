"""The map of a course: its weeks in rows, in the colours of their units.

Weeks run in rows like text. Above them stand bands with the names of the units; a unit that runs
on into the next row has its band there too. So every title has room, and the map is as high as
the course is long, whatever its units.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby

from syllabook.curriculum import CoursePlan, UnitPlan, WeekPlan, dates
from syllabook.drawing import palette
from syllabook.drawing.measure import width, wrap
from syllabook.drawing.svg import Drawing, element, frame, lines
from syllabook.drawing.words import words

_COLUMN = 180.0
_GAP = 8.0
_PAD = 9.0
_TITLE = 13.0
_TITLE_LEADING = 15.5
_SMALL = 11.5
_SMALL_LEADING = 14.0
_HEAD = 12.5
_HEAD_LEADING = 15.0
_ROW_GAP = 12.0
_RADIUS = 5.0


def course_map(
    plan: CoursePlan,
    *,
    href: Callable[[WeekPlan], str] | None = None,
    columns: int = 4,
    prefix: str = "",
) -> Drawing:
    """Draw the units and weeks of a course, with dates where the plan has them.

    Args:
        plan: the course.
        href: the address of a week's page; an empty address leaves the week without a link.
            Without ``href`` the drawing is one image.
        columns: weeks in a row; each column is 180 CSS pixels wide. Four suit a page, two a phone.
        prefix: start of the ids within; default: from the course's id. Two maps on a page need two.

    Raises:
        ValueError: ``columns`` is not positive.
    """
    if columns < 1:
        raise ValueError(f"columns is {columns}; a map needs at least one")
    total = columns * _COLUMN - _GAP
    y = 0.0
    parts: list[str] = []
    for row in _rows(plan, columns):
        drawn, height = _row(row, y, href)
        parts.append(drawn)
        y += height + _ROW_GAP
    if any(week.due for week in plan.weeks):
        parts.append(_legend(y))
        y += _SMALL_LEADING + _ROW_GAP
    return frame(
        "".join(parts),
        title=f"Course map of {words(plan.title)}",
        alt=describe(plan),
        box=(-0.5, -0.5, total + 1, y - _ROW_GAP + 1),
        prefix=prefix or f"map-{plan.id}-{columns}",
        links=href is not None,
    )


def monday_class(week: WeekPlan) -> str:
    """The class by which pages find the present week; empty for a week without dates."""
    return f"sb-monday-{week.dates.monday.isoformat()}" if week.dates else ""


def describe(plan: CoursePlan) -> str:
    """The map in words: each unit with its weeks."""
    units = []
    for unit, weeks in plan.by_unit():
        titles = "; ".join(f"{week.number}, {words(week.title)}" for week in weeks)
        noun = "week" if len(weeks) == 1 else "weeks"
        units.append(f"{_unit_name(unit)}: {noun} {titles}.")
    return f"Map of the course's {len(plan.weeks)} weeks by unit. " + " ".join(units)


@dataclass(frozen=True, slots=True)
class _Segment:
    """The weeks that a unit has in one row; whether it began before and goes on after."""

    unit: UnitPlan
    weeks: tuple[WeekPlan, ...]
    column: int
    begins: bool
    ends: bool

    @property
    def x(self) -> float:
        return self.column * _COLUMN

    @property
    def width(self) -> float:
        return len(self.weeks) * _COLUMN - _GAP


def _rows(plan: CoursePlan, columns: int) -> list[list[_Segment]]:
    weeks = plan.weeks
    rows = []
    for start in range(0, len(weeks), columns):
        segments = []
        row = range(start, min(start + columns, len(weeks)))
        for _, group in groupby(row, key=lambda index: weeks[index].unit.id):
            places = list(group)
            first, last = places[0], places[-1]
            unit = weeks[first].unit
            segments.append(
                _Segment(
                    unit,
                    tuple(weeks[first : last + 1]),
                    first - start,
                    begins=first == 0 or weeks[first - 1].unit.id != unit.id,
                    ends=last + 1 == len(weeks) or weeks[last + 1].unit.id != unit.id,
                )
            )
        rows.append(segments)
    return rows


def _unit_name(unit: UnitPlan) -> str:
    """Its title; led by its label where that is what people call it by (M1), not a short form."""
    title = words(unit.title)
    numbered = any(letter.isdigit() for letter in unit.label) and unit.label not in title
    return f"{unit.label} · {title}" if numbered else title


def _row(
    segments: Sequence[_Segment], y: float, href: Callable[[WeekPlan], str] | None
) -> tuple[str, float]:
    """Bands and chips of one row, and its height."""
    names = [_band_lines(segment) for segment in segments]
    band = max(len(name) for name in names) * _HEAD_LEADING + 6
    chips = [_Chip.of(week) for segment in segments for week in segment.weeks]
    height = max(chip.height for chip in chips)
    top = y + band + 4
    drawn = []
    rest = iter(chips)
    for segment, name in zip(segments, names, strict=True):
        inner = _band(segment, name, y, band)
        for place, week in enumerate(segment.weeks):
            chip = next(rest).draw(segment.x + place * _COLUMN, top, height)
            address = href(week) if href else ""
            link: dict[str, str | float] = {"href": address}
            if week.dates:
                link["class"] = monday_class(week)
            inner += element("a", link, chip) if address else chip
        drawn.append(element("g", {"class": palette.unit_class(segment.unit.hue)}, inner))
    return "".join(drawn), band + 4 + height


def _band_lines(segment: _Segment) -> list[str]:
    """The unit's name, in two lines at most where its label can stand in for it."""
    room = segment.width - 2 * _PAD
    unit = segment.unit
    if segment.begins:
        rows = wrap(_unit_name(unit), room, _HEAD, 600)
        return rows if len(rows) <= 2 or not unit.label else [unit.label]
    names = [f"{_unit_name(unit)}, continued"]
    names += [f"{unit.label}, continued"] if unit.label else []
    fitting = (name for name in names if width(name, _HEAD, 600) <= room)
    return wrap(next(fitting, names[-1]), room, _HEAD, 600)


def _band(segment: _Segment, name: Sequence[str], y: float, height: float) -> str:
    colour = palette.unit(segment.unit.hue).light
    shape = _band_path(segment, y, height)
    first = y + (height - len(name) * _HEAD_LEADING) / 2 + _HEAD_LEADING - 3.5
    return element("path", {"class": "sb-d-head", "fill": colour, "d": shape}) + lines(
        name,
        segment.x + _PAD,
        first,
        role="head-text",
        fill=palette.ON_UNIT.light,
        size=_HEAD,
        leading=_HEAD_LEADING,
        weight=600,
    )


def _band_path(segment: _Segment, y: float, height: float) -> str:
    """A band with round corners where the unit begins and ends, square ones where it runs on."""
    left = _RADIUS if segment.begins else 0.0
    right = _RADIUS if segment.ends else 0.0
    x, across, down = segment.x, segment.width, height
    return (
        f"M{x + left:g} {y:g}h{across - left - right:g}"
        f"q{right:g} 0 {right:g} {right:g}v{down - 2 * right:g}"
        f"q0 {right:g} {-right:g} {right:g}h{-(across - left - right):g}"
        f"q{-left:g} 0 {-left:g} {-left:g}v{-(down - 2 * left):g}"
        f"q0 {-left:g} {left:g} {-left:g}z"
    )


@dataclass(frozen=True, slots=True)
class _Chip:
    """A week's card: number and date, title, what is due."""

    week: WeekPlan
    title: list[str]
    due: list[list[str]]

    @classmethod
    def of(cls, week: WeekPlan) -> _Chip:
        room = _COLUMN - _GAP - 2 * _PAD
        return cls(
            week,
            wrap(words(week.title), room, _TITLE, 600),
            [wrap(words(due.what), room - 11, _SMALL, 600) for due in week.due],
        )

    @property
    def height(self) -> float:
        due = sum(len(rows) for rows in self.due) * _SMALL_LEADING
        return _PAD + 12 + len(self.title) * _TITLE_LEADING + (due + 4 if due else 0) + _PAD

    def draw(self, x: float, y: float, height: float) -> str:
        colour, ground = palette.unit(self.week.unit.hue), palette.tint(self.week.unit.hue)
        across = _COLUMN - _GAP
        parts = [
            element(
                "rect",
                {
                    "class": "sb-d-chip",
                    "x": x,
                    "y": y,
                    "width": across,
                    "height": height,
                    "rx": _RADIUS,
                    "fill": ground.light,
                    "stroke": colour.light,
                    "stroke-width": 1,
                },
            ),
            lines(
                [f"Week {self.week.number}"],
                x + _PAD,
                y + _PAD + 8.5,
                role="number",
                fill=colour.light,
                size=_SMALL,
                leading=0,
                weight=600,
            ),
        ]
        if self.week.dates:
            parts.append(
                lines(
                    [dates.short(self.week.dates)],
                    x + across - _PAD,
                    y + _PAD + 8.5,
                    role="date",
                    fill=palette.SOFT.light,
                    size=_SMALL,
                    leading=0,
                    anchor="end",
                )
            )
        parts.append(
            lines(
                self.title,
                x + _PAD,
                y + _PAD + 12 + _TITLE_LEADING - 3,
                role="label",
                fill=palette.INK.light,
                size=_TITLE,
                leading=_TITLE_LEADING,
                weight=600,
            )
        )
        # deadlines stand at the foot, so that they line up along a row
        foot = y + height - _PAD - sum(len(rows) for rows in self.due) * _SMALL_LEADING
        for rows in self.due:
            parts.append(_due(rows, x + _PAD, foot))
            foot += len(rows) * _SMALL_LEADING
        return "".join(parts)


def _legend(y: float) -> str:
    text = lines(
        ["due in that week"],
        11,
        y + 6.8,
        role="date",
        fill=palette.SOFT.light,
        size=_SMALL,
        leading=0,
    )
    return _diamond(0, y - 4) + text


def _diamond(x: float, y: float) -> str:
    shape = f"M{x + 3.5:g} {y + 3:g}l3.5 4 -3.5 4 -3.5 -4z"
    return element("path", {"class": "sb-d-due", "fill": palette.ACCENT.light, "d": shape})


def _due(rows: Sequence[str], x: float, y: float) -> str:
    """A deadline: a diamond and what is due."""
    return _diamond(x, y) + lines(
        rows,
        x + 11,
        y + 10.8,
        role="due",
        fill=palette.ACCENT.light,
        size=_SMALL,
        leading=_SMALL_LEADING,
        weight=600,
    )
