"""``syllabook new term``: the rules of an old term with the start of a new one."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any

from syllabook.authoring.changes import existing, write_all
from syllabook.authoring.edit_outline import dump, round_trip, scalar, set_value
from syllabook.authoring.templates import fill
from syllabook.authoring.trial import known_course, read_source, try_outline, try_term
from syllabook.foundation.problems import Problem, ProblemsFound, suggest
from syllabook.outline import OUTLINE_FILE
from syllabook.terms import TERM_FOLDER, TermFile, read_terms

_OF_ONE_TERM = ("exclude", "make_up", "overrides", "solutions", "staff")
_SEASONS = {"spring", "summer", "autumn", "fall", "winter"}


def new_term(
    root: Path,
    course_id: str,
    term_id: str,
    start: dt.date,
    *,
    title: str | None = None,
    old: str | None = None,
    show: bool = False,
    force: bool = False,
) -> list[Path]:
    """Roll a course over to a new term.

    Rules are taken over: teaching weeks, timezone, weekdays and times, place, the rule for
    holidays. Dates and people of the old term are not: excluded dates, make-up meetings,
    overrides, the day of the solutions (past by then: they would show at once) and staff. The new
    dates are marked as tentative.

    Args:
        root: the project's folder.
        course_id: id of the course.
        term_id: id of the new term, such as ``2028-spring``.
        start: a day of its first teaching week.
        title: its title; by default made from the id.
        old: id of the term whose rules it takes; by default the latest, if there is one.
        show: let the site show the new term.
        force: write a term of this id anew.

    Returns:
        The files written.

    Raises:
        ProblemsFound: the course or the old term is unknown, the term is there already, or a
            file would not be valid; nothing is written then.
    """
    outline = known_course(root, course_id)
    path = outline.folder / TERM_FOLDER / f"{term_id}.yml"
    existing([path], root, force=force)
    title = title or title_of(term_id)
    source = _old_term(outline.folder, root, old, term_id)
    if source is None:
        text = first_term(term_id, title, start, len(outline.course.weeks))
    else:
        text = _rolled_over(read_source(source.path, root), term_id, title, start)
    try_term(text, course_id, term_id)
    files = {path: text}
    if show:
        course_file = outline.folder / OUTLINE_FILE
        after = ("id", "title", "subtitle", "tagline", "language")
        edited = set_value(read_source(course_file, root), "term", term_id, after)
        try_outline(edited, course_id)
        files[course_file] = edited
    write_all(files, root)
    return list(files)


def first_term(term_id: str, title: str, start: dt.date, weeks: int) -> str:
    """The text of a course's first term, its days to be announced."""
    return fill(
        "term.yml", id=term_id, title=scalar(title), start=start.isoformat(), weeks=str(weeks)
    )


def title_of(term_id: str) -> str:
    """``Spring 2028`` for ``2028-spring``; another id in words."""
    words = [word for word in re.split(r"[-_]", term_id) if word]
    if len(words) == 2 and words[0].isdigit() and words[1] in _SEASONS:
        words.reverse()
    return " ".join(words).capitalize()


def _old_term(folder: Path, root: Path, old: str | None, new: str) -> TermFile | None:
    files, problems = read_terms(folder, root)
    known = {file.term.id: file for file in files if file.term.id != new}
    if old is None:
        return list(known.values())[-1] if known else None
    if old in known:
        return known[old]
    broken = [problem for problem in problems if problem.file.endswith(f"/{old}.yml")]
    where = f"courses/{folder.name}/{TERM_FOLDER}"
    fault = Problem(where, 0, 0, f'unknown term "{old}"', suggest(old, known, "term"))
    raise ProblemsFound(broken or [fault])


def _rolled_over(text: str, term_id: str, title: str, start: dt.date) -> str:
    yaml = round_trip()
    data: Any = yaml.load(text)
    for key in _OF_ONE_TERM:
        data.pop(key, None)
    data["id"] = term_id
    data["title"] = title
    data["start"] = start
    if "tentative" in data:
        data["tentative"] = True
    else:
        data.insert(list(data).index("start") + 1, "tentative", True)
    return dump(yaml, data)
