"""A lecture stands under its week's title; ``--fix`` writes the title and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from syllabook.checks import lectures
from tests.checks.looking import FORCES, curriculum_of, lines, write
from tests.conftest import edit

STORMS = "courses/tides/weeks/storms/index.md"


def test_a_week_without_a_lecture(project: Path) -> None:
    (project / FORCES).unlink()
    assert lines(project, lectures.lecture_missing) == [
        f"{FORCES}:0:0: week 1 (forces) has no lecture;"
        " write this file; a heading and a paragraph are enough"
    ]


def test_a_folder_that_no_week_is_named_after(project: Path) -> None:
    write(project, "courses/tides/weeks/waves/index.md", "# Waves\n")
    write(project, "courses/tides/weeks/_drafts/index.md", "# Draft\n")
    assert lines(project, lectures.folder_without_week) == [
        'courses/tides/weeks/waves:0:0: no week of tides has the id "waves";'
        " rename the folder to the id of its week, or remove it"
    ]


def test_a_week_that_cannot_be_read_still_has_its_folder(project: Path) -> None:
    edit(project / "courses/tides/course.yml", "title: Storm surges", "titel: Storm surges")
    assert lines(project, lectures.folder_without_week) == []


def test_another_title_than_the_outline_s(project: Path) -> None:
    assert lines(project, lectures.title_differs) == [
        f'{STORMS}:1:1: the lecture is headed "An old heading", the outline says "Storm surges";'
        " write: # Storm surges"
    ]


class TestFix:
    @pytest.mark.parametrize(
        ("before", "after"),
        [
            ("# An old heading\n\nWind.\n", "# Storm surges\n\nWind.\n"),
            ("# An old heading #\nWind.", "# Storm surges\nWind."),
            ("An old\nheading\n===\n\nWind.\n", "# Storm surges\n\nWind.\n"),
            ("# Old\r\n\r\nWind.\r\n", "# Storm surges\r\n\r\nWind.\r\n"),
            ("\ufeff# Old\nWind.\n", "\ufeff# Storm surges\nWind.\n"),
            ("# Old", "# Storm surges\n"),
            ("Wind.\n\n## Why\n", "# Storm surges\n\nWind.\n\n## Why\n"),
            ("```\n# No heading\n```\n\n# Old\n", "```\n# No heading\n```\n\n# Storm surges\n"),
            ("> # Quoted\n", "# Storm surges\n\n> # Quoted\n"),
            ("---\na: 1\n---\nWind.\n", "---\na: 1\n---\n# Storm surges\n\nWind.\n"),
            ("", "# Storm surges\n\n"),
        ],
    )
    def test_only_the_heading_changes(self, project: Path, before: str, after: str) -> None:
        write(project, STORMS, before)
        done = lectures.write_titles(curriculum_of(project))
        assert done == [f"{STORMS}: wrote the heading: # Storm surges"]
        assert (project / STORMS).read_bytes() == after.encode()
        assert lines(project, lectures.title_differs) == []
        assert lectures.write_titles(curriculum_of(project)) == []

    def test_what_cannot_be_read_is_left_alone(self, project: Path) -> None:
        (project / STORMS).write_bytes(b"# \xff\n")
        assert lectures.write_titles(curriculum_of(project)) == []
        assert (project / STORMS).read_bytes() == b"# \xff\n"
