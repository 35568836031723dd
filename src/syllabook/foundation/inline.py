"""The inline Markdown that outline texts may hold, read once for every output.

Titles, objectives, notes and policies are short texts with ``*emphasis*``, ``**strong**``,
`` `code` `` and ``[links](https://...)``; a site, a PDF and a calendar each show them their way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_MARKUP = re.compile(r"[*_`\[\\&]")
_SPACE = re.compile(r"[ \t\r\n]+")  # not the no-break space, which is meant


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one style.

    Attributes:
        text: the characters.
        strong, emphasis, code: how they are set.
        href: where they link to, or an empty string.
    """

    text: str
    strong: bool = False
    emphasis: bool = False
    code: bool = False
    href: str = ""


@lru_cache(maxsize=1)
def _markdown() -> MarkdownIt:
    from markdown_it import MarkdownIt  # noqa: PLC0415 - few texts hold markup

    parser = MarkdownIt("zero")
    parser.enable(["emphasis", "backticks", "link", "escape", "entity"])
    return parser


@lru_cache(maxsize=4096)
def runs(text: str) -> tuple[Run, ...]:
    """Split ``text`` into runs; what is not inline Markdown stays as it is."""
    text = _SPACE.sub(" ", text).strip(" ")
    if not _MARKUP.search(text):
        return (Run(text),) if text else ()
    return tuple(_runs(_markdown().parseInline(text)[0].children or []))


def _runs(tokens: list[Token]) -> Iterator[Run]:
    strong = emphasis = 0
    href = ""
    for token in tokens:
        match token.type:
            case "strong_open":
                strong += 1
            case "strong_close":
                strong -= 1
            case "em_open":
                emphasis += 1
            case "em_close":
                emphasis -= 1
            case "link_open":
                href = str(token.attrGet("href") or "")
            case "link_close":
                href = ""
            case _:
                if token.content:
                    code = token.type == "code_inline"
                    yield Run(token.content, strong > 0, emphasis > 0, code, href)


def plain(text: str) -> str:
    """``text`` without its markup."""
    return "".join(run.text for run in runs(text))
