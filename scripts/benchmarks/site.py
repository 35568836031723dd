"""Build the book in three ways, cold and after small changes."""

from __future__ import annotations

import re
import shutil
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from benchmarks.books import Book, OurBook, mark
from benchmarks.courses import WEEKS, make_course
from benchmarks.peers import BibtexBook, PlainBook
from benchmarks.process import Run, run
from benchmarks.records import records

BOOKS: dict[str, type[Book]] = {book.name: book for book in (OurBook, PlainBook, BibtexBook)}
OPERATIONS = {
    "cold": "cold",
    "noop": "no-op",
    "page": "one page touched",
    "outline": "one outline touched",
    "bib": "one .bib entry touched",
}
_JUPYTER_BOOK = "import sys; from jupyter_book.cli.main import main; sys.exit(main())"
READ_BY_COURSES = 300  # the courses are the same for every size of library
SLOW = 8.0  # seconds of a cold build from which the bibtex peer is measured once, and not in all
SLOW_SKIPS = ("page", "outline")  # they cost it a no-op and a page; no aim depends on them


@dataclass(slots=True)
class Samples:
    """What was measured of one operation of one kind of book."""

    seconds: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    rss: list[int] = field(default_factory=list)
    written: list[int] = field(default_factory=list)
    note: str = ""

    @property
    def median(self) -> float | None:
        """Median wall clock in seconds; None if nothing was measured."""
        return median(self.seconds) if self.seconds else None


@dataclass(slots=True)
class Cell:
    """One size of book: by kind of book and operation, what was measured."""

    courses: int
    size: int
    samples: dict[str, dict[str, Samples]]

    @property
    def weeks(self) -> int:
        """Weeks of all courses."""
        return self.courses * WEEKS

    def median(self, kind: str, operation: str) -> float | None:
        """Median wall clock in seconds; None if not measured."""
        found = self.samples.get(kind, {}).get(operation)
        return found.median if found else None

    def peak(self, kind: str) -> int | None:
        """The largest resident size in bytes over all operations."""
        sizes = [size for found in self.samples.get(kind, {}).values() for size in found.rss]
        return max(sizes, default=None)


@dataclass(frozen=True, slots=True)
class Settings:
    """How to measure: repetitions, seconds until a build is stopped, seed, where to work."""

    repeat: int
    limit: float
    seed: int
    folder: Path
    say: Callable[[str], None]


def measure_cell(
    courses: int, size: int, kinds: Sequence[str], settings: Settings, hopeless: set[str]
) -> Cell:
    """Measure one size of book.

    Args:
        courses: how many courses.
        size: records of the library.
        kinds: names of :data:`BOOKS`.
        settings: how to measure.
        hopeless: kinds that exceeded the limit on a smaller book, and are left out.
    """
    read = list(records(min(size, READ_BY_COURSES), settings.seed))
    plans = [make_course(number, read, settings.seed) for number in range(courses)]
    cell = Cell(courses, size, {kind: {name: Samples() for name in OPERATIONS} for kind in kinds})
    books: dict[str, tuple[Book, Path]] = {}
    for kind in kinds:
        if kind in hopeless:
            _give_up(cell, kind, "not run")
            continue
        root = settings.folder / f"{courses}x{size}" / kind
        books[kind] = (BOOKS[kind](plans, size, settings.seed), root)
        books[kind][0].write(root)
    for turn in range(1, settings.repeat + 1):
        for operation in OPERATIONS:
            # ours and the peers take turns at being first
            for kind in list(books)[:: 1 if turn % 2 else -1]:
                book, root = books[kind]
                if kind == "bibtex" and operation in SLOW_SKIPS and _is_slow(cell):
                    cell.samples[kind][operation].note = "skipped"
                    continue
                if not _measure(cell, book, root, (operation, turn), settings):
                    del books[kind]
        if _is_slow(cell):
            books.pop("bibtex", None)
    shutil.rmtree(settings.folder / f"{courses}x{size}", ignore_errors=True)
    return cell


def _is_slow(cell: Cell) -> bool:
    cold = cell.median("bibtex", "cold")
    return cold is not None and cold > SLOW


def _measure(cell: Cell, book: Book, root: Path, step: tuple[str, int], settings: Settings) -> bool:
    """Measure one build; False if the book cannot be measured any further."""
    operation, turn = step
    samples = cell.samples[book.name][operation]
    if operation == "cold":
        shutil.rmtree(root / "_build", ignore_errors=True)
    edit = book.edit(operation, turn) if operation not in {"cold", "noop"} else None
    if edit:
        edit.apply(root)
    elif operation not in {"cold", "noop"}:
        samples.note = "n/a"
        return True
    settings.say(f"{cell.courses} courses, {cell.size} records: {operation}, {book.label}")
    began = time.time()
    done = build(root, settings.limit)
    if done.stopped:
        _give_up(cell, book.name, "not run", after=operation)
        samples.note = f"> {settings.limit:.0f} s"
        return False
    html = root / "_build" / "html"
    page = html / f"{edit.page}.html" if edit else html / "index.html"
    shown = page.is_file() and (not edit or mark(turn) in page.read_text(encoding="utf-8"))
    if not done.ok or not shown:
        why = "the build failed" if not done.ok else f"{page.name} does not show the change"
        settings.say(f"  {why}: {_told(done.output)}\n  {_kept(root, settings)}")
        _give_up(cell, book.name, "failed")
        return False
    samples.seconds.append(done.seconds)
    samples.cpu.append(done.cpu)
    samples.rss.append(done.rss)
    samples.written.append(sum(path.stat().st_mtime >= began for path in html.rglob("*.html")))
    return True


def _kept(root: Path, settings: Settings) -> str:
    """Put the log where the end of the measurement does not remove it."""
    log = settings.folder / f"failed-{root.parent.name}-{root.name}.log"
    shutil.copyfile(root / "build.log", log)
    return f"log: {log}, if run with --keep"


def _told(output: str) -> str:
    """What a log says of a failure: its first error, or else its last line."""
    lines = [line.strip() for line in output.splitlines() if line.strip()] or ["no output"]
    for number, line in enumerate(lines):
        if re.search(r"\berror\b", line, re.IGNORECASE):
            return " ".join(lines[number : number + 2])
    return lines[-1]


def _give_up(cell: Cell, kind: str, note: str, after: str = "") -> None:
    names = list(OPERATIONS)
    for name in names[names.index(after) + 1 if after else 0 :]:
        if not cell.samples[kind][name].seconds:
            cell.samples[kind][name].note = note


def build(root: Path, limit: float) -> Run:
    """Build a book with the command that everybody uses."""
    # Jupyter Book 1 has no __main__; this is what its console script does
    command = [sys.executable, "-c", _JUPYTER_BOOK, "build", str(root)]
    return run(command, root / "build.log", limit)
