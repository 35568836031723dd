"""``syllabook new course``: a course that builds at once, in a new project if there is none."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from string import ascii_lowercase

from syllabook.authoring.changes import existing, write_all
from syllabook.authoring.edit_outline import scalar
from syllabook.authoring.new_term import first_term, title_of
from syllabook.authoring.templates import fill
from syllabook.authoring.trial import COURSES, try_outline, try_term
from syllabook.curriculum.project import CONFIG_FILE
from syllabook.foundation.problems import Problem, ProblemsFound
from syllabook.outline import OUTLINE_FILE
from syllabook.outline.schema import SCHEMA_FILE as COURSE_SCHEMA
from syllabook.outline.schema import course_schema
from syllabook.terms import TERM_FOLDER
from syllabook.terms.schema import SCHEMA_FILE as TERM_SCHEMA
from syllabook.terms.schema import term_schema

PAGES = ("schedule.md", "readings.md", "syllabus.md")
MAX_WEEKS = len(ascii_lowercase)
_WEEK = dt.timedelta(days=7)


def new_course(
    root: Path,
    course_id: str,
    title: str,
    *,
    weeks: int,
    start: dt.date,
    force: bool = False,
) -> list[Path]:
    """Make a course: outline, pages, a lecture for each week, a term.

    Args:
        root: a project's folder, or an empty folder, which becomes one.
        course_id: id of the course, which names its folder.
        title: its title.
        weeks: how many weeks it has, 1 to 26; their ids are placeholders to be renamed.
        start: a day of the first teaching week of its first term.
        force: write files that are there already anew.

    Returns:
        The files written.

    Raises:
        ProblemsFound: the id is none, or the course is there already; nothing is written then.
    """
    if not (root / CONFIG_FILE).is_file():
        _empty_enough(root)
    folder = root / COURSES / course_id
    term_id = term_of(start)
    outline = _outline(course_id, title, term_id, weeks)
    term = first_term(term_id, title_of(term_id), start, weeks)
    try_outline(outline, course_id)
    try_term(term, course_id, term_id)
    files = {
        folder / OUTLINE_FILE: outline,
        folder / TERM_FOLDER / f"{term_id}.yml": term,
        folder / "index.md": fill("course_index.md", id=course_id, title=title),
        **{folder / page: fill(page, id=course_id) for page in PAGES},
        **{
            folder / "weeks" / week_id / "index.md": fill("lecture.md", title=week_title)
            for week_id, week_title in _weeks(weeks)
        },
    }
    existing(files, root, force=force)
    new_project = _project(root, course_id, title)
    files |= {path: text for path, text in new_project.items() if not path.exists()}
    write_all(files, root)
    return list(files)


def next_monday(today: dt.date) -> dt.date:
    """The first Monday after ``today``."""
    return today + _WEEK - dt.timedelta(days=today.weekday())


def term_of(start: dt.date) -> str:
    """An id for the term that starts on a day: ``2028-spring``, ``-summer`` or ``-autumn``."""
    season = "spring" if start.month < 6 else "summer" if start.month < 8 else "autumn"
    return f"{start.year}-{season}"


def _outline(course_id: str, title: str, term_id: str, weeks: int) -> str:
    entries = (
        fill("course_week.yml", id=week_id, title=scalar(week_title))
        for week_id, week_title in _weeks(weeks)
    )
    return fill(
        "course.yml", id=course_id, title=scalar(title), term=term_id, weeks="".join(entries)
    )


def _weeks(number: int) -> list[tuple[str, str]]:
    """Ids and titles: letters, since a week's number is its place and never part of its name."""
    return [(f"topic_{letter}", f"Topic {letter.upper()}") for letter in ascii_lowercase[:number]]


def _empty_enough(root: Path) -> None:
    """A project is begun only where there is nothing yet but what a new repository holds."""
    allowed = {"README.md", "README", "LICENSE", "LICENSE.md", "pyproject.toml"}
    found = sorted(
        path.name
        for path in root.iterdir()
        if not path.name.startswith((".", "_")) and path.name not in allowed
    )
    if found:
        message = f"no {CONFIG_FILE} here or in a folder above, and the folder is not empty"
        fix = "go to a syllabook project, or to an empty folder to begin one"
        raise ProblemsFound([Problem(root.as_posix(), 0, 0, message, fix)])


def _project(root: Path, course_id: str, title: str) -> dict[Path, str]:
    """The files that every project has; those that are there are kept."""
    if (root / CONFIG_FILE).is_file():
        return {}
    return {
        root / CONFIG_FILE: fill("project/_config.yml", title=scalar(title), id=course_id),
        root / "_toc.yml": fill("project/_toc.yml"),
        root / "index.md": fill("project/index.md", heading=title),
        root / "library.md": fill("project/library.md"),
        root / "readings" / "topics.yml": fill("project/topics.yml"),
        root / "schema" / COURSE_SCHEMA: course_schema(),
        root / "schema" / TERM_SCHEMA: term_schema(),
        root / ".gitignore": fill("project/gitignore"),
    }
