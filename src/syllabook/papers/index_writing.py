"""Writing the index of the .bib files, which brings the parser along."""

from __future__ import annotations

import sqlite3
import time
from collections import defaultdict
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

from syllabook.foundation.files import shown_path
from syllabook.foundation.problems import Problem
from syllabook.papers.bibfile import FileReader
from syllabook.papers.chunk_reading import ChunkReading
from syllabook.papers.chunks import Chunk
from syllabook.papers.index import RACY, stat_of
from syllabook.papers.record import paper_and_data
from syllabook.papers.store import (
    Batch,
    code_digest,
    delete_chunks,
)

if TYPE_CHECKING:
    from syllabook.papers.index import Index


class Writer:
    """One run over all files, inside one transaction."""

    def __init__(self, index: Index, connection: sqlite3.Connection) -> None:
        self.index, self.connection = index, connection
        self.batch = Batch(connection)
        self.changed = False

    def write(self) -> None:
        """Bring every file up to date."""
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
            trusted = known[2] <= known[4] - RACY
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
