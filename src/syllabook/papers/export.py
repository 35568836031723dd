"""The library for other programs: BibLaTeX, CSL-JSON, RIS. Papers in, text out."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from syllabook.papers.facts import types_of
from syllabook.papers.latex import plain
from syllabook.papers.model import Name, Paper, links
from syllabook.papers.names import names
from syllabook.papers.references import family_name
from syllabook.papers.topics import split_keywords
from syllabook.papers.types import canonical
from syllabook.papers.venues import container, publisher

_DATE_PARTS = re.compile(r"^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_PAGES = re.compile(r"^\s*([^\s–,]+)\s*–\s*([^\s–,]+)\s*$")


def bibtex(paper: Paper, keys: Collection[str] = ()) -> str:
    """One record as BibLaTeX: every field as it stands in the library.

    Args:
        paper: the paper.
        keys: the papers it is exported with. A ``crossref`` to any other paper is left out; the
            fields that came through it stand in the record.
    """
    fields = {
        name: text
        for name, text in paper.fields.items()
        if not (name == "xdata" or (name == "crossref" and text.strip() not in keys))
    }
    return bibtex_entry(paper.type, paper.key, fields)


def bibtex_entry(kind: str, key: str, fields: Mapping[str, str]) -> str:
    """An entry with aligned fields, values in braces."""
    width = max((len(name) for name in fields), default=0)
    lines = [f"  {name.ljust(width)} = {{{text}}},\n" for name, text in fields.items()]
    return f"@{kind}{{{key},\n{''.join(lines)}}}\n"


def biblatex(papers: Iterable[Paper]) -> str:
    """All ``papers`` as a .bib file. Parents of crossrefs come last, as BibTeX wants them."""
    chosen = list(papers)
    keys = {paper.key for paper in chosen}
    parents = {paper.fields.get("crossref", "").strip() for paper in chosen}
    chosen.sort(key=lambda paper: paper.key in parents)
    return "\n".join(bibtex(paper, keys) for paper in chosen)


# -- CSL-JSON (citation-style-language.org, schema csl-data.json) --------------------------------

CSL_TYPES: Mapping[str, str] = {
    "article": "article-journal",
    "book": "book",
    "mvbook": "book",
    "booklet": "pamphlet",
    "collection": "book",
    "mvcollection": "book",
    "inbook": "chapter",
    "bookinbook": "chapter",
    "suppbook": "chapter",
    "incollection": "chapter",
    "suppcollection": "chapter",
    "dataset": "dataset",
    "image": "graphic",
    "artwork": "graphic",
    "audio": "song",
    "music": "song",
    "movie": "motion_picture",
    "video": "motion_picture",
    "inproceedings": "paper-conference",
    "proceedings": "book",
    "mvproceedings": "book",
    "inreference": "entry",
    "reference": "book",
    "mvreference": "book",
    "jurisdiction": "legal_case",
    "legislation": "legislation",
    "letter": "personal_communication",
    "manual": "report",
    "online": "webpage",
    "patent": "patent",
    "performance": "performance",
    "periodical": "periodical",
    "suppperiodical": "article-journal",
    "report": "report",
    "review": "review",
    "software": "software",
    "standard": "standard",
    "thesis": "thesis",
    "unpublished": "manuscript",
}


def csl_type(paper: Paper) -> str:
    """The CSL type of a paper."""
    kinds = types_of(paper)
    if "preprint" in kinds:
        return "article"
    if "post" in kinds:
        return "post-weblog"
    return CSL_TYPES.get(canonical(paper.type), "document")


def csl_items(papers: Iterable[Paper]) -> list[dict[str, Any]]:
    """``papers`` as CSL items."""
    return [_csl_item(paper) for paper in papers]


def csl_json(papers: Iterable[Paper]) -> str:
    """``papers`` as a CSL-JSON file."""
    return json.dumps(csl_items(papers), ensure_ascii=False, indent=2) + "\n"


def _csl_item(paper: Paper) -> dict[str, Any]:
    editors, _ = names(paper.fields.get("editor", ""))
    item: dict[str, Any] = {
        "id": paper.key,
        "type": csl_type(paper),
        "title": paper.title,
        "author": [_csl_name(name) for name in paper.authors],
        "editor": [_csl_name(name) for name in editors],
        "issued": _csl_date(paper),
        "container-title": container(paper) or ("arXiv" if csl_type(paper) == "article" else ""),
        "collection-title": plain(paper.fields.get("series", "")),
        "publisher": publisher(paper),
        "publisher-place": plain(
            paper.fields.get("location", "") or paper.fields.get("address", "")
        ),
        "volume": paper.volume,
        "issue": paper.number,
        "page": paper.pages.replace("–", "-"),
        "number": f"arXiv:{paper.arxiv}" if paper.arxiv else "",
        "DOI": paper.doi,
        "URL": paper.url or (f"https://arxiv.org/abs/{paper.arxiv}" if paper.arxiv else ""),
        "ISBN": paper.fields.get("isbn", ""),
        "ISSN": paper.fields.get("issn", ""),
        "abstract": plain(paper.fields.get("abstract", "")),
        "keyword": ", ".join(split_keywords(plain(paper.fields.get("keywords", "")))),
        "note": paper.note,
    }
    return {name: value for name, value in item.items() if value}


def _csl_name(name: Name) -> dict[str, str]:
    if not (name.given or name.prefix or name.suffix):
        return {"literal": name.family}
    parts = {
        "family": name.family,
        "given": name.given,
        "non-dropping-particle": name.prefix,
        "suffix": name.suffix,
    }
    return {part: text for part, text in parts.items() if text}


def _csl_date(paper: Paper) -> dict[str, Any]:
    parts = [
        [int(number) for number in found.groups() if number]
        for text in paper.date.split("/")
        if (found := _DATE_PARTS.match(text.strip()))
    ]
    if parts:
        return {"date-parts": parts[:2]}
    return {"date-parts": [[paper.year]]} if paper.year is not None else {}


# -- RIS (Research Information Systems, as Zotero and EndNote read it) ----------------------------

RIS_TYPES: Mapping[str, str] = {
    "article": "JOUR",
    "book": "BOOK",
    "mvbook": "BOOK",
    "booklet": "PAMP",
    "collection": "EDBOOK",
    "mvcollection": "EDBOOK",
    "inbook": "CHAP",
    "bookinbook": "CHAP",
    "suppbook": "CHAP",
    "incollection": "CHAP",
    "suppcollection": "CHAP",
    "dataset": "DATA",
    "image": "ART",
    "artwork": "ART",
    "audio": "SOUND",
    "music": "MUSIC",
    "movie": "VIDEO",
    "video": "VIDEO",
    "inproceedings": "CPAPER",
    "proceedings": "CONF",
    "mvproceedings": "CONF",
    "inreference": "ENCYC",
    "reference": "EDBOOK",
    "mvreference": "EDBOOK",
    "jurisdiction": "CASE",
    "legislation": "STAT",
    "letter": "PCOMM",
    "manual": "RPRT",
    "online": "ELEC",
    "patent": "PAT",
    "periodical": "SER",
    "suppperiodical": "JOUR",
    "report": "RPRT",
    "software": "COMP",
    "standard": "STAND",
    "thesis": "THES",
    "unpublished": "UNPB",
}


def ris(
    papers: Iterable[Paper],
    importance: Mapping[str, str] | None = None,
    notes: Mapping[str, str] | None = None,
) -> str:
    """``papers`` as an RIS file.

    Args:
        papers: the papers.
        importance: by key, what goes into ``U1``: the role of the reading.
        notes: by key, what goes into ``N1``: the study note.
    """
    return "\r\n".join(
        _ris_record(paper, (importance or {}).get(paper.key, ""), (notes or {}).get(paper.key, ""))
        for paper in papers
    )


def _ris_record(paper: Paper, importance: str, note: str) -> str:
    kinds = types_of(paper)
    kind = RIS_TYPES.get(canonical(paper.type), "GEN")
    kind = "UNPB" if "preprint" in kinds else "BLOG" if "post" in kinds else kind
    begin, end = _page_range(paper.pages)
    editors, _ = names(paper.fields.get("editor", ""))
    found = _DATE_PARTS.match(paper.date)
    day = "/".join([*(part or "" for part in found.groups()), ""]) if found and found[2] else ""
    addresses = [link.href for link in links(paper) if link.label in {"arXiv", "Web", "Code"}]
    lines: list[tuple[str, str]] = [
        ("TY", kind),
        ("ID", paper.key),
        ("TI", paper.title),
        *(("AU", _ris_name(name)) for name in paper.authors),
        *(("ED", _ris_name(name)) for name in editors),
        ("PY", str(paper.year) if paper.year is not None else ""),
        ("DA", day),
        ("T2", container(paper)),
        ("T3", plain(paper.fields.get("series", ""))),
        ("PB", publisher(paper)),
        ("CY", plain(paper.fields.get("location", "") or paper.fields.get("address", ""))),
        ("VL", paper.volume),
        ("IS", paper.number),
        ("SP", begin),
        ("EP", end),
        ("DO", paper.doi),
        *(("UR", address) for address in addresses),
        *(("L1", link.href) for link in links(paper) if link.label == "PDF"),
        *(("KW", word) for word in split_keywords(plain(paper.fields.get("keywords", "")))),
        ("AB", plain(paper.fields.get("abstract", ""))),
        ("U1", importance),
        ("N1", note),
        ("N1", paper.note),
    ]
    text = "".join(f"{tag}  - {_line(value)}\r\n" for tag, value in lines if value.strip())
    return f"{text}ER  - \r\n"


def _line(value: str) -> str:
    return " ".join(value.split())


def _ris_name(name: Name) -> str:
    return ", ".join(part for part in (family_name(name), name.given, name.suffix) if part)


def _page_range(pages: str) -> tuple[str, str]:
    found = _PAGES.match(pages)
    return (found[1], found[2]) if found else (pages, "")
