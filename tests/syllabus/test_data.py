"""What the syllabus says, before it is set."""

from __future__ import annotations

import json
from dataclasses import replace

from syllabook.curriculum import CoursePlan, Curriculum
from syllabook.syllabus import syllabus_data
from syllabook.syllabus.data import rich


def test_it_is_plain_data(real: Curriculum) -> None:
    data = syllabus_data(real.course("science_of_ai"), site_url="https://example.org/")
    assert json.loads(json.dumps(data)) == data


def test_markup_becomes_runs_and_plain_text_stays_text() -> None:
    assert rich("Optimization theory") == "Optimization theory"
    assert rich("as *complex* systems") == [
        {"text": "as ", "strong": False, "emphasis": False, "code": False, "href": ""},
        {"text": "complex", "strong": False, "emphasis": True, "code": False, "href": ""},
        {"text": " systems", "strong": False, "emphasis": False, "code": False, "href": ""},
    ]


def test_links_that_lead_nowhere_from_a_pdf_become_text() -> None:
    runs = rich("see [the lab](weeks/x/lab.ipynb) and [a post](https://example.org/)")
    assert [run["href"] for run in runs if isinstance(run, dict)] == [
        "",
        "",
        "",
        "https://example.org/",
    ]


def test_facts_of_a_term(small: CoursePlan) -> None:
    facts = {fact["label"]: fact["text"] for fact in syllabus_data(small)["facts"]}
    assert facts == {
        "Dates": "22 Feb – 14 Mar 2027, 3 weeks",
        "Meetings": "Monday 13:30–15:05",
        "Place": "Room 101",
        "Credits": "to be announced",
    }


def test_without_a_term_nothing_is_dated(real: Curriculum) -> None:
    data = syllabus_data(real.offering("ai_for_science", None))
    assert [fact["label"] for fact in data["facts"]] == ["Length", "Credits"]
    weeks = [week for unit in data["units"] for week in unit["weeks"]]
    assert len(weeks) == 16
    assert not any(week["when"] or week["off"] for week in weeks)
    assert not any(due["when"] for week in weeks for due in week["due"])
    assert any(week["due"] for week in weeks)


def test_deadlines_and_days_off(small: CoursePlan, real: Curriculum) -> None:
    weeks = [week for unit in syllabus_data(small)["units"] for week in unit["weeks"]]
    assert weeks[2]["due"] == [
        {"what": "Problem set 1", "when": "Fri 12 Mar, 23:59"},
        {"what": "Report", "when": "Mon 8 Mar"},
    ]
    dated = real.offering("science_of_ai", "2027-spring")
    off = [
        text
        for unit in syllabus_data(dated)["units"]
        for week in unit["weeks"]
        for text in week["off"]
    ]
    assert "Mon 5 Apr: Tomb-Sweeping Day" in off
    assert "Mon 3, Tue 4 May: Labor Day (observed)" in off


def test_every_reading_of_every_week_is_listed_by_role(real: Curriculum) -> None:
    for plan in real.courses.values():
        listed = {
            (week["number"], group["role"].lower(), entry["key"])
            for week in syllabus_data(plan)["readings"]
            for group in week["groups"]
            for entry in group["entries"]
        }
        read = {
            (week.number, entry.role, entry.paper.key)
            for week in plan.weeks
            for entry in week.readings
        }
        assert listed == read


def test_a_paper_read_twice_is_described_once_and_numbered_once(small: CoursePlan) -> None:
    first, second, third = small.weeks
    again = replace(first.readings[0], role="optional", note="Once more")
    plan = replace(small, weeks=(first, replace(second, readings=(*second.readings, again)), third))
    entries = [
        entry
        for week in syllabus_data(plan)["readings"]
        for group in week["groups"]
        for entry in group["entries"]
    ]
    belkin = [entry for entry in entries if entry["key"] == "belkin2019reconciling"]
    assert [entry["again"] for entry in belkin] == [False, True]
    assert belkin[0]["number"] == belkin[1]["number"] == 1
    assert belkin[1]["note"] == "Once more"
    assert belkin[0]["plan"] == ["Section 1", "40\N{NO-BREAK SPACE}min"]
    fresh = [entry["number"] for entry in entries if not entry["again"]]
    assert fresh == list(range(1, len(fresh) + 1))


def test_a_preprint_names_its_number_once(real: Curriculum) -> None:
    for plan in real.courses.values():
        for week in syllabus_data(plan)["readings"]:
            for group in week["groups"]:
                for entry in group["entries"]:
                    if not entry["again"] and entry["venue"]:
                        assert not entry["venue"].startswith("arXiv:")
