"""Read ``course.yml``: YAML with positions, then the model, then what must agree within it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from syllabook.foundation.problems import Problem, suggest
from syllabook.foundation.validation import salvage, validate
from syllabook.foundation.yaml_source import Location, YamlSource, read_yaml
from syllabook.outline.model import Course

OUTLINE_FILE = "course.yml"


@dataclass(frozen=True, slots=True)
class Outline:
    """A course and the file it came from, so that later problems can point into it.

    Attributes:
        course: the course; of a file with errors, what is valid of it.
        source: the places of everything in ``course``.
        folder: the course's folder.
        week_ids: ids of all weeks as written, those that had to be left out of ``course`` too.
    """

    course: Course
    source: YamlSource
    folder: Path
    week_ids: tuple[str, ...]


def course_folders(root: Path) -> list[Path]:
    """The folders below ``root/courses`` that hold a ``course.yml``, by name."""
    return sorted(path.parent for path in (root / "courses").glob(f"*/{OUTLINE_FILE}"))


def read_outline(folder: Path, root: Path) -> tuple[Outline | None, list[Problem]]:
    """Read the outline of the course in ``folder``.

    Args:
        folder: the course's folder; its name is the course's id.
        root: the project's folder, to which file names in problems are relative.

    Returns:
        The outline (None if nothing of it can be read) and every problem found, in file order.
        An outline with errors holds what is valid of it, so that what else is wrong can be told
        in the same breath; it is not fit to build from.
    """
    written, problems = read_yaml(folder / OUTLINE_FILE, root)
    if written.data is None:
        return None, problems
    known = {section: _ids(written, section) for section in ("units", "weeks", "assessment")}
    for section, ids in known.items():
        problems += _repeated(written, section, ids)
    source = written
    course, faults = validate(written, Course)
    problems += faults
    if course is None:
        course, source = salvage(written, Course, _stand_ins(folder.name))
    if course is None:
        return None, sorted(problems)
    problems += _agreement(course, source, folder.name, known)
    week_ids = tuple(identifier for identifier in known["weeks"] if identifier)
    return Outline(course, source, folder, week_ids), sorted(problems)


def _stand_ins(name: str) -> dict[str, Any]:
    """What a broken outline goes by while the rest of it is checked."""
    return {"id": name, "title": name, "description": [name]}


def _ids(source: YamlSource, section: str) -> list[str]:
    """The ids of a section's entries as written; an empty text where there is none."""
    entries = source.data.get(section) if isinstance(source.data, dict) else None
    ids = [
        entry.get("id", "") if isinstance(entry, dict) else ""
        for entry in (entries if isinstance(entries, list) else [])
    ]
    return [identifier if isinstance(identifier, str) else "" for identifier in ids]


def _agreement(
    course: Course, source: YamlSource, folder: str, known: Mapping[str, list[str]]
) -> Iterator[Problem]:
    """What no single value shows: ids that lead nowhere, sums that do not come out."""
    if course.id != folder:
        yield source.problem(
            ("id",),
            f'the id "{course.id}" is not the name of the folder',
            f'write "id: {folder}" or rename the folder to {course.id}',
        )
    units, parts = set(known["units"]), set(known["assessment"])
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
    yield from _formerly(course, source)
    total = sum(part.percent for part in course.assessment)
    complete = len(course.assessment) == len(known["assessment"])
    if course.assessment and complete and total != 100:
        points = abs(100 - total)
        yield source.problem(
            ("assessment",),
            f"the percentages sum to {total}, not 100",
            f"{'add' if total < 100 else 'take away'} {points} point{'s' * (points > 1)}",
            key=True,
        )
    yield from _picture(course, source, units)


def _repeated(source: YamlSource, section: str, ids: Iterable[str]) -> Iterator[Problem]:
    plural = {"assessment": "assessments"}.get(section, section)
    first: dict[str, int] = {}
    for index, identifier in enumerate(ids):
        if identifier and identifier in first:
            line = source.mark((section, first[identifier], "id")).line
            yield source.problem(
                (section, index, "id"),
                f'two {plural} have the id "{identifier}" (the first on line {line})',
                "give this one an id of its own",
            )
        first.setdefault(identifier, index)


def _formerly(course: Course, source: YamlSource) -> Iterator[Problem]:
    """An earlier id must not be in use, or its address would have two pages."""
    owners = {week.id: week.id for week in course.weeks}
    for number, week in enumerate(course.weeks):
        for index, old in enumerate(week.formerly):
            if old in owners:
                yield source.problem(
                    ("weeks", number, "formerly", index),
                    f'"{old}" is the id of week {owners[old]}, now or before',
                    "remove it here",
                )
            owners.setdefault(old, week.id)


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
