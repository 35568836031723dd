"""Reading lists of a course and of a week, as reference managers read them."""

from __future__ import annotations

import json

import pytest

from syllabook.curriculum import CoursePlan
from syllabook.exports import FORMATS, reading_list


def keys(plan: CoursePlan, week_id: str | None = None) -> list[str]:
    week = plan.week(week_id) if week_id else None
    return [item["id"] for item in json.loads(reading_list(plan, "json", week))]


def test_a_course_lists_each_paper_once_in_the_order_of_first_reading(plan: CoursePlan) -> None:
    assert keys(plan) == ["newton1687principia", "unread1999paper", "proudman1953dynamical"]


def test_a_week_lists_what_it_reads(plan: CoursePlan) -> None:
    assert keys(plan, "basins") == ["proudman1953dynamical"]
    assert keys(plan, "storms") == []


def test_a_week_gives_its_own_role_and_note(plan: CoursePlan) -> None:
    """Proudman is further reading in week 1, required with a chapter in week 2."""

    def record(week_id: str | None) -> str:
        text = reading_list(plan, "ris", plan.week(week_id) if week_id else None)
        return next(part for part in text.split("ER  -") if "Dynamical Oceanography" in part)

    assert "U1  - further" in record("forces")
    assert "U1  - required" in record("basins")
    assert "N1  - Week 2, Basins that resonate: Chapter 1\r\n" in record("basins")
    assert "U1  - required" in record(None)
    assert "N1  - Week 1, Forces of the Moon; Week 2, Basins that resonate: Chapter 1" in record(
        None
    )


def test_the_weeks_records_are_the_courses(plan: CoursePlan) -> None:
    whole = reading_list(plan, "bib")
    for week in plan.weeks:
        for record in filter(None, reading_list(plan, "bib", week).split("\n\n")):
            assert record.strip() in whole


def test_there_are_three_formats(plan: CoursePlan) -> None:
    assert set(FORMATS) == {"bib", "ris", "json"}
    with pytest.raises(KeyError):
        reading_list(plan, "docx")
