"""The library: all papers of the project, as the rooms above see them."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

from syllabook.foundation.problems import Problem, did_you_mean
from syllabook.papers.codec import decode
from syllabook.papers.evaluate import Readings
from syllabook.papers.folding import fold
from syllabook.papers.index import Index, stored_problems
from syllabook.papers.model import Paper
from syllabook.papers.query import Query, parse
from syllabook.papers.query_sql import to_sql
from syllabook.papers.store import PAPER_COLUMNS, PAPER_TABLES
from syllabook.papers.topics import Vocabulary

T = TypeVar("T")

_PAGE = 1000  # papers read at a time where all are asked for
_CANDIDATES = 2000  # keys compared letter by letter with a wrong one


class Library:
    """All papers of some .bib files. Nothing is read before it is asked for.

    Attributes:
        problems: everything wrong in the files, sorted; reported again by every opening.
        digest: hash of the content of all papers; changes when any paper does.
        vocabulary: the keywords, or None.
    """

    def __init__(self, index: Index) -> None:
        """Use an index that is up to date; :meth:`open` makes it so."""
        self._index = index
        self.vocabulary: Vocabulary | None = index.vocabulary
        self.problems: tuple[Problem, ...] = tuple(self._query(stored_problems))
        self.digest: str = self._one("SELECT value FROM meta WHERE name = 'digest'")

    @classmethod
    def open(
        cls,
        bib_files: Sequence[Path],
        index_path: Path,
        root: Path,
        vocabulary: Vocabulary | None = None,
    ) -> Library:
        """Open the library, bringing its index up to date first.

        Args:
            bib_files: the files; of two records with one key the one in the earlier file counts.
            index_path: where the index is kept; made when missing, made again when unusable.
            root: folder of the project, to which problems name files.
            vocabulary: tells topics from pillars; None takes every keyword for a topic.

        Raises:
            ProblemsFound: the index cannot be written.
        """
        index = Index(bib_files, index_path, root, vocabulary)
        index.refresh()
        return cls(index)

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickled as what it was opened with."""
        index = self._index
        return Library.open, (tuple(index.files), index.path, index.root, index.vocabulary)

    def get(self, key: str) -> Paper | None:
        """The paper with ``key``, or None."""
        rows = self._rows(
            f"SELECT {PAPER_COLUMNS} FROM {PAPER_TABLES} WHERE e.key = ? AND e.shadowed = 0", key
        )
        return decode(rows[0]) if rows else None

    def __contains__(self, key: object) -> bool:
        return bool(self._rows("SELECT 1 FROM entries WHERE key = ? LIMIT 1", key))

    def __len__(self) -> int:
        return int(self._one("SELECT count(*) FROM entries WHERE shadowed = 0"))

    def keys(self) -> list[str]:
        """All keys, sorted."""
        rows = self._rows("SELECT key FROM entries WHERE shadowed = 0 ORDER BY key")
        return [key for (key,) in rows]

    def papers(self) -> Iterator[Paper]:
        """All papers, sorted by key; a page of them in memory at a time."""
        after = ""
        sql = (
            f"SELECT {PAPER_COLUMNS} FROM {PAPER_TABLES}"
            " WHERE e.key > ? AND e.shadowed = 0 ORDER BY e.key LIMIT ?"
        )
        while rows := self._rows(sql, after, _PAGE):
            yield from map(decode, rows)
            after = rows[-1][0]

    def search(
        self, query: str | Query, *, limit: int | None = None, readings: Readings | None = None
    ) -> list[Paper]:
        """The papers a query asks for, in its order.

        Args:
            query: see :mod:`syllabook.papers.query`; a text is read with the vocabulary.
            limit: the greatest number of papers; None for all.
            readings: for ``read-in:``, by key the courses (``course``) and weeks
                (``course/week``) that read the paper.

        Raises:
            QueryError: the query cannot be read.
        """
        if isinstance(query, str):
            query = parse(query, self.vocabulary)
        tail, parameters = to_sql(query, readings or {}, limit)
        return [
            decode(row)
            for row in self._rows(f"SELECT {PAPER_COLUMNS} FROM {PAPER_TABLES} {tail}", *parameters)
        ]

    def near(self, key: str) -> str:
        """The way out for an unknown key: the record that cannot be read, or the nearest key."""
        broken = self._rows(
            "SELECT f.shown, c.line FROM chunks AS c JOIN files AS f ON f.id = c.file"
            " WHERE c.broken <> '' AND instr(char(10) || c.broken || char(10),"
            " char(10) || ? || char(10)) LIMIT 1",
            key,
        )
        if broken:
            return f"its record cannot be read; see {broken[0][0]}:{broken[0][1]}"
        folded = fold(key)
        rows = self._rows(
            "SELECT key FROM entries WHERE shadowed = 0 AND (substr(folded_key, 1, 2) = ?"
            " OR substr(folded_key, -4) = ?) ORDER BY abs(length(folded_key) - ?), key LIMIT ?",
            folded[:2],
            folded[-4:],
            len(folded),
            _CANDIDATES,
        )
        return did_you_mean(key, [found for (found,) in rows])

    def _rows(self, sql: str, *parameters: object) -> list[Any]:
        return self._query(lambda connection: connection.execute(sql, parameters).fetchall())

    def _one(self, sql: str) -> Any:
        return self._rows(sql)[0][0]

    def _query(self, ask: Callable[[sqlite3.Connection], T]) -> T:
        """Ask the index; one that was damaged or removed meanwhile is made again first."""
        try:
            return ask(self._index.connections.get())
        except sqlite3.DatabaseError:
            self._index.rebuild()
            return ask(self._index.connections.get())
