"""The value of a .bib field: braces, quotes, numbers, @string names, joined by ``#``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from syllabook.papers.chunks import closing_brace

MONTHS: Mapping[str, str] = {
    "jan": "January",
    "feb": "February",
    "mar": "March",
    "apr": "April",
    "may": "May",
    "jun": "June",
    "jul": "July",
    "aug": "August",
    "sep": "September",
    "oct": "October",
    "nov": "November",
    "dec": "December",
}

_BRACED = re.compile(r"\{[^{}\\]*\}")
_NUMBER = re.compile(r"\d+(?=\s|#|$)")
NAME = re.compile(r"[^\s\"#%'(),={}]+")
_NEXT_FIELD = re.compile(r"([^\s\"#%'(),={}]+)\s*=\s*")
_QUOTE_MARK = re.compile(r'(?<!\\)["{}]')
_SPACE = re.compile(r"\s*")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a value, and where (index into the value as written)."""

    at: int
    message: str
    fix: str


@dataclass(slots=True)
class Value:
    """A field's value read.

    Attributes:
        text: the characters, outer delimiters removed and names replaced by their meaning.
        names: the @string names used, as written.
        faults: what is wrong with it.
        rest: fields that follow without a comma, as ``(name, index of the name, value)``; the
            missing commas are left to the caller to report.
    """

    text: str
    names: tuple[str, ...] = ()
    faults: list[Fault] = field(default_factory=list)
    rest: list[tuple[str, int, Value]] = field(default_factory=list)


def read_value(raw: str, macros: Mapping[str, str]) -> Value:
    """Read the value ``raw``.

    Args:
        raw: as it stands between ``=`` and the comma or closing brace that ends the field.
        macros: meaning of each @string name in lower case.
    """
    if _BRACED.fullmatch(raw):
        return Value(raw[1:-1])
    if raw.isdecimal():
        return Value(raw)
    parts: list[str] = []
    names: list[str] = []
    faults: list[Fault] = []
    position = _skip(raw, 0)
    while True:
        text, end = _token(raw, position, macros, names, faults)
        parts.append(text)
        after = _skip(raw, end)
        if after == len(raw):
            return Value("".join(parts), tuple(names), faults)
        if raw[after] != "#":
            break
        position = _skip(raw, after + 1)
        if position == len(raw):
            faults.append(Fault(after, '"#" joins the value to nothing', 'remove the "#"'))
            return Value("".join(parts), tuple(names), faults)
    value = Value("".join(parts), tuple(names), faults)
    following = _NEXT_FIELD.match(raw, after)
    if following:
        inner = read_value(raw[following.end() :], macros)
        shift = following.end()
        faults += [Fault(f.at + shift, f.message, f.fix) for f in inner.faults]
        value.rest = [
            (following.group(1), after, inner),
            *((name, at + shift, more) for name, at, more in inner.rest),
        ]
        inner.faults, inner.rest = [], []
    else:
        faults.append(
            Fault(
                after,
                f'"{_shown(raw[after:])}" stands after the end of the value',
                'put the whole value in one pair of braces, or join its parts with "#"',
            )
        )
    return value


def _skip(raw: str, position: int) -> int:
    found = _SPACE.match(raw, position)
    return found.end() if found else position


def _token(
    raw: str, start: int, macros: Mapping[str, str], names: list[str], faults: list[Fault]
) -> tuple[str, int]:
    """One part of a concatenation: its text, and where it ends."""
    if start >= len(raw):
        faults.append(Fault(start, "no value", "write one in braces, or remove the field"))
        return "", len(raw)
    if raw[start] == "{":
        end = closing_brace(raw, start)
        if end < 0:
            faults.append(Fault(start, "the braces do not pair up", "add the missing one"))
            return raw[start + 1 :], len(raw)
        return raw[start + 1 : end], end + 1
    if raw[start] == '"':
        end = _closing_quote(raw, start)
        if end < 0:
            faults.append(
                Fault(start, "braces and quotes do not pair up", "write the value in braces")
            )
            return raw[start + 1 :].rstrip('"'), len(raw)
        return raw[start + 1 : end], end + 1
    number = _NUMBER.match(raw, start)
    if number:
        return number.group(), number.end()
    name = NAME.match(raw, start)
    if name is None:
        what = "no value" if raw[start] == "#" else f'"{_shown(raw[start:])}" is no value'
        faults.append(Fault(start, what, "write the value in braces"))
        return "", len(raw)
    names.append(name.group())
    return macros.get(name.group().lower(), name.group()), name.end()


def _closing_quote(raw: str, start: int) -> int:
    """Index of the ``"`` that ends the string begun at ``start``; inside braces none does."""
    depth = 0
    for found in _QUOTE_MARK.finditer(raw, start + 1):
        match found.group():
            case "{":
                depth += 1
            case "}":
                depth -= 1
                if depth < 0:
                    return -1
            case _ if depth == 0:
                return found.start()
    return -1


def _shown(text: str) -> str:
    text = " ".join(text.split())
    return f"{text[:40]}..." if len(text) > 40 else text
