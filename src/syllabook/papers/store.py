"""The SQLite file behind the library: its tables, its connections, its rows."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import cast

from syllabook.foundation.problems import Problem
from syllabook.papers.facts import folded_key, search_text, sort_author, sort_title
from syllabook.papers.model import Paper

#: "SyLb", so that a file of another program is never taken for an index.
APPLICATION_ID = 0x53794C62

# The ascii tokenizer takes the tokens as ``folding.tokens`` made them: apart from ASCII
# punctuation, which no token holds, it changes nothing.
_SCHEMA = f"""
PRAGMA application_id = {APPLICATION_ID};
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE files (
    id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE, shown TEXT NOT NULL,
    position INTEGER NOT NULL, size INTEGER NOT NULL, mtime INTEGER NOT NULL,
    hash BLOB NOT NULL, seen INTEGER NOT NULL
);
CREATE TABLE chunks (
    id INTEGER PRIMARY KEY, file INTEGER NOT NULL, line INTEGER NOT NULL,
    digest BLOB NOT NULL, shared INTEGER NOT NULL, broken TEXT NOT NULL
);
CREATE INDEX chunks_by_file ON chunks (file);
CREATE TABLE entries (
    id INTEGER PRIMARY KEY, chunk INTEGER NOT NULL, line INTEGER NOT NULL, key TEXT NOT NULL,
    folded_key TEXT NOT NULL, year INTEGER, sort_title TEXT NOT NULL, sort_author TEXT NOT NULL,
    digest TEXT NOT NULL, shadowed INTEGER NOT NULL, data TEXT NOT NULL
);
CREATE INDEX entries_by_key ON entries (key);
CREATE INDEX entries_by_chunk ON entries (chunk);
CREATE INDEX entries_shadowed ON entries (shadowed) WHERE shadowed = 1;
CREATE TABLE problems (
    file INTEGER NOT NULL, chunk INTEGER, line INTEGER NOT NULL, column INTEGER NOT NULL,
    message TEXT NOT NULL, fix TEXT NOT NULL, severity TEXT NOT NULL
);
CREATE INDEX problems_by_chunk ON problems (chunk);
CREATE VIRTUAL TABLE words USING fts5
    (title, authors, topics, venue, tags, tokenize = "ascii");
"""

# Columns that make a paper, in the order of ``codec.decode``; lines count from the chunk's first.
PAPER_COLUMNS = "e.key, e.data, e.digest, f.shown, c.line + e.line"
PAPER_TABLES = "entries AS e JOIN chunks AS c ON c.id = e.chunk JOIN files AS f ON f.id = c.file"

_left_by_parents: list[sqlite3.Connection] = []


class Connections:
    """One connection for each process and thread, opened when first asked for.

    SQLite forbids carrying a connection over a fork, even to close it: what a child finds of its
    parent's is put aside untouched.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._local = threading.local()

    def get(self) -> sqlite3.Connection:
        """The connection of this process and thread.

        Raises:
            sqlite3.Error: the file is missing or no database.
        """
        pid, connection = getattr(self._local, "held", (0, None))
        if connection is not None and pid == os.getpid():
            return cast("sqlite3.Connection", connection)
        if connection is not None:
            _left_by_parents.append(connection)
        connection = open_database(self.path)
        self._local.held = (os.getpid(), connection)
        return connection

    def close(self) -> None:
        """Close the connection of this process and thread, if it is open."""
        pid, connection = getattr(self._local, "held", (0, None))
        self._local.held = (0, None)
        if connection is not None and pid == os.getpid():
            connection.close()
        elif connection is not None:
            _left_by_parents.append(connection)


def open_database(path: Path) -> sqlite3.Connection:
    """Open an existing index.

    Raises:
        sqlite3.Error: the file is missing or no database.
    """
    connection = sqlite3.connect(
        f"{path.resolve().as_uri()}?mode=rw", uri=True, timeout=60, isolation_level=None
    )
    connection.execute("PRAGMA synchronous = OFF")  # the index can be made again at any time
    connection.execute("PRAGMA cache_size = -32000")
    return connection


