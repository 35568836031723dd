"""The course of the small project, with a past term, and documents kept to compare with."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from syllabook.curriculum import CoursePlan, Curriculum, load, read_project
from tests.conftest import DATA, edit

GOLDEN = Path(__file__).parent / "golden"
BASE = "https://courses.example.org/"
PAST = """\
id: 2029-autumn
title: Autumn 2029
start: 2029-10-08
timezone: Europe/Berlin
meetings: [{day: monday, start: "10:15", end: "11:45"}]
place: Harbour 2
"""


def loaded(root: Path) -> Curriculum:
    curriculum = load(read_project(root))
    assert curriculum.problems == ()
    return curriculum


def with_past_term(project: Path) -> Path:
    """Two terms: the shown one of spring 2030, and autumn 2029, over the change to winter time."""
    (project / "courses/tides/terms/2029-autumn.yml").write_text(PAST, encoding="utf-8")
    return project


def with_address(project: Path) -> Path:
    """The site's address is known."""
    edit(project / "_config.yml", "    html_title:", f"    html_baseurl: {BASE}\n    html_title:")
    return project


@pytest.fixture(scope="session")
def plan(tmp_path_factory: pytest.TempPathFactory) -> CoursePlan:
    """The course on tides in spring 2030; the dates are tentative."""
    return _plan(tmp_path_factory, "tides")


@pytest.fixture(scope="session")
def knots(tmp_path_factory: pytest.TempPathFactory) -> CoursePlan:
    """The course on knots, which has no term."""
    return _plan(tmp_path_factory, "knots")


def _plan(factory: pytest.TempPathFactory, course: str) -> CoursePlan:
    import shutil

    root = shutil.copytree(DATA / "project", factory.mktemp("model") / "project")
    return loaded(Path(root)).course(course)


@pytest.fixture
def same_as_golden() -> Callable[[str, str], None]:
    """Compares a document with the one kept; UPDATE_GOLDEN=1 keeps the new one."""

    def compare(name: str, text: str) -> None:
        path = GOLDEN / name
        if os.environ.get("UPDATE_GOLDEN"):
            path.write_bytes(text.encode())
        assert path.is_file(), f"no golden/{name} yet: look at it, then run with UPDATE_GOLDEN=1"
        assert text == path.read_bytes().decode(), f"golden/{name} is another document"

    return compare
