"""``syllabook check``: list every problem with its fix, and mend what is safe to mend."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from syllabook.cli.console import ProjectOption, err, out, progress
from syllabook.curriculum import Curriculum, find_root, load, read_project
from syllabook.foundation.problems import Problem, suggest

if TYPE_CHECKING:
    from syllabook.checks import Check, Finding

Format = Literal["text", "json", "github"]


def check(
    course: Annotated[
        str | None, typer.Argument(help="Id of the course; default: all courses.")
    ] = None,
    *,
    form: Annotated[
        Format,
        typer.Option("--format", "-f", help="text for people, json for programs, github for CI."),
    ] = "text",
    fix: Annotated[bool, typer.Option("--fix", help="Mend what can be mended safely.")] = False,
    only: Annotated[
        list[str] | None,
        typer.Option("--only", metavar="NAME", help="Run only this check; may be repeated."),
    ] = None,
    links: Annotated[
        bool, typer.Option("--links", help="Test links to other sites too; takes minutes.")
    ] = False,
    names: Annotated[bool, typer.Option("--list", help="List the checks and stop.")] = False,
    project: ProjectOption = Path(),
) -> None:
    """Check outlines, terms, papers, lectures and labs; list every problem with its fix.

    Ends with 1 if there are errors, with 0 if there are warnings only.

    Example: syllabook check science_of_ai --only broken-link --only heading-level
    """
    from syllabook.checks import CHECKS, find, mend  # noqa: PLC0415 - the parser is slow to import

    if names:
        _list(CHECKS)
        return
    chosen = _chosen(CHECKS, only or [], links=links)
    site = read_project(find_root(project))
    curriculum = load(site)
    if course is not None and course not in curriculum.courses:
        hint = suggest(course, curriculum.courses, "course")
        raise typer.BadParameter(f'unknown course "{course}"; {hint}', param_hint="COURSE")
    if fix:
        done = mend(curriculum, chosen, course)
        for line in done:
            err.print(f"mended {line}")
        curriculum = load(site) if done else curriculum
    findings = find(curriculum, [_with_bar(item) for item in chosen], course)
    _print(findings, form)
    if any(finding.problem.severity == "error" for finding in findings):
        raise typer.Exit(1)


def _chosen(checks: Sequence[Check], only: Sequence[str], *, links: bool) -> list[Check]:
    known = {item.name: item for item in checks}
    for name in only:
        if name not in known:
            hint = suggest(name, known, "check")
            message = f'unknown check "{name}"; {hint}; all: syllabook check --list'
            raise typer.BadParameter(message, param_hint="--only")
    return [
        item
        for item in checks
        if (item.name in only if only else not item.network) or (links and item.network)
    ]


def _with_bar(item: Check) -> Check:
    """The check, showing how far it is if it asks other machines."""
    if not item.network:
        return item

    def with_bar(curriculum: Curriculum) -> list[Problem]:
        from syllabook.checks.outer_links import outer_links  # noqa: PLC0415

        with progress() as bars:
            bar = bars.add_task("links", total=None)
            return outer_links(
                curriculum,
                progress=lambda done, total: bars.update(bar, completed=done, total=total),
            )

    return replace(item, function=with_bar)


def _list(checks: Sequence[Check]) -> None:
    width = max(len(item.name) for item in checks)
    for item in checks:
        marks: list[str] = [item.severity] if item.severity else []
        marks += ["--fix"] if item.fix else []
        marks += ["--links"] if item.network else []
        shown = f" ({', '.join(marks)})" if marks else ""
        out.print(f"{item.name:<{width}}  {item.summary}{shown}")


def _print(findings: Sequence[Finding], form: Format) -> None:
    from syllabook.checks.reports import as_github, as_json, as_text  # noqa: PLC0415

    if form == "json":
        out.print(as_json(findings))
    elif form == "github":
        for line in as_github(findings):
            out.print(line)
    else:
        for line in as_text(findings):
            err.print(line)
        errors = sum(finding.problem.severity == "error" for finding in findings)
        out.print(f"{_count(errors, 'error')}, {_count(len(findings) - errors, 'warning')}")
        fixable = sum(finding.fixable for finding in findings)
        if fixable:
            out.print(f"{fixable} of them can be mended with: syllabook check --fix")


def _count(number: int, thing: str) -> str:
    return f"{number or 'no'} {thing}{'' if number == 1 else 's'}"


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command()(check)
