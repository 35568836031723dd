"""The index of the .bib files: made by itself, brought up to date by itself.

A file whose size and date are as they were is trusted, unless its date is so young that a later
change might carry the same one; else its hash decides; else only the chunks of it that changed
are read again. A new index is written beside the old one and renamed; an update is one
transaction; so readers in other processes always see a whole library.
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from syllabook.foundation.files import shown_path
from syllabook.foundation.problems import Problem, ProblemsFound
from syllabook.papers.store import (
    Connections,
    code_digest,
    create_database,
    is_index,
)
from syllabook.papers.topics import Vocabulary

RACY = 2_000_000_000  # ns: the coarsest file dates in use (FAT) are two seconds apart


@dataclass(frozen=True, slots=True)
class _Stat:
    size: int
    mtime: int


class Index:
    """The index of some .bib files at one place.

    Attributes:
        connections: the open database, for reading.
    """

    def __init__(
        self, files: Sequence[Path], path: Path, root: Path, vocabulary: Vocabulary | None
    ) -> None:
        self.files = [Path(os.path.abspath(file)) for file in dict.fromkeys(files)]  # noqa: PTH100 - keeps symlinks
        self.path, self.root, self.vocabulary = path, root, vocabulary
        self.connections = Connections(path)

    def refresh(self) -> None:
        """Bring the index up to date with the files.

        Raises:
            ProblemsFound: it cannot be written.
        """
        try:
            if self._usable():
                if not self._current():
                    self._update()
                return
        except sqlite3.DatabaseError:
            pass  # damaged, or of another program: made again
        self.rebuild()

    def rebuild(self) -> None:
        """Make the index anew and put it in place of the old one.

        Raises:
            ProblemsFound: it cannot be written.
        """
        self.connections.close()
        name = ""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=self.path.parent, prefix=f".{self.path.name}.")
            os.close(handle)
            connection = create_database(Path(name))
            try:
                connection.execute("BEGIN")
                self._write(connection)
                connection.execute("COMMIT")
            finally:
                connection.close()
            # the journal of an update that was cut short belongs to the file that goes
            with suppress(FileNotFoundError):
                Path(f"{self.path}-journal").unlink()
            Path(name).chmod(0o644)
            os.replace(name, self.path)  # noqa: PTH105 - the twin of mkstemp
        except (OSError, sqlite3.Error) as error:
            with suppress(OSError):
                if name:
                    Path(name).unlink()
            where = shown_path(self.path, self.root)
            reason = getattr(error, "strerror", None) or str(error)
            raise ProblemsFound(
                [
                    Problem(
                        where,
                        0,
                        0,
                        f"the index of the library cannot be written: {reason}",
                        "make its folder writable, or remove what stands in its place",
                    )
                ]
            ) from error

    def _usable(self) -> bool:
        if not self.path.is_file():
            return False
        connection = self.connections.get()
        if not is_index(connection):
            return False
        meta = dict(connection.execute("SELECT name, value FROM meta").fetchall())
        return (
            meta.get("code") == code_digest() and meta.get("vocabulary") == self.vocabulary_digest()
        )

    def vocabulary_digest(self) -> str:
        """Hash of the vocabulary, empty without one."""
        return self.vocabulary.digest if self.vocabulary is not None else ""

    def _current(self) -> bool:
        rows = self.connections.get().execute(
            "SELECT path, position, size, mtime, seen FROM files ORDER BY position"
        )
        known = [tuple(row) for row in rows]
        if [row[0] for row in known] != [str(file) for file in self.files]:
            return False
        for (path, _, size, mtime, seen), file in zip(known, self.files, strict=True):
            assert path == str(file)
            stat = stat_of(file)
            if (stat.size, stat.mtime) != (size, mtime) or (mtime > seen - RACY and mtime >= 0):
                return False
        return True

    def _update(self) -> None:
        try:
            with self._transaction() as connection:
                self._write(connection)
        except sqlite3.OperationalError as error:
            # A locked index is busy, a read-only one may still be right: neither is made again.
            if not ("locked" in str(error) or "readonly" in str(error)):
                raise
            where = shown_path(self.path, self.root)
            message = f"the index of the library cannot be brought up to date: {error}"
            fix = "try again, or make it writable"
            raise ProblemsFound([Problem(where, 0, 0, message, fix)]) from error

    def _write(self, connection: sqlite3.Connection) -> None:
        # the parser is only imported where something has to be read
        from syllabook.papers.index_writing import Writer  # noqa: PLC0415

        Writer(self, connection).write()

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        connection = self.connections.get()
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")


def stat_of(path: Path) -> _Stat:
    """Size and date of a file; -1 and -1 if there is none."""
    try:
        stat = path.stat()
    except OSError:
        return _Stat(-1, -1)
    return _Stat(stat.st_size, stat.st_mtime_ns)


def stored_problems(connection: sqlite3.Connection) -> list[Problem]:
    """Everything wrong in the files, as found when they were read."""
    rows = connection.execute(
        """
        SELECT f.shown, p.line + coalesce(c.line, 0), p.column, p.message, p.fix, p.severity
        FROM problems AS p JOIN files AS f ON f.id = p.file LEFT JOIN chunks AS c ON c.id = p.chunk
        """
    )
    problems = [Problem(*row) for row in rows]
    rows = connection.execute(
        """
        SELECT e.key, f.shown, c.line + e.line FROM entries AS e
        JOIN chunks AS c ON c.id = e.chunk JOIN files AS f ON f.id = c.file
        WHERE e.key IN (SELECT key FROM entries WHERE shadowed = 1)
        ORDER BY e.key, f.position, c.line + e.line, e.id
        """
    )
    first: dict[str, tuple[str, int]] = {}
    for key, shown, line in rows:
        if key in first:
            from syllabook.papers.bibfile import duplicate_key  # noqa: PLC0415 - the parser

            problems.append(duplicate_key(key, (shown, line), first[key]))
        else:
            first[key] = (shown, line)
    return sorted(problems)
