"""What every command shares: where the project is, what is printed where."""

from __future__ import annotations

import sys
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TextIO

import typer

from syllabook.curriculum import Curriculum, find_root, load, read_project
from syllabook.foundation.problems import Problem, ProblemsFound, errors


class Printer:
    """Prints texts as they are, and rich's tables as rich does; rich is loaded when it is needed.

    rich leaves out colours and control characters for pipes and NO_COLOR by itself.
    """

    def __init__(self, stream: str) -> None:
        self._stream = stream

    @property
    def file(self) -> TextIO:
        """Standard output or standard error."""
        stream: TextIO = getattr(sys, self._stream)
        return stream

    @cached_property
    def console(self) -> Console:
        """Rich's console on the same stream."""
        from rich.console import Console  # noqa: PLC0415

        return Console(file=self.file, soft_wrap=True, highlight=False)

    def print(self, what: object) -> None:
        """Print a text, or something that rich draws."""
        if isinstance(what, str):
            print(what, file=self.file)
        else:
            self.console.print(what)


out = Printer("stdout")
err = Printer("stderr")

if TYPE_CHECKING:
    from rich.console import Console

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
