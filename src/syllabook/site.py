"""The whole site: the book, and the files that other rooms make for it.

This is the Sphinx extension that ``_config.yml`` names. ``book/``, ``syllabus/`` and ``exports/``
know nothing of each other; here they meet, so that a plain ``jupyter-book build`` gives the same
site as ``syllabook build``.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.util import logging

from syllabook import book
from syllabook.book.addresses import bibtex_file, reading_list_file, syllabus_file
from syllabook.book.sections import PAPER_SIZES
from syllabook.book.state import curriculum_of
from syllabook.curriculum import CoursePlan, Curriculum
from syllabook.curriculum.slices import slice_digest
from syllabook.exports import FORMATS, reading_list
from syllabook.foundation.files import write_atomic, write_if_changed
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


def file_groups(curriculum: Curriculum) -> Iterator[FileGroup]:
    """Every file of the site that is no page: syllabus PDFs, reading lists, BibTeX."""
    code = _code_digest()
    for plan in curriculum.courses.values():
        digest = slice_digest(curriculum, f"course:{plan.id}") + code
        yield FileGroup(f"syllabus/{plan.id}", digest, _Bound(_syllabi, plan))
        yield FileGroup(f"readings/{plan.id}", digest, _Bound(_reading_lists, plan))
    yield FileGroup("bibtex", curriculum.library.digest + code, _Bound(_bibtex, curriculum))


@dataclass(frozen=True, slots=True)
class _Bound:
    """A function and what it will be called with, once it is known to be needed."""

    function: Callable[[Any], Mapping[str, str | bytes]]
    argument: CoursePlan | Curriculum

    def __call__(self) -> Mapping[str, str | bytes]:
        return self.function(self.argument)


def _syllabi(plan: CoursePlan) -> dict[str, str | bytes]:
    return {syllabus_file(plan, size): render(plan, paper=size) for size in PAPER_SIZES}


def _reading_lists(plan: CoursePlan) -> dict[str, str | bytes]:
    return {reading_list_file(plan, suffix): reading_list(plan, suffix) for suffix in FORMATS}


def _bibtex(curriculum: Curriculum) -> dict[str, str | bytes]:
    papers = list(curriculum.library.papers())
    single: dict[str, str | bytes] = {bibtex_file(paper.key): biblatex([paper]) for paper in papers}
    return single | {"downloads/library.bib": biblatex(papers)}


def _code_digest() -> str:
    """Changes when the code that makes the files does; cheaper than hashing it."""
    stats = [
        (path.name, found.st_size, found.st_mtime_ns)
        for room in ("drawing", "exports", "papers", "syllabus")
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
    manifest = curriculum.project.cache / "files.json"
    known = _read_manifest(manifest, out)
    current: dict[str, dict[str, Any]] = {}
    made: list[Path] = []
    for group in file_groups(curriculum):
        before = known.get(group.name, {})
        files = before.get("files", [])
        if before.get("digest") != group.digest or not all((out / name).exists() for name in files):
            contents = group.make()
            files = sorted(contents)
            made += [out / name for name in files if write_if_changed(out / name, contents[name])]
        current[group.name] = {"digest": group.digest, "files": files}
    kept = {name for group in current.values() for name in group["files"]}
    for name in {name for group in known.values() for name in group["files"]} - kept:
        (out / name).unlink(missing_ok=True)
    if current != known:
        write_atomic(manifest, json.dumps({"out": out.as_posix(), "groups": current}))
    return made


def _read_manifest(path: Path, out: Path) -> dict[str, dict[str, Any]]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        groups: dict[str, dict[str, Any]] = found["groups"]
        return groups if found["out"] == out.as_posix() else {}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _add_site_files(app: Sphinx, exception: Exception | None) -> None:
    if exception is not None or app.builder.format != "html":
        return
    try:
        write_site_files(curriculum_of(app), Path(app.outdir))
    except ProblemsFound as found:
        for problem in found.problems:
            _LOGGER.error(str(problem))
        raise


def setup(app: Sphinx) -> dict[str, object]:
    """Register the book, and the files made beside it at the end of a build."""
    metadata = book.setup(app)
    app.connect("build-finished", _add_site_files)
    return metadata
