"""Bibliographic records from where papers are registered: doi.org and arXiv.

A DOI's registration agency (Crossref, DataCite, ...) gives BibTeX by content negotiation
(https://citation.doi.org/docs.html); arXiv answers through the client of the PyPI package
``arxiv`` (https://info.arxiv.org/help/api/user-manual.html). Both come back as the text of one
entry in the fields that the library uses.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import arxiv  # type: ignore[import-untyped]
import requests
from requests.adapters import HTTPAdapter

from syllabook import __version__
from syllabook.foundation.problems import Problem, ProblemsFound
from syllabook.papers.bibfile import read
from syllabook.papers.export import bibtex_entry
from syllabook.papers.identifiers import doi_of_url

_SECONDS = 20.0  # a registry that has not answered by then is taken for unreachable
_OFFLINE = (
    "check the network, or save the record as a .bib file and run: syllabook new paper FILE.bib"
)
# what agencies add that the library has its own way of saying, or does not keep
_LEFT_OUT = {"abstract", "copyright", "issn", "keywords", "language", "month", "note", "urldate"}
_VERBATIM = {"doi", "eprint", "file", "url"}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_SPACE = re.compile(r"\s+")
_MATH = re.compile(r"(\$[^$]*\$)")
_BARE = re.compile(r"(?<!\\)([&%#_])")


def fetch_doi(doi: str) -> str:
    """The record of a DOI, as its registration agency has it.

    Args:
        doi: without resolver, such as ``10.1126/science.169.3946.635``.

    Raises:
        ProblemsFound: there is no network, the DOI is unknown, or the agency gives no BibTeX.
    """
    name = f"doi:{doi}"
    headers = {"Accept": "application/x-bibtex", "User-Agent": f"syllabook/{__version__}"}
    try:
        address = f"https://doi.org/{quote(doi, safe='/')}"
        answer = requests.get(address, headers=headers, timeout=_SECONDS)
    except requests.exceptions.RequestException as error:
        raise _unreachable(name, "doi.org") from error
    if answer.status_code == requests.codes.not_found:
        raise _refused(name, "doi.org knows no such DOI", "compare it with the paper's own page")
    if answer.status_code != requests.codes.ok:
        raise _refused(
            name, f"doi.org answers with HTTP status {answer.status_code}", "try again later"
        )
    if "bibtex" not in answer.headers.get("Content-Type", ""):
        raise _refused(
            name, "its registration agency gives no BibTeX", "write the record by hand into a .bib"
        )
    return _clean(answer.content.decode("utf-8", errors="replace"), name, doi)


def fetch_arxiv(identifier: str) -> str:
    """The record of an arXiv id, as arXiv has it: the date is that of the first version.

    Args:
        identifier: such as ``2201.02177`` or ``hep-th/9901001``.

    Raises:
        ProblemsFound: there is no network, or the id is unknown.
    """
    name = f"arXiv:{identifier}"
    try:
        found = next(_Client().results(arxiv.Search(id_list=[identifier], max_results=1)), None)
    except requests.exceptions.RequestException as error:
        raise _unreachable(name, "arXiv") from error
    except arxiv.HTTPError as error:
        if error.status == requests.codes.bad_request:
            found = None
        else:
            message = f"arXiv answers with HTTP status {error.status}"
            raise _refused(name, message, "try again later") from error
    if found is None:
        raise _refused(name, "arXiv knows no such id", "compare it with the paper's own page")
    return bibtex_entry("misc", "fetched", _arxiv_fields(found, identifier))


def _arxiv_fields(found: Any, identifier: str) -> dict[str, str]:
    fields = {
        "title": _latex(found.title),
        "author": " and ".join(_latex(author.name) for author in found.authors),
        "date": found.published.date().isoformat(),
        "eprint": identifier,
        "eprinttype": "arxiv",
        "eprintclass": found.primary_category,
        "doi": (found.doi or "").removeprefix("https://doi.org/"),
    }
    return {name: text for name, text in fields.items() if text}


class _Client(arxiv.Client):  # type: ignore[misc]
    """arXiv's client, which waits for an answer without end by itself."""

    def __init__(self) -> None:
        super().__init__(page_size=1, num_retries=1)
        self._session.mount("https://", _Patient())


class _Patient(HTTPAdapter):
    """Connections that give up after a while."""

    def send(
        self, request: requests.PreparedRequest, *args: Any, **options: Any
    ) -> requests.Response:
        return super().send(request, *args, **{**options, "timeout": _SECONDS})


def _clean(text: str, name: str, doi: str) -> str:
    """An agency's BibTeX in the library's fields."""
    reading = read(text.strip(), name)
    if len(reading.records) != 1:
        message = "the BibTeX of its registration agency cannot be read"
        raise _refused(name, message, "write the record by hand into a .bib")
    record = reading.records[0]
    fields = {
        field: value if field in _VERBATIM else _latex(value)
        for field, value in record.fields.items()
    }
    if "journal" in fields:
        fields["journaltitle"] = fields.pop("journal")
    if doi_of_url(fields.get("url", "")):
        del fields["url"]
    fields["doi"] = doi
    date = _date(record.fields)
    if date:
        fields.pop("year", None)
        fields["date"] = date
    order = ("title", "author", "editor", "journaltitle", "booktitle", "date", "year")
    kept = {field: fields[field] for field in order if field in fields}
    kept |= {field: text for field, text in fields.items() if field not in _LEFT_OUT}
    return bibtex_entry(record.type, "fetched", kept)


def _date(fields: Mapping[str, str]) -> str:
    """``1970-08`` from year and month, or an empty string."""
    month = fields.get("month", "").strip()[:3].lower()
    if fields.get("date") or not fields.get("year") or month not in _MONTHS:
        return ""
    return f"{fields['year']}-{_MONTHS.index(month) + 1:02}"


def _latex(text: str) -> str:
    """``text`` without markup of the web, its special characters as BibTeX wants them."""
    plain = _SPACE.sub(" ", _TAG.sub("", html.unescape(text))).strip()
    pieces = _MATH.split(plain)
    return "".join(
        piece if index % 2 else _BARE.sub(r"\\\1", piece) for index, piece in enumerate(pieces)
    )


def _unreachable(name: str, where: str) -> ProblemsFound:
    return _refused(name, f"{where} cannot be reached", _OFFLINE)


def _refused(name: str, message: str, fix: str) -> ProblemsFound:
    return ProblemsFound([Problem(name, 0, 0, message, fix)])
