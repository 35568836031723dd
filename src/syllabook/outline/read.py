"""Read ``course.yml``: YAML with positions, then the model, then what must agree within it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from syllabook.foundation.files import shown_path
from syllabook.foundation.problems import Problem, suggest
from syllabook.foundation.yaml_source import Location, YamlSource, parse, validate
from syllabook.outline.model import Course

OUTLINE_FILE = "course.yml"


@dataclass(frozen=True, slots=True)
class Outline:
    """A course and the file it came from, so that later problems can point into it."""

    course: Course
    source: YamlSource
    folder: Path


def course_folders(root: Path) -> list[Path]:
    """The folders below ``root/courses`` that hold a ``course.yml``, by name."""
    return sorted(path.parent for path in (root / "courses").glob(f"*/{OUTLINE_FILE}"))


def read_outline(folder: Path, root: Path) -> tuple[Outline | None, list[Problem]]:
    """Read the outline of the course in ``folder``.

    Args:
        folder: the course's folder; its name is the course's id.
        root: the project's folder, to which file names in problems are relative.

    Returns:
        The outline (None if it could not be read) and every problem found, all at once.
    """
    path = folder / OUTLINE_FILE
    shown = shown_path(path, root)
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        return None, [Problem(shown, line, 1, "the file is not UTF-8", "save it as UTF-8")]
    except OSError as error:
        return None, [Problem(shown, 0, 0, f"cannot be read: {error.strerror}")]
    source, problems = parse(text, shown)
    if problems and source.data is None:
        return None, problems
    course, more = validate(source, Course)
    problems += more
    if course is None:
        return None, problems
    problems += _agreement(course, source, folder.name)
    return Outline(course, source, folder), problems


def _agreement(course: Course, source: YamlSource, folder: str) -> Iterator[Problem]:
    """What no single value shows: ids that repeat or lead nowhere, sums that do not come out."""
    if course.id != folder:
        yield source.problem(
            ("id",),
            f'the id "{course.id}" is not the name of the folder',
            f'write "id: {folder}" or rename the folder to {course.id}',
        )
    yield from _repeated(source, "units", (unit.id for unit in course.units), "units")
    yield from _repeated(source, "weeks", (week.id for week in course.weeks), "weeks")
    yield from _repeated(source, "assessment", (part.id for part in course.assessment), "parts")
    units = {unit.id for unit in course.units}
    parts = {part.id for part in course.assessment}
    for number, week in enumerate(course.weeks):
        here: Location = ("weeks", number)
        if week.unit not in units:
            yield source.problem(
                (*here, "unit"), f'unknown unit "{week.unit}"', suggest(week.unit, units, "unit")
            )
        seen: set[str] = set()
        for index, reading in enumerate(week.readings):
            if reading.paper and reading.paper in seen:
                yield source.problem(
                    (*here, "readings", index),
                    f'"{reading.paper}" is read twice in week {week.id}',
                    "keep one of the two readings",
                )
            seen.add(reading.paper)
        for index, due in enumerate(week.due):
            if due.weight_of and due.weight_of not in parts:
                yield source.problem(
                    (*here, "due", index, "weight_of"),
                    f'unknown assessment "{due.weight_of}"',
                    suggest(due.weight_of, parts, "assessment"),
                )
    yield from _split_units(course, source)
    total = sum(part.percent for part in course.assessment)
    if course.assessment and total != 100:
        yield source.problem(
            ("assessment",),
            f"the percentages sum to {total}, not 100",
            f"{'add' if total < 100 else 'take away'} {abs(100 - total)} points",
            key=True,
        )
    yield from _picture(course, source, units)


def _repeated(
    source: YamlSource, section: str, ids: Iterable[str], plural: str
) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for index, identifier in enumerate(ids):
        if identifier in first:
            line = source.mark((section, first[identifier])).line
            yield source.problem(
                (section, index, "id"),
                f'two {plural} have the id "{identifier}" (the first on line {line})',
                "give this one an id of its own",
            )
        first.setdefault(identifier, index)


def _split_units(course: Course, source: YamlSource) -> Iterator[Problem]:
    """A unit is a block: its weeks stand together."""
    done: set[str] = set()
    previous = ""
    for index, week in enumerate(course.weeks):
        if week.unit != previous and week.unit in done:
            yield source.problem(
                ("weeks", index, "unit"),
                f'unit "{week.unit}" is interrupted by weeks of "{previous}"',
                "move the weeks of a unit together",
            )
        done.add(week.unit)
        previous = week.unit


def _picture(course: Course, source: YamlSource, units: set[str]) -> Iterator[Problem]:
    if course.picture is None:
        return
    boxes = {box.id for box in course.picture.boxes}
    for index, arrow in enumerate(course.picture.arrows):
        for end, known, kind in (
            ("source", boxes, "box"),
            ("target", boxes, "box"),
            ("unit", units, "unit"),
        ):
            value = getattr(arrow, end)
            if value not in known:
                yield source.problem(
                    ("picture", "arrows", index, end),
                    f'unknown {kind} "{value}"',
                    suggest(value, known, kind),
                )
