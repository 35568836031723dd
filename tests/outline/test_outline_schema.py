"""The schema by which editors check an outline says what the reader says."""

import json
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest
import yaml

from syllabook.outline.schema import SCHEMA_FILE, course_schema

ROOT = Path(__file__).parents[2]
SMALL = ROOT / "tests" / "data" / "outlines" / "small_course" / "course.yml"


def small() -> Any:
    """The small course as an editor reads it: YAML 1.2, so numbers are numbers."""
    return yaml.safe_load(SMALL.read_text(encoding="utf-8").replace("23:59", '"23:59"'))


def faults(data: Any) -> list[str]:
    validator = jsonschema.Draft202012Validator(json.loads(course_schema()))
    return sorted(error.message for error in validator.iter_errors(data))


def test_the_committed_schema_is_that_of_the_models() -> None:
    committed = (ROOT / "schema" / SCHEMA_FILE).read_text(encoding="utf-8")
    assert committed == course_schema(), "write schema/ anew from course_schema()"


def test_the_schema_is_a_valid_schema_with_sorted_keys() -> None:
    text = course_schema()
    schema = json.loads(text)
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["title"] == "Course outline of syllabook"
    assert text == json.dumps(schema, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def test_the_schema_takes_what_the_reader_takes() -> None:
    assert faults(small()) == []


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("tagine", "x", "Additional properties are not allowed ('tagine' was unexpected)"),
        ("id", "Small Course", "'Small Course' does not match '^[a-z][a-z0-9_]*$'"),
        ("title", "", "'' should be non-empty"),
        ("term", None, "None is not of type 'string'"),
        ("description", "text", "'text' is not of type 'array'"),
    ],
)
def test_the_schema_refuses_what_the_reader_refuses(key: str, value: Any, message: str) -> None:
    assert faults({**small(), key: value}) == [message]


def test_the_schema_knows_a_time_without_seconds() -> None:
    data = small()
    data["weeks"][2]["due"][0]["time"] = "23:59:00"
    assert faults(data) == ["'23:59:00' does not match '^$|^([01]\\\\d|2[0-3]):[0-5]\\\\d$'"]
