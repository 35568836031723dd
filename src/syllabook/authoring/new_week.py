"""``syllabook new week``: an entry in ``course.yml``, a folder and a lecture."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

from syllabook.authoring.changes import write_all
from syllabook.authoring.edit_outline import insert_week
from syllabook.authoring.templates import fill
from syllabook.authoring.trial import known_course, read_source, try_outline
from syllabook.foundation.problems import ProblemsFound, suggest
from syllabook.outline import OUTLINE_FILE, Outline


def new_week(
    root: Path,
    course_id: str,
    week_id: str,
    title: str,
    *,
    unit: str | None = None,
    after: str | None = None,
    force: bool = False,
) -> list[Path]:
    """Add a week to a course.

    Args:
        root: the project's folder.
        course_id: id of the course.
        week_id: id of the new week, which names its folder.
        title: its title.
        unit: id of its unit; by default that of the week before it.
        after: id of the week before it; by default the last of the unit, or of the course.
        force: write a lecture that is there already anew; by default it is kept.

    Returns:
        The files written.

    Raises:
        ProblemsFound: the course, unit or week before it is unknown, the id is taken or none, or
            the outline would not be valid; nothing is written then.
    """
    outline = known_course(root, course_id)
    _known(outline, week_id, unit, after)
    before, in_unit = _place(outline, unit, after)
    _together(outline, before, in_unit)
    entry = {
        "id": week_id,
        "unit": in_unit,
        "title": title,
        "question": "",
        "topics": [],
        "objectives": [],
        "readings": [],
    }
    path = outline.folder / OUTLINE_FILE
    text = insert_week(read_source(path, root), entry, before)
    changed = try_outline(text, course_id)
    _nothing_else_changed(outline, changed, week_id)
    files = {path: text}
    lecture = outline.folder / "weeks" / week_id / "index.md"
    if force or not lecture.exists():
        files[lecture] = fill("lecture.md", title=title)
    write_all(files, root)
    return list(files)


def _known(outline: Outline, week_id: str, unit: str | None, after: str | None) -> None:
    """Refuse names that lead nowhere, and an id that is taken."""
    course, source = outline.course, outline.source
    problems = []
    units = [item.id for item in course.units]
    if unit is not None and unit not in units:
        fix = suggest(unit, units, "unit")
        problems.append(source.problem(("units",), f'unknown unit "{unit}"', fix, key=True))
    if after is not None and after not in outline.week_ids:
        fix = suggest(after, outline.week_ids, "week")
        problems.append(source.problem(("weeks",), f'unknown week "{after}"', fix, key=True))
    if week_id in outline.week_ids:
        where = ("weeks", outline.week_ids.index(week_id), "id")
        fix = "choose another id, or edit this week"
        problems.append(source.problem(where, f'there is a week "{week_id}" already', fix))
    if problems:
        raise ProblemsFound(problems)


def _place(outline: Outline, unit: str | None, after: str | None) -> tuple[str | None, str]:
    """The week that the new one comes after (None: it is the first), and its unit."""
    weeks = outline.course.weeks
    if after is not None:
        here = next(week for week in weeks if week.id == after)
        return after, unit or here.unit
    if unit is None:
        return weeks[-1].id, weeks[-1].unit
    order = [item.id for item in outline.course.units]
    up_to = set(order[: order.index(unit) + 1])
    mine = [week.id for week in weeks if week.unit == unit]
    earlier = mine or [week.id for week in weeks if week.unit in up_to]
    return (earlier[-1] if earlier else None), unit


def _together(outline: Outline, before: str | None, unit: str) -> None:
    """Refuse a place that would tear a unit apart."""
    units = [week.unit for week in outline.course.weeks]
    place = outline.week_ids.index(before) + 1 if before else 0
    blocks = [name for name, _ in groupby([*units[:place], unit, *units[place:]])]
    if len(blocks) > len(set(blocks)):
        message = f'a week of unit "{unit}" cannot stand after "{before}"'
        fix = "leave out --unit or --after"
        raise ProblemsFound([outline.source.problem(("weeks",), message, fix, key=True)])


def _nothing_else_changed(old: Outline, new: Outline, week_id: str) -> None:
    """Make sure that the edit did what it was meant to do and no more."""
    rest = [week for week in new.course.weeks if week.id != week_id]
    same = new.course.model_copy(update={"weeks": tuple(rest)}) == old.course
    if not same:
        message = "this file is laid out in a way that cannot be edited by command"
        raise ProblemsFound([old.source.problem(("weeks",), message, "add the week by hand")])
