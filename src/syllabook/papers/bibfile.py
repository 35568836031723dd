"""Reading .bib text strictly: every record that can be read, and a problem for all else.

bibtexparser splits the text; this module adds what it lets pass (undefined @string names, missing
commas, text between entries), explains what it gives up on, and finds the place of each fault.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from syllabook.foundation.problems import Problem
from syllabook.papers.chunk_reading import ChunkReading, read_chunk
from syllabook.papers.chunks import Chunk, chunks
from syllabook.papers.inheritance import inherit
from syllabook.papers.raw import RawRecord
from syllabook.papers.values import MONTHS


@dataclass(frozen=True, slots=True)
class Reading:
    """A .bib text read: its records in order (of two with one key the first), its problems."""

    records: tuple[RawRecord, ...]
    problems: tuple[Problem, ...]
    broken: tuple[str, ...] = ()


def read(text: str, file: str) -> Reading:
    """Read ``text``.

    Args:
        text: a whole .bib file.
        file: its name in problems.

    Returns:
        All records that can be read, crossref and xdata fields inherited, and all problems.
        One faulty entry costs no other entry.
    """
    reader = FileReader(text, file)
    records: dict[str, RawRecord] = {}
    problems: list[Problem] = []
    broken: list[str] = []
    for chunk in reader.chunks:
        reading = reader.read(chunk)
        problems += reading.problems
        broken += reading.broken
        for record in reading.records:
            first = records.setdefault(record.key, record)
            if first is not record:
                problems.append(duplicate_key(record.key, (file, record.line), (file, first.line)))
    return Reading(tuple(records.values()), tuple(sorted(problems)), tuple(broken))


def duplicate_key(key: str, place: tuple[str, int], first: tuple[str, int]) -> Problem:
    """The problem of two records with one key; both places are ``(file, line)``."""
    where = f"line {first[1]}" if place[0] == first[0] else f"{first[0]}:{first[1]}"
    return Problem(
        *place,
        1,
        f'duplicate key "{key}" (first on {where})',
        "give one of the two another key, or delete it if both are the same paper",
    )


class FileReader:
    """Reads the chunks of one file, each on its own, in any order.

    Attributes:
        chunks: the file cut up.
        macros: meaning of every @string name in lower case, the months among them.
    """

    def __init__(self, text: str, file: str) -> None:
        """Cut ``text`` up and read its @string definitions."""
        self.file = file
        text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
        self.chunks: list[Chunk] = list(chunks(text))
        self.macros: dict[str, str] = dict(MONTHS)
        self._strings: dict[int, ChunkReading] = {}
        self._parents: dict[str, RawRecord | None] = {}
        self._read_strings()

    def _read_strings(self) -> None:
        defined: dict[str, int] = {}
        for chunk in self.chunks:
            if chunk.header[0] != "string":
                continue
            reading = read_chunk(chunk, self.file, self.macros)
            reading.shared = True
            self._strings[chunk.line] = reading
            for name, text, line in reading.strings:
                if name in defined:
                    reading.problems.append(
                        Problem(
                            self.file,
                            line,
                            1,
                            f'duplicate @string "{name}" (first on line {defined[name]})',
                            "remove one of the two",
                        )
                    )
                    continue
                defined[name] = line
                self.macros[name] = text

    def read(self, chunk: Chunk) -> ChunkReading:
        """Read one of :attr:`chunks`."""
        reading = self._strings.get(chunk.line)
        if reading is None:
            reading = read_chunk(chunk, self.file, self.macros)
        if any(record.links for record in reading.records):
            reading.shared = True
            reading.records = list(self._inherited(reading))
        return reading

    def _inherited(self, reading: ChunkReading) -> Iterator[RawRecord]:
        for record in reading.records:
            full, faults = inherit(record, self._own)
            yield replace(full, faulty=True) if faults else full
            for name, message, fix in faults:
                line = record.lines.get(name, record.line)
                column = column_of(record, name)
                reading.problems.append(Problem(self.file, line, column, message, fix))

    def _own(self, key: str) -> RawRecord | None:
        """The record with ``key``, without what it inherits itself."""
        if key not in self._parents:
            found = None
            if key in self._by_key:
                reading = read_chunk(self._by_key[key], self.file, self.macros)
                found = next((record for record in reading.records if record.key == key), None)
            self._parents[key] = found
        return self._parents[key]

    @cached_property
    def _by_key(self) -> dict[str, Chunk]:
        found: dict[str, Chunk] = {}
        for chunk in self.chunks:
            kind, key = chunk.header
            if kind and kind != "string":
                found.setdefault(key, chunk)
        return found


def column_of(record: RawRecord, name: str) -> int:
    """1-based column of the field ``name`` on its line; 1 if it cannot be told."""
    offset = record.lines.get(name, record.line) - record.line
    lines = record.raw.split("\n")
    if not 0 <= offset < len(lines):
        return 1
    found = re.search(rf"(?<![\w-]){re.escape(name)}\s*=", lines[offset], re.IGNORECASE)
    return found.start() + 1 + (record.column - 1 if offset == 0 else 0) if found else 1
