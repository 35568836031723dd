"""Join outlines, papers and terms into one model, and say everything that does not fit."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

from syllabook.curriculum.draws import Draws, draws_of
from syllabook.curriculum.locks import LockFile, pinned, read_locks
from syllabook.curriculum.model import (
    Backlinks,
    CoursePlan,
    Deadline,
    ReadIn,
    ReadingEntry,
    UnitPlan,
    WeekPlan,
    WeekRef,
)
from syllabook.curriculum.pages import course_pages, problem_sets, week_pages
from syllabook.curriculum.project import Project
from syllabook.foundation.problems import Problem, ProblemsFound, errors, suggest
from syllabook.outline import Outline, course_folders, read_outline
from syllabook.outline.model import Due, Person
from syllabook.papers import Library, read_vocabulary
from syllabook.terms import TERM_FOLDER, TermFile, WeekDates, read_terms, schedule

_Readings = dict[str, set[str]]


@dataclass(frozen=True, slots=True)
class Curriculum:
    """All courses of a project, with the papers they read.

    Attributes:
        project: where it lies.
        courses: by id, each with the dates of the term that the site shows.
        library: the paper database.
        backlinks: by paper key, the weeks that read it.
        problems: everything that was wrong, warnings included.
        draws: by course, what its queries draw from the library as it is now.
    """

    project: Project
    courses: Mapping[str, CoursePlan]
    library: Library
    backlinks: Backlinks
    problems: tuple[Problem, ...]
    draws: Mapping[str, Draws] = field(default_factory=dict, repr=False)
    _terms: Mapping[str, tuple[TermFile, ...]] = field(default_factory=dict, repr=False)
    _locks: Mapping[str, Mapping[str, LockFile]] = field(default_factory=dict, repr=False)
    _outlines: Mapping[str, Outline] = field(default_factory=dict, repr=False)

    @property
    def outlines(self) -> Mapping[str, Outline]:
        """By course id, what the courses were made from, so that checks can point into it."""
        return self._outlines

    @property
    def readings(self) -> Mapping[str, frozenset[str]]:
        """By paper key, the courses and ``course/week`` that read it, for queries."""
        return {
            key: frozenset(name for read in reads for name in (read.week.course, read.week.path))
            for key, reads in self.backlinks.items()
        }

    def course(self, course_id: str) -> CoursePlan:
        """The course with an id.

        Raises:
            ProblemsFound: there is none; the fix names the nearest.
        """
        if course_id not in self.courses:
            fix = suggest(course_id, self.courses, "course")
            raise ProblemsFound([Problem("courses", 0, 0, f'unknown course "{course_id}"', fix)])
        return self.courses[course_id]

    def offering(self, course_id: str, term_id: str | None) -> CoursePlan:
        """A course with the dates of a term, or without dates.

        Its drawn readings are those that the term's lock names, if it has one.

        Args:
            course_id: id of the course.
            term_id: id of one of its terms; None for no dates.

        Raises:
            ProblemsFound: no such course or term, or the term's weeks do not fit.
        """
        plan = self.course(course_id)
        if term_id is None:
            return _dated(plan, None, {})
        files = {file.term.id: file for file in self._terms[course_id]}
        if term_id not in files:
            where = f"{plan.folder}/terms"
            fix = suggest(term_id, files, "term")
            raise ProblemsFound([Problem(where, 0, 0, f'unknown term "{term_id}"', fix)])
        dates, problems = schedule(
            files[term_id], [week.id for week in plan.weeks], self.project.public_holidays
        )
        plan, faults = self.pinned(course_id, term_id)
        problems += faults
        if errors(problems):
            raise ProblemsFound(problems)
        return _dated(plan, files[term_id], dates)

    def lock(self, course_id: str, term_id: str) -> LockFile | None:
        """The lock of a course's term; None if its queries are not pinned."""
        return self._locks.get(course_id, {}).get(term_id)

    def pinned(self, course_id: str, term_id: str) -> tuple[CoursePlan, list[Problem]]:
        """The course with the readings of a term's lock, and where lock and library differ."""
        return pinned(
            self.course(course_id),
            self._outlines[course_id],
            self.draws[course_id],
            self.lock(course_id, term_id),
            self.library,
        )


