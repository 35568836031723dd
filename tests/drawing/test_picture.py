"""Boxes and arrows: all there, arrows clear of boxes, labels clear of everything."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from syllabook.curriculum import CoursePlan, Curriculum
from syllabook.drawing import picture
from syllabook.drawing.measure import width
from syllabook.drawing.words import words
from syllabook.outline.model import Picture

SVG = "{http://www.w3.org/2000/svg}"
Area = tuple[float, float, float, float]


def drawn(
    plan: CoursePlan, boxes: list[str], arrows: list[tuple[str, str, str, str]]
) -> ET.Element:
    """A course's picture replaced by another."""
    data: dict[str, Any] = {
        "title": "Idea",
        "alt": "What it shows",
        "boxes": [{"id": name, "title": name.capitalize()} for name in boxes],
        "arrows": [
            {"source": a, "target": b, "label": label, "unit": unit} for a, b, label, unit in arrows
        ],
    }
    course = plan.course.model_copy(update={"picture": Picture.model_validate(data)})
    return ET.fromstring(picture(replace(plan, course=course)).svg)


def boxes_of(root: ET.Element) -> list[Area]:
    return [area(box) for box in root.iter(f"{SVG}rect") if box.get("class") == "sb-d-box"]


def area(box: ET.Element) -> Area:
    x, y, across, down = (float(box.attrib[name]) for name in ("x", "y", "width", "height"))
    return (x, y, x + across, y + down)


def labels_of(root: ET.Element) -> list[Area]:
    """Where each arrow's plate and words stand."""
    found = []
    for group in root.iter(f"{SVG}g"):
        (plate,) = [area(box) for box in group.iter(f"{SVG}rect")]
        left, top, right, bottom = plate
        for text in group.iter(f"{SVG}text"):
            for span in text.iter(f"{SVG}tspan"):
                half = width((span.text or "").strip(), float(text.attrib["font-size"]), 600) / 2
                left = min(left, float(span.attrib["x"]) - half)
                right = max(right, float(span.attrib["x"]) + half)
                bottom = max(bottom, float(span.attrib["y"]))
        found.append((left, top, right, bottom))
    return found


def apart(one: Area, other: Area) -> bool:
    return one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]


def points_of(root: ET.Element) -> list[tuple[float, float]]:
    """Ends of all arrows."""
    ends = []
    for path in root.iter(f"{SVG}path"):
        numbers = path.attrib["d"].replace("M", " ").replace("L", " ").replace("z", " ").split()
        values = [float(value) for value in numbers]
        ends += list(zip(values[::2], values[1::2], strict=True))
    return ends


CASES = {
    "two, both ways": (
        ["models", "data"],
        [("models", "data", "predict", "classic"), ("data", "models", "train", "modern")],
    ),
    "triangle": (
        ["ai", "problems", "science"],
        [
            ("ai", "problems", "tackle", "classic"),
            ("science", "problems", "formulate", "modern"),
            ("science", "ai", "incorporate inductive biases", "modern"),
        ],
    ),
    "square": (
        ["a", "b", "c", "d"],
        [("a", "b", "one", "classic"), ("b", "d", "two", "modern"), ("c", "a", "three", "classic")],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_nothing_collides(small: CoursePlan, case: str) -> None:
    root = drawn(small, *CASES[case])
    boxes, labels = boxes_of(root), labels_of(root)
    assert len(boxes) == len(CASES[case][0])
    assert len(labels) == len(CASES[case][1])
    for one, other in combinations(boxes + labels, 2):
        assert apart(one, other), (one, other)
    for x, y in points_of(root):
        assert not any(box[0] < x < box[2] and box[1] < y < box[3] for box in boxes)


@pytest.mark.parametrize("case", CASES)
def test_everything_lies_within_the_frame(small: CoursePlan, case: str) -> None:
    root = drawn(small, *CASES[case])
    x, y, across, down = (float(value) for value in root.attrib["viewBox"].split())
    for left, top, right, bottom in boxes_of(root) + labels_of(root):
        assert x <= left
        assert y <= top
        assert right <= x + across
        assert bottom <= y + down


def test_the_picture_of_ai_for_science(real: Curriculum) -> None:
    plan = real.course("ai_for_science")
    drawing = picture(plan)
    assert plan.course.picture is not None
    assert drawing.alt == words(plan.course.picture.alt)
    root = ET.fromstring(drawing.svg)
    assert root.get("role") == "img"
    shown = " ".join("".join(root.itertext()).split())
    for text in (
        "AI",
        "Computational problems",
        "Scientific problems",
        "tackle",
        "formulate",
        "M1",
    ):
        assert text in shown
    assert {group.get("class") for group in root.iter(f"{SVG}g")} == {
        "sb-unit-1",
        "sb-unit-2",
        "sb-unit-3",
    }


def test_a_course_without_a_picture_has_none_to_draw(real: Curriculum) -> None:
    plan = real.course("science_of_ai")
    bare = replace(plan, course=plan.course.model_copy(update={"picture": None}))
    with pytest.raises(ValueError, match='course "science_of_ai" has no picture'):
        picture(bare)
