"""The whole site: the book, and the files that other rooms make for it.

This is the Sphinx extension that ``_config.yml`` names. ``book/``, ``syllabus/`` and ``exports/``
know nothing of each other; here they meet, so that a plain ``jupyter-book build`` gives the same
site as ``syllabook build``.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import html
import json
import multiprocessing
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from weakref import WeakKeyDictionary

from sphinx.application import Sphinx
from sphinx.util import logging

from syllabook import book
from syllabook.book import metadata
from syllabook.book.addresses import (
    bibtex_file,
    calendar_file,
    cartridge_file,
    course_data_file,
    feed_file,
    reading_list_file,
    syllabus_file,
    teaching_file,
)
from syllabook.book.sections import PAPER_SIZES
from syllabook.book.state import curriculum_of
from syllabook.curriculum import CoursePlan, Curriculum
from syllabook.curriculum.slices import slice_digest
from syllabook.exports import (
    FORMATS,
    VERSIONS,
    atom,
    begun,
    build_time,
    cartridge,
    course_data,
    course_json,
    json_ld,
    reading_list,
    teaching_page,
)
from syllabook.foundation.files import write_atomic
from syllabook.foundation.inline import plain
from syllabook.foundation.problems import ProblemsFound
from syllabook.papers import biblatex
from syllabook.syllabus import render

_LOGGER = logging.getLogger(__name__)
_PACKAGE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class FileGroup:
    """Files of the site that are made together.

    Attributes:
        name: names the group between builds.
        digest: of everything the files are made from.
        make: gives their contents by path within the site.
    """

    name: str
    digest: str
    make: Callable[[], Mapping[str, str | bytes]]


def file_groups(curriculum: Curriculum, now: dt.datetime | None = None) -> Iterator[FileGroup]:
    """Every file of the site that is no page.

    Syllabus PDFs, reading lists and BibTeX, and per course its calendar, feed, cartridges and data;
    of earlier terms the syllabus and the calendar.

    Args:
        curriculum: the model.
        now: the weeks that have begun by then are in the feeds; None for the time of the build.
    """
    code = _code_digest()
    base = curriculum.project.base_url
    now = now or build_time()
    for plan in curriculum.courses.values():
        digest = slice_digest(curriculum, f"course:{plan.id}") + code
        yield FileGroup(f"readings/{plan.id}", digest, partial(_reading_lists, plan))
        digest += base
        yield FileGroup(f"syllabus/{plan.id}", digest, partial(_syllabi, plan, base))
        yield FileGroup(f"data/{plan.id}", digest, partial(_data, plan, base))
        if plan.term:
            yield FileGroup(f"calendar/{plan.id}", digest, partial(_calendar, plan, base))
            weeks = ",".join(week.id for week, _ in begun(plan, now))
            yield FileGroup(f"feed/{plan.id}", digest + weeks, partial(_feed, plan, base, now))
        for term in plan.past_terms:
            name = f"{plan.id}/{term.id}"
            digest = slice_digest(curriculum, f"offering:{name}") + code + base
            make = partial(_archive, curriculum, plan.id, term.id)
            yield FileGroup(f"past/{name}", digest, make)
    digest = curriculum.library.digest + code
    yield FileGroup("bibtex", digest, partial(_bibtex, curriculum))


def _syllabi(plan: CoursePlan, base_url: str) -> dict[str, str | bytes]:
    """The syllabus in every paper size, and the cartridges, which hold the first of them."""
    pdfs = _pdfs(plan)
    first = next(iter(pdfs.values()))
    return {
        **pdfs,
        **{
            cartridge_file(plan, version): cartridge(
                plan, base_url=base_url, syllabus=first, version=version
            )
            for version in VERSIONS
        },
    }


def _pdfs(plan: CoursePlan) -> dict[str, bytes]:
    return {syllabus_file(plan, size): render(plan, paper=size) for size in PAPER_SIZES}


def _reading_lists(plan: CoursePlan) -> dict[str, str | bytes]:
    return {
        reading_list_file(plan, suffix, week): reading_list(plan, suffix, week)
        for suffix in FORMATS
        for week in (None, *plan.weeks)
        if week is None or week.readings
    }


def _data(plan: CoursePlan, base_url: str) -> dict[str, str | bytes]:
    offered = {"Syllabus (PDF)": syllabus_file(plan, next(iter(PAPER_SIZES)))}
    if plan.term:
        offered["Calendar"] = calendar_file(plan)
    return {
        course_data_file(plan): course_json(plan, base_url),
        teaching_file(plan): teaching_page(plan, base_url=base_url, downloads=offered),
    }


def _calendar(plan: CoursePlan, base_url: str) -> dict[str, str | bytes]:
    from syllabook.exports.ics import calendar  # noqa: PLC0415 - slow to import

    return {calendar_file(plan): calendar(plan, base_url)}


def _feed(plan: CoursePlan, base_url: str, now: dt.datetime) -> dict[str, str | bytes]:
    path = feed_file(plan)
    return {path: atom(plan, until=now, path=path, base_url=base_url)}


def _archive(curriculum: Curriculum, course_id: str, term_id: str) -> dict[str, str | bytes]:
    plan = curriculum.offering(course_id, term_id)
    return {**_pdfs(plan), **_calendar(plan, curriculum.project.base_url)}


def _bibtex(curriculum: Curriculum) -> dict[str, str | bytes]:
    papers = list(curriculum.library.papers())
    single: dict[str, str | bytes] = {bibtex_file(paper.key): biblatex([paper]) for paper in papers}
    return single | {"downloads/library.bib": biblatex(papers)}


def _code_digest() -> str:
    """Changes when the code that makes the files does; cheaper than hashing it."""
    stats = [
        (path.name, found.st_size, found.st_mtime_ns)
        for room in ("curriculum", "drawing", "exports", "foundation", "papers", "syllabus")
        for path in sorted((_PACKAGE / room).glob("*.*"))
        for found in (path.stat(),)
    ]
    return hashlib.blake2b(repr(stats).encode(), digest_size=8).hexdigest()


def write_site_files(curriculum: Curriculum, out: Path) -> list[Path]:
    """Make the files that are missing or out of date, and remove those that are no longer made.

    Args:
        curriculum: the model.
        out: the built site.

    Returns:
        The files made anew.

    Raises:
        ProblemsFound: a syllabus cannot be set, for a glyph that no font has.
    """
    manifest = Manifest.read(curriculum.project.cache / "files.json", out)
    current: dict[str, Made] = {}
    written: list[Path] = []
    for group in file_groups(curriculum):
        made = manifest.groups.get(group.name)
        if made is None or not manifest.is_fresh(group):
            contents = group.make()
            made = Made(group.digest, tuple(sorted(contents)))
            written += [out / name for name in made.files if _put(out / name, contents[name])]
        current[group.name] = made
    kept = {name for made in current.values() for name in made.files}
    for name in {name for made in manifest.groups.values() for name in made.files} - kept:
        (out / name).unlink(missing_ok=True)
    if current != manifest.groups:
        Manifest(manifest.path, out, current).write()
    return written


def is_fresh(curriculum: Curriculum, out: Path) -> bool:
    """Whether there is nothing to make."""
    manifest = Manifest.read(curriculum.project.cache / "files.json", out)
    groups = list(file_groups(curriculum))
    return {group.name for group in groups} == set(manifest.groups) and all(
        manifest.is_fresh(group) for group in groups
    )


@dataclass(frozen=True, slots=True)
class Made:
    """A group as it was made: the digest then, and its files."""

    digest: str
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Manifest:
    """What earlier builds made, kept in the cache."""

    path: Path
    out: Path
    groups: Mapping[str, Made]
    _present: dict[str, set[str]] = field(default_factory=dict, compare=False)

    @classmethod
    def read(cls, path: Path, out: Path) -> Manifest:
        """Read it; what cannot be read, or tells of another site, counts as nothing made."""
        try:
            found = json.loads(path.read_text(encoding="utf-8"))
            groups = {
                name: Made(made["digest"], tuple(made["files"]))
                for name, made in found["groups"].items()
            }
            return cls(path, out, groups if found["out"] == out.as_posix() else {})
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return cls(path, out, {})

    def write(self) -> None:
        """Keep it for the next build."""
        groups = {
            name: {"digest": made.digest, "files": made.files} for name, made in self.groups.items()
        }
        write_atomic(self.path, json.dumps({"out": self.out.as_posix(), "groups": groups}))

    def is_fresh(self, group: FileGroup) -> bool:
        """Whether a group was made from what it would be made from now, and is still there."""
        made = self.groups.get(group.name)
        return (
            made is not None
            and made.digest == group.digest
            and all(map(self._is_there, made.files))
        )

    def _is_there(self, name: str) -> bool:
        """One listing of a folder instead of ten thousand questions."""
        folder, _, file = name.rpartition("/")
        if folder not in self._present:
            try:
                self._present[folder] = set(os.listdir(self.out / folder))  # noqa: PTH208 - names
            except OSError:
                self._present[folder] = set()
        return file in self._present[folder]


def _put(path: Path, content: str | bytes) -> bool:
    """Write a built file if it changed, straight away.

    A file left half-written is not in the manifest yet, so the next build makes it again.
    """
    data = content.encode() if isinstance(content, str) else content
    try:
        if path.read_bytes() == data:
            return False
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return True


@dataclass(slots=True)
class _Worker:
    """Makes the files of the site in a process of its own, while Sphinx reads and writes."""

    process: multiprocessing.process.BaseProcess
    answer: Connection

    def result(self) -> None:
        """Wait for it; raises what went wrong there."""
        try:
            fault: Exception | None = self.answer.recv()
        except EOFError:
            fault = RuntimeError("the process that makes PDFs and downloads died")
        self.process.join()
        if fault is not None:
            raise fault


_WORKERS: WeakKeyDictionary[Sphinx, _Worker] = WeakKeyDictionary()


def _work(curriculum: Curriculum, out: Path, answer: Connection) -> None:
    try:
        write_site_files(curriculum, out)
        answer.send(None)
    except ProblemsFound as found:
        answer.send(ProblemsFound(found.problems))
    except Exception as error:
        answer.send(RuntimeError(f"{type(error).__name__}: {error}"))


def _start_site_files(app: Sphinx) -> None:
    if app.builder.format != "html" or "fork" not in multiprocessing.get_all_start_methods():
        return
    curriculum, out = curriculum_of(app), Path(app.outdir)
    if is_fresh(curriculum, out):
        return
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(curriculum, out, sender), daemon=True)
    process.start()
    sender.close()
    _WORKERS[app] = _Worker(process, receiver)


def _finish_site_files(app: Sphinx, exception: Exception | None) -> None:
    worker = _WORKERS.pop(app, None)
    if exception is not None or app.builder.format != "html":
        if worker:
            worker.process.terminate()
        return
    try:
        if worker:
            worker.result()
        else:
            write_site_files(curriculum_of(app), Path(app.outdir))
    except ProblemsFound as found:
        for problem in found.problems:
            _LOGGER.error(str(problem))
        raise


def _course_head(plan: CoursePlan, base_url: str) -> str:
    """For the head of a course's home page: what the course is, and where its feed is."""
    made = json_ld(course_data(plan, base_url))
    if not plan.term:
        return made
    href = html.escape(base_url + feed_file(plan)) if base_url else f"../../{feed_file(plan)}"
    title = html.escape(plain(plan.title))
    return (
        f'{made}\n<link rel="alternate" type="application/atom+xml" title="{title}" href="{href}">'
    )


def setup(app: Sphinx) -> dict[str, object]:
    """Register the book, and the files made beside it while it is built."""
    about = book.setup(app)
    metadata.setup(app, _course_head)
    app.connect("builder-inited", _start_site_files)
    app.connect("build-finished", _finish_site_files)
    return about