def load(project: Project, *, locked: bool = True) -> Curriculum:
    """Read and join everything; never raises for what is wrong in the files, but lists it.

    Where ``errors(problems)`` finds any, the courses hold what is valid and are not fit to show.

    Args:
        project: where it lies.
        locked: whether a term's lock counts; if not, every query draws anew.
    """
    vocabulary, problems = read_vocabulary(project.topics_file, project.root)
    library = Library.open(
        project.bib_files, project.cache / "library.sqlite", project.root, vocabulary
    )
    problems += library.problems
    outlines: dict[str, Outline] = {}
    terms: dict[str, tuple[TermFile, ...]] = {}
    locks: dict[str, dict[str, LockFile]] = {}
    unread: set[str] = set()
    for folder in course_folders(project.root):
        outline, faults = read_outline(folder, project.root)
        files, more = read_terms(folder, project.root)
        problems += faults + more
        if outline is not None:
            outlines[outline.course.id] = outline
            terms[outline.course.id] = tuple(files)
            if locked:
                locks[outline.course.id], faults = read_locks(folder, project.root)
                problems += faults
        else:
            unread.add(folder.name)
    named = _named_readings(outlines)
    related = _related(outlines, unread, problems)
    courses: dict[str, CoursePlan] = {}
    draws: dict[str, Draws] = {}
    for course_id in _ordered(outlines, project.course_order):
        outline = outlines[course_id]
        draws[course_id] = draws_of(outline, library, named)
        plan = _resolve(
            outline,
            project=project,
            library=library,
            related=related,
            problems=problems,
        )
        plan = _with_shown_term(plan, outline, terms[course_id], project, problems)
        lock = locks.get(course_id, {}).get(plan.term.id) if plan.term else None
        courses[course_id], faults = pinned(plan, outline, draws[course_id], lock, library)
        problems += faults
        problems += [
            fault
            for term, file in locks.get(course_id, {}).items()
            if not (plan.term and plan.term.id == term)
            # what another term's queries would draw by now is no fault; a paper that is gone is
            for fault in errors(pinned(plan, outline, draws[course_id], file, library)[1])
        ]
    return Curriculum(
        project,
        courses,
        library,
        _backlinks(courses),
        tuple(sorted(set(problems))),
        draws,
        terms,
        locks,
        outlines,
    )


def _ordered(outlines: Mapping[str, Outline], first: Sequence[str]) -> list[str]:
    return [name for name in first if name in outlines] + sorted(set(outlines) - set(first))


def _named_readings(outlines: Mapping[str, Outline]) -> _Readings:
    """What the outlines name outright: for ``read-in:``, as queries must not run in circles."""
    named: _Readings = defaultdict(set)
    for course_id, outline in outlines.items():
        for week in outline.course.weeks:
            for reading in week.readings:
                if reading.paper:
                    named[reading.paper] |= {course_id, f"{course_id}/{week.id}"}
    return named


def _reference(outline: Outline, number: int, note: str = "") -> WeekRef:
    course, week = outline.course, outline.course.weeks[number]
    return WeekRef(course.id, course.title, week.id, number + 1, week.title, note)


def _related(
    outlines: Mapping[str, Outline], unread: Collection[str], problems: list[Problem]
) -> dict[str, dict[str, WeekRef]]:
    """By ``course/week``, the weeks related to it; a link declared on one side shows on both.

    Whether a week of an ``unread`` course is there nobody knows, so a link to it is no problem.
    """
    written = {
        f"{course_id}/{week}"
        for course_id, outline in outlines.items()
        for week in outline.week_ids
    }
    places = {
        f"{course_id}/{week.id}": (outline, number)
        for course_id, outline in outlines.items()
        for number, week in enumerate(outline.course.weeks)
    }
    links: dict[str, dict[str, WeekRef]] = defaultdict(dict)
    mirrored: list[tuple[str, WeekRef]] = []
    for here, (outline, number) in places.items():
        for index, link in enumerate(outline.course.weeks[number].related):
            there = link.week if "/" in link.week else f"{outline.course.id}/{link.week}"
            location = ("weeks", number, "related", index, "week")
            if there not in written:
                if there.split("/")[0] in unread:
                    continue
                fix = suggest(there, written - {here}, "week")
                message = f'unknown week "{link.week}"'
                problems.append(outline.source.problem(location, message, fix))
            elif there == here:
                message = f'week "{outline.course.weeks[number].id}" is related to itself'
                problems.append(outline.source.problem(location, message, "remove the entry"))
            elif there in places:
                links[here][there] = _reference(*places[there], link.note)
                mirrored.append((there, _reference(outline, number, link.note)))
    for here, back in mirrored:
        links[here].setdefault(back.path, back)
    return links


