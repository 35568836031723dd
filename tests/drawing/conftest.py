"""Courses to draw: the small ones of tests/data and the two real ones."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from syllabook.curriculum import CoursePlan, Curriculum, load, read_project
from tests.conftest import DATA, ROOT


def loaded(source: Path, folder: Path) -> Curriculum:
    """The courses of a project, read from a copy, so that its cache stays untouched."""
    for name in ("_config.yml", "courses", "readings"):
        origin = source / name
        if origin.is_dir():
            shutil.copytree(origin, folder / name)
        else:
            shutil.copyfile(origin, folder / name)
    return load(read_project(folder))


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> CoursePlan:
    """Three weeks in two units, with a term, a picture of two boxes and a holiday-free calendar."""
    curriculum = loaded(DATA / "small_project", tmp_path_factory.mktemp("small"))
    return curriculum.course("small_course")


@pytest.fixture(scope="session")
def real(tmp_path_factory: pytest.TempPathFactory) -> Curriculum:
    """The two courses that come with syllabook."""
    return loaded(ROOT, tmp_path_factory.mktemp("real"))
