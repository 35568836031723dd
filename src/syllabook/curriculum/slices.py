"""The slices of the model that pages show, each with a digest.

A page remembers the digests of the slices it was made from; when one changes, that page and no
other is out of date.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
from collections.abc import Callable, Mapping
from pathlib import PurePath
from typing import Any

from pydantic import BaseModel

from syllabook.curriculum.model import CoursePlan, WeekPlan
from syllabook.curriculum.resolve import Curriculum
from syllabook.papers.model import Paper


def slice_digest(curriculum: Curriculum, name: str) -> str:
    """The digest of a slice.

    Args:
        curriculum: the model.
        name: ``kind:what``, such as ``week:science_of_ai/complex_systems``, ``paper:KEY``,
            ``schedule:COURSE``, ``offering:COURSE/TERM`` or ``library:``.

    Returns:
        A hex digest; that of nothing when the course, week or paper is not there (any more).

    Raises:
        KeyError: there is no such kind of slice.
        ProblemsFound: an offering does not fit its term.
    """
    kind, _, what = name.partition(":")
    return hashlib.blake2b(
        repr(_plain(_SLICES[kind](curriculum, what))).encode(), digest_size=12
    ).hexdigest()


def _week(curriculum: Curriculum, what: str) -> object:
    course_id, _, week_id = what.partition("/")
    plan = curriculum.courses.get(course_id)
    week = plan.week(week_id) if plan else None
    if plan is None or week is None:
        return None
    neighbours = [
        (other.id, other.title) for other in plan.weeks if abs(other.number - week.number) == 1
    ]
    return plan.title, _term_facts(plan), neighbours, week


def _lab(curriculum: Curriculum, what: str) -> object:
    course_id, _, week_id = what.partition("/")
    plan = curriculum.courses.get(course_id)
    week = plan.week(week_id) if plan else None
    return (plan.title, week.number, week.title, week.unit) if plan and week else None


def _schedule(curriculum: Curriculum, what: str) -> object:
    plan = curriculum.courses.get(what)
    return plan and (_term_facts(plan), [_schedule_row(week) for week in plan.weeks])


def _schedule_row(week: WeekPlan) -> object:
    required = [entry.paper for entry in week.by_role("required")]
    return week.id, week.unit, week.title, week.topics, week.dates, week.due, week.out, required


def _map(curriculum: Curriculum, what: str) -> object:
    plan = curriculum.courses.get(what)
    return plan and [
        (week.id, week.number, week.unit, week.title, week.dates, week.due) for week in plan.weeks
    ]


def _readings(curriculum: Curriculum, what: str) -> object:
    plan = curriculum.courses.get(what)
    return plan and [(week.id, week.title, week.unit, week.readings) for week in plan.weeks]


def _picture(curriculum: Curriculum, what: str) -> object:
    plan = curriculum.courses.get(what)
    return plan and (plan.course.picture, plan.units)


def _term_facts(plan: CoursePlan) -> object:
    return plan.term and (plan.term.title, plan.term.tentative, plan.term.timezone)


def _files(curriculum: Curriculum, what: str) -> object:
    plan = curriculum.courses.get(what)
    labs = plan and [lab for week in plan.weeks for lab in week.labs]
    return plan and (plan.id, plan.term and plan.term.id, labs)


def _course(curriculum: Curriculum, what: str) -> object:
    return curriculum.courses.get(what)


def _offering(curriculum: Curriculum, what: str) -> object:
    course_id, _, term_id = what.partition("/")
    return curriculum.offering(course_id, term_id)


def _past(curriculum: Curriculum, what: str) -> object:
    plan = curriculum.courses.get(what)
    return plan and [curriculum.offering(what, term.id) for term in plan.past_terms]


def _cards(curriculum: Curriculum, what: str) -> object:
    plan = curriculum.courses.get(what)
    return plan and (
        [plan.title, plan.course.tagline, plan.course.institution],
        [(week.id, week.number, week.title, week.question, week.unit.hue) for week in plan.weeks],
    )


def _courses(curriculum: Curriculum, _what: str) -> object:
    return [
        (
            plan.id,
            plan.title,
            plan.course.tagline,
            _term_facts(plan),
            plan.units,
            [(week.id, week.title, week.unit.id, week.dates) for week in plan.weeks],
        )
        for plan in curriculum.courses.values()
    ]


def _paper(curriculum: Curriculum, what: str) -> object:
    return curriculum.library.get(what)


def _library(curriculum: Curriculum, _what: str) -> object:
    vocabulary = curriculum.library.vocabulary
    weeks = [
        (plan.id, plan.title, [(week.id, week.number, week.title) for week in plan.weeks])
        for plan in curriculum.courses.values()
    ]
    keywords = vocabulary and (vocabulary.pillars, vocabulary.topics, vocabulary.marks)
    return curriculum.library.digest, curriculum.backlinks, weeks, keywords


_SLICES: dict[str, Callable[[Curriculum, str], object]] = {
    "week": _week,
    "lab": _lab,
    "schedule": _schedule,
    "map": _map,
    "readings": _readings,
    "picture": _picture,
    "files": _files,
    "course": _course,
    "offering": _offering,
    "past": _past,
    "courses": _courses,
    "cards": _cards,
    "paper": _paper,
    "library": _library,
}


def _plain(value: Any) -> Any:
    """``value`` as nested tuples of plain things, the same in every run."""
    if value is None or isinstance(value, str | int | float | bool):
        return value
    if isinstance(value, Paper):
        return value.key, value.digest
    if isinstance(value, BaseModel):
        return value.model_dump_json()
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return tuple(_plain(getattr(value, item.name)) for item in dataclasses.fields(value))
    if isinstance(value, Mapping):
        return tuple(sorted((str(key), _plain(item)) for key, item in value.items()))
    if isinstance(value, list | tuple):
        return tuple(_plain(item) for item in value)
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, PurePath):
        return value.as_posix()
    raise TypeError(f"no digest of {type(value).__name__}")
