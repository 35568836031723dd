"""Run ``jupyter-book build`` as its own process, and make sense of what it prints."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from syllabook.book.events import INSTRUCTOR
from syllabook.curriculum import Project

_PROGRESS = re.compile(r"^(reading sources|writing output)\.\.\. \[\s*(\d+)%\]")
_COLOUR = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_REPORT = re.compile(r"(WARNING|ERROR|CRITICAL|Extension error|error:)|^\S+:\d+:\d+: ")
_NOISE = re.compile(r"^(Traceback|RuntimeError: There was an error in building your book)|^\s")

# the package has no __main__, and its script may not be on the PATH
_JUPYTER_BOOK = "from jupyter_book.cli.main import main; main()"

Progress = Callable[[str, int], None]


@dataclass(frozen=True, slots=True)
class BuildResult:
    """What became of a build.

    Attributes:
        ok: whether Jupyter Book ended well.
        reports: warnings and errors, one line each, paths relative to the project.
        log: everything it printed.
    """

    ok: bool
    reports: tuple[str, ...]
    log: Path


def run_jupyter_book(
    project: Project, *, strict: bool, fresh: bool, on_progress: Progress, instructor: bool = False
) -> BuildResult:
    """Build the book.

    Args:
        project: what to build.
        strict: treat warnings as errors (all of them are still listed).
        fresh: forget earlier builds; ``-W`` alone sees no warnings of pages that it does not read
            again.
        instructor: build the instructors' site, with solutions and teaching notes.
        on_progress: called with the stage ("reading sources", "writing output") and per cent.
    """
    command = [sys.executable, "-c", _JUPYTER_BOOK, "build", str(project.root)]
    command += ["--warningiserror", "--keep-going"] if strict else []
    command += ["--all"] if fresh else []
    environment = os.environ | {"PYTHONUNBUFFERED": "1", "NO_COLOR": "1"}
    if instructor:
        command += ["--path-output", str(project.instructor_build)]
        environment[INSTRUCTOR] = "1"
    lines: list[str] = []
    reports: list[str] = []
    with subprocess.Popen(
        command,
        cwd=project.root,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        errors="replace",
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        errors = process.stderr

        def listen() -> None:
            for line in errors:
                clean = _COLOUR.sub("", line).rstrip()
                lines.append(clean)
                if _REPORT.search(clean) and not _NOISE.match(clean):
                    reports.append(clean.replace(f"{project.root}{os.sep}", ""))

        listener = threading.Thread(target=listen, daemon=True)
        listener.start()
        for line in process.stdout:
            clean = _COLOUR.sub("", line).rstrip()
            lines.append(clean)
            found = _PROGRESS.match(clean)
            if found:
                on_progress(found[1], int(found[2]))
        listener.join()
    log = project.cache / "build.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    log.write_text("\n".join(lines) + "\n", encoding="utf-8")
    ok = process.returncode == 0
    if not ok and not reports:
        reports = [line for line in lines if line.strip()][-1:]
    return BuildResult(ok, tuple(dict.fromkeys(reports)), log)
