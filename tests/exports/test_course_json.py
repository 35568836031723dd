"""``course.json``: the resolved course, and the schema that it keeps."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest

from syllabook.curriculum import CoursePlan
from syllabook.exports import course_export_schema, course_json
from syllabook.exports.course_json import SCHEMA_FILE
from tests.conftest import ROOT
from tests.exports.conftest import BASE


def validator() -> Any:
    schema = json.loads(course_export_schema())
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(
        schema, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    )


def test_the_committed_schema_is_that_of_the_models() -> None:
    committed = (ROOT / "schema" / SCHEMA_FILE).read_text(encoding="utf-8")
    assert committed == course_export_schema(), "write schema/ anew from course_export_schema()"


def test_the_document(plan: CoursePlan, same_as_golden: Callable[[str, str], None]) -> None:
    same_as_golden("tides-2030-spring.json", course_json(plan, BASE))


@pytest.mark.parametrize("base_url", [BASE, ""])
def test_the_export_keeps_its_schema(plan: CoursePlan, knots: CoursePlan, base_url: str) -> None:
    for course in (plan, knots):
        data = json.loads(course_json(course, base_url))
        assert [error.message for error in validator().iter_errors(data)] == []


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("weeks", 0, "number"), "one"),
        (("weeks", 0, "dates", "monday"), "4 March"),
        (("weeks", 0, "dates", "meetings", 0, "start"), "10.15"),
        (("weeks", 0, "readings", 0, "role"), "urgent"),
        (("weeks", 0, "colour"), "blue"),
        (("version",), 2),
    ],
)
def test_the_schema_refuses_what_an_export_never_holds(
    plan: CoursePlan, place: tuple[str | int, ...], value: object
) -> None:
    data = json.loads(course_json(plan, BASE))
    parent = data
    for step in place[:-1]:
        parent = parent[step]
    parent[place[-1]] = value
    assert not validator().is_valid(data)


def test_a_key_that_is_missing_is_missed(plan: CoursePlan) -> None:
    data = json.loads(course_json(plan, BASE))
    del data["weeks"][0]["readings"]
    assert not validator().is_valid(data)


def test_a_reading_carries_reference_links_and_what_to_look_for(plan: CoursePlan) -> None:
    week = json.loads(course_json(plan, BASE))["weeks"][0]
    first, *drawn = week["readings"]
    assert first["role"] == "required"
    assert (first["note"], first["minutes"]) == ("the argument from differences", 60)
    assert first["paper"]["reference"] == (
        "Newton, I. (1687). Philosophiæ Naturalis Principia Mathematica. Royal Society."
    )
    assert {entry["drawn_by"] for entry in drawn} == {"topic:tides year:1900.."}
    links = {link["href"] for entry in drawn for link in entry["paper"]["links"]}
    assert "https://doi.org/10.1000/unread" in links


def test_what_is_not_known_is_left_out(knots: CoursePlan) -> None:
    text = course_json(knots)
    data = json.loads(text)
    assert "null" not in text
    assert "term" not in data
    assert "dates" not in data["weeks"][0]
    assert data["weeks"][0]["url"] == ""
