"""From a raw .bib entry to a :class:`Paper`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date as calendar_date
from typing import Any

from syllabook.foundation.problems import Problem, did_you_mean
from syllabook.papers.bibfile import column_of
from syllabook.papers.codec import digest, encode
from syllabook.papers.identifiers import arxiv_in, arxiv_of, doi_of, doi_of_url
from syllabook.papers.latex import plain, url_text
from syllabook.papers.model import Paper
from syllabook.papers.names import names
from syllabook.papers.raw import RawRecord
from syllabook.papers.topics import Vocabulary
from syllabook.papers.types import IN_TYPES, canonical

_YEAR = re.compile(r"(?<!\d)(\d{4})(?!\d)")
_DATE = re.compile(r"^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(?:T[\d:]+Z?)?[?~%]?$")
_ARXIV_VENUE = re.compile(r"^\s*(?:arxiv|corr)\b", re.IGNORECASE)
_HYPHENS = re.compile(r"(?<=\w)\s*-\s*(?=\w)")
_URL = re.compile(r"^(?:https?|ftp)://\S+$", re.IGNORECASE)
#: Fields whose places are looked at for an arXiv id inside their text.
_ARXIV_TEXTS = ("journaltitle", "journal", "howpublished", "note", "volume", "number", "pages")

Report = tuple[str, str, str]  # field, message, fix


def paper_of(
    record: RawRecord, file: str, vocabulary: Vocabulary | None = None
) -> tuple[Paper, list[Problem]]:
    """Read the content of a record.

    Args:
        record: the entry, inherited fields included.
        file: the file it stands in, as shown to the user.
        vocabulary: tells topics from pillars; without one every keyword is a topic.

    Returns:
        The paper, and warnings: unknown keywords, dates that are none, identifiers that are none,
        no title.
    """
    paper, _, problems = paper_and_data(record, file, vocabulary)
    return paper, problems


def paper_and_data(
    record: RawRecord, file: str, vocabulary: Vocabulary | None
) -> tuple[Paper, str, list[Problem]]:
    """Like :func:`paper_of`, with the paper's encoded content, which the digest needs anyway."""
    fields = record.fields
    reports: list[Report] = []
    authors, more = names(fields.get("author", ""))
    date, year = _date(fields, reports)
    arxiv = _arxiv(fields)
    organization = _organization(record.type, fields)
    doi = _doi(fields, reports)
    keywords = (vocabulary or Vocabulary()).classify(plain(fields.get("keywords", "")))
    title = _title(fields)
    if not title:
        reports.append(("", f'"{record.key}" has no title', "add title = {...}"))
    if vocabulary is not None:
        reports += [_unknown(word, vocabulary) for word in keywords.unknown]
    content: dict[str, Any] = {
        "type": record.type,
        "title": title,
        "authors": authors,
        "more_authors": more,
        "organization": organization,
        "date": date,
        "year": year,
        "venue": _venue(record.type, fields) or organization,
        "volume": "" if arxiv_of(fields.get("volume", "")) else plain(fields.get("volume", "")),
        "number": plain(fields.get("number", "") or fields.get("issue", "")),
        "pages": _pages(fields.get("pages", "")),
        "doi": doi,
        "arxiv": arxiv,
        "url": _url(fields, doi, arxiv),
        "pdf": url_text(fields.get("pdf", "")),
        "code": url_text(fields.get("code", "")),
        "note": plain(fields.get("note", "")),
        "topics": keywords.topics,
        "pillars": keywords.pillars,
        "fields": fields,
    }
    data = encode(content)
    paper = Paper(
        key=record.key,
        file=file,
        line=record.line,
        digest=digest(record.key, data),
        **content,
    )
    problems = [
        Problem(
            file,
            record.lines.get(name, record.line),
            column_of(record, name) if name in record.lines else record.column,
            message,
            fix,
            "warning",
        )
        for name, message, fix in reports
    ]
    return paper, data, problems


