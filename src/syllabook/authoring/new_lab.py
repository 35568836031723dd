"""``syllabook new lab``: a notebook with the pattern of a lab, which runs as it is."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Sequence
from pathlib import Path

import nbformat
from nbformat import NotebookNode, v4

from syllabook.authoring.changes import existing, write_all
from syllabook.authoring.templates import fill
from syllabook.curriculum import Curriculum, WeekPlan
from syllabook.curriculum.launch import LAUNCH_CELL, launch_line
from syllabook.foundation.problems import Problem, ProblemsFound, suggest

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_CELL = re.compile(r"^\+\+\+ (.+)$", re.MULTILINE)
_KERNEL = {"name": "python3", "display_name": "Python 3", "language": "python"}


def new_lab(
    curriculum: Curriculum,
    course_id: str,
    week_id: str,
    name: str,
    *,
    title: str | None = None,
    force: bool = False,
) -> Path:
    """Put a lab into a week's folder.

    Args:
        curriculum: the model, for the week's objectives and readings.
        course_id: id of the course.
        week_id: id of the week.
        name: file name of the notebook, with or without ``.ipynb``.
        title: its title; by default the name in words.
        force: write a notebook of this name anew.

    Returns:
        The notebook.

    Raises:
        ProblemsFound: the course or week is unknown, the name is none, or the notebook is there
            already; nothing is written then.
    """
    plan = curriculum.course(course_id)
    week = plan.week(week_id)
    outline = f"{plan.folder}/course.yml"
    if week is None:
        fix = suggest(week_id, [item.id for item in plan.weeks], "week")
        raise ProblemsFound([Problem(outline, 0, 0, f'unknown week "{week_id}"', fix)])
    folder = curriculum.project.root / plan.folder / "weeks" / week.id
    stem = name.removesuffix(".ipynb")
    if not _NAME.fullmatch(stem):
        message = f'"{name}" cannot be the name of a lab'
        fix = "use lower-case letters, digits and _, a letter first"
        where = curriculum.project.relative(folder)
        raise ProblemsFound([Problem(where, 0, 0, message, fix)])
    path = folder / f"{stem}.ipynb"
    existing([path], curriculum.project.root, force=force)
    launch = launch_line(curriculum.project, curriculum.project.relative(path))
    notebook = lab_notebook(title or stem.replace("_", " ").capitalize(), week, launch)
    text: str = nbformat.writes(notebook)  # type: ignore[no-untyped-call]
    write_all({path: f"{text}\n"}, curriculum.project.root)
    return path


def lab_notebook(title: str, week: WeekPlan, launch: str = "") -> NotebookNode:
    """The notebook of a lab that is still to be written.

    Args:
        title: its title.
        week: the week it belongs to.
        launch: links to services that run it, as Markdown; empty where there are none.
    """
    text = fill("lab.txt", title=title, context="\n\n".join(_context(week)))
    _, *parts = _CELL.split(text)
    cells = [_cell(head, body) for head, body in zip(parts[::2], parts[1::2], strict=True)]
    if launch:
        cells.insert(1, v4.new_markdown_cell(launch, id=LAUNCH_CELL))  # type: ignore[no-untyped-call]
    metadata = {"kernelspec": _KERNEL, "language_info": {"name": "python"}}
    notebook: NotebookNode = v4.new_notebook(cells=cells, metadata=metadata)  # type: ignore[no-untyped-call]
    nbformat.validate(notebook)
    return notebook


def _cell(head: str, body: str) -> NotebookNode:
    """A cell from its line in the template: kind, id and options."""
    kind, identifier, *options = shlex.split(head)
    new = {"code": v4.new_code_cell, "markdown": v4.new_markdown_cell}[kind]
    cell: NotebookNode = new(body.strip("\n"), id=identifier)  # type: ignore[no-untyped-call]
    given = dict(option.split("=", 1) for option in options)
    if "tags" in given:
        cell.metadata["tags"] = given["tags"].split(",")
    if "alt" in given:
        cell.metadata["mystnb"] = {"image": {"alt": given["alt"]}}
    return cell


def _context(week: WeekPlan) -> Iterator[str]:
    """What the week is about and reads, as paragraphs."""
    keys = list(dict.fromkeys(entry.paper.key for entry in week.readings))
    yield f"It belongs to the week *{week.title}*{_reads(keys)}."
    if week.objectives:
        yield "The week's objectives:"
        yield "\n".join(f"- {objective}" for objective in week.objectives)


def _reads(keys: Sequence[str]) -> str:
    if not keys:
        return ""
    cited = [f"{{cite:t}}`{key}`" for key in keys]
    last = cited.pop()
    return f", which reads {', '.join(cited)} and {last}" if cited else f", which reads {last}"
