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
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from syllabook.foundation.files import shown_path
from syllabook.foundation.problems import Problem, ProblemsFound
from syllabook.papers.bibfile import FileReader, duplicate_key
from syllabook.papers.chunk_reading import ChunkReading
from syllabook.papers.chunks import Chunk
from syllabook.papers.record import paper_and_data
from syllabook.papers.store import (
    Batch,
    Connections,
    code_digest,
    create_database,
    delete_chunks,
    is_index,
)
from syllabook.papers.topics import Vocabulary

_RACY = 2_000_000_000  # ns: the coarsest file dates in use (FAT) are two seconds apart


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
                _Writer(self, connection).write()
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
            if (stat.size, stat.mtime) != (size, mtime) or (mtime > seen - _RACY and mtime >= 0):
                return False
        return True

    def _update(self) -> None:
        try:
            with self._transaction() as connection:
                _Writer(self, connection).write()
        except sqlite3.OperationalError as error:
            # A locked index is busy, a read-only one may still be right: neither is made again.
            if not ("locked" in str(error) or "readonly" in str(error)):
                raise
            where = shown_path(self.path, self.root)
            message = f"the index of the library cannot be brought up to date: {error}"
            fix = "try again, or make it writable"
            raise ProblemsFound([Problem(where, 0, 0, message, fix)]) from error

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


