"""What every command shares: where the project is, what is printed where."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from syllabook.curriculum import Curriculum, find_root, load, read_project
from syllabook.foundation.problems import Problem, ProblemsFound, errors

# rich leaves out colours and control characters for pipes and NO_COLOR by itself
out = Console(soft_wrap=True, highlight=False)
err = Console(stderr=True, soft_wrap=True, highlight=False)

ProjectOption = Annotated[
    Path,
    typer.Option(
        "--project",
        "-p",
        help="A folder of the project; the nearest _config.yml at or above it counts.",
        show_default="here",
    ),
]


def report(problems: list[Problem]) -> None:
    """Print problems on stderr, one line each."""
    for problem in problems:
        print(problem, file=sys.stderr)


def open_curriculum(folder: Path, *, warn: bool = True) -> Curriculum:
    """The model of the project around ``folder``.

    Raises:
        ProblemsFound: something in the outlines, terms or papers is wrong.
    """
    curriculum = load(read_project(find_root(folder)))
    faults = errors(curriculum.problems)
    warnings = [problem for problem in curriculum.problems if problem.severity == "warning"]
    if warn:
        report(warnings)
    if faults:
        raise ProblemsFound(faults)
    return curriculum