def _resolve(
    outline: Outline,
    *,
    project: Project,
    library: Library,
    related: Mapping[str, dict[str, WeekRef]],
    problems: list[Problem],
) -> CoursePlan:
    """The course with the readings that it names; what its queries draw is put in by the lock."""
    course = outline.course
    units = {
        unit.id: UnitPlan(unit.id, unit.title, unit.label, unit.question, hue)
        for hue, unit in enumerate(course.units)
    }
    titles = {part.id: part.title for part in course.assessment}
    weeks = []
    for number, week in enumerate(course.weeks):
        folder = outline.folder / "weeks" / week.id
        weeks.append(
            WeekPlan(
                id=week.id,
                number=number + 1,
                # an unknown unit is a problem already; the week still has to stand somewhere
                unit=units.get(week.unit, UnitPlan(week.unit, week.unit, "", "", 0)),
                title=week.title,
                question=week.question,
                topics=week.topics,
                objectives=week.objectives,
                readings=_named_entries(outline, number, library, problems),
                out=week.out,
                due=tuple(
                    Deadline(due.what, titles.get(due.weight_of, ""), time=due.time)
                    for due in week.due
                ),
                related=tuple(related.get(f"{course.id}/{week.id}", {}).values()),
                pages=week_pages(folder, project.root),
                formerly=week.formerly,
            )
        )
    return CoursePlan(
        course=course,
        folder=PurePosixPath(project.relative(outline.folder)),
        units=tuple(units.values()),
        weeks=tuple(weeks),
        staff=course.staff,
        pages=course_pages(outline.folder, project.root),
        problem_sets=problem_sets(outline.folder, project.root, list(units)),
    )


def _named_entries(
    outline: Outline, number: int, library: Library, problems: list[Problem]
) -> tuple[ReadingEntry, ...]:
    """The readings that a week names outright."""
    entries: list[ReadingEntry] = []
    for index, reading in enumerate(outline.course.weeks[number].readings):
        if not reading.paper:
            continue
        paper = library.get(reading.paper)
        if paper is None:
            fix = library.near(reading.paper) or "add it to a .bib file of readings/"
            where = ("weeks", number, "readings", index, "paper")
            message = f'unknown paper "{reading.paper}"'
            problems.append(outline.source.problem(where, message, fix))
            continue
        entries.append(
            ReadingEntry(paper, reading.role, reading.locator, reading.note, reading.minutes)
        )
    return tuple(entries)


def _with_shown_term(
    plan: CoursePlan,
    outline: Outline,
    files: Sequence[TermFile],
    project: Project,
    problems: list[Problem],
) -> CoursePlan:
    """The course with the dates of the term that its site shows: the named one, else the latest."""
    wanted = outline.course.term
    shown: TermFile | None = None
    for file in files:
        dates, faults = schedule(file, outline.week_ids, project.public_holidays)
        problems += faults
        if (wanted and file.term.id == wanted) or (not wanted and file is files[-1]):
            shown, plan = file, _dated(plan, file, dates)
    broken = (outline.folder / TERM_FOLDER / f"{wanted}.yml").exists()  # told by read_terms
    if wanted and shown is None and not broken:
        known = [file.term.id for file in files]
        fix = suggest(wanted, known, "term")
        problems.append(outline.source.problem(("term",), f'unknown term "{wanted}"', fix))
    return replace(plan, terms=tuple(file.term for file in files))


def _dated(plan: CoursePlan, file: TermFile | None, dates: Mapping[str, WeekDates]) -> CoursePlan:
    """``plan`` with a term's dates, deadlines and staff, or with none when ``file`` is None."""
    term = file.term if file else None
    extra = term.staff if term else ()
    return replace(
        plan,
        term=term,
        staff=(
            *plan.course.staff,
            *(Person(**member.model_dump(), position="", affiliation="") for member in extra),
        ),
        weeks=tuple(
            replace(
                week,
                dates=dates.get(week.id),
                due=tuple(
                    replace(deadline, date=_deadline(due, dates.get(week.id)))
                    for deadline, due in zip(
                        week.due, plan.course.weeks[week.number - 1].due, strict=True
                    )
                ),
            )
            for week in plan.weeks
        ),
    )


def _deadline(due: Due, dates: WeekDates | None) -> dt.date | None:
    """The day something is due: the named weekday, else the last meeting, else the Friday."""
    if dates is None:
        return None
    if due.day:
        return dates.day(due.day)
    return dates.meetings[-1].date if dates.meetings else dates.day("friday")


def _backlinks(courses: Mapping[str, CoursePlan]) -> Backlinks:
    links: dict[str, list[ReadIn]] = defaultdict(list)
    for plan in courses.values():
        for week in plan.weeks:
            where = WeekRef(plan.id, plan.title, week.id, week.number, week.title)
            for entry in week.readings:
                links[entry.paper.key].append(ReadIn(where, entry.role, entry.note))
    return {key: tuple(reads) for key, reads in sorted(links.items())}
