"""Reading .bib text strictly: every record that can be read, and a problem for all else.

bibtexparser splits the text; this module adds what it lets pass (undefined @string names, missing
commas, text between entries), explains what it gives up on, and finds the place of each fault.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import blake2b
from typing import TYPE_CHECKING

from syllabook.foundation.problems import Problem, did_you_mean
from syllabook.papers.chunks import Chunk, blank_percent_lines, chunks
from syllabook.papers.diagnosis import diagnose
from syllabook.papers.inheritance import inherit
from syllabook.papers.raw import RawRecord
from syllabook.papers.types import KNOWN_TYPES
from syllabook.papers.values import MONTHS, NAME, Fault, read_value

if TYPE_CHECKING:
    from bibtexparser.model import Block, Entry, Field

_HEADER = re.compile(r"(\s*)@([ \t]*)([^\s{(]+)(\s*)([{(])")
_FIELD_TEXT = re.compile(
    r"^[ \t]*(?:[}\]),]|[A-Za-z][\w-]*[ \t]*=[ \t]*[{\"\w]|@[ \t]*(\w+))", re.MULTILINE
)
# Two backslashes are a line break: the delimiter after them is not escaped, whatever the parser
# thinks. They are replaced while it reads.
_BREAK, _BREAK_MARK = "\\\\", "\ue000\ue000"
_BAD_KEY = re.compile(r"[\s\"#%'(),={}~\\]")


@dataclass(slots=True)
class ChunkReading:
    """What one chunk holds.

    Attributes:
        records: the entries that can be read.
        strings: @string definitions as ``(name in lower case, text, line)``.
        problems: what is wrong, with lines of the file.
        broken: keys of entries that cannot be read.
        shared: the reading depends on other chunks (@string names, crossref, xdata).
    """

    records: list[RawRecord] = field(default_factory=list)
    strings: list[tuple[str, str, int]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    shared: bool = False


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
        macros_digest: changes when a @string of the file does.
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
            with _quiet_parser():
                reading = _read_chunk(chunk, self.file, self.macros)
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

    @cached_property
    def macros_digest(self) -> str:
        """Hash of all @string definitions."""
        items = "\0".join(f"{name}\0{text}" for name, text in sorted(self.macros.items()))
        return blake2b(items.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()

    def read(self, chunk: Chunk) -> ChunkReading:
        """Read one of :attr:`chunks`."""
        reading = self._strings.get(chunk.line)
        if reading is None:
            with _quiet_parser():
                reading = _read_chunk(chunk, self.file, self.macros)
        if any(record.links for record in reading.records):
            reading.shared = True
            reading.records = list(self._inherited(reading))
        return reading

    def _inherited(self, reading: ChunkReading) -> Iterator[RawRecord]:
        for record in reading.records:
            full, faults = inherit(record, self._own)
            yield full
            for name, message, fix in faults:
                line = record.lines.get(name, record.line)
                column = column_of(record, name)
                reading.problems.append(Problem(self.file, line, column, message, fix))

    def _own(self, key: str) -> RawRecord | None:
        """The record with ``key``, without what it inherits itself."""
        if key not in self._parents:
            found = None
            if key in self._by_key:
                with _quiet_parser():
                    reading = _read_chunk(self._by_key[key], self.file, self.macros)
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


@contextmanager
def _quiet_parser() -> Iterator[None]:
    """bibtexparser logs what it cannot read; here that becomes problems instead."""
    logger = logging.getLogger("bibtexparser.splitter")
    before, logger.disabled = logger.disabled, True
    try:
        yield
    finally:
        logger.disabled = before


def _read_chunk(chunk: Chunk, file: str, macros: Mapping[str, str]) -> ChunkReading:
    # imported here: a library that is only reopened parses nothing and should open at once
    from bibtexparser.model import Entry, ImplicitComment, ParsingFailedBlock, String  # noqa: PLC0415
    from bibtexparser.splitter import Splitter  # noqa: PLC0415

    work = _ChunkWork(chunk, file, macros)
    failed = False
    for block in Splitter(work.text).split().blocks:
        at = work.locate(block)
        content: Block | None = block
        if isinstance(block, ParsingFailedBlock) and block.ignore_error_block is not None:
            content = block.ignore_error_block
        if isinstance(content, Entry):
            work.entry(content, at)
            failed = False
        elif isinstance(content, String):
            work.string(content.key, content.value, at)
            failed = False
        elif isinstance(content, ParsingFailedBlock):
            work.failed(at)
            failed = True
        elif isinstance(content, ImplicitComment) and not failed:
            work.between(content.comment, at)
    return work.reading


class _ChunkWork:
    """The state of reading one chunk."""

    def __init__(self, chunk: Chunk, file: str, macros: Mapping[str, str]) -> None:
        self.chunk, self.file, self.macros = chunk, file, macros
        text = blank_percent_lines(chunk.text).replace(_BREAK, _BREAK_MARK)
        header = _HEADER.match(text)
        self.header_at = len(header.group(1)) if header else -1
        if header and (header.group(2) or "\n" in header.group(4)):
            # BibTeX allows space around the type, the parser does not: it goes behind the brace
            lead, before, kind, space, brace = header.groups()
            text = f"{lead}@{kind}{brace}{before}{space}{text[header.end() :]}"
        self.text = text
        self.reading = ChunkReading()
        self._position = 0
        self._last = ""

    def locate(self, block: Block) -> int:
        """Index of ``block`` in the text; blocks come in order."""
        at = self.text.find(block.raw or "", self._position)
        at = self._position if at < 0 else at
        self._position = at + 1
        return at

    def place(self, at: int) -> tuple[int, int]:
        """Line in the file and column of the index ``at``."""
        at = min(max(at, 0), len(self.text))
        begin = self.text.rfind("\n", 0, at) + 1
        return self.chunk.line + self.text.count("\n", 0, at), at - begin + 1

    def report(self, at: int, message: str, fix: str, *, warning: bool = False) -> None:
        line, column = self.place(at)
        self.reading.problems.append(
            Problem(
                self.file,
                line,
                column,
                _restored(message),
                _restored(fix),
                "warning" if warning else "error",
            )
        )

    def failed(self, at: int) -> None:
        """A block the parser gave up on."""
        block = Chunk(1, self.text[at:])
        kind, key = block.header
        if at != self.header_at and kind not in KNOWN_TYPES:
            return  # an "@" in free text between entries
        fault = diagnose(block.text)
        self.report(at + fault.at, fault.message, fault.fix)
        if key:
            self.reading.broken.append(key)

    def between(self, text: str, at: int) -> None:
        """Text between entries is allowed, unless it looks like part of an entry."""
        for found in _FIELD_TEXT.finditer(text):
            kind = found.group(1)
            if kind is not None and kind.lower() not in KNOWN_TYPES | {"string"}:
                continue
            shown = " ".join(text[found.start() :].split())
            shown = f"{shown[:40]}..." if len(shown) > 40 else shown
            if kind is not None:
                fix = 'begin an entry with "@type{key,"'
            elif self._last:
                fix = f'"{self._last}" was closed too early: remove a "}}" above this line'
            else:
                fix = "remove it, or begin its entry with @type{key,"
            indent = len(found.group()) - len(found.group().lstrip())
            self.report(at + found.start() + indent, f'"{shown}" stands outside any entry', fix)
            return

    def string(self, name: str, raw: str, at: int) -> None:
        """A @string definition."""
        value = read_value(raw, self.macros)
        found = self.text.find(raw, at) if raw else at
        faults = [*value.faults, *self._undefined(value.names, raw)]
        for fault in faults:
            self.report(found + fault.at, f'{fault.message} in @string "{name}"', fault.fix)
        if not NAME.fullmatch(name):
            self.report(at, f'"{name}" is no name for a @string', "use letters and digits")
            return
        line, _ = self.place(at)
        self.reading.strings.append((name.lower(), _restored(value.text), line))

    def _undefined(self, names: Iterable[str], raw: str) -> Iterator[Fault]:
        for name in names:
            if name.lower() in self.macros:
                continue
            hint = did_you_mean(name, self.macros.keys() - MONTHS.keys())
            fix = hint or f"write {{{name}}}, or define @string{{{name} = {{...}}}}"
            yield Fault(max(raw.find(name), 0), f'undefined @string "{name}"', fix)

    def entry(self, entry: Entry, at: int) -> None:
        """An entry the parser could split."""
        kind, key = entry.entry_type.lower(), _restored(entry.key)
        if not key:
            self.report(at, f"@{kind} has no key", f"write @{kind}{{some_key, ...}}")
            return
        if _BAD_KEY.search(key):
            self.report(
                at,
                f'"{key}" is no key: it holds a space or one of " # % \' ( ) , = {{ }} ~ \\',
                "use letters, digits, and - _ : . /",
            )
            self.reading.broken.append(key)
            return
        if kind not in KNOWN_TYPES:
            hint = did_you_mean(kind, KNOWN_TYPES) or "use @misc or @online"
            self.report(at, f'unknown entry type "@{kind}"', hint, warning=True)
        self._last = key
        record = self._fields(entry, kind, key, at)
        self.reading.records.append(record)
        self.reading.shared |= bool(record.macros)

    def _fields(self, entry: Entry, kind: str, key: str, at: int) -> RawRecord:
        fields: dict[str, str] = {}
        lines: dict[str, int] = {}
        macros: list[str] = []
        search_from = at
        for item in entry.fields:
            raw = str(item.value)
            value = read_value(raw, self.macros)
            simple = not (value.faults or value.rest or value.names)
            if simple and item.key.isidentifier() and item.key.lower() not in fields:
                name = item.key.lower()
                fields[name] = _restored(value.text)
                lines[name] = self._line(item)
                continue
            begin = self._begin(item, raw, search_from)
            search_from = begin
            faults = [*value.faults, *self._undefined(value.names, raw)]
            found = [(item.key, begin - len(item.key), self._line(item), value.text)]
            macros += value.names
            for name, offset, more in value.rest:
                faults += list(self._undefined(more.names, raw))
                macros += more.names
                found.append((name, begin + offset, self.place(begin + offset)[0], more.text))
            for fault in faults:
                self.report(
                    begin + fault.at, f'{fault.message} in "{item.key}" of "{key}"', fault.fix
                )
            for name, where, line, text in found:
                self._add(name, where, line, text, key, fields, lines)
        line, column = self.place(at)
        return RawRecord(
            key=key,
            type=kind,
            fields=fields,
            line=line,
            column=column,
            raw=_restored(self._raw(entry, at)),
            lines=lines,
            macros=tuple(name for name in macros if name.lower() not in MONTHS),
        )

    def _add(
        self,
        written: str,
        at: int,
        line: int,
        text: str,
        key: str,
        fields: dict[str, str],
        lines: dict[str, int],
    ) -> None:
        name = written.lower()
        if not name or _BAD_KEY.search(name):
            self.report(
                at, f'"{" ".join(written.split())}" is no field name in "{key}"', "use one word"
            )
            return
        if name in fields:
            first = lines[name]
            self.report(
                self._field_at(written, line, at),
                f'duplicate field "{name}" in "{key}" (first on line {first})',
                "keep one of the two",
            )
            return
        fields[name] = _restored(text)
        lines[name] = line

    def _raw(self, entry: Entry, at: int) -> str:
        raw = entry.raw or ""
        # the characters of the file, with the comment lines that were blanked for reading
        return self.chunk.text[at : at + len(raw)] if self.header_at == at else raw

    def _line(self, item: Field) -> int:
        return self.chunk.line + (item.start_line or 0)

    def _line_start(self, line: int) -> int:
        at = 0
        for _ in range(line - self.chunk.line):
            at = self.text.find("\n", at) + 1
        return at

    def _begin(self, item: Field, raw: str, least: int) -> int:
        """Index of the value of ``item`` in the text."""
        start = max(self._line_start(self._line(item)), least)
        equals = re.compile(rf"{re.escape(item.key)}\s*=\s*").search(self.text, start)
        start = equals.end() if equals else start
        found = self.text.find(raw, start)
        return found if found >= 0 else start

    def _field_at(self, name: str, line: int, least: int) -> int:
        start = self._line_start(line)
        found = re.compile(rf"{re.escape(name)}\s*=").search(self.text, max(start, least - 200))
        if found and found.start() >= start:
            return found.start()
        return start


def _restored(text: str) -> str:
    return text.replace(_BREAK_MARK, _BREAK) if "\ue000" in text else text