def _title(fields: Mapping[str, str]) -> str:
    title = plain(fields.get("title", ""))
    subtitle = plain(fields.get("subtitle", ""))
    if title and subtitle:
        return f"{title} {subtitle}" if title[-1] in "?!:." else f"{title}: {subtitle}"
    return title or subtitle


def _date(fields: Mapping[str, str], reports: list[Report]) -> tuple[str, int | None]:
    for name in ("date", "year"):
        text = plain(fields.get(name, ""))
        if not text:
            continue
        begin = text.partition("/")[0] if name == "date" else text
        found = _DATE.match(begin)
        if found:
            try:
                calendar_date(int(found[1]), int(found[2] or 1), int(found[3] or 1))
            except ValueError:
                reports.append((name, f'"{text}" is no date', "write it like 2026-01-31"))
            return text, int(found[1])
        loose = _YEAR.search(text)
        if name == "date":
            reports.append((name, f'"{text}" is no date', "write it like 2026-01-31"))
        elif loose is None:
            reports.append((name, f'"{text}" is no year', "write it like 2026"))
        return text, int(loose[1]) if loose else None
    return "", None


def _organization(kind: str, fields: Mapping[str, str]) -> str:
    if canonical(kind) != "online":
        return ""
    for name in ("organization", "institution", "publisher"):
        if fields.get(name):
            return plain(fields[name])
    return ""


def _venue(kind: str, fields: Mapping[str, str]) -> str:
    """Where it appeared; for a preprint that appeared nowhere else an empty string."""
    order = ["journaltitle", "journal", "booktitle", "howpublished"]
    order += ["institution", "school", "organization", "publisher", "eventtitle"]
    if canonical(kind) in IN_TYPES:
        order.insert(0, order.pop(2))
    for name in order:
        text = plain(fields.get(name, ""))
        if not text or _ARXIV_VENUE.match(text) or "\\url" in fields[name] or _URL.match(text):
            continue
        return text
    return ""


def _pages(value: str) -> str:
    text = plain(value)
    return text if "–" in text else _HYPHENS.sub("–", text)


def _doi(fields: Mapping[str, str], reports: list[Report]) -> str:
    written = fields.get("doi", "").strip()
    if written:
        doi = doi_of(written)
        if not doi:
            reports.append(("doi", f'"{written}" is no DOI', "write it like 10.1038/nature14539"))
        return doi
    return doi_of_url(url_text(fields.get("url", "")))


def _arxiv(fields: Mapping[str, str]) -> str:
    kind = fields.get("eprinttype", "") or fields.get("archiveprefix", "")
    eprint = fields.get("eprint", "")
    if eprint and (not kind or kind.strip().lower() == "arxiv"):
        found = arxiv_of(eprint)
        if found:
            return found
    for name in ("arxiv", "doi", "url", "html", "pdf"):
        found = arxiv_of(fields[name]) if fields.get(name) else ""
        if found:
            return found
    for name in _ARXIV_TEXTS:
        text = fields.get(name, "")
        if not text:
            continue
        found = arxiv_in(text) or (arxiv_of(text) if text.startswith("abs/") else "")
        if found:
            return found
    return ""


def _url(fields: Mapping[str, str], doi: str, arxiv: str) -> str:
    """The record's address; one that only resolves its DOI or arXiv id, in its usual form."""
    url = url_text(fields.get("url", "") or fields.get("html", "") or fields.get("website", ""))
    if not url:
        how = fields.get("howpublished", "")
        text = url_text(how)
        url = text if _URL.match(text) else ""
    if url and doi and doi_of_url(url).lower() == doi.lower():
        return f"https://doi.org/{doi}"
    if url and arxiv and arxiv_of(url) == arxiv:
        return f"https://arxiv.org/abs/{arxiv}"
    return url


def _unknown(word: str, vocabulary: Vocabulary) -> Report:
    fix = did_you_mean(word, vocabulary.by_name)
    where = vocabulary.file or "the vocabulary"
    return "keywords", f'unknown keyword "{word}"', fix or f"add it to {where}, or remove it"
