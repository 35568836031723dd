"""``syllabook new paper``: a record from doi.org, arXiv or a file that the library lacks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from syllabook.foundation.problems import Problem, ProblemsFound, did_you_mean, errors
from syllabook.papers import Library
from syllabook.papers.bibfile import read
from syllabook.papers.export import bibtex_entry
from syllabook.papers.facts import people
from syllabook.papers.folding import slug
from syllabook.papers.identifiers import arxiv_of, doi_of
from syllabook.papers.importing import ImportPlan, plan_import
from syllabook.papers.index_writing import decode_bib
from syllabook.papers.model import Paper
from syllabook.papers.record import paper_of
from syllabook.papers.references import family_name

_ARTICLES = {"a", "an", "the"}


def plan_paper(source: str, library: Library, topics: Sequence[str] = ()) -> ImportPlan:
    """What adding a paper would do; nothing is written.

    Args:
        source: ``doi:10...``, ``arXiv:...``, an address of either, or a .bib file.
        library: what is there; a paper that it has is a duplicate in the plan.
        topics: keywords for a fetched record; the records of a file stay as they are, so that
            topics beside one are refused.

    Raises:
        ProblemsFound: ``source`` is none of these, a file cannot be read, or a registry cannot be
            reached or does not know the paper, a topic is not in the vocabulary, or there are
            topics beside a file.
    """
    path = Path(source)
    if path.suffix == ".bib":
        if topics:
            message = "the records of a file are taken as they are, without --topic"
            fix = f"leave it out, and write keywords = {{{', '.join(topics)}}} into the record"
            raise ProblemsFound([Problem(source, 0, 0, message, fix)])
        return plan_import(_text(path), library, source)
    _known(topics, library)
    # slow to import, and needed only where there is a network
    from syllabook.authoring.fetch import fetch_arxiv, fetch_doi  # noqa: PLC0415

    arxiv, doi = arxiv_of(source), doi_of(source)
    if arxiv:
        text = fetch_arxiv(arxiv)
    elif doi:
        text = fetch_doi(doi)
    else:
        message = "is neither a DOI nor an arXiv id nor a .bib file"
        fix = "write doi:10.1038/nature14539, arXiv:2201.02177 or FILE.bib"
        raise ProblemsFound([Problem(source, 0, 0, message, fix)])
    plan = plan_import(_named(text, source, library, topics), library, source)
    if errors(plan.problems):
        raise ProblemsFound(plan.problems)
    return plan


def _known(topics: Sequence[str], library: Library) -> None:
    vocabulary = library.vocabulary
    if not vocabulary:
        return
    problems = [
        Problem(
            vocabulary.file,
            0,
            0,
            f'unknown topic "{topic}"',
            did_you_mean(topic, vocabulary.by_name) or "add it to this file",
        )
        for topic in topics
        if vocabulary.find(topic) is None
    ]
    if problems:
        raise ProblemsFound(problems)


def _text(path: Path) -> str:
    try:
        text, fault = decode_bib(path.read_bytes(), str(path))
    except OSError as error:
        reason = f"cannot be read: {error.strerror}"
        raise ProblemsFound([Problem(str(path), 0, 0, reason)]) from error
    if fault:
        raise ProblemsFound([fault])
    return text


def _named(text: str, source: str, library: Library, topics: Sequence[str]) -> str:
    """A fetched record with its keywords, under a key of the library's kind."""
    record = read(text, source).records[0]
    fields = dict(record.fields)
    if topics:
        fields["keywords"] = ", ".join(topics)
    paper, _ = paper_of(record, source, library.vocabulary)
    return bibtex_entry(record.type, _free_key(key_of(paper), paper, library), fields)


def key_of(paper: Paper) -> str:
    """``power2022grokking``: first author, year and first word of the title.

    Articles (a, an, the) do not count as first words.
    """
    first = next((family_name(name) for name in people(paper)), paper.organization)
    words = [word for word in slug(paper.title).split("-") if word and word not in _ARTICLES]
    parts = (slug(first), str(paper.year or ""), words[0] if words else "")
    return re.sub(r"[^a-z0-9]", "", "".join(parts)) or "paper"


def _free_key(key: str, paper: Paper, library: Library) -> str:
    """``key``, with a letter behind it if it is that of another paper."""
    free = key
    for letter in "bcdefghijklmnopqrstuvwxyz":
        there = library.get(free)
        if there is None or slug(there.title) == slug(paper.title):
            return free
        free = f"{key}{letter}"
    return free
