"""What the queries of the outlines draw from the library."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from syllabook.outline import Outline, Reading
from syllabook.papers import Library, Paper, QueryError, Readings

Question = tuple[str, str, str, int]
"""Week, query, sort and limit: by these a locked draw is known again."""


@dataclass(frozen=True, slots=True)
class Draw:
    """What a query draws from the library as it is now.

    Attributes:
        week: id of the week that asks.
        reading: the outline's entry.
        papers: what it draws that the week does not already read.
        fault: why it draws nothing, and what to do about it; None if it draws something.
    """

    week: str
    reading: Reading
    papers: tuple[Paper, ...]
    fault: tuple[str, str] | None = None

    @property
    def question(self) -> Question:
        """By what a locked draw is known again."""
        return self.week, self.reading.query, self.reading.sort, self.reading.limit


Draws = Mapping[tuple[int, int], Draw]
"""By index of the week and of the reading in it."""


def draws_of(outline: Outline, library: Library, named: Readings) -> Draws:
    """What every query of a course draws now.

    Args:
        outline: the course.
        library: the papers.
        named: for ``read-in:``, who reads what by name.
    """
    draws: dict[tuple[int, int], Draw] = {}
    for number, week in enumerate(outline.course.weeks):
        mine = {reading.paper for reading in week.readings if reading.paper}
        for index, reading in enumerate(week.readings):
            if reading.paper:
                continue
            draw = _draw(week.id, reading, library, named, mine)
            draws[number, index] = draw
            mine |= {paper.key for paper in draw.papers}
    return draws


def _draw(
    week_id: str, reading: Reading, library: Library, named: Readings, taken: set[str]
) -> Draw:
    """The papers a query draws that the week does not already read, or why it draws none."""
    query = f"{reading.query} sort:{reading.sort}" if reading.sort else reading.query
    try:
        found = library.search(query, limit=reading.limit + len(taken), readings=named)
    except QueryError as error:
        message = f'the query "{reading.query}" cannot be read: {error.message}'
        return Draw(week_id, reading, (), (message, error.fix))
    fresh = tuple(paper for paper in found if paper.key not in taken)[: reading.limit]
    if not fresh:
        why = "draws nothing that the week does not already read" if found else "draws nothing"
        fix = f"try it with: syllabook papers search '{reading.query}'"
        return Draw(week_id, reading, (), (f'the query "{reading.query}" {why}', fix))
    return Draw(week_id, reading, fresh)
