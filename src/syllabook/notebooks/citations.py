"""Citations in files that leave the site: author and year, and a list of references at the end."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Protocol

from syllabook.papers import Paper, letters, links
from syllabook.papers.references import parenthetical_text, plain, textual

ROLES = {"cite", "cite:p", "cite:t", "paper"}
_CITATION = re.compile(r"\{(?:cite(?::[pt])?|paper)\}(`+)(.+?)\1", re.DOTALL)
_SPECIAL = re.compile(r"([\\`*_\[\]<>$])")


class Papers(Protocol):
    """What is needed of a library."""

    def get(self, key: str) -> Paper | None:
        """The paper with a key, or None."""


class Citations:
    """The papers one document cites.

    Attributes:
        papers: by key, in the order of first citation.
        unknown: keys that the library does not have.
    """

    def __init__(self, texts: Iterable[str], library: Papers) -> None:
        """Collect what ``texts``, together one document, cite."""
        self.papers: dict[str, Paper] = {}
        self.unknown: list[str] = []
        for text in texts:
            for _, body in _CITATION.findall(text):
                for key in _keys(body):
                    paper = library.get(key)
                    if paper is not None:
                        self.papers.setdefault(key, paper)
                    elif key not in self.unknown:
                        self.unknown.append(key)
        self._letters = letters(self.papers.values())

    def show(self, role: str, body: str) -> str:
        """A role's citation as Markdown, each paper linked to where it can be had."""
        shown = [self._show(role, key) for key in _keys(body)]
        if role in {"cite:t", "paper"}:
            return ", ".join(shown)
        return f"({'; '.join(shown)})"

    def _show(self, role: str, key: str) -> str:
        paper = self.papers.get(key)
        if paper is None:
            return escaped(f"[{key}]")
        letter = self._letters.get(key, "")
        if role == "paper":
            text = paper.title
        else:
            text = (textual if role == "cite:t" else parenthetical_text)(paper, letter)
        return linked(escaped(text), paper)

    def references(self) -> str:
        """The list of references, with its heading; empty if nothing is cited."""
        if not self.papers:
            return ""
        ordered = sorted(
            self.papers.values(),
            key=lambda paper: plain(paper, self._letters.get(paper.key, "")).casefold(),
        )
        lines = [f"- {full(paper, self._letters.get(paper.key, ''))}" for paper in ordered]
        return "\n".join(["## References", "", *lines, ""])


def full(paper: Paper, letter: str = "") -> str:
    """A reference as Markdown, with a link to the paper."""
    found = links(paper)
    where = f" [{found[0].label}]({address(found[0].href)})" if found else ""
    return escaped(plain(paper, letter)) + where


def linked(text: str, paper: Paper) -> str:
    """``text`` as a link to the paper, if there is a way to reach it."""
    found = links(paper)
    return f"[{text}]({address(found[0].href)})" if found else text


def address(href: str) -> str:
    """An address as Markdown takes it within parentheses."""
    return f"<{href}>" if re.search(r"[\s()]", href) else href


def escaped(text: str) -> str:
    """Plain text as Markdown."""
    return _SPECIAL.sub(r"\\\1", text)


def _keys(body: str) -> list[str]:
    return [key for part in body.split(",") if (key := part.strip())]
