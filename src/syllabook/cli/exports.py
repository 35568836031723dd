"""``syllabook export``: a course as a file for another program."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from syllabook.cli.console import ProjectOption, open_curriculum, save
from syllabook.curriculum import CoursePlan, WeekPlan
from syllabook.foundation.clock import build_time
from syllabook.foundation.problems import Problem, ProblemsFound, suggest


class Format(StrEnum):
    """What a course can be exported as; the value is what the user types."""

    ICS = "ics"
    IMSCC = "imscc"
    IMSCC_1_1 = "imscc-1.1"
    ATOM = "atom"
    JSON = "json"
    ALFOLIO = "alfolio"
    BIB = "bib"
    RIS = "ris"
    CSL = "csl"


_ENDINGS = {
    Format.IMSCC_1_1: "-cc1.1.imscc",
    Format.ALFOLIO: ".md",
    Format.CSL: "-readings.json",
    Format.BIB: "-readings.bib",
    Format.RIS: "-readings.ris",
}
_LISTS = {Format.BIB: "bib", Format.RIS: "ris", Format.CSL: "json"}


def export(
    course: Annotated[str, typer.Argument(help="Id of the course, such as science_of_ai.")],
    form: Annotated[
        Format,
        typer.Option(
            "--format",
            "-f",
            help="ics: calendar. imscc: Common Cartridge 1.3 for Canvas and others. imscc-1.1: the "
            "same for Moodle. atom: feed. json: the resolved course. alfolio: page for an al-folio "
            "homepage. bib, ris, csl: reading list as BibLaTeX, RIS, CSL-JSON.",
        ),
    ],
    term: Annotated[
        str | None,
        typer.Option("--term", "-t", help="Id of the term; default: the one the site shows."),
    ] = None,
    week: Annotated[
        str | None,
        typer.Option("--week", "-w", help="Of a reading list: id of the week; default: all."),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="File to write; default: here.")
    ] = None,
    project: ProjectOption = Path(),
) -> None:
    """Write a course as a file for another program.

    Example: syllabook export science_of_ai --format ics -o science_of_ai.ics
    """
    curriculum = open_curriculum(project, warn=False)
    plan = curriculum.offering(course, term) if term else curriculum.course(course)
    only = _week(plan, week, form)
    content = _content(plan, form, only, curriculum.project.base_url)
    name = _name(plan, form, only)
    target = output or Path(name)
    if target.is_dir():
        target = target / name
    save(target, content)


def _week(plan: CoursePlan, week_id: str | None, form: Format) -> WeekPlan | None:
    if week_id is None:
        return None
    if form not in _LISTS:
        message = f"--week does not go with --format {form}"
        raise ProblemsFound(
            [Problem("export", 0, 0, message, "leave it out, or use bib, ris, csl")]
        )
    found = plan.week(week_id)
    if found is None:
        fix = suggest(week_id, [week.id for week in plan.weeks], "week")
        where = f"{plan.folder}/course.yml"
        raise ProblemsFound([Problem(where, 0, 0, f'unknown week "{week_id}"', fix)])
    return found


def _name(plan: CoursePlan, form: Format, week: WeekPlan | None) -> str:
    parts = [plan.id]
    if plan.term and form not in _LISTS:
        parts.append(plan.term.id)
    if week:
        parts.append(week.id)
    return "-".join(parts) + _ENDINGS.get(form, f".{form}")


def _content(plan: CoursePlan, form: Format, week: WeekPlan | None, base_url: str) -> str | bytes:
    # imported where needed: each brings libraries that the others do without
    from syllabook import exports  # noqa: PLC0415

    if form in _LISTS:
        return exports.reading_list(plan, _LISTS[form], week)
    match form:
        case Format.ICS:
            from syllabook.exports.ics import calendar  # noqa: PLC0415

            return calendar(_with_term(plan), base_url)
        case Format.IMSCC | Format.IMSCC_1_1:
            from syllabook.syllabus import render  # noqa: PLC0415

            return exports.cartridge(
                plan,
                base_url=base_url,
                syllabus=render(plan),
                version="1.3" if form == Format.IMSCC else "1.1",
            )
        case Format.ATOM:
            from syllabook.book.addresses import feed_file  # noqa: PLC0415

            until, path = build_time(), feed_file(plan)
            return exports.atom(_with_term(plan), until=until, path=path, base_url=base_url)
        case Format.ALFOLIO:
            return exports.teaching_page(plan, base_url=base_url)
        case _:
            return exports.course_json(plan, base_url)


def _with_term(plan: CoursePlan) -> CoursePlan:
    if plan.term is None:
        fix = "add terms/<term>.yml, or choose a format that needs no dates"
        raise ProblemsFound(
            [Problem(f"{plan.folder}/terms", 0, 0, f'"{plan.id}" has no term, so no dates', fix)]
        )
    return plan


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command()(export)
