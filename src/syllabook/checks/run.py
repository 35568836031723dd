"""All checks, in the order of the course's files."""

from __future__ import annotations

from collections.abc import Callable

from syllabook.checks import labs, lectures
from syllabook.curriculum import Curriculum
from syllabook.foundation.problems import Problem

Check = Callable[[Curriculum], list[Problem]]

CHECKS: tuple[Check, ...] = (
    lectures.lecture_missing,
    lectures.title_differs,
    lectures.folder_without_week,
    labs.not_a_notebook,
    labs.not_executed,
    labs.error_in_output,
    labs.stale_outputs,
    labs.no_kernel,
)


def run_checks(curriculum: Curriculum) -> list[Problem]:
    """Everything that the checks find, sorted by file and line."""
    return sorted({problem for check in CHECKS for problem in check(curriculum)})
