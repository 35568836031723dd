"""Index a library for the first time, and open it again, each in a process of its own."""

from __future__ import annotations

import json
import shutil
import sys
from dataclasses import dataclass, field
from statistics import median

from benchmarks.process import run
from benchmarks.records import write_library
from benchmarks.site import Settings

_PROBE = """
import json, sys, time
from pathlib import Path
from syllabook.papers import Library, read_vocabulary
root = Path(sys.argv[1])
files = sorted((root / "readings").glob("*.bib"))
vocabulary, _ = read_vocabulary(root / "readings" / "topics.yml", root)
started = time.perf_counter()
library = Library.open(files, root / "index.sqlite", root, vocabulary)
count = len(library)
opened = time.perf_counter()
faults = [str(problem) for problem in library.problems]
found = len(library.search("topic:grokking year:2015.. -author:kim", limit=20))
searched = time.perf_counter()
print(json.dumps({"count": count, "open": opened - started, "search": searched - opened,
                  "found": found, "faults": faults[:3], "problems": len(faults)}))
"""


@dataclass(slots=True)
class LibraryTimes:
    """What a library of one size takes: seconds, and bytes of memory."""

    size: int
    index: list[float] = field(default_factory=list)
    reopen: list[float] = field(default_factory=list)
    touched: list[float] = field(default_factory=list)
    search: list[float] = field(default_factory=list)
    rss: int = 0
    note: str = ""

    def median(self, what: str) -> float | None:
        """The median of ``index``, ``reopen``, ``touched`` or ``search``; None if not measured."""
        values: list[float] = getattr(self, what)
        return median(values) if values else None


def measure_library(size: int, settings: Settings) -> LibraryTimes:
    """Measure a library of one size: index, open again, open after one changed entry, search."""
    root = settings.folder / f"library-{size}"
    files = write_library(root / "readings", size, settings.seed)
    times = LibraryTimes(size)
    repeat = 1 if size >= 100_000 else settings.repeat  # its time is its own average
    for turn in range(repeat):
        (root / "index.sqlite").unlink(missing_ok=True)
        for what in ("index", *["reopen"] * 3, "touched"):
            settings.say(f"library of {size}: {what}")
            if what == "touched":
                text = files[0].read_text(encoding="utf-8")
                title = text.partition("title")[2].partition("{{")[2].partition("}}")[0]
                changed = text.replace(title, f"{title} again{turn}", 1)
                files[0].write_text(changed, encoding="utf-8")
            command = [sys.executable, "-c", _PROBE, str(root)]
            done = run(command, root / "probe.log", settings.limit)
            if not done.ok:
                last = (done.output.strip().splitlines() or ["no output"])[-1]
                times.note = f"> {settings.limit:.0f} s" if done.stopped else last
                return times
            found = json.loads(done.output.strip().splitlines()[-1])
            if found["count"] != size or found["problems"] or not found["found"]:
                times.note = f"{found['count']} of {size} records read; {found['faults']}"
                return times
            getattr(times, what).append(found["open"])
            times.search.append(found["search"])
            times.rss = max(times.rss, done.rss)
    shutil.rmtree(root)
    return times