def create_database(path: Path) -> sqlite3.Connection:
    """Make a new, empty index at ``path``; quick to fill, and safe only until it is renamed."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.executescript(
        "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -64000;" + _SCHEMA
    )
    return connection


def is_index(connection: sqlite3.Connection) -> bool:
    """Whether the open database is an index of this program."""
    (found,) = connection.execute("PRAGMA application_id").fetchone()
    return bool(found == APPLICATION_ID)


def code_digest() -> str:
    """Hash of the code that makes the rows: another version of it makes the index again."""
    digest = blake2b(digest_size=16)
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


@dataclass(slots=True)
class Batch:
    """Rows on their way into the index: one statement for many is much quicker.

    Attributes:
        connection: the index.
        size: how many papers are written at once.
    """

    connection: sqlite3.Connection
    size: int = 500
    _chunks: list[tuple[object, ...]] = field(default_factory=list)
    _entries: list[tuple[object, ...]] = field(default_factory=list)
    _words: list[tuple[object, ...]] = field(default_factory=list)
    _problems: list[tuple[object, ...]] = field(default_factory=list)
    _ids: dict[str, int] = field(default_factory=dict)

    def _next(self, table: str) -> int:
        if table not in self._ids:
            sql = f"SELECT coalesce(max(id), 0) FROM {table}"
            (self._ids[table],) = self.connection.execute(sql).fetchone()
        self._ids[table] += 1
        return self._ids[table]

    def chunk(self, file: int, line: int, digest: bytes, shared: bool, broken: str) -> int:
        """Add a chunk; gives its id."""
        chunk = self._next("chunks")
        self._chunks.append((chunk, file, line, digest, int(shared), broken))
        if len(self._chunks) >= self.size:
            self.flush()
        return chunk

    def paper(self, chunk: int, line: int, paper: Paper, data: str) -> None:
        """Add a paper and its searchable words.

        Args:
            chunk: the chunk it stands in.
            line: its line, counted from the first of the chunk.
            paper: the paper.
            data: its encoded content.
        """
        entry = self._next("entries")
        text = search_text(paper)
        self._entries.append(
            (
                entry,
                chunk,
                line,
                paper.key,
                folded_key(paper.key),
                paper.year,
                sort_title(text.title),
                sort_author(paper),
                paper.digest,
                data,
            )
        )
        self._words.append((entry, text.title, text.authors, text.topics, text.venue, text.tags))

    def problem(self, file: int, chunk: int | None, line: int, problem: Problem) -> None:
        """Add a problem of a chunk that begins on ``line`` (of the file: None and 0)."""
        self._problems.append(
            (
                file,
                chunk,
                problem.line - line,
                problem.column,
                problem.message,
                problem.fix,
                problem.severity,
            )
        )

    def flush(self) -> None:
        """Write what has gathered."""
        for sql, rows in (
            ("INSERT INTO chunks VALUES (?, ?, ?, ?, ?, ?)", self._chunks),
            ("INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?)", self._entries),
            (
                "INSERT INTO words (rowid, title, authors, topics, venue, tags)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                self._words,
            ),
            ("INSERT INTO problems VALUES (?, ?, ?, ?, ?, ?, ?)", self._problems),
        ):
            if rows:
                self.connection.executemany(sql, rows)
                rows.clear()


def delete_chunks(connection: sqlite3.Connection, chunks: Iterable[int]) -> None:
    """Remove chunks with their papers, words and problems."""
    ids = [(chunk,) for chunk in chunks]
    connection.executemany(
        "DELETE FROM words WHERE rowid IN (SELECT id FROM entries WHERE chunk = ?)", ids
    )
    connection.executemany("DELETE FROM entries WHERE chunk = ?", ids)
    connection.executemany("DELETE FROM problems WHERE chunk = ?", ids)
    connection.executemany("DELETE FROM chunks WHERE id = ?", ids)
