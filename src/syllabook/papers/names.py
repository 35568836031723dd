"""Author and editor lists, split as BibTeX splits them (bibtexparser's rules for von and Jr)."""

from __future__ import annotations

import re
from functools import lru_cache

from syllabook.papers.latex import plain
from syllabook.papers.model import Name

_AND = re.compile(r"\s+and\s+", re.IGNORECASE)
_PLAIN = re.compile(r"[^{}\\~,]+(?:,[^{}\\~,]+)?")
_EXTENDED = re.compile(r"^\s*(?:family|given|prefix|suffix)\s*=", re.IGNORECASE)
_OTHERS = frozenset({"others", "et al", "et al."})


def names(value: str) -> tuple[tuple[Name, ...], bool]:
    """Split a name list.

    Args:
        value: the field as written, such as ``Knuth, Donald E. and {The TeX Team} and others``.

    Returns:
        The names in order, and whether the list ends with "and others".
    """
    found: list[Name] = []
    more = False
    for part in _split(value):
        if " ".join(part.split()).casefold() in _OTHERS:
            more = True
            continue
        person = _name(part)
        if person.family or person.given:
            found.append(person)
    return tuple(found), more


def _split(value: str) -> list[str]:
    if "{" not in value and "\\" not in value:
        return _AND.split(value.strip()) if value.strip() else []
    from bibtexparser.middlewares.names import split_multiple_persons_names  # noqa: PLC0415

    return list(split_multiple_persons_names(value))


@lru_cache(maxsize=65536)
def _name(text: str) -> Name:
    text = text.strip().rstrip(",").strip()
    if _EXTENDED.match(text):
        return _extended(text)
    if _PLAIN.fullmatch(text):
        quick = _common(text)
        if quick is not None:
            return quick
    from bibtexparser.middlewares.names import parse_single_name_into_parts  # noqa: PLC0415

    parts = parse_single_name_into_parts(text, strict=False)
    family, given = plain(" ".join(parts.last)), plain(" ".join(parts.first))
    return Name(family, given, plain(" ".join(parts.von)), plain(" ".join(parts.jr)))


def _common(text: str) -> Name | None:
    """``Family, Given`` and ``Given Family`` without a von part: nine names in ten."""
    family, comma, given = text.partition(",")
    words = (family if comma else text).split()
    if not words or not all(word[0].isupper() for word in words):
        return None
    if comma:
        return Name(plain(" ".join(words)), plain(given))
    return Name(plain(words[-1]), plain(" ".join(words[:-1])))


def _extended(text: str) -> Name:
    """Biber's ``family=Beethoven, given=Ludwig, prefix=van``, which Better BibTeX can write."""
    parts = {"family": "", "given": "", "prefix": "", "suffix": ""}
    for item in text.split(","):
        label, equals, content = item.partition("=")
        if equals and label.strip().lower() in parts:
            parts[label.strip().lower()] = plain(content.strip().strip('"'))
    return Name(**parts)
