"""Checks of the lectures: each week has one, under its own title."""

from __future__ import annotations

import re
from collections.abc import Iterator

from syllabook.curriculum import Curriculum
from syllabook.foundation.inline import plain
from syllabook.foundation.problems import Problem

_HEADING = re.compile(r"^#\s+\S", re.MULTILINE)


def lecture_missing(curriculum: Curriculum) -> list[Problem]:
    """A week without ``index.md`` has no page on the site."""
    return [
        Problem(
            f"{plan.folder}/weeks/{week.id}/index.md",
            0,
            0,
            f"week {week.number} ({week.id}) has no lecture",
            "write this file; a heading and a paragraph are enough",
            "warning",
        )
        for plan in curriculum.courses.values()
        for week in plan.weeks
        if not any(page.is_lecture for page in week.pages)
    ]


def title_differs(curriculum: Curriculum) -> list[Problem]:
    """A lecture's heading that is not the outline's title misleads whoever reads the file alone."""
    return list(_titles(curriculum))


def _titles(curriculum: Curriculum) -> Iterator[Problem]:
    root = curriculum.project.root
    for plan in curriculum.courses.values():
        for week in plan.weeks:
            for page in week.pages:
                if not page.is_lecture or plain(page.title) == plain(week.title):
                    continue
                heading = _HEADING.search((root / page.path).read_text(encoding="utf-8"))
                line = heading.string.count("\n", 0, heading.start()) + 1 if heading else 1
                message = (
                    f'the lecture is headed "{page.title}", the outline says "{week.title}"'
                    if heading
                    else "the lecture has no heading"
                )
                fix = f"write: # {week.title}"
                yield Problem(page.path.as_posix(), line, 1, message, fix, "warning")


def folder_without_week(curriculum: Curriculum) -> list[Problem]:
    """A folder below ``weeks/`` that no week of the outline is named after is not in the book."""
    problems = []
    for plan in curriculum.courses.values():
        folder = curriculum.project.root / plan.folder / "weeks"
        known = {week.id for week in plan.weeks}
        for path in sorted(folder.iterdir()) if folder.is_dir() else []:
            if path.is_dir() and path.name not in known and not path.name.startswith((".", "_")):
                problems.append(
                    Problem(
                        curriculum.project.relative(path),
                        0,
                        0,
                        f'no week of {plan.id} has the id "{path.name}"',
                        "rename the folder to the id of its week, or remove it",
                        "warning",
                    )
                )
    return problems
