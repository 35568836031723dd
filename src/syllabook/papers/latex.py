"""From the LaTeX that .bib fields are written in to plain Unicode text.

pylatexenc reads only fields that hold a backslash or a formula; it costs about a thousand times
what the few string operations below cost, and most fields of a library need neither.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pylatexenc.latex2text import LatexNodes2Text  # type: ignore[import-untyped]

# A formula as pandoc sees it: no space inside the dollars, no digit after the second,
# so that "from $5 to $10" stays a price.
_MATH = re.compile(r"(?<!\\)\$(?=\S)((?:[^$\\]|\\.)*?)(?<=\S)(?<!\\)\$(?!\d)", re.DOTALL)
_SPECIAL = re.compile(r"[\\{}~$`]|--|''")
_SINGLE_QUOTED = re.compile(r"`(?=\S)([^`]*?\S)'(?!\w)")
# pylatexenc reads these as LaTeX does (comment, parameter, table cell); a .bib field means the
# characters.
_BARE = re.compile(r"(?<!\\)([%#&])")
_VERBATIM = re.compile(r"\\(?:url|path|nolinkurl)\s*\{((?:[^{}]|\{[^{}]*\})*)\}")
_HREF = re.compile(r"\\href\s*\{(?:[^{}]|\{[^{}]*\})*\}\s*(?=\{)")
_URL_ESCAPES = re.compile(r"\\([_%&#$~{}])(?:\{\})?|\{?\\textasciitilde(?:\{\}|\b)\s*\}?|\\%")


@lru_cache(maxsize=1)
def _decoder() -> LatexNodes2Text:
    # imported here: a library that is only reopened decodes nothing and should open at once
    from pylatexenc.latex2text import LatexNodes2Text  # noqa: PLC0415

    return LatexNodes2Text(math_mode="text", keep_comments=True, strict_latex_spaces=False)


@lru_cache(maxsize=65536)
def _decode(latex: str) -> str:
    source = _VERBATIM.sub(lambda found: _protect(found.group(1)), _HREF.sub("", latex))
    return str(_decoder().latex_to_text(_BARE.sub(r"\\\1", source), tolerant_parsing=True))


def _protect(url: str) -> str:
    """An address as LaTeX text, so that the decoder gives it back letter by letter."""
    plain = url_text(url)
    return re.sub(r"([_%&#$])", r"\\\1", plain).replace("~", r"\textasciitilde{}")


def _convert(text: str) -> str:
    if "\\" in text:
        return _decode(text)
    text = text.replace("{", "").replace("}", "").replace("~", " ")
    if "`" in text or "''" in text:
        text = text.replace("``", "“").replace("''", "”")
        text = _SINGLE_QUOTED.sub("‘\\1’", text)
    if "--" in text:
        text = text.replace("---", "—").replace("--", "–")
    return text


def plain(value: str) -> str:
    """The text that LaTeX would set for ``value``, on one line.

    Accents and symbols become Unicode, braces go (escaped ones stay), ``--`` and ``---`` become
    dashes, ``~`` a space, LaTeX quotes typographic ones, and formulas a readable line
    (``$O(n^2)$`` gives ``O(n^2)``).

    Args:
        value: the field as written, outer delimiters removed.
    """
    if not _SPECIAL.search(value):
        return " ".join(value.split())
    if "$" not in value:
        return " ".join(_convert(value).split())
    parts: list[str] = []
    end = 0
    for found in _MATH.finditer(value):
        parts += [_convert(value[end : found.start()]), _formula(found.group(1))]
        end = found.end()
    parts.append(_convert(value[end:]))
    return " ".join("".join(parts).split())


@lru_cache(maxsize=4096)
def _formula(latex: str) -> str:
    return str(_decoder().latex_to_text(f"${latex}$", tolerant_parsing=True)).strip()


def url_text(value: str) -> str:
    r"""An address out of a field: LaTeX escapes, ``\url{...}`` and angle brackets removed."""
    text = value.strip()
    if "\\" in text or "{" in text:
        wrapped = _VERBATIM.search(text)
        if wrapped:
            text = wrapped.group(1)
        text = _URL_ESCAPES.sub(lambda found: found.group(1) or "~", text)
        text = text.replace("{", "").replace("}", "")
    if text.startswith("<") and text.endswith(">"):
        text = text[1:-1]
    return "".join(text.split())
