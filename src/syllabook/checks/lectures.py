"""Checks of the lectures: each week has one, under its own title."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from syllabook.checks.pages import Heading, read_page
from syllabook.curriculum import Curriculum, WeekPlan
from syllabook.foundation.files import shown_path, write_atomic
from syllabook.foundation.inline import plain
from syllabook.foundation.problems import Problem

_END = re.compile(r"\r\n|\n|\r")
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+")


def lecture_missing(curriculum: Curriculum) -> list[Problem]:
    """A week without ``index.md``: no page on the site."""
    return [
        Problem(
            f"{plan.folder}/weeks/{week.id}/index.md",
            0,
            0,
            f"week {week.number} ({week.id}) has no lecture",
            "write this file; a heading and a paragraph are enough",
        )
        for plan in curriculum.courses.values()
        for week in plan.weeks
        if not any(page.is_lecture for page in week.pages)
    ]


@dataclass(frozen=True, slots=True)
class _Mistitled:
    """A lecture whose title is not the outline's; ``heading`` is None where it has no title."""

    file: str
    week: WeekPlan
    heading: Heading | None


def title_differs(curriculum: Curriculum) -> list[Problem]:
    """A lecture whose heading is not the week's title in the outline."""
    return [
        Problem(
            found.file,
            found.heading.place.line if found.heading else 1,
            1,
            f'the lecture is headed "{found.heading.text}", the outline says "{found.week.title}"'
            if found.heading
            else "the lecture has no heading",
            f"write: # {found.week.title}",
        )
        for found in _mistitled(curriculum)
    ]


def write_titles(curriculum: Curriculum) -> list[str]:
    """Give each lecture the outline's title as its heading, and leave everything else as it is."""
    done = []
    for found in _mistitled(curriculum):
        path = curriculum.project.root / found.file
        text = path.read_bytes().decode("utf-8")
        write_atomic(path, _retitled(text, found.heading, found.week.title))
        done.append(f"{found.file}: wrote the heading: # {found.week.title}")
    return done


def _retitled(text: str, heading: Heading | None, title: str) -> str:
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    lines = _LINE.findall(text.removeprefix(mark))
    end = _END.search(text)
    newline = end[0] if end else "\n"
    if heading:
        # up to its end, as a heading may be underlined
        lines[heading.place.line - 1 : heading.end - 1] = [f"# {title}{newline}"]
    else:
        at = _after_front_matter(lines)
        lines[at:at] = [f"# {title}{newline}", newline]
    return mark + "".join(lines)


def _after_front_matter(lines: Sequence[str]) -> int:
    if not lines or lines[0].rstrip() != "---":
        return 0
    return next((at + 1 for at, line in enumerate(lines[1:], 1) if line.rstrip() == "---"), 0)


def _mistitled(curriculum: Curriculum) -> Iterator[_Mistitled]:
    root = curriculum.project.root
    for plan in curriculum.courses.values():
        for week in plan.weeks:
            for lecture in week.pages:
                page = read_page(root / lecture.path, root)
                if not lecture.is_lecture or page.problem:
                    continue
                heading = next((found for found in page.headings if found.level == 1), None)
                if heading is None or plain(heading.text) != plain(week.title):
                    yield _Mistitled(page.file, week, heading)


def folder_without_week(curriculum: Curriculum) -> list[Problem]:
    """A folder below ``weeks/`` that no week of the outline is named after."""
    problems = []
    for plan in curriculum.courses.values():
        folder = curriculum.project.root / plan.folder / "weeks"
        known = set(curriculum.outlines[plan.id].week_ids)
        for path in sorted(folder.iterdir()) if folder.is_dir() else []:
            if path.is_dir() and path.name not in known and not path.name.startswith((".", "_")):
                problems.append(
                    Problem(
                        shown_path(path, curriculum.project.root),
                        0,
                        0,
                        f'no week of {plan.id} has the id "{path.name}"',
                        "rename the folder to the id of its week, or remove it",
                    )
                )
    return problems
