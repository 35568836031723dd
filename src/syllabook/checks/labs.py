"""Checks of the labs: executed, in order, without errors, with outputs that belong to the code."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from syllabook.curriculum import Curriculum
from syllabook.foundation.problems import Problem
from syllabook.notebooks.digest import digest, pinned_versions

LAB_PINS = "constraints-labs.txt"
Notebook = dict[str, Any]


def not_a_notebook(curriculum: Curriculum) -> list[Problem]:
    """A ``.ipynb`` that is not JSON cannot be in the book."""
    found = []
    for path in _paths(curriculum):
        _, problem = _read(path, curriculum.project.relative(path), path.stat().st_mtime_ns)
        if problem:
            found.append(problem)
    return found


def not_executed(curriculum: Curriculum) -> list[Problem]:
    """Labs are committed with outputs; cells without a number, or out of order, were not run so."""

    def look(notebook: Notebook, shown: str) -> Iterator[Problem]:
        counts = [
            (number, cell.get("execution_count"))
            for number, cell in enumerate(notebook.get("cells", []), 1)
            if cell.get("cell_type") == "code" and "".join(cell.get("source", "")).strip()
        ]
        missing = [number for number, count in counts if count is None]
        executed = [count for _, count in counts if count is not None]
        if missing:
            yield _cell(shown, missing[0], "was not executed")
        elif executed != sorted(executed):
            yield Problem(shown, 0, 0, "the cells were executed out of order", _FIX)

    return _each(curriculum, look)


def error_in_output(curriculum: Curriculum) -> list[Problem]:
    """An error that was saved as an output."""

    def look(notebook: Notebook, shown: str) -> Iterator[Problem]:
        for number, cell in enumerate(notebook.get("cells", []), 1):
            for output in cell.get("outputs", []):
                if output.get("output_type") == "error":
                    what = f"{output.get('ename', 'error')}: {output.get('evalue', '')}"
                    yield _cell(shown, number, f"ended with {what}")

    return _each(curriculum, look)


def stale_outputs(curriculum: Curriculum) -> list[Problem]:
    """Outputs that were made by other code, data or versions than those that stand there now."""
    root = curriculum.project.root
    pins_file = root / LAB_PINS
    pins = pinned_versions(pins_file.read_text(encoding="utf-8")) if pins_file.is_file() else {}

    def look(notebook: Notebook, shown: str) -> Iterator[Problem]:
        recorded = notebook.get("metadata", {}).get("syllabook", {}).get("digest")
        if recorded is None:
            yield Problem(shown, 0, 0, "carries no digest of what its outputs were made from", _FIX)
        elif recorded != digest(notebook, (root / shown).parent, pins):
            yield Problem(
                shown, 0, 0, "its outputs are stale: code, data or versions changed", _FIX
            )

    return _each(curriculum, look)


def no_kernel(curriculum: Curriculum) -> list[Problem]:
    """Without a kernel spec nobody can run the lab."""

    def look(notebook: Notebook, shown: str) -> Iterator[Problem]:
        if not notebook.get("metadata", {}).get("kernelspec", {}).get("name"):
            fix = "open it in Jupyter, choose the Python 3 kernel and save"
            yield Problem(shown, 0, 0, "names no kernel", fix)

    return _each(curriculum, look)


_FIX = "run it from top to bottom with: syllabook run"


def _cell(shown: str, number: int, what: str) -> Problem:
    return Problem(shown, 0, 0, f"cell {number} {what}", _FIX)


def _paths(curriculum: Curriculum) -> list[Path]:
    return [
        curriculum.project.root / page.path
        for plan in curriculum.courses.values()
        for week in plan.weeks
        for page in week.labs
    ]


def _each(
    curriculum: Curriculum, look: Callable[[Notebook, str], Iterator[Problem]]
) -> list[Problem]:
    found: list[Problem] = []
    for path in _paths(curriculum):
        shown = curriculum.project.relative(path)
        notebook, _ = _read(path, shown, path.stat().st_mtime_ns)
        if notebook is not None:
            found += look(notebook, shown)
    return found


@lru_cache(maxsize=512)
def _read(path: Path, shown: str, _changed: int) -> tuple[Notebook | None, Problem | None]:
    try:
        notebook = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        return None, Problem(shown, 0, 0, f"cannot be read: {error}")
    except json.JSONDecodeError as error:
        fix = "restore it from git, or save it again in Jupyter"
        message = f"is no notebook: {error.msg}"
        return None, Problem(shown, error.lineno, error.colno, message, fix)
    if not isinstance(notebook, dict) or "cells" not in notebook:
        return None, Problem(shown, 1, 1, "is no notebook: it has no cells", "save it in Jupyter")
    return notebook, None
