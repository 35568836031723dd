"""The query language of the library: one syntax for command line, outlines and site.

    grokking "weight decay"        words (their beginnings match) and phrases, all must match,
                                   in title, authors, topics or venue
    author: title: venue:          a word or "phrase" in that part only
    topic: pillar: keyword:        a keyword, exactly; several separated by commas: any of them
    type: has:                     likewise (type:post, type:preprint, has:code, has:pdf, ...)
    key:liu2025                    a citation key; key:liu* its beginning
    year:2020  year:2020..  year:..2020  year:2018..2021
    read-in:science_of_ai  read-in:science_of_ai/complex_systems  read-in:*
    -word  -field:value            must not match
    sort:relevance|year|-year|title|-title|author|-author

Case, accents and punctuation do not count. Without ``sort:`` a query with words is sorted by
relevance, any other by year, newest first; ties by year, newest first, then by key.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

from syllabook.foundation.problems import did_you_mean, suggest
from syllabook.papers.facts import EXTRA_TYPES, HAS
from syllabook.papers.folding import fold, slug, tokens
from syllabook.papers.topics import Vocabulary
from syllabook.papers.types import KNOWN_TYPES

TEXT_FIELDS = ("author", "title", "venue")
EXACT_FIELDS = ("topic", "pillar", "keyword", "type", "has", "key", "read-in")
FIELDS = (*TEXT_FIELDS, *EXACT_FIELDS, "year", "sort")
SORTS = ("relevance", "year", "-year", "title", "-title", "author", "-author")

_ITEM = re.compile(
    r"""(?P<minus>-?)
        (?:(?P<field>[A-Za-z][A-Za-z_-]*):)?
        (?:"(?P<phrase>[^"]*)(?P<close>"?)|(?P<word>[^\s"]*))""",
    re.VERBOSE,
)
_YEARS = re.compile(r"(\d{4})?(\.\.)?(\d{4})?")


class QueryError(ValueError):
    """A query that cannot be read.

    Attributes:
        message: what is wrong, one sentence, no full stop.
        fix: what to do about it.
        position: 1-based column of the query where it is wrong.
    """

    def __init__(self, message: str, fix: str, position: int) -> None:
        super().__init__(f"column {position}: {message}" + (f"; {fix}" if fix else ""))
        self.message, self.fix, self.position = message, fix, position


@dataclass(frozen=True, slots=True)
class Words:
    """Tokens that follow each other in a part of the paper (``part`` empty: in any one of them).

    With ``prefix`` the last token need only begin the word.
    """

    part: str
    tokens: tuple[str, ...]
    prefix: bool
    negated: bool = False


@dataclass(frozen=True, slots=True)
class AnyOf:
    """One of ``values`` is a value of ``fact``."""

    fact: str
    values: tuple[str, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Years:
    """The year is known and lies between ``first`` and ``last``, both included, None: open."""

    first: int | None
    last: int | None
    negated: bool = False


Clause = Words | AnyOf | Years


@dataclass(frozen=True, slots=True)
class Query:
    """A query read: all ``clauses`` must hold; ``sort`` is one of ``SORTS`` or empty."""

    clauses: tuple[Clause, ...] = field(default=())
    sort: str = ""

    @property
    def words(self) -> tuple[Words, ...]:
        """The words and phrases for any part of the paper, which relevance counts."""
        return tuple(
            clause
            for clause in self.clauses
            if isinstance(clause, Words) and not clause.part and not clause.negated
        )

    @property
    def order(self) -> str:
        """The sort asked for, or the default."""
        return self.sort or ("relevance" if self.words else "-year")

    def to_json(self) -> dict[str, Any]:
        """The query as plain data, for programs in other languages."""
        return {"clauses": [_plain(clause) for clause in self.clauses], "order": self.order}


def _plain(clause: Clause) -> dict[str, Any]:
    match clause:
        case Words(part, words, prefix, negated):
            return {
                "kind": "words",
                "part": part,
                "tokens": list(words),
                "prefix": prefix,
                "negated": negated,
            }
        case AnyOf(fact, values, negated):
            return {"kind": "any", "fact": fact, "values": list(values), "negated": negated}
        case Years(first, last, negated):
            return {"kind": "years", "first": first, "last": last, "negated": negated}


def parse(
    text: str, vocabulary: Vocabulary | None = None, places: Collection[str] | None = None
) -> Query:
    """Read a query.

    Args:
        text: the query.
        vocabulary: if given, topics, pillars and keywords must be in it; their titles and
            aliases stand for their ids.
        places: if given, what ``read-in:`` may name: courses and ``course/week``.

    Raises:
        QueryError: the query cannot be read; names the column and a way out.
    """
    clauses: list[Clause] = []
    sort = ""
    for item in _items(text):
        if item.name == "sort":
            if sort:
                raise QueryError("a second sort:", "keep one of them", item.at)
            sort = _sort(item)
            continue
        clause = _clause(item, vocabulary, places)
        if clause is not None:
            clauses.append(clause)
    return Query(tuple(clauses), sort)


@dataclass(frozen=True, slots=True)
class _Item:
    name: str
    value: str
    quoted: bool
    negated: bool
    at: int
    value_at: int


def _items(text: str) -> Iterator[_Item]:
    position = 0
    while position < len(text):
        if text[position].isspace():
            position += 1
            continue
        found = _ITEM.match(text, position)
        assert found is not None  # every part of the pattern may be empty
        at = position + 1
        quoted = found["phrase"] is not None
        value = found["phrase"] if quoted else found["word"]
        value_at = found.start("phrase" if quoted else "word") + 1
        name = (found["field"] or "").lower().replace("_", "-")
        if quoted and not found["close"]:
            raise QueryError("the quote is not closed", 'add a "', found.start("phrase"))
        if name and name not in FIELDS:
            written = found["field"]
            fix = did_you_mean(name, FIELDS) or (
                f'write "{written}: ..." in quotes to search for the words'
            )
            raise QueryError(f'unknown field "{written}"', fix, at + len(found["minus"]))
        if name and not value.strip():
            raise QueryError(f"{name}: has no value", f"write {name}:something", at)
        if found.end() == position:  # a lone quote cannot match; anything else moves on
            raise QueryError(f'"{text[position]}" cannot stand here', "remove it", at)
        yield _Item(name, value, quoted, bool(found["minus"]), at, value_at)
        position = found.end()


def _sort(item: _Item) -> str:
    if item.negated:
        raise QueryError(
            "sort: cannot be negated", f"write sort:-{item.value.lstrip('-')}", item.at
        )
    if item.value.lower() not in SORTS:
        fix = suggest(item.value, SORTS, "order")
        raise QueryError(f'unknown order "{item.value}"', fix, item.value_at)
    return item.value.lower()


def _clause(
    item: _Item, vocabulary: Vocabulary | None, places: Collection[str] | None
) -> Clause | None:
    if item.name == "year":
        return _years(item)
    if item.name in EXACT_FIELDS:
        values = tuple(
            dict.fromkeys(
                _exact(item, value.strip(), vocabulary, places)
                for value in item.value.split(",")
                if value.strip()
            )
        )
        if not values:
            raise QueryError(f"{item.name}: has no value", f"write {item.name}:something", item.at)
        return AnyOf(item.name, values, item.negated)
    words = tuple(tokens(item.value))
    if not words:
        if item.name:
            fix = "give it a word"
            raise QueryError(f'"{item.value}" holds no letter or digit', fix, item.value_at)
        return None  # a lone "&" or "-" asks for nothing
    return Words(item.name, words, not item.quoted, item.negated)


def _exact(
    item: _Item, value: str, vocabulary: Vocabulary | None, places: Collection[str] | None
) -> str:
    match item.name:
        case "key":
            return fold(value)
        case "type":
            return _one_of(item, value, (*KNOWN_TYPES, *EXTRA_TYPES), "type")
        case "has":
            return _one_of(item, value, HAS, "value of has:")
        case "read-in":
            if places is not None and value != "*" and value not in places:
                fix = suggest(value, places, "course or week")
                raise QueryError(f'unknown course or week "{value}"', fix, item.value_at)
            return value
    return _keyword(item, value, vocabulary)


def _one_of(item: _Item, value: str, known: Collection[str], kind: str) -> str:
    if value.lower() not in known:
        fix = suggest(value.lower(), known, kind)
        raise QueryError(f'unknown {kind} "{value}"', fix, item.value_at)
    return value.lower()


def _keyword(item: _Item, value: str, vocabulary: Vocabulary | None) -> str:
    if not slug(value):
        raise QueryError(f'"{value}" holds no letter or digit', "give it a word", item.value_at)
    if not vocabulary or item.name == "keyword":
        return slug(value)
    found = vocabulary.find(value)
    if found is None or found[0] != item.name:
        keywords = vocabulary.pillars if item.name == "pillar" else vocabulary.topics
        fix = f"write {found[0].replace('mark', 'keyword')}:{found[1].id}" if found else ""
        fix = fix or suggest(slug(value), [keyword.id for keyword in keywords], item.name)
        raise QueryError(f'unknown {item.name} "{value}"', fix, item.value_at)
    return found[1].id


def _years(item: _Item) -> Years:
    value = "".join(item.value.split())
    found = _YEARS.fullmatch(value)
    if found is None or not (found[1] or found[3]) or (found[3] and not found[2]):
        fix = "write year:2020, year:2020.., year:..2020 or year:2018..2021"
        raise QueryError(f'"{item.value}" is no year', fix, item.value_at)
    first = int(found[1]) if found[1] else None
    last = (int(found[3]) if found[3] else None) if found[2] else first
    if first is not None and last is not None and first > last:
        fix = f"write year:{last}..{first}"
        raise QueryError(f"the years {value} run backwards", fix, item.value_at)
    return Years(first, last, item.negated)
