"""Texts read as a build would read them, before they are written where they belong."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

from syllabook.foundation.files import shown_path
from syllabook.foundation.problems import Problem, ProblemsFound, errors, suggest
from syllabook.outline import OUTLINE_FILE, Outline, course_folders, read_outline
from syllabook.terms import TERM_FOLDER, TermFile, read_terms

COURSES = "courses"


def read_source(path: Path, root: Path) -> str:
    """The text of a file that is to be edited, line ends as they are.

    Raises:
        ProblemsFound: it cannot be read.
    """
    try:
        return path.read_bytes().decode("utf-8")
    except OSError as error:
        reason = error.strerror or str(error)
    except UnicodeDecodeError:
        reason = "it is not UTF-8"
    raise ProblemsFound([Problem(shown_path(path, root), 0, 0, f"cannot be read: {reason}")])


def known_course(root: Path, course_id: str) -> Outline:
    """The outline of a course that is fit to be edited.

    Raises:
        ProblemsFound: there is no such course, or its outline has errors; they are listed.
    """
    folders = {folder.name: folder for folder in course_folders(root)}
    if course_id not in folders:
        fix = suggest(course_id, folders, "course")
        raise ProblemsFound([Problem(COURSES, 0, 0, f'unknown course "{course_id}"', fix)])
    outline, problems = read_outline(folders[course_id], root)
    if outline is None or errors(problems):
        raise ProblemsFound(errors(problems))
    return outline


def try_outline(text: str, course_id: str) -> Outline:
    """Read ``text`` as the ``course.yml`` of a course.

    Raises:
        ProblemsFound: it has errors.
    """
    with tempfile.TemporaryDirectory() as name:
        root = Path(name).resolve()
        folder = root / COURSES / course_id
        folder.mkdir(parents=True)
        (folder / OUTLINE_FILE).write_bytes(text.encode("utf-8"))
        outline, problems = read_outline(folder, root)
    if outline is None or errors(problems):
        raise ProblemsFound(map(_nowhere, errors(problems)))
    return outline


def try_term(text: str, course_id: str, term_id: str) -> TermFile:
    """Read ``text`` as a term of a course.

    Raises:
        ProblemsFound: it has errors.
    """
    with tempfile.TemporaryDirectory() as name:
        root = Path(name).resolve()
        path = root / COURSES / course_id / TERM_FOLDER / f"{term_id}.yml"
        path.parent.mkdir(parents=True)
        path.write_bytes(text.encode("utf-8"))
        files, problems = read_terms(path.parents[1], root)
    if not files or errors(problems):
        raise ProblemsFound(map(_nowhere, errors(problems)))
    return files[0]


def _nowhere(problem: Problem) -> Problem:
    """A problem of a text that nobody sees: its lines would send the reader to others."""
    return replace(problem, line=0, column=0)
