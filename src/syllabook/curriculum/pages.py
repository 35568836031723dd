"""The pages an instructor has written: which files a course and its weeks hold."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import Any

from syllabook.curriculum.model import WeekPage

_HEADING = re.compile(r"^#\s+(.+?)\s*#*\s*$", re.MULTILINE)
# a front matter and fenced code, in which "# ..." is a comment
_NO_PROSE = re.compile(
    r"\A---\n.*?^---$|^(`{3,}|~{3,}).*?^\1[`~]*[ \t]*$", re.MULTILINE | re.DOTALL
)
_SUFFIXES = {".md", ".ipynb"}


def week_pages(folder: Path, root: Path) -> tuple[WeekPage, ...]:
    """Every ``.md`` and ``.ipynb`` of a week's folder, ``index.md`` first, the rest by name."""
    files = sorted(_sources(folder), key=lambda path: (path.name != "index.md", path.name))
    return tuple(
        WeekPage(PurePosixPath(path.relative_to(root).as_posix()), page_title(path))
        for path in files
    )


def problem_sets(folder: Path, root: Path, units: Sequence[str]) -> tuple[WeekPage, ...]:
    """The pages of the course's ``problem_sets/``, each named like a unit: in the units' order."""

    def rank(path: Path) -> tuple[int, str]:
        return (units.index(path.stem) if path.stem in units else len(units), path.name)

    return tuple(
        WeekPage(PurePosixPath(path.relative_to(root).as_posix()), page_title(path))
        for path in sorted(_sources(folder / "problem_sets"), key=rank)
    )


def course_pages(folder: Path, root: Path) -> tuple[PurePosixPath, ...]:
    """The course's own pages: ``index.md`` first, then the usual ones, then others by name."""
    usual = ["index.md", "schedule.md", "readings.md", "syllabus.md"]

    def rank(path: Path) -> tuple[int, str]:
        return (usual.index(path.name) if path.name in usual else len(usual), path.name)

    return tuple(
        PurePosixPath(path.relative_to(root).as_posix())
        for path in sorted(_sources(folder), key=rank)
    )


def _sources(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return [
        path
        for path in folder.iterdir()
        if path.suffix in _SUFFIXES and not path.name.startswith((".", "_"))
    ]


def page_title(path: Path) -> str:
    """The first level-1 heading of a page, or its file name in words."""
    try:
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".ipynb":
            text = _first_cell(text) or _markdown_cells(json.loads(text).get("cells", []))
    except (OSError, ValueError, AttributeError, TypeError):
        text = ""
    heading = _HEADING.search(_NO_PROSE.sub("", text))
    return heading[1] if heading else path.stem.replace("_", " ").capitalize()


_CELLS = re.compile(r'\s*\{\s*"cells":\s*\[\s*')


def _first_cell(text: str) -> str:
    """The Markdown of a notebook's first cell if it holds the heading, else nothing.

    Labs carry hundreds of kilobytes of pictures; reading them for a heading would be the slowest
    part of loading a course.
    """
    start = _CELLS.match(text)
    if start is None:
        return ""
    cell, _ = json.JSONDecoder().raw_decode(text, start.end())
    words = _markdown_cells([cell])
    return words if _HEADING.search(_NO_PROSE.sub("", words)) else ""


def _markdown_cells(cells: list[Any]) -> str:
    return "\n".join(
        "".join(cell.get("source", "")) for cell in cells if cell.get("cell_type") == "markdown"
    )
