"""What every command shares: where the project is, what is printed where."""

from __future__ import annotations

import sys
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TextIO

import typer

from syllabook.curriculum import Curriculum, find_root, load, read_project
from syllabook.foundation.files import write_atomic
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
    from rich.progress import Progress

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


def progress(*, percent: bool = False) -> Progress:
    """Progress bars on stderr, gone when done, silent in a pipe.

    Args:
        percent: show per cent of the work instead of how many are done of how many.
    """
    from rich.progress import (  # noqa: PLC0415 - few commands need it
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
    )

    return Progress(
        TextColumn("{task.description:<16}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}%") if percent else MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=err.console,
        transient=True,
        disable=not err.console.is_terminal,
    )


def save(target: Path, content: str | bytes) -> None:
    """Write a file that the user asked for, and say where it is.

    Raises:
        ProblemsFound: it cannot be written; what was there is left as it was.
    """
    try:
        write_atomic(target, content)
    except OSError as error:
        raise ProblemsFound(
            [Problem(str(target), 0, 0, f"cannot be written: {error.strerror}")]
        ) from error
    out.print(str(target))
