"""What the tests of checks share: the small project, looked at by one check."""

from __future__ import annotations

from pathlib import Path

from syllabook.checks.registry import CheckFunction
from syllabook.curriculum import Curriculum, load, read_project

TIDES = "courses/tides/course.yml"
FORCES = "courses/tides/weeks/forces/index.md"
BASIN = "courses/tides/weeks/basins/basin.ipynb"


def curriculum_of(root: Path) -> Curriculum:
    return load(read_project(root))


def lines(root: Path, check: CheckFunction) -> list[str]:
    """What a check finds, each as one line, without its severity."""
    problems = sorted(check(curriculum_of(root)))
    assert all(problem.fix for problem in problems), "every problem has a way out"
    return [str(problem) for problem in problems]


def write(root: Path, path: str, text: str) -> None:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_bytes(text.encode())
