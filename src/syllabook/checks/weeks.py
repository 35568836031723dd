"""Checks of the outlines: what a week should have, and how much it asks for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from syllabook.curriculum import CoursePlan, Curriculum, ReadingEntry, WeekPlan
from syllabook.foundation.inline import plain
from syllabook.foundation.problems import Problem, did_you_mean
from syllabook.foundation.yaml_source import Location, YamlSource, parse
from syllabook.outline.model import Limits

_PAGES = re.compile(r"(\d+)\s*[-–—]+\s*(\d+)")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class OutlinedWeek:
    """A week with its place in ``course.yml``."""

    plan: CoursePlan
    week: WeekPlan
    source: YamlSource

    @property
    def name(self) -> str:
        """As messages call it: ``week 3 (optimization)``."""
        return f"week {self.week.number} ({self.week.id})"

    def problem(self, message: str, fix: str, *inside: str | int) -> Problem:
        """A problem of the week, or of something inside it."""
        location: Location = ("weeks", self.week.number - 1, *inside)
        return self.source.problem(location, message, fix, key=bool(inside))


def outlined_weeks(curriculum: Curriculum) -> Iterator[OutlinedWeek]:
    """The weeks of all courses."""
    for plan in curriculum.courses.values():
        for week in plan.weeks:
            yield OutlinedWeek(plan, week, curriculum.outlines[plan.id].source)


def week_without_lab(curriculum: Curriculum) -> list[Problem]:
    """A week without a notebook: nothing to try for oneself."""
    return [
        at.problem(
            f"{at.name} has no lab",
            f"write one: syllabook new lab {at.plan.id} {at.week.id} NAME",
        )
        for at in outlined_weeks(curriculum)
        if not at.week.labs
    ]


def week_without_objectives(curriculum: Curriculum) -> list[Problem]:
    """A week that does not say what students can do after it."""
    return [
        at.problem(f"{at.name} has no objectives", 'add objectives: ["Derive ...", ...]')
        for at in outlined_weeks(curriculum)
        if not at.week.objectives
    ]


def week_without_required_reading(curriculum: Curriculum) -> list[Problem]:
    """A week in which everything to read is optional."""
    return [
        at.problem(
            f"{at.name} has no required reading", "give the reading that matters role: required"
        )
        for at in outlined_weeks(curriculum)
        if not at.week.by_role("required")
    ]


def objective_without_verb(curriculum: Curriculum) -> list[Problem]:
    """Objectives start with a verb of doing; nobody can see a student understand."""
    return [
        at.problem(*fault, "objectives", index)
        for at in outlined_weeks(curriculum)
        if at.plan.course.language.split("-")[0] == "en"  # the verbs are English
        for index, objective in enumerate(at.week.objectives)
        if (fault := objective_fault(objective))
    ]


def objective_fault(objective: str) -> tuple[str, str] | None:
    """What is wrong with how an English objective starts, and the way out; None if nothing is."""
    verbs = _verbs()
    text = " ".join(plain(objective).split())
    start = f"{_british(text)} "
    for idle in verbs.preambles:
        if start.startswith(f"{idle} "):
            rest = text[len(idle) :].strip()
            message = f'the objective says "{text[: len(idle)]}" before what is done'
            return message, f'start with the verb: "{rest[:1].upper()}{rest[1:]}"'
    for hidden in verbs.not_observable:
        if re.match(rf"{re.escape(hidden)}\b", start):
            message = f'nobody can observe that students "{text[: len(hidden)].lower()}"'
            return message, "say what they do: Explain, Derive, Measure, ..."
    words = _WORD.findall(text)
    # "Carefully measure": an adverb may come first
    first = next((word for word in words if _british(word) in verbs.doing or word[-2:] != "ly"), "")
    if _british(first) in verbs.doing:
        return None
    message = f'the objective starts with "{first or text[:20]}", which is no verb of doing'
    near = did_you_mean(_british(first), verbs.doing)
    return message, f"{near} Start with what students do: Explain, Derive, Measure, ...".strip()


@dataclass(frozen=True, slots=True)
class _Verbs:
    doing: frozenset[str]
    not_observable: tuple[str, ...]
    preambles: tuple[str, ...]


@lru_cache(maxsize=1)
def _verbs() -> _Verbs:
    file = resources.files("syllabook.checks") / "verbs.yml"
    source, _ = parse(file.read_text(encoding="utf-8"), "verbs.yml")
    data: dict[str, list[str]] = dict(source.data)
    not_observable, preambles = data.pop("not_observable"), data.pop("preambles")
    doing = frozenset(verb for verbs in data.values() for verb in verbs)
    return _Verbs(doing, tuple(not_observable), tuple(preambles))


def _british(text: str) -> str:
    """Lower case, with the spelling of the list: ``Optimize`` is ``optimise``."""
    return re.sub(r"(?<=\w{3})(i|y)z(e|ing)\b", r"\1s\2", text.lower().replace("’", "'"))


def reading_load(curriculum: Curriculum) -> list[Problem]:
    """A week whose required reading takes longer than the course's limit."""
    return [
        problem
        for at in outlined_weeks(curriculum)
        if (problem := _load(at, at.plan.course.limits))
    ]


def _load(at: OutlinedWeek, limits: Limits) -> Problem | None:
    required = at.week.by_role("required")
    planned = sum(entry.minutes or 0 for entry in required)
    pages = sum(estimated_pages(entry) for entry in required)
    total = planned + pages * limits.minutes_per_page
    if total <= limits.reading_minutes:
        return None
    estimate = (
        f" ({pages * limits.minutes_per_page} of them estimated from {pages} pages)"
        if pages
        else ""
    )
    message = f"{at.name} asks for {total} minutes of required reading{estimate}"
    fix = (
        f"the limit is {limits.reading_minutes}: make a reading optional, give it a locator and"
        " minutes, or raise limits: reading_minutes"
    )
    return at.problem(message, fix, "readings")


def estimated_pages(entry: ReadingEntry) -> int:
    """How many pages of a reading have to be estimated; 0 where minutes or a locator are given.

    With a locator the pages of the whole record say nothing about what is read of it.
    """
    if entry.minutes or entry.locator:
        return 0
    return page_count(entry.paper.pages)


def page_count(pages: str) -> int:
    """The number of pages of a record's ``pages``; 0 where they name no range (``e1234``).

    The end of a range may leave out the digits it shares with the start: ``1263--72``.
    """
    total = 0
    for first, last in _PAGES.findall(pages):
        end = last if len(last) >= len(first) else first[: len(first) - len(last)] + last
        total += max(int(end) - int(first) + 1, 0)
    return total
