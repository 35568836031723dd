"""Taking over records from other people's .bib files: plan first, then write."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from syllabook.foundation.files import write_atomic
from syllabook.foundation.problems import Problem, ProblemsFound, errors
from syllabook.papers.bibfile import Reading, read
from syllabook.papers.export import bibtex_entry
from syllabook.papers.facts import people
from syllabook.papers.folding import slug
from syllabook.papers.index_writing import decode_bib
from syllabook.papers.library import Library
from syllabook.papers.model import Paper
from syllabook.papers.raw import RawRecord
from syllabook.papers.record import paper_of
from syllabook.papers.references import family_name


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A record that is left out.

    Attributes:
        record: the record.
        existing: key of the record it duplicates, in the library or earlier in the same file.
        reason: ``same key``, ``same DOI``, ``same arXiv id``, ``same title and first author``, or
            ``same key, another paper``.
    """

    record: RawRecord
    existing: str
    reason: str


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What an import would do.

    Attributes:
        added: records to add, in the order of the source.
        duplicates: records that are there already.
        malformed: keys of entries with errors, which are not added; to be mended in the source.
        problems: what is wrong in the source, with lines.
        parents: xdata records that added ones take fields from.
        source: the file, as shown in problems.
    """

    added: tuple[RawRecord, ...]
    duplicates: tuple[Duplicate, ...]
    malformed: tuple[str, ...]
    problems: tuple[Problem, ...]
    parents: tuple[RawRecord, ...] = ()
    source: str = ""


def plan_import(text: str, library: Library, source: str = "import.bib") -> ImportPlan:
    """Compare the records of a .bib text with the library.

    Args:
        text: the source, as Zotero, JabRef, Better BibTeX or an al-folio homepage have it.
        library: what is there.
        source: name of the source in problems.
    """
    reading = read(text, source)
    problems = list(reading.problems)
    known = _Known.of(library)
    added: list[RawRecord] = []
    duplicates: list[Duplicate] = []
    malformed = list(reading.broken)
    for record in reading.records:
        if record.type == "xdata":
            continue
        if record.faulty:
            malformed.append(record.key)
            continue
        paper, more = paper_of(record, source, library.vocabulary)
        problems += more
        found = known.find(paper)
        if found:
            duplicates.append(Duplicate(record, *found))
        else:
            added.append(record)
            known.add(paper)
    needed = {parent for record in added for parent in record.parents}
    parents = [r for r in reading.records if r.type == "xdata" and r.key in needed]
    return ImportPlan(
        tuple(added),
        tuple(duplicates),
        tuple(malformed),
        tuple(sorted(problems)),
        tuple(parents),
        source,
    )


class _Known:
    """The papers that are there, by everything that tells two records are one paper."""

    def __init__(self) -> None:
        self._by: dict[tuple[str, str], tuple[str, str]] = {}

    @classmethod
    def of(cls, library: Library) -> _Known:
        known = cls()
        for paper in library.papers():
            known.add(paper)
        return known

    def add(self, paper: Paper) -> None:
        for sign in _signs(paper):
            self._by.setdefault(sign, (paper.key, _title(paper)))

    def find(self, paper: Paper) -> tuple[str, str] | None:
        """Key and reason of the paper that ``paper`` duplicates."""
        for kind, value in _signs(paper):
            found = self._by.get((kind, value))
            if not found:
                continue
            other_title = kind == "same key" and found[1] != _title(paper)
            return found[0], f"{kind}, another paper" if other_title else kind
        return None


def _title(paper: Paper) -> str:
    return slug(paper.title)


def _signs(paper: Paper) -> Iterator[tuple[str, str]]:
    yield "same key", paper.key
    if paper.doi:
        yield "same DOI", paper.doi.lower()
    if paper.arxiv:
        yield "same arXiv id", paper.arxiv.lower()
    first = [slug(family_name(name)) for name in people(paper)][:1] or [slug(paper.organization)]
    if paper.title and first[0]:
        yield "same title and first author", f"{_title(paper)} {first[0]}"


def apply(plan: ImportPlan, target: Path) -> None:
    """Append the records of ``plan`` to ``target``; what it holds stays byte for byte.

    A record goes in as it was written. One that uses @string names gets their text instead, one
    whose crossref or xdata parent comes not with it gets the inherited fields.

    Args:
        plan: what to add; nothing is written if it adds nothing.
        target: a .bib file; made if it is missing.

    Raises:
        ProblemsFound: the file would not read back as its old records and the new ones; it is
            then left alone.
        OSError: it cannot be read or written.
    """
    if not plan.added:
        return
    before = target.read_bytes() if target.exists() else b""
    old_text, fault = decode_bib(before, target.name)
    if fault:
        raise ProblemsFound([fault])
    old = read(old_text, target.name)
    there = {record.key for record in old.records}
    coming = [*plan.added, *(record for record in plan.parents if record.key not in there)]
    brought = {record.key for record in coming}
    entries = [_entry(record, brought) for record in coming]
    newline = "\r\n" if b"\r\n" in before else "\n"
    gap = "" if not before else newline if before.endswith(b"\n") else newline * 2
    text = gap + "\n".join(entries).replace("\n", newline)
    after = before + text.encode("utf-8")
    _verify(plan, old, read(decode_bib(after, target.name)[0], target.name))
    write_atomic(target, after)


def _entry(record: RawRecord, brought: set[str]) -> str:
    """The record as it is to stand in the target, to which the keys ``brought`` come with it."""
    whole = set(record.parents) <= brought
    if whole and not record.macros:
        return f"{record.raw.rstrip()}\n"
    fields = record.own_fields if whole else dict(record.fields)
    if not whole:
        fields = {name: text for name, text in fields.items() if name not in {"crossref", "xdata"}}
    return bibtex_entry(record.type, record.key, fields)


def _verify(plan: ImportPlan, old: Reading, new: Reading) -> None:
    """Make sure that nothing was lost on the way."""
    if len(errors(new.problems)) > len(errors(old.problems)):
        raise ProblemsFound(set(new.problems) - set(old.problems))
    found = {record.key: dict(record.fields) for record in new.records}
    links = {"crossref", "xdata"}
    for record in plan.added:
        wanted = {name: text for name, text in record.fields.items() if name not in links}
        got = {name: text for name, text in found.get(record.key, {}).items() if name not in links}
        if got != wanted:
            message = f'"{record.key}" would not read back as it was'
            fix = "add it by hand"
            raise ProblemsFound([Problem(plan.source, record.line, 1, message, fix)])
