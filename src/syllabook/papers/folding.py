"""How texts are compared in search: case, accents and punctuation do not count.

The index, the pure evaluator and, later, the search in the browser all use this one rule:
NFKD, case fold, drop combining marks, then the letters of the table below. (SQLite's own
``remove_diacritics`` would do for most, but it leaves ``ł`` and ``ø`` alone, so that "Lukasz"
would not find "Łukasz", and no browser could repeat it exactly.)
"""

from __future__ import annotations

import re
import unicodedata

_LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "æ": "ae", "œ": "oe", "ħ": "h"}
)
# Chinese and Japanese are written without spaces: each character is a token of its own.
_HAN = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_TOKEN = re.compile(f"[{_HAN}]|[^\\W_{_HAN}]+")


def fold(text: str) -> str:
    """``text`` without case and accents."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    letters = "".join(char for char in decomposed if not unicodedata.combining(char))
    return letters.casefold().translate(_LETTERS)


def tokens(text: str) -> list[str]:
    """The words of ``text`` for comparison: folded runs of letters and digits."""
    return _TOKEN.findall(fold(text))


def slug(text: str) -> str:
    """``text`` in the form of a topic id: ``Scaling laws`` gives ``scaling-laws``."""
    return "-".join(tokens(text))
