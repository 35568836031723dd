"""Where a paper appeared, told apart as citation formats want it: larger work and publisher."""

from __future__ import annotations

from syllabook.papers.latex import plain
from syllabook.papers.model import Paper
from syllabook.papers.types import IN_TYPES, canonical

_WHOLE = frozenset(
    [
        "book",
        "mvbook",
        "booklet",
        "collection",
        "mvcollection",
        "proceedings",
        "mvproceedings",
        "reference",
        "mvreference",
        "report",
        "thesis",
        "manual",
        "patent",
        "dataset",
        "software",
        "standard",
    ]
)


def container(paper: Paper) -> str:
    """The journal, proceedings or site that a paper is part of; empty for a work of its own."""
    kind = canonical(paper.type)
    if kind in _WHOLE:
        return ""
    names = ["booktitle", "journaltitle", "journal"]
    if kind not in IN_TYPES:
        names = ["journaltitle", "journal", "booktitle"]
    if paper.venue:
        for name in names:
            text = plain(paper.fields.get(name, ""))
            if text:
                return text
    return paper.organization if kind == "online" else ""


def publisher(paper: Paper) -> str:
    """Who published a paper, or where a thesis or report was made."""
    for name in ("publisher", "institution", "school", "organization"):
        text = plain(paper.fields.get(name, ""))
        if text and text != container(paper):
            return text
    return ""
