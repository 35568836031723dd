"""``syllabook papers``: search, show, count, import and export the library."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from syllabook.cli.console import ProjectOption, open_curriculum, out, report, save
from syllabook.curriculum import Curriculum
from syllabook.foundation.problems import Problem, ProblemsFound, errors, suggest
from syllabook.outline.model import ROLES
from syllabook.papers import Paper, QueryError, biblatex, bibtex, csl_json, links, ris
from syllabook.papers.importing import apply, plan_import
from syllabook.papers.index_writing import decode_bib
from syllabook.papers.references import plain
from syllabook.papers.stats import stats as count

if TYPE_CHECKING:
    from rich.table import Table

app = typer.Typer(
    help="The paper library: search, show, count, import, export.",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)

FORMATS = ("biblatex", "csl-json", "ris", "keys", "text")
QueryArgument = Annotated[
    str,
    typer.Argument(
        help="Words, and fields such as author:liu topic:grokking year:2020.. has:code "
        "read-in:science_of_ai type:post; - negates; sort:-year sorts.",
        show_default="everything",
    ),
]


def _search(curriculum: Curriculum, query: str, limit: int | None = None) -> list[Paper]:
    try:
        return curriculum.library.search(query, limit=limit, readings=curriculum.readings)
    except QueryError as error:
        raise ProblemsFound(
            [Problem("query", 1, error.position, error.message, error.fix)]
        ) from error


@app.command()
def search(
    query: QueryArgument = "",
    limit: Annotated[
        int, typer.Option("--limit", "-n", min=0, help="At most so many; 0: all.")
    ] = 20,
    keys: Annotated[bool, typer.Option("--keys", help="Print only the keys.")] = False,
    project: ProjectOption = Path(),
) -> None:
    """List the papers that a query draws.

    Example: syllabook papers search 'topic:diffusion year:2021.. -author:xu sort:-year'
    """
    curriculum = open_curriculum(project, warn=False)
    found = _search(curriculum, query)
    shown = found[:limit] if limit else found
    for paper in shown:
        out.print(paper.key if keys else f"{paper.key}  {plain(paper)}")
    if len(shown) < len(found):
        report_more = f"({len(found) - len(shown)} more; --limit 0 shows all)"
        typer.echo(report_more, err=True)
    if not found:
        raise ProblemsFound(
            [
                Problem(
                    "query", 1, 1, f'"{query}" draws nothing', "ask for less, or see: papers stats"
                )
            ]
        )


@app.command()
def show(
    key: Annotated[str, typer.Argument(help="Citation key.")],
    project: ProjectOption = Path(),
) -> None:
    """Show one paper: reference, links, topics, where it is read, its BibLaTeX."""
    curriculum = open_curriculum(project, warn=False)
    paper = curriculum.library.get(key)
    if paper is None:
        hint = curriculum.library.near(key) or "see: syllabook papers search"
        raise ProblemsFound([Problem("readings", 0, 0, f'unknown paper "{key}"', hint)])
    out.print(plain(paper))
    for link in links(paper):
        out.print(f"  {link.label:<6} {link.href}")
    for name, values in (("topics", paper.topics), ("pillars", paper.pillars)):
        if values:
            out.print(f"  {name:<6} {', '.join(values)}")
    for read in curriculum.backlinks.get(key, ()):
        week = f"{read.week.course_title}, week {read.week.number} ({read.week.title})"
        note = f": {read.note}" if read.note else ""
        out.print(f"  read in {week}, {read.role}{note}")
    out.print(f"  stands in {paper.file}:{paper.line}\n")
    out.print(bibtex(paper).rstrip())


@app.command()
def stats(query: QueryArgument = "", project: ProjectOption = Path()) -> None:
    """Count papers by year, topic, pillar, type and file."""
    curriculum = open_curriculum(project, warn=False)
    papers = _search(curriculum, query) if query else curriculum.library.papers()
    counted = count(papers, curriculum.readings)
    out.print(
        f"{counted.total} papers; {counted.read} read in a course, {counted.unread} not yet; "
        f"{counted.unlinked} without a link, {counted.without_topic} without a topic"
    )
    years = {str(year or "no date"): number for year, number in counted.years.items()}
    for title, counts, by_name in (
        ("year", years, True),
        ("topic", counted.topics, False),
        ("pillar", counted.pillars, False),
        ("type", counted.types, False),
        ("has", counted.has, False),
        ("file", counted.files, False),
        ("course", counted.courses, False),
    ):
        if counts:
            out.print(_table(title, counts, by_name=by_name))


def _table(title: str, counts: Mapping[str, int], *, by_name: bool) -> Table:
    from rich.table import Table  # noqa: PLC0415 - no other command needs it

    table = Table(title, "papers", box=None, pad_edge=False)
    table.columns[1].justify = "right"
    rows = sorted(counts.items(), reverse=True) if by_name else Counter(counts).most_common()
    for name, number in rows:
        table.add_row(name, str(number))
    return table


@app.command("import")
def import_(
    source: Annotated[Path, typer.Argument(help="A .bib file: Zotero, JabRef, al-folio, ...")],
    into: Annotated[
        Path, typer.Option("--into", help="File of readings/ that takes the records.")
    ] = Path("readings/imported.bib"),
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be done; write nothing.")
    ] = False,
    project: ProjectOption = Path(),
) -> None:
    """Add the records of a .bib file that the library does not have yet.

    Duplicates and malformed entries are listed and left out; exit code 1 if any entry is malformed.
    """
    curriculum = open_curriculum(project, warn=False)
    root = curriculum.project.root
    target = into if into.is_absolute() else root / into
    if target.parent.resolve() != (root / "readings").resolve() or target.suffix != ".bib":
        raise typer.BadParameter("name a .bib file of readings/", param_hint="--into")
    try:
        text, fault = decode_bib(source.read_bytes(), str(source))
    except OSError as error:
        raise ProblemsFound(
            [Problem(str(source), 0, 0, f"cannot be read: {error.strerror}")]
        ) from error
    if fault:
        raise ProblemsFound([fault])
    plan = plan_import(text, curriculum.library, str(source))
    report(list(plan.problems))
    for duplicate in plan.duplicates:
        out.print(f"left out  {duplicate.record.key}: {duplicate.reason} as {duplicate.existing}")
    for record in plan.added:
        out.print(f"{'would add' if dry_run else 'added'}  {record.key}")
    if not dry_run:
        apply(plan, target)
    where = curriculum.project.relative(target)
    out.print(f"{len(plan.added)} added to {where}, {len(plan.duplicates)} left out")
    if errors(plan.problems):
        raise typer.Exit(1)


@app.command()
def export(
    query: QueryArgument = "",
    style: Annotated[
        str, typer.Option("--format", "-f", help=f"One of {', '.join(FORMATS)}.")
    ] = "biblatex",
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="File to write; default: standard output.")
    ] = None,
    project: ProjectOption = Path(),
) -> None:
    """Write the papers that a query draws for a reference manager.

    RIS holds the importance in U1 and the study note in N1, as the courses give them.

    Example: syllabook papers export read-in:science_of_ai/geometry -f ris -o geometry.ris
    """
    if style not in FORMATS:
        hint = suggest(style, FORMATS, "format")
        raise typer.BadParameter(f'unknown format "{style}"; {hint}', param_hint="--format")
    curriculum = open_curriculum(project, warn=False)
    text = _export(curriculum, _search(curriculum, query), style)
    if output is None:
        typer.echo(text, nl=False)
        return
    save(output, text)


def _export(curriculum: Curriculum, papers: list[Paper], style: str) -> str:
    match style:
        case "biblatex":
            return biblatex(papers)
        case "csl-json":
            return csl_json(papers)
        case "ris":
            reads = {paper.key: curriculum.backlinks.get(paper.key, ()) for paper in papers}
            return ris(
                papers,
                importance={
                    key: min((read.role for read in all_), key=ROLES.index)
                    for key, all_ in reads.items()
                    if all_
                },
                notes={
                    key: "; ".join(read.note for read in all_ if read.note)
                    for key, all_ in reads.items()
                    if any(read.note for read in all_)
                },
            )
        case "keys":
            return "".join(f"{paper.key}\n" for paper in papers)
        case _:
            return "".join(f"{plain(paper)}\n" for paper in papers)


def register(program: typer.Typer) -> None:
    """Add the commands to the command line."""
    program.add_typer(app, name="papers")
