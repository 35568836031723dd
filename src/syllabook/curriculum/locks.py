"""Locks: which papers a term's queries drew, so that a library that grows changes no syllabus.

A lock is ``courses/<course>/terms/<term>.lock.yml``, written by ``syllabook lock``. Where a term
has one, its weeks read what is locked; what the queries would draw now is only compared with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from syllabook.curriculum.draws import Draw, Draws, Question
from syllabook.curriculum.model import CoursePlan, ReadingEntry
from syllabook.foundation.fields import Part
from syllabook.foundation.problems import Problem, Severity
from syllabook.foundation.validation import validate
from syllabook.foundation.yaml_source import YamlSource, read_yaml
from syllabook.outline import Outline, Reading
from syllabook.papers import Library, Paper
from syllabook.terms import LOCK_SUFFIX, TERM_FOLDER


class LockedDraw(Part):
    """What one query of a week drew."""

    query: str
    sort: str = ""
    limit: int
    papers: tuple[str, ...] = ()


class Lock(Part):
    """What all queries of a course drew for a term."""

    course: str
    term: str
    library: str
    weeks: Mapping[str, tuple[LockedDraw, ...]] = {}


@dataclass(frozen=True, slots=True)
class LockFile:
    """A lock and the file it came from."""

    lock: Lock
    source: YamlSource


def lock_file(folder: Path, term_id: str) -> Path:
    """Where the lock of a term is kept.

    Args:
        folder: the course's folder.
        term_id: id of the term.
    """
    return folder / TERM_FOLDER / f"{term_id}{LOCK_SUFFIX}"


def read_locks(folder: Path, root: Path) -> tuple[dict[str, LockFile], list[Problem]]:
    """The locks of the course in ``folder``, by term, and what is wrong with them.

    Args:
        folder: the course's folder.
        root: the project's folder, to which file names in problems are relative.
    """
    found: dict[str, LockFile] = {}
    problems: list[Problem] = []
    for path in sorted((folder / TERM_FOLDER).glob(f"*{LOCK_SUFFIX}")):
        source, faults = read_yaml(path, root)
        term_id = path.name.removesuffix(LOCK_SUFFIX)
        lock = None
        if source.data is not None:
            lock, more = validate(source, Lock)
            faults += more
        problems += faults
        if lock is None:
            continue
        if not path.with_name(f"{term_id}.yml").exists():
            fault = source.problem(("term",), f'there is no term "{term_id}"', "remove this file")
            problems.append(replace(fault, severity="warning"))
        elif (lock.course, lock.term) != (folder.name, term_id):
            message = f'this is the lock of "{lock.course}" for "{lock.term}"'
            problems.append(source.problem(("course",), message, _lock_again(folder.name, term_id)))
        else:
            found[term_id] = LockFile(lock, source)
    return found, problems


def pinned(
    plan: CoursePlan, outline: Outline, draws: Draws, file: LockFile | None, library: Library
) -> tuple[CoursePlan, list[Problem]]:
    """``plan`` with the readings that a lock names in place of those drawn now.

    Args:
        plan: the course.
        outline: where it comes from.
        draws: what its queries draw now.
        file: the lock; None to read what is drawn now.
        library: the papers.

    Returns:
        The plan, and as problems: a query that draws nothing and is not locked (error), a locked
        paper that is gone (error), a lock that differs from the draw or from the outline
        (warning).
    """
    pins = _Pins(plan.id, file)
    weeks = []
    problems: list[Problem] = []
    for number, week in enumerate(plan.weeks):
        readings = outline.course.weeks[number].readings
        named = {entry.paper.key: entry for entry in week.readings if not entry.drawn_by}
        mine = {reading.paper for reading in readings if reading.paper}
        entries: list[ReadingEntry] = []
        for index, reading in enumerate(readings):
            if reading.paper:
                entries += [named[reading.paper]] if reading.paper in named else []
                continue
            draw = draws[number, index]
            papers, faults = pins.papers(draw, mine, library)
            where = ("weeks", number, "readings", index, "query")
            problems += [
                replace(outline.source.problem(where, message, fix), severity=severity)
                for message, fix, severity in faults
            ]
            entries += [drawn_entry(paper, reading) for paper in papers]
            mine |= {paper.key for paper in papers}
        weeks.append(replace(week, readings=tuple(entries)))
    return replace(plan, weeks=tuple(weeks)), [*problems, *pins.problems()]


def drawn_entry(paper: Paper, reading: Reading) -> ReadingEntry:
    """A paper as the query of ``reading`` puts it into a week."""
    return ReadingEntry(
        paper, reading.role, reading.locator, reading.note, reading.minutes, reading.query
    )


_Fault = tuple[str, str, Severity]
"""Message, fix and severity."""


class _Pins:
    """A lock being compared with what its queries draw now; without a file it pins nothing."""

    def __init__(self, course_id: str, file: LockFile | None) -> None:
        self._course = course_id
        self._file = file
        self._gone: list[Problem] = []
        self._left: dict[Question, tuple[str, int]] = {}
        for week, locked in file.lock.weeks.items() if file else ():
            for index, draw in enumerate(locked):
                self._left[week, draw.query, draw.sort, draw.limit] = (week, index)

    def papers(
        self, draw: Draw, taken: set[str], library: Library
    ) -> tuple[list[Paper], list[_Fault]]:
        """The papers of a draw that are not ``taken``, and what is wrong with it."""
        fresh = [paper for paper in draw.papers if paper.key not in taken]
        fault: list[_Fault] = [(*draw.fault, "error")] if draw.fault else []
        place = self._left.pop(draw.question, None)
        if self._file is None:
            return fresh, fault
        lock = self._file.lock
        again = _lock_again(self._course, lock.term)
        if place is None:
            message = f'the lock of {lock.term} does not hold the query "{draw.reading.query}"'
            return fresh, fault or [(message, again, "warning")]
        week, index = place
        found: list[Paper] = []
        gone: set[str] = set()
        for number, key in enumerate(lock.weeks[week][index].papers):
            paper = library.get(key)
            if paper is None:
                gone.add(key)
                self._gone.append(
                    self._file.source.problem(
                        ("weeks", week, index, "papers", number),
                        f'the locked paper "{key}" is no longer in the library',
                        library.near(key) or f"put it back into readings/, or {again}",
                    )
                )
            elif key not in taken:
                found.append(paper)
        differs = _difference({paper.key for paper in found} | gone, {paper.key for paper in fresh})
        if not differs:
            return found, []
        message = f'the lock of {lock.term} and the query "{draw.reading.query}" differ: {differs}'
        return found, [(message, f"the lock counts; to take what is drawn now, {again}", "warning")]

    def problems(self) -> list[Problem]:
        """What is wrong with the lock itself, once all draws have been asked for."""
        if self._file is None:
            return []
        unasked = [
            replace(
                self._file.source.problem(
                    ("weeks", week, index, "query"),
                    f'week "{week}" no longer asks for this',
                    _lock_again(self._course, self._file.lock.term),
                ),
                severity="warning",
            )
            for week, index in self._left.values()
        ]
        return [*self._gone, *unasked]


def _difference(locked: set[str], drawn: set[str]) -> str:
    parts = (("added", drawn - locked), ("removed", locked - drawn))
    return "; ".join(f"{what} {', '.join(sorted(keys))}" for what, keys in parts if keys)


def _lock_again(course_id: str, term_id: str) -> str:
    return f"run: syllabook lock {course_id} --term {term_id}"
