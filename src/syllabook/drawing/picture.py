"""The idea of a course as boxes and arrows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import copysign, hypot

from syllabook.curriculum import CoursePlan, UnitPlan
from syllabook.drawing import palette
from syllabook.drawing.measure import width, wrap
from syllabook.drawing.svg import Drawing, element, frame, lines
from syllabook.drawing.words import words
from syllabook.outline.model import Arrow, Picture

# centres of the boxes, by how many there are: a row, a triangle, a square
_PLACES: dict[int, tuple[tuple[float, float], ...]] = {
    2: ((80, 60), (470, 60)),
    3: ((80, 225), (275, 38), (470, 225)),
    4: ((80, 40), (470, 40), (80, 250), (470, 250)),
}
_BOX = (160.0, 70.0)
_BOX_SIZE, _BOX_LEADING = 16.0, 19.0
_SIZE, _LEADING = 14.0, 17.0
_LABEL_ROOM = 150.0
_CLEAR = 7.0  # between an arrow and a box or its label
_HEAD = 11.0  # length of an arrow's head


@dataclass(frozen=True, slots=True)
class _Point:
    x: float
    y: float

    def towards(self, other: _Point, share: float) -> _Point:
        return _Point(self.x + (other.x - self.x) * share, self.y + (other.y - self.y) * share)

    def moved(self, x: float, y: float) -> _Point:
        return _Point(self.x + x, self.y + y)


def picture(plan: CoursePlan, *, prefix: str = "") -> Drawing:
    """Draw the course's boxes and arrows.

    Args:
        plan: a course with a picture.
        prefix: start of the ids within; default: from the course's id.

    Raises:
        ValueError: the course has no picture.
    """
    shown = plan.course.picture
    if shown is None:
        raise ValueError(f'course "{plan.id}" has no picture')
    units = {unit.id: unit for unit in plan.units}
    places = {
        box.id: _Point(*place)
        for box, place in zip(shown.boxes, _PLACES[len(shown.boxes)], strict=True)
    }
    drawn = [_box(words(box.title), places[box.id]) for box in shown.boxes]
    edges = [(place.x - _BOX[0] / 2, place.y - _BOX[1] / 2) for place in places.values()]
    edges += [(place.x + _BOX[0] / 2, place.y + _BOX[1] / 2) for place in places.values()]
    for index, arrow in enumerate(shown.arrows):
        line = _Line.between(places, arrow, _side(shown, index))
        svg, corners = _arrow(line, words(arrow.label), units[arrow.unit])
        drawn.append(svg)
        edges += corners
    left, top = min(x for x, _ in edges) - 2, min(y for _, y in edges) - 2
    right, bottom = max(x for x, _ in edges) + 2, max(y for _, y in edges) + 2
    return frame(
        "".join(drawn),
        title=words(shown.title),
        alt=words(shown.alt),
        box=(left, top, right - left, bottom - top),
        prefix=prefix or f"picture-{plan.id}",
        links=False,
    )


def _side(shown: Picture, index: int) -> float:
    """How far an arrow is moved to its left, so that arrows between the same boxes lie apart."""
    pair = {shown.arrows[index].source, shown.arrows[index].target}
    same = [
        other for other, arrow in enumerate(shown.arrows) if {arrow.source, arrow.target} == pair
    ]
    place = (same.index(index) - (len(same) - 1) / 2) * 2 * _CLEAR
    forward = shown.arrows[same[0]].source == shown.arrows[index].source
    return place if forward else -place


def _box(title: str, at: _Point) -> str:
    rows = wrap(title, _BOX[0] - 20, _BOX_SIZE, 600)
    shape: dict[str, str | float] = {
        "class": "sb-d-box",
        "x": at.x - _BOX[0] / 2,
        "y": at.y - _BOX[1] / 2,
        "width": _BOX[0],
        "height": _BOX[1],
        "rx": 7,
        "fill": palette.GROUND.light,
        "stroke": palette.INK.light,
        "stroke-width": 1.6,
    }
    return element("rect", shape) + lines(
        rows,
        at.x,
        at.y - (len(rows) - 1) * _BOX_LEADING / 2 + _BOX_SIZE * 0.34,
        role="label",
        fill=palette.INK.light,
        size=_BOX_SIZE,
        leading=_BOX_LEADING,
        weight=600,
        anchor="middle",
    )


@dataclass(frozen=True, slots=True)
class _Line:
    """An arrow's way from edge to edge of its boxes, and the direction away from the middle."""

    start: _Point
    end: _Point
    normal: tuple[float, float]
    middle: _Point

    @classmethod
    def between(cls, places: dict[str, _Point], arrow: Arrow, side: float) -> _Line:
        source, target = places[arrow.source], places[arrow.target]
        long = hypot(target.x - source.x, target.y - source.y) or 1.0
        along = ((target.x - source.x) / long, (target.y - source.y) / long)
        left = (along[1], -along[0])
        source = source.moved(left[0] * side, left[1] * side)
        target = target.moved(left[0] * side, left[1] * side)
        start, end = _leave(source, target), _leave(target, source)
        centre = _Point(
            sum(place.x for place in places.values()) / len(places),
            sum(place.y for place in places.values()) / len(places),
        )
        middle = start.towards(end, 0.5)
        outward = left[0] * (middle.x - centre.x) + left[1] * (middle.y - centre.y)
        # a line through the centre carries its label above or, when it was moved, on its own side
        if abs(outward) < 1:
            outward = side or (1.0 if left[1] < 0 else -1.0)
            # two diagonals would meet at the middle: the label stands nearer to the start
            middle = start.towards(end, 0.5 if len(places) < 4 else 0.3)
        sign = copysign(1.0, outward)
        return cls(start, end, (left[0] * sign, left[1] * sign), middle)


