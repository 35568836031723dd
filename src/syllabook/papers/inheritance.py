"""What a record takes over from the records its ``crossref`` and ``xdata`` fields name.

The rules are those of biber's defaults (biblatex manual, "Data inheritance") with one limit: what
identifies the parent itself (its DOI, address, abstract, page count, keywords...) is not taken
over, because in a library it would pass for the child's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from syllabook.papers.raw import RawRecord
from syllabook.papers.types import canonical

Fault = tuple[str, str, str]  # field it concerns, message, fix
Find = Callable[[str], RawRecord | None]

_NEVER = frozenset(
    [
        "ids",
        "crossref",
        "xref",
        "xdata",
        "entryset",
        "entrysubtype",
        "execute",
        "label",
        "options",
        "presort",
        "related",
        "relatedoptions",
        "relatedstring",
        "relatedtype",
        "shorthand",
        "shorthandintro",
        "sortkey",
        "shorttitle",
        "sorttitle",
        "indextitle",
        "indexsorttitle",
    ]
)
_OF_THE_PARENT = frozenset(
    [
        "doi",
        "eprint",
        "eprinttype",
        "eprintclass",
        "archiveprefix",
        "primaryclass",
        "url",
        "urldate",
        "html",
        "pdf",
        "code",
        "file",
        "arxiv",
        "abstract",
        "keywords",
        "note",
        "annotation",
        "pagetotal",
        "pages",
        "isan",
        "isrn",
        "preview",
        "selected",
        "abbr",
        "bibtex_show",
        "timestamp",
        "groups",
        "owner",
    ]
)
_TITLES = {"title": "booktitle", "subtitle": "booksubtitle", "titleaddon": "booktitleaddon"}
_MAIN_TITLES = {"title": "maintitle", "subtitle": "mainsubtitle", "titleaddon": "maintitleaddon"}
_JOURNAL = {"title": "journaltitle", "subtitle": "journalsubtitle"}
_AUTHOR = {"author": "bookauthor"}
_DATES = frozenset({"date", "year"})


def _renaming(parent: str, child: str) -> Mapping[str, str]:
    """Which fields change their names on the way from a parent's type to a child's."""
    parent, child = canonical(parent), canonical(child)
    if child in {"inproceedings", "incollection", "inreference", "suppcollection"}:
        return _MAIN_TITLES if parent.startswith("mv") else _TITLES
    if child in {"inbook", "bookinbook", "suppbook"}:
        # the author of a book is author and book author of its part
        return (_MAIN_TITLES if parent.startswith("mv") else _TITLES) | _AUTHOR
    if parent.startswith("mv"):
        return _MAIN_TITLES
    if parent == "periodical" and child in {"article", "suppperiodical"}:
        return _JOURNAL
    return {}


def inherit(record: RawRecord, find: Find) -> tuple[RawRecord, list[Fault]]:
    """``record`` with the fields of its parents added; its own always win.

    Args:
        record: as read.
        find: gives the record with a key of the same file, without what that inherits.

    Returns:
        The full record, and a fault for each parent that is missing or names itself.
    """
    faults: list[Fault] = []
    parents: list[str] = []
    fields = _with_parents(record, find, (record.key,), parents, faults)
    added = frozenset(fields) - frozenset(record.fields)
    full = replace(record, fields=fields, inherited=added, parents=tuple(dict.fromkeys(parents)))
    return full, faults


def _with_parents(
    record: RawRecord, find: Find, above: tuple[str, ...], used: list[str], faults: list[Fault]
) -> dict[str, str]:
    fields = dict(record.fields)
    named = [("xdata", key.strip()) for key in fields.get("xdata", "").split(",")]
    named.append(("crossref", fields.get("crossref", "").strip()))
    for name, key in named:
        if not key:
            continue
        if key in above:
            faults.append((name, f'"{key}" is its own parent through {name}', "break the circle"))
            continue
        parent = find(key)
        if parent is None:
            fix = "add that record to this file, or remove the field"
            faults.append(
                (name, f'{name} of "{record.key}" names "{key}", which is not in this file', fix)
            )
            continue
        used.append(key)
        inherited = _with_parents(parent, find, (*above, key), used, faults)
        if name == "crossref":
            inherited = _from_crossref(parent.type, record.type, inherited)
        dated = not _DATES.isdisjoint(fields)
        for field, text in inherited.items():
            if field in {"xdata", "ids", "crossref"} or (dated and field in _DATES | {"month"}):
                continue
            fields.setdefault(field, text)
    return fields


def _from_crossref(parent: str, child: str, fields: Mapping[str, str]) -> dict[str, str]:
    renaming = _renaming(parent, child)
    taken: dict[str, str] = {}
    for name, text in fields.items():
        if name in _NEVER or name in _OF_THE_PARENT:
            continue
        if name in renaming:
            taken[renaming[name]] = text
            if name == "author":
                taken["author"] = text
        else:
            taken.setdefault(name, text)
    return taken
