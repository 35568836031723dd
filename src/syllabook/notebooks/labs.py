"""The labs of a project: where they are, what they need, how long they took."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from syllabook.curriculum import CoursePlan, Curriculum, WeekPlan
from syllabook.foundation.problems import Problem, ProblemsFound, suggest
from syllabook.notebooks.digest import imported_modules, input_files, local_modules
from syllabook.notebooks.document import Notebook, NotebookError, code_cells, parse, within


@dataclass(frozen=True, slots=True)
class Lab:
    """A notebook of a week.

    Attributes:
        plan, week: where it belongs.
        path: relative to the project.
        title: its heading.
    """

    plan: CoursePlan
    week: WeekPlan
    path: PurePosixPath
    title: str


def labs_of(
    curriculum: Curriculum, course_id: str | None = None, week_id: str | None = None
) -> list[Lab]:
    """The labs of all courses, of one, or of one week, in the order of the outlines.

    Raises:
        ProblemsFound: there is no such course or week.
    """
    plans = [curriculum.course(course_id)] if course_id else list(curriculum.courses.values())
    if week_id and not any(plan.week(week_id) for plan in plans):
        fix = suggest(week_id, [week.id for plan in plans for week in plan.weeks], "week")
        where = f"courses/{course_id}/course.yml"
        raise ProblemsFound([Problem(where, 0, 0, f'unknown week "{week_id}"', fix)])
    return [
        Lab(plan, week, page.path, page.title)
        for plan in plans
        for week in plan.weeks
        if week_id in (None, week.id)
        for page in week.labs
    ]


def read_lab(path: Path, shown: str) -> Notebook:
    """Read a notebook.

    Raises:
        ProblemsFound: it cannot be read, or is none.
    """
    try:
        return parse(path.read_bytes())
    except OSError as error:
        raise ProblemsFound([Problem(shown, 0, 0, f"cannot be read: {error.strerror}")]) from error
    except NotebookError as error:
        raise ProblemsFound([problem_of(error, shown)]) from error


def problem_of(error: NotebookError, shown: str) -> Problem:
    """A file that is no notebook, as a problem."""
    fix = "restore it from git, or save it again in Jupyter"
    return Problem(shown, error.line, error.column, str(error), fix)


def missing_modules(notebook: Notebook, folder: Path) -> set[str]:
    """The modules that a lab cannot do without and that are not installed here."""
    sources = code_cells(notebook)
    files = input_files(folder, sources)
    wanted = imported_modules(sources, optional=False) - local_modules(files)
    return {module for module in wanted if not _installed(module)}


def _installed(module: str) -> bool:
    try:
        return importlib.util.find_spec(module) is not None
    except (ImportError, ValueError):
        return False


@dataclass(frozen=True, slots=True)
class LabTime:
    """What ``syllabook run`` measured when it last executed a lab.

    Attributes:
        course, course_title: the course.
        week, number, week_title: the week.
        path: the notebook, relative to the project.
        title: its heading.
        seconds: wall-clock time of its cells.
        peak_mb: the greatest resident memory of its processes, in MiB.
    """

    course: str
    course_title: str
    week: str
    number: int
    week_title: str
    path: PurePosixPath
    title: str
    seconds: float
    peak_mb: int


def lab_times(curriculum: Curriculum) -> list[LabTime]:
    """Run time and peak memory of every lab that says so, in the order of the outlines.

    Notebooks that cannot be read, or were never executed by ``syllabook run``, are left out; the
    checks name them.
    """
    return list(_times(curriculum.project.root, labs_of(curriculum)))


def _times(root: Path, labs: Iterable[Lab]) -> Iterable[LabTime]:
    for lab in labs:
        try:
            notebook = parse((root / lab.path).read_bytes())
        except (OSError, NotebookError):
            continue
        seconds, peak = (
            within(notebook, "metadata", "syllabook", name) for name in ("seconds", "peak_mb")
        )
        if isinstance(seconds, int | float) and isinstance(peak, int | float):
            plan, week = lab.plan, lab.week
            yield LabTime(
                plan.id,
                plan.title,
                week.id,
                week.number,
                week.title,
                lab.path,
                lab.title,
                float(seconds),
                round(peak),
            )
