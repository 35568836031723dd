"""Edits by command change the lines they are about, and no others."""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syllabook.authoring.edit_outline import insert_week, scalar, set_value
from syllabook.foundation.yaml_source import parse
from tests.conftest import DATA, ROOT

OUTLINES = [
    *(ROOT / "courses").glob("*/course.yml"),
    *(DATA / "project" / "courses").glob("*/course.yml"),
    DATA / "outlines" / "small_course" / "course.yml",
]
ENTRY: dict[str, Any] = {"id": "new_week", "unit": "x", "title": "A: new", "topics": ["one"]}


def data(text: str) -> Any:
    source, problems = parse(text, "course.yml")
    assert problems == []
    return source.data


def changes(old: str, new: str) -> tuple[list[str], list[str]]:
    """Lines taken away and lines put in."""
    diff = difflib.unified_diff(old.splitlines(), new.splitlines(), n=0, lineterm="")
    lines = [line for line in diff if not line.startswith(("---", "+++", "@@"))]
    return [x[1:] for x in lines if x[0] == "-"], [x[1:] for x in lines if x[0] == "+"]


@pytest.mark.parametrize("path", OUTLINES, ids=lambda path: path.parent.name)
def test_a_week_can_be_put_anywhere_and_only_its_own_lines_change(path: Path) -> None:
    text = path.read_bytes().decode()
    before = data(text)
    places = [None, *(week["id"] for week in before["weeks"])]
    for place in sorted({0, 1, len(places) // 2, len(places) - 1}):
        after = places[place]
        new = insert_week(text, ENTRY, after)
        removed, added = changes(text, new)
        assert removed == []
        assert [line.strip() for line in added if line.strip()] == [
            "- id: new_week",
            "unit: x",
            'title: "A: new"',
            "topics:",
            "- one",
        ]
        expected = list(before["weeks"])
        expected.insert(place, ENTRY)
        assert data(new) == before | {"weeks": expected}


def test_a_week_at_the_end_of_a_unit_stands_above_the_next_units_heading() -> None:
    text = (
        "weeks:\n\n  # -- One --\n  - id: a\n    title: A   # a remark\n"
        "    # belongs to a\n\n  # -- Two --\n  - id: b\n    title: B\n\n"
        "# after the weeks\nend: x\n"
    )
    assert insert_week(text, {"id": "new"}, "a") == (
        "weeks:\n\n  # -- One --\n  - id: a\n    title: A   # a remark\n"
        "    # belongs to a\n\n  - id: new\n\n  # -- Two --\n  - id: b\n    title: B\n\n"
        "# after the weeks\nend: x\n"
    )
    assert insert_week(text, {"id": "new"}, "b").endswith(
        "    title: B\n\n  - id: new\n\n# after the weeks\nend: x\n"
    )
    assert insert_week(text, {"id": "new"}, None).startswith(
        "weeks:\n\n  # -- One --\n  - id: new\n\n  - id: a\n"
    )


@pytest.mark.parametrize(
    ("text", "after", "expected"),
    [
        ("weeks:\n- id: a\n- id: b", "b", "weeks:\n- id: a\n- id: b\n- id: new\n  title: New\n"),
        ("weeks:\n- id: a\n  t: |\n    x\n\n- id: b\n", "a",
         "weeks:\n- id: a\n  t: |\n    x\n\n- id: new\n  title: New\n\n- id: b\n"),
        ("weeks:\r\n  - id: a\r\nend: x\r\n", "a",
         "weeks:\r\n  - id: a\r\n  - id: new\r\n    title: New\r\nend: x\r\n"),
        ("weeks: [{id: a, t: b}, {id: b, t: c}] # all\n", "b",
         "weeks: [{id: a, t: b}, {id: b, t: c}, {id: new, title: New}] # all\n"),
        ("weeks:\n  - {id: a, t: [x,\n      y]}\n", "a",
         "weeks:\n  - {id: a, t: [x,\n      y]}\n  - id: new\n    title: New\n"),
    ],
    ids=["dashes in the first column", "block text", "CRLF", "list in brackets", "folded map"],
)  # fmt: skip
def test_other_layouts_are_kept_too(text: str, after: str, expected: str) -> None:
    entry = {"id": "new", "title": "New"}
    assert insert_week(text, entry, after) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("id: a\nterm: old   # shown\nx: y\n", "id: a\nterm: 2031-spring   # shown\nx: y\n"),
        ('id: a\nterm: ""\n', "id: a\nterm: 2031-spring\n"),
        ("id: a\nterm:\nx: y\n", "id: a\nterm: 2031-spring\nx: y\n"),
        ("id: a\ntitle: >-\n  long\n  title\nx: y\n",
         "id: a\ntitle: >-\n  long\n  title\nterm: 2031-spring\nx: y\n"),
        ("x: y", "x: y\nterm: 2031-spring\n"),
    ],
    ids=["replaced", "empty text", "nothing", "added after the title", "added at the end"],
)  # fmt: skip
def test_setting_a_value(text: str, expected: str) -> None:
    assert set_value(text, "term", "2031-spring", ("id", "title")) == expected


@given(st.text(st.characters(codec="utf-8", exclude_categories=["C", "Zl", "Zp"]), min_size=1))
def test_any_title_is_read_back_as_it_was_given(title: str) -> None:
    assert data(f"title: {scalar(title)}\n") == {"title": title}
    text = insert_week("weeks:\n  - id: a\n", {"id": "b", "title": title}, "a")
    assert data(text)["weeks"][1] == {"id": "b", "title": title}
