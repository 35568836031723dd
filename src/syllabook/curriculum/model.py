"""The resolved model: courses with their papers and dates, linked to each other.

It is the only thing that outputs read. Nothing in it knows of files to write or of Sphinx.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from syllabook.outline.model import Course, Person, Role
from syllabook.papers.model import Paper
from syllabook.terms import Term, WeekDates


@dataclass(frozen=True, slots=True)
class ReadingEntry:
    """A paper as read in a week.

    Attributes:
        paper: the record.
        role: how much it matters in this week.
        locator: what of it to read.
        note: what to look for.
        minutes: planned reading time; None if not planned.
        drawn_by: the query that drew it; empty if the outline names it.
    """

    paper: Paper
    role: Role
    locator: str = ""
    note: str = ""
    minutes: int | None = None
    drawn_by: str = ""


@dataclass(frozen=True, slots=True)
class WeekRef:
    """A week as others point to it."""

    course: str
    course_title: str
    week: str
    number: int
    title: str
    note: str = ""

    @property
    def path(self) -> str:
        """``course/week``, as the query language and ``related`` write it."""
        return f"{self.course}/{self.week}"


@dataclass(frozen=True, slots=True)
class Deadline:
    """Something handed in: what, for which part of the grade, and when if a term gives dates."""

    what: str
    assessment: str = ""
    date: dt.date | None = None
    time: str = ""


@dataclass(frozen=True, slots=True)
class WeekPage:
    """A page in a week's folder: the lecture (``index.md``), a lab (``.ipynb``) or a note.

    A problem set of the course is one too, named like the unit it belongs to.

    Attributes:
        path: file relative to the project.
        title: its first heading, or its file name.
    """

    path: PurePosixPath
    title: str

    @property
    def is_lecture(self) -> bool:
        """Whether it is the week's own page."""
        return self.path.name == "index.md"

    @property
    def is_lab(self) -> bool:
        """Whether it is a notebook."""
        return self.path.suffix == ".ipynb"


@dataclass(frozen=True, slots=True)
class UnitPlan:
    """A block of weeks; ``hue`` is its position, which gives its colour everywhere."""

    id: str
    title: str
    label: str
    question: str
    hue: int


@dataclass(frozen=True, slots=True)
class WeekPlan:
    """A week with its papers, dates, deadlines and neighbours."""

    id: str
    number: int
    unit: UnitPlan
    title: str
    question: str = ""
    topics: tuple[str, ...] = ()
    objectives: tuple[str, ...] = ()
    readings: tuple[ReadingEntry, ...] = ()
    out: tuple[str, ...] = ()
    due: tuple[Deadline, ...] = ()
    related: tuple[WeekRef, ...] = ()
    pages: tuple[WeekPage, ...] = ()
    dates: WeekDates | None = None
    formerly: tuple[str, ...] = ()

    def by_role(self, role: Role) -> tuple[ReadingEntry, ...]:
        """Its readings of one role, in the outline's order."""
        return tuple(entry for entry in self.readings if entry.role == role)

    @property
    def labs(self) -> tuple[WeekPage, ...]:
        """Its notebooks."""
        return tuple(page for page in self.pages if page.is_lab)


@dataclass(frozen=True, slots=True)
class CoursePlan:
    """A course, resolved; with ``term`` it has dates, without it has none."""

    course: Course
    folder: PurePosixPath
    units: tuple[UnitPlan, ...]
    weeks: tuple[WeekPlan, ...]
    staff: tuple[Person, ...]
    pages: tuple[PurePosixPath, ...] = ()
    problem_sets: tuple[WeekPage, ...] = ()
    term: Term | None = None
    terms: tuple[Term, ...] = ()

    @property
    def id(self) -> str:
        """The course's id."""
        return self.course.id

    @property
    def title(self) -> str:
        """The course's title."""
        return self.course.title

    @property
    def past_terms(self) -> tuple[Term, ...]:
        """The terms before the one that is shown, the latest first."""
        shown = self.term
        if shown is None:
            return ()
        earlier = [term for term in self.terms if (term.start, term.id) < (shown.start, shown.id)]
        return tuple(sorted(earlier, key=lambda term: (term.start, term.id), reverse=True))

    def weeks_of(self, unit: UnitPlan) -> tuple[WeekPlan, ...]:
        """The weeks of a unit, in order."""
        return tuple(week for week in self.weeks if week.unit.id == unit.id)

    def by_unit(self) -> Iterator[tuple[UnitPlan, tuple[WeekPlan, ...]]]:
        """Units that have weeks, each with them."""
        for unit in self.units:
            weeks = self.weeks_of(unit)
            if weeks:
                yield unit, weeks

    def week(self, week_id: str) -> WeekPlan | None:
        """The week with an id."""
        return next((week for week in self.weeks if week.id == week_id), None)

    def papers(self) -> tuple[Paper, ...]:
        """Every paper the course reads, once, in the order of first reading."""
        seen = {entry.paper.key: entry.paper for week in self.weeks for entry in week.readings}
        return tuple(seen.values())


@dataclass(frozen=True, slots=True)
class ReadIn:
    """Where a paper is read: the week and the role it has there."""

    week: WeekRef
    role: Role
    note: str = ""


Backlinks = Mapping[str, tuple[ReadIn, ...]]
