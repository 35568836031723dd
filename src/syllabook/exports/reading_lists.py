"""A course's reading list for reference managers, with what the course says of each paper."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from syllabook.curriculum import CoursePlan
from syllabook.foundation.inline import plain
from syllabook.outline.model import ROLES, Role
from syllabook.papers import Paper, biblatex, csl_json, ris


@dataclass(slots=True)
class _Gathered:
    """What a course says of one paper, over all weeks that read it."""

    role: Role
    notes: list[str] = field(default_factory=list)


def reading_list(plan: CoursePlan, suffix: str) -> str:
    """The papers a course reads, in the order of first reading.

    Args:
        plan: the course.
        suffix: ``bib`` (BibLaTeX), ``ris`` (with importance in ``U1`` and the study note in
            ``N1``) or ``json`` (CSL-JSON).

    Raises:
        KeyError: no such format.
    """
    return FORMATS[suffix](plan)


def _gather(plan: CoursePlan) -> dict[str, _Gathered]:
    found: dict[str, _Gathered] = {}
    for week in plan.weeks:
        for entry in week.readings:
            mine = found.setdefault(entry.paper.key, _Gathered(entry.role))
            if ROLES.index(entry.role) < ROLES.index(mine.role):
                mine.role = entry.role
            said = ". ".join(text for text in (entry.locator, plain(entry.note)) if text)
            where = f"Week {week.number}, {plain(week.title)}"
            mine.notes.append(f"{where}: {said}" if said else where)
    return found


def _ris(plan: CoursePlan) -> str:
    gathered = _gather(plan)
    return ris(
        plan.papers(),
        importance={key: item.role for key, item in gathered.items()},
        notes={key: "; ".join(item.notes) for key, item in gathered.items()},
    )


def _over_papers(export: Callable[[tuple[Paper, ...]], str]) -> Callable[[CoursePlan], str]:
    return lambda plan: export(plan.papers())


FORMATS: dict[str, Callable[[CoursePlan], str]] = {
    "bib": _over_papers(biblatex),
    "ris": _ris,
    "json": _over_papers(csl_json),
}
