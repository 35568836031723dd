"""``syllabook run`` and ``release``: execute labs, and hand them out."""

from __future__ import annotations

import importlib.util
import os
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from syllabook.cli.console import ProjectOption, open_curriculum, out, progress, report
from syllabook.foundation.problems import Problem, ProblemsFound

if TYPE_CHECKING:
    from syllabook.notebooks.execution import LabResult
    from syllabook.notebooks.labs import Lab

_INSTALL = "run scripts/labs instead, or: pip install 'syllabook[labs]'"


def run(
    course: Annotated[
        str | None, typer.Argument(help="Id of the course; default: all courses.")
    ] = None,
    week: Annotated[str | None, typer.Argument(help="Id of the week; default: all weeks.")] = None,
    *,
    workers: Annotated[
        int | None,
        typer.Option("--workers", "-n", min=1, help="Labs run at once.", show_default="cores"),
    ] = None,
    stale: Annotated[
        bool, typer.Option("--stale", help="Only labs whose outputs are stale or missing.")
    ] = False,
    scheduler: Annotated[
        str | None,
        typer.Option("--scheduler", help="Run on this Dask cluster, such as tcp://10.0.0.1:8786."),
    ] = None,
    timeout: Annotated[
        float, typer.Option("--timeout", min=1, help="Seconds that a lab may take.")
    ] = 180,
    memory: Annotated[
        int | None,
        typer.Option(
            "--memory", min=1, help="MB of memory that a lab may use.", show_default="any"
        ),
    ] = None,
    threads: Annotated[
        int,
        typer.Option(
            "--threads", min=1, help="Threads of numerical libraries, unless a lab sets them."
        ),
    ] = 1,
    project: ProjectOption = Path(),
) -> None:
    """Execute labs and write their outputs; a lab that fails keeps its old ones.

    Example: syllabook run science_of_ai --stale
    """
    if not scheduler:
        _need("nbclient", "ipykernel", "psutil")
    from syllabook.notebooks.digest import is_fresh, read_pins  # noqa: PLC0415 - slow to import
    from syllabook.notebooks.labs import labs_of, read_lab  # noqa: PLC0415
    from syllabook.notebooks.runner import (  # noqa: PLC0415
        Limits,
        cluster,
        here,
        problems_of,
        run_labs,
    )

    curriculum = open_curriculum(project, warn=False)
    root = curriculum.project.root
    pins = read_pins(root)
    labs = labs_of(curriculum, course, week)
    if not labs:
        out.print("There are no labs here.")
        return
    if stale:
        known = len(labs)
        labs = [
            lab
            for lab in labs
            if not is_fresh(
                read_lab(root / lab.path, str(lab.path)), (root / lab.path).parent, pins
            )
        ]
        if not labs:
            out.print(f"The outputs of {_labs(known)} belong to their code; nothing to run.")
            return
    if not scheduler:
        _need_libraries(labs, root)
    pool = cluster(scheduler) if scheduler else here(min(workers or os.cpu_count() or 1, len(labs)))
    results: list[LabResult] = []
    with progress() as bars:
        bar = bars.add_task("labs", total=len(labs))
        for result in run_labs(labs, root, pool, Limits(timeout, memory, threads), pins):
            results.append(result)
            report(problems_of([result]))
            bars.advance(bar)
    failed = sum(result.failure is not None for result in results)
    _table(labs, results)
    out.print(f"{_labs(len(results) - failed)} executed, {failed or 'none'} failed")
    if failed:
        raise typer.Exit(1)


def _labs(number: int) -> str:
    return f"{number} lab{'' if number == 1 else 's'}"


def _need(*modules: str) -> None:
    missing = [name for name in modules if importlib.util.find_spec(name) is None]
    if missing:
        message = f"running labs needs {', '.join(missing)}, not installed here"
        raise ProblemsFound([Problem("syllabook run", 0, 0, message, _INSTALL)])


def _need_libraries(labs: Sequence[Lab], root: Path) -> None:
    """One line for everything that is not installed, instead of a failure of every lab."""
    from syllabook.notebooks.labs import missing_modules, read_lab  # noqa: PLC0415

    wanting: dict[str, list[str]] = defaultdict(list)
    for lab in labs:
        shown = lab.path.as_posix()
        for module in missing_modules(read_lab(root / lab.path, shown), (root / lab.path).parent):
            wanting[module].append(shown)
    if wanting:
        names = ", ".join(
            f"{module} ({users[0]}{f' and {len(users) - 1} more' if users[1:] else ''})"
            for module, users in sorted(wanting.items())
        )
        message = f"not installed here: {names}"
        raise ProblemsFound([Problem("syllabook run", 0, 0, message, _INSTALL)])


def _table(labs: Sequence[Lab], results: Sequence[LabResult]) -> None:
    """Run time and peak memory, in the order of the outlines."""
    by_name = {result.name: result for result in results}
    ordered = [by_name[lab.path.as_posix()] for lab in labs if lab.path.as_posix() in by_name]
    width = max(len(result.name) for result in ordered)
    out.print(f"{'lab':<{width}}  {'time':>8}  {'memory':>8}")
    for result in ordered:
        measured = f"{result.seconds:6.1f} s  {result.peak_mb:5} MB"
        out.print(f"{result.name:<{width}}  {measured}{'  failed' if result.failure else ''}")


def release(
    course: Annotated[str, typer.Argument(help="Id of the course, such as science_of_ai.")],
    folder: Annotated[Path, typer.Argument(help="Folder (or zip) to write.", metavar="DIR")],
    *,
    upto: Annotated[
        str | None,
        typer.Option(
            "--upto", help="Last week (its id), or a date: weeks that have begun by then."
        ),
    ] = None,
    zipped: Annotated[bool, typer.Option("--zip", help="Write DIR.zip instead.")] = False,
    term: Annotated[
        str | None,
        typer.Option("--term", "-t", help="Term whose dates count; default: that of the site."),
    ] = None,
    force: Annotated[
        bool,
        typer.Option(
            "--force", help="Write over an earlier release; other files in the folder stay."
        ),
    ] = False,
    project: ProjectOption = Path(),
) -> None:
    """Hand out a course to students: lectures, data, and labs without solutions and outputs.

    Example: syllabook release science_of_ai ../handout --upto 2027-03-15
    """
    from syllabook.notebooks.handout import write_folder, write_zip  # noqa: PLC0415
    from syllabook.notebooks.release import handout  # noqa: PLC0415

    curriculum = open_curriculum(project, warn=False)
    plan = curriculum.offering(course, term) if term else curriculum.course(course)
    made = handout(curriculum, plan, upto)
    report(made.warnings)
    if zipped:
        target = write_zip(folder, made.name, made.files, force=force)
    else:
        target = write_folder(folder, made.files, force=force, root=curriculum.project.root)
    weeks = f"{made.weeks} week{'' if made.weeks == 1 else 's'}"
    out.print(f"{target}: {weeks}, {_labs(made.labs)}, {len(made.files)} files")


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.command()(run)
    app.command()(release)
