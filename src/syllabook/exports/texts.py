"""Texts that other formats can hold."""

from __future__ import annotations

import re

# control characters, halves of surrogate pairs and the two code points that are no characters:
# neither RFC 5545 nor XML 1.0 (2.2, production Char) takes them; the C1 controls have no meaning
_UNFIT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_LINE_END = re.compile(r"\r\n?")


def printable(text: str) -> str:
    """``text`` with plain line ends, and a space for each character that no format takes."""
    return _UNFIT.sub(" ", _LINE_END.sub("\n", text))


def line(text: str) -> str:
    """``text`` on one line."""
    return " ".join(printable(text).split())
