"""``syllabook build`` and ``syllabus``."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer

from syllabook.cli.console import ProjectOption, err, open_curriculum, out, progress, save
from syllabook.curriculum import Curriculum
from syllabook.foundation.problems import Problem, ProblemsFound
from syllabook.syllabus import PaperSize, render


def build(
    strict: Annotated[
        bool, typer.Option("--strict", "-W", help="Treat warnings as errors; builds from scratch.")
    ] = False,
    fresh: Annotated[
        bool, typer.Option("--all", help="Build every page again, not only what changed.")
    ] = False,
    instructor: Annotated[
        bool,
        typer.Option(
            "--instructor",
            help="Build the instructors' site, with solutions and teaching notes, apart.",
        ),
    ] = False,
    project: ProjectOption = Path(),
) -> None:
    """Build the site of all courses, their syllabus PDFs and downloads into _build/html.

    Example: syllabook build --strict
    """
    from syllabook.book.runner import run_jupyter_book  # noqa: PLC0415 - Sphinx is slow to import

    started = time.monotonic()
    curriculum = open_curriculum(project, warn=False)
    site = curriculum.project.instructor_site if instructor else curriculum.project.site
    with progress(percent=True) as bars:
        tasks = {name: bars.add_task(name, total=100) for name in _STAGES}

        def advance(stage: str, percent: int) -> None:
            bars.update(tasks[stage], completed=percent)

        result = run_jupyter_book(
            curriculum.project,
            strict=strict,
            fresh=fresh or strict,
            instructor=instructor,
            on_progress=advance,
        )
    for line in result.reports:
        print(line, file=err.file)
    if not result.ok:
        raise ProblemsFound(
            [
                Problem(
                    curriculum.project.relative(result.log),
                    0,
                    0,
                    "the book was not built",
                    "the lines above say why; this file holds everything that was printed",
                )
            ]
        )
    _summary(curriculum, site, time.monotonic() - started)


_STAGES = ("reading sources", "writing output")


def _summary(curriculum: Curriculum, site: Path, seconds: float) -> None:
    relative = curriculum.project.relative
    pages = sum(1 for _ in site.rglob("*.html"))
    weeks = sum(len(plan.weeks) for plan in curriculum.courses.values())
    courses = len(curriculum.courses)
    out.print(
        f"Built {courses} course{'s' if courses != 1 else ''}, {weeks} weeks, {pages} pages, "
        f"{len(curriculum.library)} papers in {seconds:.1f} s"
    )
    out.print(f"  site       {relative(site / 'index.html')}")
    for pdf in sorted((site / "downloads").glob("*.pdf")):
        out.print(f"  syllabus   {relative(pdf)}")
    others = [path for path in (site / "downloads").iterdir() if path.suffix != ".pdf"]
    if others:
        out.print(f"  downloads  {relative(site / 'downloads')}: {len(others)} other files")


def syllabus(
    course: Annotated[str, typer.Argument(help="Id of the course, such as science_of_ai.")],
    term: Annotated[
        str | None,
        typer.Option("--term", "-t", help="Id of the term whose dates it carries; none: no dates."),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="File to write; default: here.")
    ] = None,
    paper: Annotated[
        PaperSize, typer.Option("--paper", help="Paper size: a4 or us-letter.")
    ] = "a4",
    project: ProjectOption = Path(),
) -> None:
    """Write a course's syllabus as a PDF (PDF/UA-1, PDF/A-2a).

    Example: syllabook syllabus science_of_ai --term 2027-spring -o syllabus.pdf
    """
    plan = open_curriculum(project, warn=False).offering(course, term)
    name = "-".join(part for part in (course, term, "syllabus") if part)
    target = output or Path(f"{name}.pdf")
    if target.is_dir():
        target = target / f"{name}.pdf"
    save(target, render(plan, paper=paper))


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.command()(build)
    app.command()(syllabus)
