"""The query language without a database: the reference that the index must agree with.

Programs that hold all papers anyway (a browser, a test) decide and sort by these functions alone.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from syllabook.papers.facts import folded_key, search_text, sort_author, sort_title, tag, tags
from syllabook.papers.model import Paper
from syllabook.papers.query import AnyOf, Clause, Query, Words, Years

Readings = Mapping[str, Collection[str]]

#: What a word is worth where it stands: a whole word of the title, the beginning of one, ...
TITLE, TITLE_BEGINNING, AUTHOR, ELSEWHERE = 4, 3, 2, 1


def matches(query: Query, paper: Paper, readings: Readings | None = None) -> bool:
    """Whether ``paper`` is among the papers that ``query`` asks for.

    Args:
        query: the query.
        paper: the paper.
        readings: for each key the courses (``course``) and weeks (``course/week``) that read it.
    """
    return all(_holds(clause, paper, readings or {}) != clause.negated for clause in query.clauses)


def _holds(clause: Clause, paper: Paper, readings: Readings) -> bool:
    match clause:
        case Years(first, last):
            year = paper.year
            return (
                year is not None
                and (first is None or first <= year)
                and (last is None or year <= last)
            )
        case Words(part):
            text = search_text(paper)
            columns = {"author": text.authors, "title": text.title, "venue": text.venue}
            looked = [columns[part]] if part else [*columns.values(), text.topics]
            return any(_stands_in(clause, column) for column in looked)
        case AnyOf("read-in", values):
            places = readings.get(paper.key, ())
            return any(value in places or (value == "*" and bool(places)) for value in values)
        case AnyOf("key", values):
            key = folded_key(paper.key)
            return any(
                key.startswith(value[:-1]) if value.endswith("*") else key == value
                for value in values
            )
        case AnyOf(fact, values):
            return not tags(paper).isdisjoint(tag(fact, value) for value in values)


def _stands_in(words: Words, text: str, *, whole: bool = False) -> bool:
    wanted = f" {' '.join(words.tokens)}"
    return (wanted if words.prefix and not whole else f"{wanted} ") in f" {text} "


def relevance(query: Query, paper: Paper) -> int:
    """How well the words of ``query`` fit: each counts by the best place where it stands."""
    text = search_text(paper)
    total = 0
    for words in query.words:
        if _stands_in(words, text.title, whole=True):
            total += TITLE
        elif _stands_in(words, text.title):
            total += TITLE_BEGINNING
        elif _stands_in(words, text.authors):
            total += AUTHOR
        else:
            total += ELSEWHERE
    return total


def ordered(query: Query, papers: Iterable[Paper]) -> list[Paper]:
    """``papers`` in the order that ``query`` asks for."""
    found = sorted(papers, key=lambda paper: paper.key)
    found.sort(key=lambda paper: (paper.year is None, -(paper.year or 0)))
    order = query.order
    keys: dict[str, Callable[[Paper], Any]] = {
        "relevance": lambda paper: -relevance(query, paper),
        "year": lambda paper: (paper.year is None, paper.year or 0),
        "title": lambda paper: sort_title(search_text(paper).title),
        "author": sort_author,
    }
    if order == "-year":
        return found
    if order == "year":
        found.sort(key=lambda paper: paper.key)
    found.sort(key=keys[order.lstrip("-")], reverse=order.startswith("-"))
    if order.lstrip("-") in {"title", "author"}:  # what has none comes last in both directions
        found.sort(key=lambda paper: not keys[order.lstrip("-")](paper))
    return found


def select(
    query: Query,
    papers: Iterable[Paper],
    readings: Readings | None = None,
    limit: int | None = None,
) -> list[Paper]:
    """The papers ``query`` asks for, in its order, at most ``limit``."""
    return ordered(query, (paper for paper in papers if matches(query, paper, readings)))[:limit]
