"""A .bib text cut into chunks that can be read one by one.

Every ``@type{`` at the start of a line begins a chunk. Reading chunk by chunk gives what reading
the whole file gives (the parser restarts at such lines anyway), keeps an unclosed entry from
swallowing its neighbours, and lets the index read again only the chunks that changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b

_START = re.compile(r"^[ \t]*@[ \t]*[A-Za-z][^\s{}()@,\"=%]*\s*[{(]", re.MULTILINE)
_COMMENT = re.compile(r"^[ \t]*@[ \t]*comment\s*\{", re.MULTILINE | re.IGNORECASE)
_FRONT_MATTER = re.compile(r"\A\s*---[ \t]*\n(?:.*\n)*?---[ \t]*(?:\n|\Z)")
_BRACE = re.compile(r"(?<!\\)[{}]")
_NOT_NEWLINE = re.compile(r"[^\n]")


@dataclass(frozen=True, slots=True)
class Chunk:
    """A stretch of a .bib file: one entry and the text after it, or the text before the first.

    Attributes:
        line: 1-based line of the file on which ``text`` begins.
        text: the characters, comments blanked.
    """

    line: int
    text: str

    @property
    def digest(self) -> bytes:
        """Hash of the text, not of its place."""
        return blake2b(self.text.encode("utf-8", "surrogatepass"), digest_size=16).digest()

    @property
    def header(self) -> tuple[str, str]:
        """Entry type in lower case and key, as far as they can be told from the first line."""
        found = _HEADER.match(self.text)
        return (found.group(1).lower(), found.group(2)) if found else ("", "")


_HEADER = re.compile(r"\s*@\s*([^\s{(]+)\s*[{(]\s*([^\s,{}\"=]*)")


def chunks(text: str) -> Iterator[Chunk]:
    r"""Cut ``text`` (line ends ``\n``) into chunks.

    A Jekyll front matter at the top (al-folio's ``---`` lines) and ``@comment{...}`` blocks
    (JabRef keeps its settings there, people what they set aside) are blanked, lines kept.
    """
    text = _blank_comments(_blank_front_matter(text))
    line, begin = 1, 0
    for found in _START.finditer(text):
        start = found.start()
        if start > begin:
            yield Chunk(line, text[begin:start])
            line += text.count("\n", begin, start)
            begin = start
    if begin < len(text):
        yield Chunk(line, text[begin:])


def _blank_front_matter(text: str) -> str:
    found = _FRONT_MATTER.match(text)
    if found is None or _START.search(found.group()):
        return text
    return _NOT_NEWLINE.sub(" ", found.group()) + text[found.end() :]


def _blank_comments(text: str) -> str:
    out: list[str] = []
    kept = position = 0
    while found := _COMMENT.search(text, position):
        end = closing_brace(text, found.end() - 1)
        if end < 0:  # not closed: left for the reader to report
            position = found.end()
            continue
        out += [text[kept : found.start()], _NOT_NEWLINE.sub(" ", text[found.start() : end + 1])]
        kept = position = end + 1
    return "".join([*out, text[kept:]])


def closing_brace(text: str, start: int) -> int:
    """Index of the ``}`` that closes the ``{`` at ``start``, or -1; escaped braces do not count."""
    depth = 0
    for found in _BRACE.finditer(text, start):
        depth += 1 if found.group() == "{" else -1
        if depth == 0:
            return found.start()
    return -1


def blank_percent_lines(text: str) -> str:
    """``text`` with lines that begin with ``%`` blanked where they are no part of a value.

    biber reads such lines as comments; ``% @article{...}`` is an entry somebody set aside.
    """
    if "%" not in text:
        return text
    depth, quoted, out, end = 0, False, [], 0
    for found in _PERCENT_OR_DELIMITER.finditer(text):
        match found.group():
            case "{" if not quoted:
                depth += 1
            case "}" if not quoted:
                depth -= 1
            case '"' if depth == 1:
                quoted = not quoted
            case mark if "%" in mark and depth <= 1 and not quoted:
                out += [text[end : found.start()], _NOT_NEWLINE.sub(" ", mark)]
                end = found.end()
    return "".join([*out, text[end:]])


_PERCENT_OR_DELIMITER = re.compile(r'^[ \t]*%[^\n]*|(?<!\\)[{}"]', re.MULTILINE)
