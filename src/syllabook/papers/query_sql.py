"""A query as SQL over the index; must agree with :mod:`syllabook.papers.evaluate`."""

from __future__ import annotations

import json

from syllabook.papers.evaluate import AUTHOR, ELSEWHERE, TITLE, TITLE_BEGINNING, Readings
from syllabook.papers.facts import tag
from syllabook.papers.query import AnyOf, Clause, Query, Words, Years

_ANYWHERE = "{title authors topics venue}"
_COLUMNS = {"author": "{authors}", "title": "{title}", "venue": "{venue}"}
_IN_FTS = "e.id IN (SELECT rowid FROM words WHERE words MATCH ?)"
_NEWEST = "e.year IS NULL, e.year DESC, e.key"
_ORDERS = {
    "-year": _NEWEST,
    "year": "e.year IS NULL, e.year, e.key",
    "title": f"e.sort_title = '', e.sort_title, {_NEWEST}",
    "-title": f"e.sort_title = '', e.sort_title DESC, {_NEWEST}",
    "author": f"e.sort_author = '', e.sort_author, {_NEWEST}",
    "-author": f"e.sort_author = '', e.sort_author DESC, {_NEWEST}",
}


def to_sql(query: Query, readings: Readings, limit: int | None) -> tuple[str, list[object]]:
    """Conditions, order and limit of a SELECT over ``entries AS e``.

    Returns:
        The SQL that follows ``FROM entries AS e`` and its parameters.
    """
    conditions = ["e.shadowed = 0"]
    parameters: list[object] = []
    for clause in query.clauses:
        condition, values = _condition(clause, readings)
        conditions.append(f"NOT ({condition})" if clause.negated else condition)
        parameters += values
    order, values = _order(query)
    sql = f"WHERE {' AND '.join(conditions)} ORDER BY {order}"
    parameters += values
    if limit is not None:
        sql += " LIMIT ?"
        parameters.append(max(limit, 0))
    return sql, parameters


def _condition(clause: Clause, readings: Readings) -> tuple[str, list[object]]:
    match clause:
        case Years(first, last):
            parts = ["e.year IS NOT NULL"]
            if first is not None:
                parts.append("e.year >= ?")
            if last is not None:
                parts.append("e.year <= ?")
            return " AND ".join(parts), [year for year in (first, last) if year is not None]
        case Words(part):
            return _IN_FTS, [_match(clause, _COLUMNS.get(part, _ANYWHERE))]
        case AnyOf("read-in", values):
            keys = [
                key
                for key, places in readings.items()
                if any(value in places or (value == "*" and places) for value in values)
            ]
            return "e.key IN (SELECT value FROM json_each(?))", [json.dumps(keys)]
        case AnyOf("key", values):
            exact = [value for value in values if not value.endswith("*")]
            beginnings = [value[:-1] for value in values if value.endswith("*")]
            parts = ["e.folded_key IN (SELECT value FROM json_each(?))"]
            parts += ["substr(e.folded_key, 1, length(?)) = ?" for _ in beginnings]
            found = [text for beginning in beginnings for text in (beginning, beginning)]
            return f"({' OR '.join(parts)})", [json.dumps(exact), *found]
        case AnyOf(fact, values):
            wanted = " OR ".join(f'"{tag(fact, value)}"' for value in values)
            return _IN_FTS, [f"{{tags}} : ({wanted})"]


def _match(words: Words, columns: str, *, whole: bool = False) -> str:
    star = " *" if words.prefix and not whole else ""
    return f'{columns} : "{" ".join(words.tokens)}"{star}'


def _order(query: Query) -> tuple[str, list[object]]:
    if query.order != "relevance" or not query.words:
        return _ORDERS.get(query.order, _NEWEST), []
    points: list[str] = []
    parameters: list[object] = []
    for words in query.words:
        points.append(
            f"CASE WHEN {_IN_FTS} THEN {TITLE} WHEN {_IN_FTS} THEN {TITLE_BEGINNING} "
            f"WHEN {_IN_FTS} THEN {AUTHOR} ELSE {ELSEWHERE} END"
        )
        parameters += [
            _match(words, "{title}", whole=True),
            _match(words, "{title}"),
            _match(words, "{authors}"),
        ]
    return f"{' + '.join(points)} DESC, {_NEWEST}", parameters
