"""Reading lists for reference managers, of a course or a week, with what it says of each paper."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from syllabook.curriculum import CoursePlan, WeekPlan
from syllabook.foundation.inline import plain
from syllabook.outline.model import ROLES, Role
from syllabook.papers import Paper, biblatex, csl_json, ris


@dataclass(slots=True)
class _Gathered:
    """What a course says of one paper, over all weeks that read it."""

    role: Role
    notes: list[str] = field(default_factory=list)


def reading_list(plan: CoursePlan, suffix: str, week: WeekPlan | None = None) -> str:
    """The papers a course or one of its weeks reads, in the order of first reading.

    Args:
        plan: the course.
        suffix: ``bib`` (BibLaTeX), ``ris`` (with importance in ``U1`` and the study note in
            ``N1``) or ``json`` (CSL-JSON).
        week: the week; all weeks if None.

    Raises:
        KeyError: no such format.
    """
    return FORMATS[suffix](plan.weeks if week is None else (week,))


def _papers(weeks: Sequence[WeekPlan]) -> tuple[Paper, ...]:
    seen = {entry.paper.key: entry.paper for week in weeks for entry in week.readings}
    return tuple(seen.values())


def _gather(weeks: Sequence[WeekPlan]) -> dict[str, _Gathered]:
    found: dict[str, _Gathered] = {}
    for week in weeks:
        for entry in week.readings:
            mine = found.setdefault(entry.paper.key, _Gathered(entry.role))
            if ROLES.index(entry.role) < ROLES.index(mine.role):
                mine.role = entry.role
            said = ". ".join(text for text in (entry.locator, plain(entry.note)) if text)
            where = f"Week {week.number}, {plain(week.title)}"
            mine.notes.append(f"{where}: {said}" if said else where)
    return found


def _ris(weeks: Sequence[WeekPlan]) -> str:
    gathered = _gather(weeks)
    return ris(
        _papers(weeks),
        importance={key: item.role for key, item in gathered.items()},
        notes={key: "; ".join(item.notes) for key, item in gathered.items()},
    )


def _over_papers(
    export: Callable[[tuple[Paper, ...]], str],
) -> Callable[[Sequence[WeekPlan]], str]:
    return lambda weeks: export(_papers(weeks))


FORMATS: dict[str, Callable[[Sequence[WeekPlan]], str]] = {
    "bib": _over_papers(biblatex),
    "ris": _ris,
    "json": _over_papers(csl_json),
}
