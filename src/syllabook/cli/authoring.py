"""``syllabook new`` and ``syllabook lock``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from syllabook.cli.console import ProjectOption, out, report
from syllabook.curriculum import Curriculum, find_root, load, read_project
from syllabook.foundation.files import shown_path
from syllabook.foundation.problems import Problem, ProblemsFound, errors

new = typer.Typer(
    help="Make a course, week, lab, term or paper.",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)

CourseArgument = Annotated[str, typer.Argument(help="Id of the course, such as science_of_ai.")]
ForceOption = Annotated[
    bool, typer.Option("--force", help="Write files anew that are there already.")
]
_DATES = ["%Y-%m-%d"]


@new.command()
def course(
    course_id: Annotated[str, typer.Argument(metavar="ID", help="Id, which names its folder.")],
    title: Annotated[str, typer.Option("--title", help="Title of the course.")],
    weeks: Annotated[int, typer.Option("--weeks", min=1, max=26, help="How many weeks.")] = 8,
    start: Annotated[
        dt.datetime | None,
        typer.Option(
            "--start",
            formats=_DATES,
            help="A day of its first teaching week.",
            show_default="next Monday",
        ),
    ] = None,
    force: ForceOption = False,
    project: ProjectOption = Path(),
) -> None:
    """Make a course that builds at once; in an empty folder, make the project around it too.

    Example: syllabook new course tides --title Tides --weeks 8 --start 2030-03-04
    """
    from syllabook.authoring.new_course import new_course, next_monday  # noqa: PLC0415

    root = _root_or_here(project)
    first = start.date() if start else next_monday(dt.date.today())
    before = _problems(root)
    files = new_course(root, course_id, title, weeks=weeks, start=first, force=force)
    _tell(root, files, before)


@new.command()
def week(
    course_id: CourseArgument,
    week_id: Annotated[str, typer.Argument(help="Id of the new week, which names its folder.")],
    title: Annotated[str, typer.Option("--title", help="Title of the week.")],
    unit: Annotated[
        str | None,
        typer.Option("--unit", help="Id of its unit.", show_default="that of the week before it"),
    ] = None,
    after: Annotated[
        str | None,
        typer.Option(
            "--after", help="Id of the week before it.", show_default="last of the unit or course"
        ),
    ] = None,
    force: ForceOption = False,
    project: ProjectOption = Path(),
) -> None:
    """Add a week: an entry in course.yml, a folder and a lecture.

    Example: syllabook new week tides storms --title "Storm surges" --unit effects
    """
    from syllabook.authoring.new_week import new_week  # noqa: PLC0415

    root = find_root(project)
    before = _problems(root)
    files = new_week(root, course_id, week_id, title, unit=unit, after=after, force=force)
    _tell(root, files, before)


@new.command()
def lab(
    course_id: CourseArgument,
    week_id: Annotated[str, typer.Argument(help="Id of the week.")],
    name: Annotated[str, typer.Argument(help="File name of the notebook.")],
    title: Annotated[
        str | None, typer.Option("--title", help="Its title.", show_default="the name in words")
    ] = None,
    force: ForceOption = False,
    project: ProjectOption = Path(),
) -> None:
    """Put a notebook with the pattern of a lab into a week's folder; it runs as it is.

    Example: syllabook new lab tides basins resonance --title "A basin that resonates"
    """
    from syllabook.authoring.new_lab import new_lab  # noqa: PLC0415 - nbformat is slow to import

    curriculum = load(read_project(find_root(project)))
    _course_is_fit(curriculum, course_id)
    path = new_lab(curriculum, course_id, week_id, name, title=title, force=force)
    _tell(curriculum.project.root, [path], curriculum.problems)
    out.print(f"Execute it with: syllabook run {course_id} {week_id}")


@new.command()
def term(
    course_id: CourseArgument,
    term_id: Annotated[str, typer.Argument(help="Id of the new term, such as 2028-spring.")],
    start: Annotated[
        dt.datetime, typer.Option("--start", formats=_DATES, help="A day of its first week.")
    ],
    title: Annotated[
        str | None, typer.Option("--title", help="Its title.", show_default="made from the id")
    ] = None,
    old: Annotated[
        str | None,
        typer.Option("--from", help="Term whose rules it takes.", show_default="the latest"),
    ] = None,
    show: Annotated[
        bool, typer.Option("--show", help="Let the site show it: sets term: in course.yml.")
    ] = False,
    force: ForceOption = False,
    project: ProjectOption = Path(),
) -> None:
    """Roll a course over to a new term: its rules are taken over, its dates and people are not.

    Example: syllabook new term tides 2031-spring --start 2031-03-03 --show
    """
    from syllabook.authoring.new_term import new_term  # noqa: PLC0415

    root = find_root(project)
    before = _problems(root)
    files = new_term(
        root, course_id, term_id, start.date(), title=title, old=old, show=show, force=force
    )
    _tell(root, files, before)


@new.command()
def paper(
    source: Annotated[
        str, typer.Argument(help="doi:10..., arXiv:..., an address of either, or FILE.bib.")
    ],
    into: Annotated[Path, typer.Option("--into", help="File of readings/ that takes it.")] = Path(
        "readings/imported.bib"
    ),
    topic: Annotated[
        list[str] | None, typer.Option("--topic", help="A keyword for it; may be repeated.")
    ] = None,
    project: ProjectOption = Path(),
) -> None:
    """Add a paper to the library, unless the library has it.

    Example: syllabook new paper arXiv:2201.02177 --topic grokking
    """
    from syllabook.authoring.new_paper import plan_paper  # noqa: PLC0415
    from syllabook.papers.importing import apply  # noqa: PLC0415

    curriculum = load(read_project(find_root(project)))
    root = curriculum.project.root
    target = into if into.is_absolute() else root / into
    if target.parent.resolve() != (root / "readings").resolve() or target.suffix != ".bib":
        raise typer.BadParameter("name a .bib file of readings/", param_hint="--into")
    plan = plan_paper(source, curriculum.library, topic or [])
    report(list(plan.problems))
    for duplicate in plan.duplicates:
        found = f"{duplicate.reason} as {duplicate.existing}"
        out.print(f"left out  {duplicate.record.key}: {found}")
    try:
        apply(plan, target)
    except OSError as error:
        message = f"cannot be written: {error.strerror}"
        raise ProblemsFound([Problem(shown_path(target, root), 0, 0, message)]) from error
    for record in plan.added:
        out.print(f"added     {record.key} to {shown_path(target, root)}")
    if errors(plan.problems):
        raise typer.Exit(1)


def lock(
    course_id: CourseArgument,
    term_id: Annotated[
        str | None,
        typer.Option("--term", "-t", help="Id of the term.", show_default="the one shown"),
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; fail if lock and library differ.")
    ] = False,
    project: ProjectOption = Path(),
) -> None:
    """Pin what a course's queries draw for a term, so that a growing library changes nothing.

    Example: syllabook lock tides --term 2030-spring
    """
    from syllabook.authoring.changes import write_all  # noqa: PLC0415
    from syllabook.authoring.lock_term import (  # noqa: PLC0415
        lock_of,
        lock_path,
        lock_problems,
        lock_text,
    )

    found = read_project(find_root(project))
    fresh = load(found, locked=False)
    if errors(fresh.problems):
        raise ProblemsFound(errors(fresh.problems))
    made = lock_of(fresh, course_id, term_id)
    path = lock_path(fresh, made)
    if not made.weeks and not path.exists():
        out.print("no reading is drawn by a query; there is nothing to pin")
        return
    differences = lock_problems(load(found), made)
    if check:
        if differences:
            raise ProblemsFound(differences)
        out.print(f"{found.relative(path)} holds what is drawn now")
        return
    if path.exists() and not differences:
        out.print(f"{found.relative(path)} holds what is drawn now; left as it is")
        return
    write_all({path: lock_text(made)}, found.root)
    papers = {key for draws in made.weeks.values() for draw in draws for key in draw.papers}
    drawn = sum(len(draws) for draws in made.weeks.values())
    queries = f"{drawn} quer{'y' if drawn == 1 else 'ies'}"
    pinned = f"{len(papers)} paper{'' if len(papers) == 1 else 's'}"
    out.print(f"wrote     {found.relative(path)}: {queries}, {pinned}")


def _root_or_here(folder: Path) -> Path:
    """The project's folder, or the folder itself where there is no project yet."""
    try:
        return find_root(folder)
    except ProblemsFound:
        if folder.is_dir():
            return folder.resolve()
        raise


def _problems(root: Path) -> Sequence[Problem]:
    """What is wrong in a project before it is changed; nothing where there is none yet."""
    try:
        return load(read_project(root)).problems
    except ProblemsFound:
        return ()


def _course_is_fit(curriculum: Curriculum, course_id: str) -> None:
    """Say what is wrong with an outline that cannot be read, rather than that it is unknown."""
    outline = f"courses/{course_id}/course.yml"
    faults = [problem for problem in errors(curriculum.problems) if problem.file == outline]
    if faults and course_id not in curriculum.courses:
        raise ProblemsFound(faults)


def _tell(root: Path, files: Sequence[Path], before: Sequence[Problem]) -> None:
    """Name the files written, and what the project lacks now that it did not lack before."""
    for path in files:
        out.print(f"wrote     {shown_path(path, root)}")
    known = {(problem.file, problem.message) for problem in before}
    after = _problems(root)
    report([item for item in after if (item.file, item.message) not in known])


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.add_typer(new, name="new")
    app.command()(lock)
