"""The links in a lab that open it elsewhere lead to this repository, not where it came from."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from syllabook.checks.each_lab import each_lab, in_cell
from syllabook.curriculum import Curriculum
from syllabook.curriculum.launch import LAUNCH_CELL, github_repository, launch_line
from syllabook.foundation.files import write_atomic
from syllabook.foundation.problems import Problem
from syllabook.notebooks.document import Notebook, source


@dataclass(frozen=True, slots=True)
class _Foreign:
    """A lab whose links lead elsewhere: its file, the cell, and what should stand there."""

    shown: str
    number: int
    wanted: str


def launch_links(curriculum: Curriculum) -> list[Problem]:
    """Links of a lab to Colab or Binder that open another repository's copy, as in a fresh fork."""
    return [
        in_cell(found.shown, found.number, "opens another repository's copy", "run with --fix")
        for found in _foreign(curriculum)
    ]


def write_launch_links(curriculum: Curriculum) -> list[str]:
    """Let the links lead to the repository of this checkout; outputs stay as they are."""
    done = []
    for found in _foreign(curriculum):
        path = curriculum.project.root / found.shown
        notebook = json.loads(path.read_text(encoding="utf-8"))
        notebook["cells"][found.number - 1]["source"] = found.wanted.splitlines(keepends=True)
        write_atomic(path, json.dumps(notebook, ensure_ascii=False, indent=1) + "\n")
        done.append(f"{found.shown}: the launch links lead to this repository")
    return done


def _foreign(curriculum: Curriculum) -> list[_Foreign]:
    project = curriculum.project
    if not github_repository(Path(project.root)):
        return []  # nothing to compare with
    found: list[_Foreign] = []

    def look(notebook: Notebook, shown: str) -> Iterator[Problem]:
        wanted = launch_line(project, shown)
        found.extend(
            _Foreign(shown, number, wanted)
            for number, cell in enumerate(notebook["cells"], 1)
            if cell.get("id") == LAUNCH_CELL and source(cell).strip() != wanted
        )
        return iter(())

    each_lab(curriculum, look)
    return found
