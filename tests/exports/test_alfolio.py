"""The course's page for a homepage made with al-folio."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import yaml
from hypothesis import given
from hypothesis import strategies as st

from syllabook.curriculum import CoursePlan
from syllabook.exports import teaching_page
from tests.exports.conftest import BASE

# what ``_layouts/course.liquid`` and ``_includes/courses.liquid`` of the theme read
PAGE = {
    *{"layout", "title", "description", "instructor", "year", "term", "location", "time"},
    *{"course_id", "schedule"},
}
ROW = {"week", "date", "topic", "description", "materials"}


def front_matter(page: str) -> Any:
    """What Jekyll reads between the first two lines of dashes."""
    _, header, _ = page.split("---\n", 2)
    return yaml.safe_load(header)


def test_the_page(plan: CoursePlan, same_as_golden: Callable[[str, str], None]) -> None:
    downloads = {"Syllabus (PDF)": "downloads/syllabus.pdf"}
    same_as_golden("tides-alfolio.md", teaching_page(plan, base_url=BASE, downloads=downloads))


def test_the_front_matter_is_what_the_theme_reads(plan: CoursePlan, knots: CoursePlan) -> None:
    for page in (teaching_page(plan, base_url=BASE), teaching_page(plan), teaching_page(knots)):
        front = front_matter(page)
        assert front["layout"] == "course"
        assert set(front) <= PAGE
        for row in front["schedule"]:
            assert {"week", "topic"} <= set(row) <= ROW
            assert all(set(item) == {"name", "url"} for item in row.get("materials", []))


def test_term_time_place_and_materials(plan: CoursePlan) -> None:
    front = front_matter(
        teaching_page(plan, base_url=BASE, downloads={"Syllabus (PDF)": "downloads/s.pdf"})
    )
    assert (front["year"], front["term"]) == (2030, "Spring 2030 (dates tentative)")
    assert (front["location"], front["time"]) == ("Harbour 1", "Tuesday 10:15–11:45")
    assert front["instructor"] == "Ada Wave"
    week = front["schedule"][0]
    assert (week["week"], week["date"], week["topic"]) == (1, "5 Mar", "Forces of the Moon")
    assert week["materials"] == [
        {"name": "Syllabus (PDF)", "url": f"{BASE}downloads/s.pdf"},
        {"name": "Lecture", "url": f"{BASE}courses/tides/weeks/forces/index.html"},
    ]


def test_without_the_sites_address_nothing_is_linked(plan: CoursePlan) -> None:
    page = teaching_page(plan, downloads={"Syllabus (PDF)": "downloads/s.pdf"})
    assert "url:" not in page
    assert "](" not in page


@given(st.text(min_size=1))
def test_any_title_is_still_yaml(plan: CoursePlan, title: str) -> None:
    week = replace(plan.weeks[0], title=title, question=title)
    front = front_matter(teaching_page(replace(plan, weeks=(week,)), base_url=BASE))
    assert front["schedule"][0]["week"] == 1
    assert isinstance(front["schedule"][0]["topic"], str)
