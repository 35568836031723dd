"""The course map: every week, once, legible, in its unit's colour, and reachable."""

from __future__ import annotations

import re
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from syllabook.curriculum import CoursePlan, Curriculum, WeekPlan
from syllabook.drawing import course_map, palette
from syllabook.drawing.measure import width
from syllabook.drawing.words import words

SVG = "{http://www.w3.org/2000/svg}"
COURSES = ["science_of_ai", "ai_for_science"]


def texts(svg: str) -> list[str]:
    """Each text of a drawing, its lines joined."""
    return ["".join(text.itertext()).strip() for text in ET.fromstring(svg).iter(f"{SVG}text")]


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize("course", COURSES)
@pytest.mark.parametrize("columns", [1, 2, 4, 5])
def test_every_week_and_unit_stands_in_it_with_its_whole_title(
    real: Curriculum, course: str, columns: int
) -> None:
    plan = real.course(course)
    shown = [squeezed(text) for text in texts(course_map(plan, columns=columns).svg)]
    for week in plan.weeks:
        assert f"Week{week.number}" in shown
        assert squeezed(words(week.title)) in shown
        for due in week.due:
            assert squeezed(words(due.what)) in shown
    for unit, _ in plan.by_unit():
        assert any(squeezed(words(unit.title)) in text or unit.label in text for text in shown)


@pytest.mark.parametrize("course", COURSES)
def test_no_text_leaves_its_chip(real: Curriculum, course: str) -> None:
    drawing = course_map(real.course(course))
    for group in ET.fromstring(drawing.svg).iter(f"{SVG}g"):
        boxes = [
            (float(box.attrib["x"]), float(box.attrib["y"]), float(box.attrib["height"]))
            for box in group.iter(f"{SVG}rect")
        ]
        for text in group.iter(f"{SVG}text"):
            if text.get("class") not in {"sb-d-label", "sb-d-due"}:
                continue
            for span in text.iter(f"{SVG}tspan"):
                x, y = float(span.attrib["x"]), float(span.attrib["y"])
                left, top, height = next(box for box in boxes if box[0] < x < box[0] + 172)
                wide = width((span.text or "").strip(), float(text.attrib["font-size"]), 600)
                assert x + wide <= left + 172
                assert top < y < top + height


def test_weeks_have_the_dates_of_the_term_and_none_without_it(
    small: CoursePlan, real: Curriculum
) -> None:
    shown = texts(course_map(small).svg)
    assert "22 Feb" in shown
    assert "8 Mar" in shown
    undated = real.offering("science_of_ai", None)
    assert not any(
        re.fullmatch(r".*\d (Feb|Mar|Apr)", text) for text in texts(course_map(undated).svg)
    )


def test_without_links_it_is_one_named_image(small: CoursePlan) -> None:
    drawing = course_map(small)
    root = ET.fromstring(drawing.svg)
    assert root.get("role") == "img"
    names = {
        part.get("id"): part.text for part in root if part.tag in {f"{SVG}title", f"{SVG}desc"}
    }
    title, desc = (root.get("aria-labelledby") or "").split()
    assert names[title] == "Course map of A small course"
    assert names[desc] == drawing.alt
    assert "Modern views: weeks 2, Neural networks as complex systems; 3, Projects." in drawing.alt


def test_with_links_each_week_is_a_link_named_by_what_it_shows(small: CoursePlan) -> None:
    def href(week: WeekPlan) -> str:
        return "" if week.id == "projects" else f"weeks/{week.id}.html?a=1&b=2"

    root = ET.fromstring(course_map(small, href=href).svg)
    assert root.get("role") == "group"
    assert root.get("aria-label")
    links = {
        link.get("href"): " ".join("".join(link.itertext()).split())
        for link in root.iter(f"{SVG}a")
    }
    assert links == {
        "weeks/introduction.html?a=1&b=2": "Week 1 22 Feb What a model is",
        "weeks/complex_systems.html?a=1&b=2": "Week 2 1 Mar Neural networks as complex systems",
    }


def test_colours_are_light_attributes_with_classes_to_override(small: CoursePlan) -> None:
    root = ET.fromstring(course_map(small).svg)
    groups = {group.get("class"): group for group in root.iter(f"{SVG}g")}
    assert set(groups) == {"sb-unit-0", "sb-unit-1"}
    head = groups["sb-unit-1"].find(f"{SVG}path[@class='sb-d-head']")
    assert head is not None
    assert head.get("fill") == palette.unit(1).light
    styled = set(re.findall(r"\.(sb-d-[\w-]+)", palette.css_rules()))
    used = {
        part.get("class") for part in root.iter() if (part.get("class") or "").startswith("sb-d-")
    }
    assert used <= styled


def test_a_unit_that_runs_on_is_named_in_every_row(real: Curriculum) -> None:
    shown = texts(course_map(real.course("ai_for_science"), columns=4).svg)
    assert "M1 · How AI tackles computational problems" in shown
    assert "M1 · How AI tackles computational problems, continued" in shown
    narrow = texts(course_map(real.course("ai_for_science"), columns=1).svg)
    assert "M1, continued" in narrow


def test_a_map_of_no_columns_is_refused(small: CoursePlan) -> None:
    with pytest.raises(ValueError, match="at least one"):
        course_map(small, columns=0)


def test_titles_may_hold_what_xml_reserves(small: CoursePlan) -> None:
    week = replace(small.weeks[0], title="Loss < 1 & gain > 2")
    drawing = course_map(replace(small, weeks=(week, *small.weeks[1:])))
    assert "Loss < 1 & gain > 2" in texts(drawing.svg)


def test_the_same_course_gives_the_same_drawing(small: CoursePlan) -> None:
    assert course_map(small) == course_map(replace(small))