class _Writer:
    """One run over all files, inside one transaction."""

    def __init__(self, index: Index, connection: sqlite3.Connection) -> None:
        self.index, self.connection = index, connection
        self.batch = Batch(connection)
        self.changed = False

    def write(self) -> None:
        known = {
            path: (file, size, mtime, hash_, seen)
            for file, path, size, mtime, hash_, seen in self.connection.execute(
                "SELECT id, path, size, mtime, hash, seen FROM files"
            ).fetchall()
        }
        wanted = {str(path) for path in self.index.files}
        for path in set(known) - wanted:
            self._drop(known[path][0])
        for position, path in enumerate(self.index.files):
            self._file(path, position, known.get(str(path)))
        if self.changed or not known:
            self._shadow()
            self._meta("digest", self._digest())
        self._meta("code", code_digest())
        self._meta("vocabulary", self.index.vocabulary_digest())

    def _meta(self, name: str, value: str) -> None:
        self.connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))

    def _drop(self, file: int) -> None:
        self.changed = True
        rows = self.connection.execute("SELECT id FROM chunks WHERE file = ?", (file,))
        delete_chunks(self.connection, [row[0] for row in rows.fetchall()])
        self.connection.execute("DELETE FROM problems WHERE file = ?", (file,))
        self.connection.execute("DELETE FROM files WHERE id = ?", (file,))

    def _file(
        self, path: Path, position: int, known: tuple[int, int, int, bytes, int] | None
    ) -> None:
        seen = time.time_ns()  # before the file is read: a change from now on must be noticed
        stat = stat_of(path)
        if known is not None:
            self.connection.execute(
                "UPDATE files SET position = ? WHERE id = ? AND position <> ?",
                (position, known[0], position),
            )
            self.changed |= bool(self.connection.execute("SELECT changes()").fetchone()[0])
            trusted = known[2] <= known[4] - _RACY
            if trusted and (stat.size, stat.mtime) == known[1:3]:
                return
        data, fault = _bytes(path)
        digest = blake2b(data, digest_size=16).digest() if data is not None else b""
        if known is not None and known[3] == digest:
            self.connection.execute(
                "UPDATE files SET size = ?, mtime = ?, seen = ? WHERE id = ?",
                (stat.size, stat.mtime, seen, known[0]),
            )
            return
        self.changed = True
        shown = shown_path(path, self.index.root)
        if known is None:
            cursor = self.connection.execute(
                "INSERT INTO files (path, shown, position, size, mtime, hash, seen)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                (str(path), shown, position, stat.size, stat.mtime, digest, seen),
            )
            file = int(cursor.lastrowid or 0)
        else:
            file = known[0]
            self.connection.execute(
                "UPDATE files SET size = ?, mtime = ?, hash = ?, seen = ? WHERE id = ?",
                (stat.size, stat.mtime, digest, seen, file),
            )
        self.connection.execute("DELETE FROM problems WHERE file = ? AND chunk IS NULL", (file,))
        text, encoding_fault = decode_bib(data or b"", shown)
        for problem in (fault and Problem(shown, 0, 0, *fault), encoding_fault):
            if problem:
                self.batch.problem(file, None, 0, problem)
        self._chunks(file, shown, FileReader(text, shown))

    def _chunks(self, file: int, shown: str, reader: FileReader) -> None:
        kept: dict[bytes, list[tuple[int, int]]] = defaultdict(list)
        gone: set[int] = set()
        rows = self.connection.execute(
            "SELECT id, line, digest, shared FROM chunks WHERE file = ? ORDER BY line DESC", (file,)
        )
        for chunk, line, digest, shared in rows.fetchall():
            gone.add(chunk)
            if not shared:
                kept[digest].append((chunk, line))
        moved: list[tuple[int, int]] = []
        fresh: list[tuple[Chunk, bytes]] = []
        for piece in reader.chunks:
            digest = piece.digest
            if kept.get(digest):
                chunk, line = kept[digest].pop()
                gone.discard(chunk)
                if line != piece.line:
                    moved.append((piece.line, chunk))
            else:
                fresh.append((piece, digest))
        delete_chunks(self.connection, gone)
        self.connection.executemany("UPDATE chunks SET line = ? WHERE id = ?", moved)
        for piece, digest in fresh:
            self._insert(file, shown, piece, digest, reader.read(piece))
        self.batch.flush()

    def _insert(
        self, file: int, shown: str, piece: Chunk, digest: bytes, reading: ChunkReading
    ) -> None:
        chunk = self.batch.chunk(
            file, piece.line, digest, reading.shared, "\n".join(reading.broken)
        )
        problems = list(reading.problems)
        for record in reading.records:
            if record.type == "xdata":
                continue
            paper, data, more = paper_and_data(record, shown, self.index.vocabulary)
            problems += more
            self.batch.paper(chunk, record.line - piece.line, paper, data)
        for problem in problems:
            self.batch.problem(file, chunk, piece.line, problem)

    def _shadow(self) -> None:
        """Of several records with one key the first in the order of files and lines counts."""
        self.connection.execute("UPDATE entries SET shadowed = 0 WHERE shadowed = 1")
        self.connection.execute(
            """
            UPDATE entries SET shadowed = 1 WHERE id IN (
                SELECT id FROM (
                    SELECT e.id AS id, row_number() OVER (
                        PARTITION BY e.key ORDER BY f.position, c.line + e.line, e.id) AS rank
                    FROM entries AS e JOIN chunks AS c ON c.id = e.chunk
                    JOIN files AS f ON f.id = c.file
                    WHERE e.key IN (SELECT key FROM entries GROUP BY key HAVING count(*) > 1)
                ) WHERE rank > 1)
            """
        )

    def _digest(self) -> str:
        digest = blake2b(digest_size=16)
        for key, content in self.connection.execute(
            "SELECT key, digest FROM entries WHERE shadowed = 0 ORDER BY key"
        ):
            digest.update(f"{key}\0{content}\0".encode())
        return digest.hexdigest()


def _bytes(path: Path) -> tuple[bytes | None, tuple[str, str] | None]:
    try:
        return path.read_bytes(), None
    except FileNotFoundError:
        return None, ("the file is missing", "create it, or take it off the list of .bib files")
    except OSError as error:
        return None, (f"the file cannot be read: {error.strerror}", "check its permissions")


def decode_bib(data: bytes, shown: str) -> tuple[str, Problem | None]:
    """The text of a .bib file; one that is not UTF-8 is read as Latin-1, so that none is lost."""
    try:
        return data.decode("utf-8-sig"), None
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - (data.rfind(b"\n", 0, error.start) + 1) + 1
        message = f"the file is not UTF-8 (byte 0x{data[error.start]:02x})"
        return data.decode("latin-1"), Problem(
            shown, line, column, message, "save it with the encoding UTF-8"
        )


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
            problems.append(duplicate_key(key, (shown, line), first[key]))
        else:
            first[key] = (shown, line)
    return sorted(problems)
