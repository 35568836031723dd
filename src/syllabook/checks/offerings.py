"""Checks of the terms that are running or to come; what is over cannot be mended any more."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from syllabook.curriculum import CoursePlan, Curriculum, Deadline, WeekPlan, dates
from syllabook.foundation.problems import Problem, ProblemsFound
from syllabook.terms import Term
from syllabook.terms.calendar import days_off

_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Due:
    """Something due on a day of a term; ``index`` is its place in the week."""

    plan: CoursePlan
    term: Term
    week: WeekPlan
    index: int
    deadline: Deadline
    day: dt.date

    def problem(self, curriculum: Curriculum, what: str, fix: str) -> Problem:
        message = f'"{self.deadline.what}" is due on {dates.weekday(self.day)} {self.day.year}'
        location = ("weeks", self.week.number - 1, "due", self.index)
        source = curriculum.outlines[self.plan.id].source
        return source.problem(location, f"{message} in {self.term.title}, {what}", fix)


def deadline_outside_term(curriculum: Curriculum, today: dt.date | None = None) -> list[Problem]:
    """A deadline before a term starts or after it ends."""
    return [
        due.problem(
            curriculum,
            f"which lasts from {dates.full(due.term.start)} to {dates.full(_last(due))}",
            "give it another day, or another week",
        )
        for due in _deadlines(curriculum, today)
        if not due.term.start <= due.day <= _last(due)
    ]


def deadline_on_day_off(curriculum: Curriculum, today: dt.date | None = None) -> list[Problem]:
    """A deadline on a public holiday or an excluded day."""
    found = []
    for due in _deadlines(curriculum, today):
        reason = days_off(due.term, _last(due), curriculum.project.public_holidays).get(due.day)
        if reason:
            fix = "give it another day of the week, such as day: thursday"
            found.append(due.problem(curriculum, f"a day off ({reason})", fix))
    return found


def draws_not_pinned(curriculum: Curriculum, today: dt.date | None = None) -> list[Problem]:
    """A term whose syllabus changes when the library grows: its queries are not locked."""
    found = []
    for plan in curriculum.courses.values():
        queries = sum(
            bool(reading.query) for week in plan.course.weeks for reading in week.readings
        )
        for term in plan.terms if queries else ():
            if _is_over(plan, term, today) or curriculum.lock(plan.id, term.id):
                continue
            one = queries == 1
            message = (
                f"{queries} {'reading is' if one else 'readings are'} drawn by"
                f" {'a query' if one else 'queries'} and not pinned for {term.title}"
            )
            fix = f"before the syllabus is handed out, run: syllabook lock {plan.id}"
            file = f"{plan.folder}/terms/{term.id}.yml"
            found.append(Problem(file, 0, 0, message, f"{fix} --term {term.id}"))
    return found


def _deadlines(curriculum: Curriculum, today: dt.date | None) -> Iterator[_Due]:
    for course in curriculum.courses.values():
        for term in course.terms:
            if _is_over(course, term, today):
                continue
            try:
                plan = curriculum.offering(course.id, term.id)
            except ProblemsFound:  # the model has told that this term does not work out
                continue
            for week in plan.weeks:
                for index, deadline in enumerate(week.due):
                    if deadline.date:
                        yield _Due(plan, term, week, index, deadline, deadline.date)


def _last(due: _Due) -> dt.date:
    return _last_day(due.plan, due.term)


def _last_day(plan: CoursePlan, term: Term) -> dt.date:
    """The Sunday of the last teaching week."""
    return term.first_monday + 7 * (term.weeks or len(plan.weeks)) * _DAY - _DAY


def _is_over(plan: CoursePlan, term: Term, today: dt.date | None) -> bool:
    return _last_day(plan, term) < (today or dt.datetime.now(term.zone).date())
