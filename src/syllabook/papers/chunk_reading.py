"""Reading one chunk of a .bib file: its entries, its @string definitions, its faults."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from syllabook.foundation.problems import Problem, did_you_mean
from syllabook.papers.chunks import Chunk, blank_percent_lines
from syllabook.papers.diagnosis import diagnose
from syllabook.papers.quick import read_quick
from syllabook.papers.raw import RawRecord
from syllabook.papers.types import KNOWN_TYPES
from syllabook.papers.values import MONTHS, NAME, Fault, Value, read_value

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


@contextmanager
def _quiet_parser() -> Iterator[None]:
    """Bibtexparser logs what it cannot read; here that becomes problems instead."""
    logger = logging.getLogger("bibtexparser.splitter")
    before, logger.disabled = logger.disabled, True
    try:
        yield
    finally:
        logger.disabled = before


def read_chunk(chunk: Chunk, file: str, macros: Mapping[str, str]) -> ChunkReading:
    """Read ``chunk`` of ``file``; ``macros`` gives the meaning of @string names."""
    quick = read_quick(chunk.text, chunk.line)
    if quick is not None:
        return ChunkReading(records=[quick])
    return read_with_parser(chunk, file, macros)


def read_with_parser(chunk: Chunk, file: str, macros: Mapping[str, str]) -> ChunkReading:
    """Like :func:`read_chunk`, always by way of bibtexparser."""
    # imported here: a library that is only reopened parses nothing and should open at once
    from bibtexparser.model import Entry, ImplicitComment, ParsingFailedBlock, String  # noqa: PLC0415
    from bibtexparser.splitter import Splitter  # noqa: PLC0415

    work = _ChunkWork(chunk, file, macros)
    failed = False
    with _quiet_parser():
        blocks = Splitter(work.text).split().blocks
    for block in blocks:
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
                self.reading.records[-1] = replace(self.reading.records[-1], faulty=True)
            else:
                fix = "remove it, or begin its entry with @type{key,"
            indent = len(found.group()) - len(found.group().lstrip())
            self.report(at + found.start() + indent, f'"{shown}" stands outside any entry', fix)
            return

    def string(self, name: str, raw: str, at: int) -> None:
        """A @string definition."""
        value = read_value(raw, self.macros)
        found = self.text.find(raw, at) if raw else at
        for fault in [*value.faults, *self._undefined(value, raw)]:
            self.report(found + fault.at, f'{fault.message} in @string "{name}"', fault.fix)
        for following, offset, _ in value.rest:
            message = f'"{following}" stands in @string "{name}"'
            self.report(found + offset, message, "give each name a @string of its own")
        if not NAME.fullmatch(name):
            self.report(at, f'"{name}" is no name for a @string', "use letters and digits")
            return
        line, _ = self.place(at)
        self.reading.strings.append((name.lower(), _restored(value.text), line))

    def _undefined(self, value: Value, raw: str) -> Iterator[Fault]:
        names = [*value.names, *(name for _, _, more in value.rest for name in more.names)]
        for name in names:
            if name.lower() in self.macros:
                continue
            hint = did_you_mean(name, self.macros.keys() - MONTHS.keys())
            fix = hint or f"write {{{name}}}, or define @string{{{name} = {{...}}}}"
            yield Fault(max(raw.find(name), 0), f'undefined @string "{name}"', fix)

    def entry(self, entry: Entry, at: int) -> None:
        """An entry the parser could split."""
        kind, key = entry.entry_type.lower(), _restored(entry.key)
        self._last = ""
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
        least, faults = at, len(self.reading.problems)
        for item in entry.fields:
            raw = str(item.value)
            value = read_value(raw, self.macros)
            begin = self._begin(item, raw, least)
            least = begin
            label = f'"{" ".join(item.key.split())}" of "{key}"'
            for fault in [*value.faults, *self._undefined(value, raw)]:
                self.report(begin + fault.at, f"{fault.message} in {label}", fault.fix)
            macros += value.names
            found = [(item.key, self._name_before(item.key, begin), value)]
            for name, offset, more in value.rest:  # fields with no comma before them
                message = f'no comma before the field "{name}" in "{key}"'
                self.report(begin + offset, message, "put one after the value above it")
                macros += more.names
                found.append((name, begin + offset, more))
            for written, place, part in found:
                name = written.lower()
                if self._field_fault(written, place, key, lines.get(name)):
                    continue
                fields[name] = _restored(part.text).strip()
                lines[name] = self.place(place)[0]
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
            faulty=len(self.reading.problems) > faults,
        )

    def _field_fault(self, written: str, at: int, key: str, first: int | None) -> bool:
        """Report what is wrong with the name of a field, ``first`` being an earlier one's line."""
        name = " ".join(written.split()).lower()
        if not name or _BAD_KEY.search(name):
            self.report(at, f'"{name}" is no field name in "{key}"', "use one word")
            return True
        if first is not None:
            message = f'duplicate field "{name}" in "{key}" (first on line {first})'
            self.report(at, message, "keep one of the two")
            return True
        return False

    def _raw(self, entry: Entry, at: int) -> str:
        raw = entry.raw or ""
        # the characters of the file, with the comment lines that were blanked for reading
        return self.chunk.text[at : at + len(raw)] if self.header_at == at else raw

    def _begin(self, item: Field, raw: str, least: int) -> int:
        """Index of the value of ``item``, not before ``least``."""
        name = re.compile(rf"(?<![\w-]){re.escape(item.key)}\s*=\s*")
        start = self._line_start(item.start_line or 0)
        # the parser counts lines to the "="; a name on the line above it is looked for from there
        found = name.search(self.text, max(start, least)) or name.search(self.text, least)
        return found.end() if found else max(self.text.find(raw, least), least)

    def _line_start(self, offset: int) -> int:
        at = 0
        for _ in range(offset):
            at = self.text.find("\n", at) + 1
        return at

    def _name_before(self, name: str, value_at: int) -> int:
        """Index of the field name whose value begins at ``value_at``."""
        return max(self.text.rfind(name, 0, value_at), 0) if name else value_at


def _restored(text: str) -> str:
    return text.replace(_BREAK_MARK, _BREAK) if "\ue000" in text else text
