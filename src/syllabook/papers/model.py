"""A paper as the library holds it: one bibliographic record, read once and never changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Name:
    """One author or editor, split as BibTeX splits names.

    Attributes:
        family: family name, or the whole name of an organization.
        given: given names as written.
        prefix: ``von`` part.
        suffix: ``Jr.`` part.
    """

    family: str
    given: str = ""
    prefix: str = ""
    suffix: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """One bibliographic record (article, preprint, book, post, press article).

    Attributes:
        key: citation key, unique in the library.
        type: BibLaTeX entry type in lower case.
        title: plain Unicode text, no braces or LaTeX.
        authors: in order; empty when only an organization is known.
        more_authors: the list ends with "and others".
        organization: publisher of an online record (blog, magazine), or an empty string.
        date: as written in ``date`` (ISO 8601) or ``year``; empty if unknown.
        year: the year of ``date``; None if unknown.
        venue: journal, proceedings, publisher or organization, plain text.
        volume, number, pages: plain text, pages with an en dash.
        doi: without resolver (``10.1038/nature14539``).
        arxiv: arXiv id (``2201.02177``), empty if none.
        url, pdf, code: links as given.
        note: the record's own ``note`` field, plain text.
        topics: keywords of the vocabulary that are topics, in the record's order.
        pillars: keywords that are pillars (science-of-ai, science-for-ai, ai-for-science).
        fields: every field as written in the .bib (inherited ones included), names in lower case.
        file, line: where the record stands, relative to the project.
        digest: hash of the record's content; changes when anything above but the place changes.
    """

    key: str
    type: str
    title: str
    authors: tuple[Name, ...] = ()
    more_authors: bool = False
    organization: str = ""
    date: str = ""
    year: int | None = None
    venue: str = ""
    volume: str = ""
    number: str = ""
    pages: str = ""
    doi: str = ""
    arxiv: str = ""
    url: str = ""
    pdf: str = ""
    code: str = ""
    note: str = ""
    topics: tuple[str, ...] = ()
    pillars: tuple[str, ...] = ()
    fields: Mapping[str, str] = field(default_factory=dict)
    file: str = ""
    line: int = 0
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A way to reach a paper: what it is called and where it leads."""

    label: str
    href: str


def links(paper: Paper) -> tuple[Link, ...]:
    """The ways to reach ``paper``, most lasting first: DOI, arXiv, PDF, code, web."""
    found: list[Link] = []
    if paper.doi:
        found.append(Link("DOI", f"https://doi.org/{paper.doi}"))
    if paper.arxiv:
        found.append(Link("arXiv", f"https://arxiv.org/abs/{paper.arxiv}"))
        found.append(Link("PDF", paper.pdf or f"https://arxiv.org/pdf/{paper.arxiv}"))
    elif paper.pdf:
        found.append(Link("PDF", paper.pdf))
    if paper.code:
        found.append(Link("Code", paper.code))
    if paper.url and not any(paper.url == link.href for link in found):
        found.append(Link("Web", paper.url))
    return tuple(found)
