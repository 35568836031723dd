"""What the checks of labs share: every notebook read once, and problems that name their cell."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path

from syllabook.curriculum import Curriculum
from syllabook.foundation.problems import Problem, Severity
from syllabook.notebooks.document import Notebook, NotebookError, parse
from syllabook.notebooks.labs import labs_of, problem_of

Look = Callable[[Notebook, str], Iterator[Problem]]
"""A check of one notebook, given its path as the user knows it."""


def each_lab(curriculum: Curriculum, look: Look) -> list[Problem]:
    """What ``look`` finds in every notebook that can be read."""
    found: list[Problem] = []
    for path, shown in _paths(curriculum):
        notebook, _ = _read(path, shown, _changed(path))
        if notebook is not None:
            found += look(notebook, shown)
    return found


def unreadable(curriculum: Curriculum) -> list[Problem]:
    """The labs that cannot be read."""
    results = (_read(path, shown, _changed(path)) for path, shown in _paths(curriculum))
    return [problem for _, problem in results if problem]


def in_cell(
    shown: str, number: int, what: str, fix: str, severity: Severity = "error", *, line: int = 0
) -> Problem:
    """A problem of a cell, counted from 1; a notebook's own lines say nothing to its author."""
    place = f"cell {number}, line {line}" if line else f"cell {number}"
    return Problem(shown, 0, 0, f"{place}: {what}", fix, severity)


def _paths(curriculum: Curriculum) -> Iterator[tuple[Path, str]]:
    for lab in labs_of(curriculum):
        yield curriculum.project.root / lab.path, lab.path.as_posix()


def _changed(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0


@lru_cache(maxsize=512)
def _read(path: Path, shown: str, _changed: int) -> tuple[Notebook | None, Problem | None]:
    try:
        return parse(path.read_bytes()), None
    except OSError as error:
        return None, Problem(shown, 0, 0, f"cannot be read: {error.strerror}")
    except NotebookError as error:
        return None, problem_of(error, shown)