def _leave(source: _Point, target: _Point) -> _Point:
    """Where the way from the centre of a box to another leaves the box and the space around it."""
    x, y = target.x - source.x, target.y - source.y
    half = (_BOX[0] / 2 + _CLEAR, _BOX[1] / 2 + _CLEAR)
    shares = [reach / abs(step) for reach, step in zip(half, (x, y), strict=True) if step]
    return source.towards(target, min(shares, default=0.0))


def _arrow(line: _Line, label: str, unit: UnitPlan) -> tuple[str, list[tuple[float, float]]]:
    """An arrow with its label, and the corners of the label."""
    colour = palette.unit(unit.hue).light
    long = hypot(line.end.x - line.start.x, line.end.y - line.start.y) or 1.0
    x, y = (line.end.x - line.start.x) / long, (line.end.y - line.start.y) / long
    neck = line.end.moved(-x * _HEAD, -y * _HEAD)
    wing = _HEAD * 0.5
    shaft = f"M{line.start.x:.2f} {line.start.y:.2f}L{neck.x:.2f} {neck.y:.2f}"
    tip = (
        f"M{line.end.x:.2f} {line.end.y:.2f}"
        f"L{neck.x - y * wing:.2f} {neck.y + x * wing:.2f}"
        f"L{neck.x + y * wing:.2f} {neck.y - x * wing:.2f}z"
    )
    stroke: dict[str, str | float] = {
        "class": "sb-d-arrow",
        "stroke": colour,
        "stroke-width": 2.6,
        "fill": "none",
        "d": shaft,
    }
    shapes = element("path", stroke)
    shapes += element("path", {"class": "sb-d-tip", "fill": colour, "d": tip})
    text, corners = _label(line, label, unit)
    return element("g", {"class": palette.unit_class(unit.hue)}, shapes, text), corners


def _label(line: _Line, label: str, unit: UnitPlan) -> tuple[str, list[tuple[float, float]]]:
    """The unit's name on a plate with the arrow's words beneath, clear of the line."""
    colour = palette.unit(unit.hue).light
    name = unit.label or words(unit.title)
    rows: Sequence[str] = wrap(label, _LABEL_ROOM, _SIZE, 600)
    plate = width(name, _SIZE, 600) + 14
    across = max([plate, *(width(row, _SIZE, 600) for row in rows)])
    down = 20 + 4 + len(rows) * _LEADING
    away = abs(line.normal[0]) * across / 2 + abs(line.normal[1]) * down / 2 + _CLEAR
    x = line.middle.x + line.normal[0] * away
    y = line.middle.y + line.normal[1] * away - down / 2
    shape: dict[str, str | float] = {
        "class": "sb-d-head",
        "x": x - plate / 2,
        "y": y,
        "width": plate,
        "height": 20,
        "rx": 4,
        "fill": colour,
    }
    texts = lines(
        [name],
        x,
        y + 14.6,
        role="head-text",
        fill=palette.ON_UNIT.light,
        size=_SIZE,
        leading=0,
        weight=600,
        anchor="middle",
    ) + lines(
        rows,
        x,
        y + 24 + _SIZE * 0.92,
        role="number",
        fill=colour,
        size=_SIZE,
        leading=_LEADING,
        weight=600,
        anchor="middle",
    )
    corners = [(x - across / 2, y), (x + across / 2, y + down)]
    return element("rect", shape) + texts, corners
