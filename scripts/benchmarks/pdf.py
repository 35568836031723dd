"""The syllabus as a PDF: ours, and WeasyPrint on the same content as HTML."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from statistics import median

from benchmarks.books import OurBook
from benchmarks.courses import ROLES, UNITS, Course, make_course
from benchmarks.process import run
from benchmarks.records import Record, records
from benchmarks.site import READ_BY_COURSES, Settings

_OURS = """
import json, sys, time
from pathlib import Path
started = time.perf_counter()
from syllabook.curriculum import load, read_project
from syllabook.syllabus import render
imported = time.perf_counter()
plan = load(read_project(Path(sys.argv[1]))).courses[sys.argv[2]]
loaded = time.perf_counter()
first = render(plan, paper="a4")
rendered = time.perf_counter()
print(json.dumps({"import": imported - started, "load": loaded - imported,
                  "render": rendered - loaded, "bytes": len(first)}))
"""
_WEASYPRINT = """
import json, sys, time
started = time.perf_counter()
import weasyprint
imported = time.perf_counter()
pdf = weasyprint.HTML(sys.argv[1]).write_pdf(pdf_variant=sys.argv[2] or None)
rendered = time.perf_counter()
print(json.dumps({"import": imported - started, "render": rendered - imported, "bytes": len(pdf)}))
"""
INSTALL = (
    "WeasyPrint is not installed in this environment: `pip install weasyprint` (it needs Pango), "
    "or name an interpreter that has it with --weasyprint-python"
)


@dataclass(slots=True)
class PdfTimes:
    """By what was measured, seconds; and what could not be measured, with the reason."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    rss: dict[str, int] = field(default_factory=dict)
    bytes: dict[str, int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def add(self, name: str, seconds: float) -> None:
        """Add a sample."""
        self.seconds.setdefault(name, []).append(seconds)

    def median(self, name: str) -> float | None:
        """Median in seconds; None if not measured."""
        return median(self.seconds[name]) if name in self.seconds else None


def measure_pdf(settings: Settings, weasyprint_python: str) -> PdfTimes:
    """Measure the syllabus of a synthetic course, warm: the library has been indexed before."""
    root = settings.folder / "pdf"
    read = list(records(READ_BY_COURSES, settings.seed))
    course = make_course(0, read, settings.seed)
    OurBook([course, make_course(1, read, settings.seed)], len(read), settings.seed).write(root)
    page = root / "syllabus.html"
    page.write_text(syllabus_html(course), encoding="utf-8")
    output = root / "syllabus.pdf"
    ours = [sys.executable, "-c", _OURS, str(root), course.id]
    command = [sys.executable, "-m", "syllabook", "syllabus", course.id]
    command += ["--term", "2027-spring", "-o", str(output), "-p", str(root)]
    plain = [weasyprint_python, "-c", _WEASYPRINT, str(page), ""]
    tagged = [weasyprint_python, "-c", _WEASYPRINT, str(page), "pdf/ua-1"]
    times = PdfTimes()
    contestants = {"ours": ours, "command": command, "weasyprint": plain, "weasyprint-ua": tagged}
    for turn in range(settings.repeat + 1):  # the first turn fills caches and does not count
        for name, arguments in list(contestants.items()):
            if name not in contestants:
                continue
            settings.say(f"syllabus PDF: {name}")
            done = run(arguments, root / f"{name}.log", settings.limit)
            if not done.ok:
                last = (done.output.strip().splitlines() or ["no output"])[-1]
                missing = "No module named 'weasyprint'" in last
                times.notes.append(INSTALL if missing else f"{name}: {last}")
                contestants.pop(name)
                if missing:
                    contestants.pop("weasyprint-ua", None)
                continue
            if turn == 0:
                if name == "command":
                    times.add("command, library not yet indexed", done.seconds)
                continue
            times.rss[name] = max(times.rss.get(name, 0), done.rss)
            if name == "command":
                times.add("command", done.seconds)
                times.bytes[name] = output.stat().st_size
                continue
            found = json.loads(done.output.strip().splitlines()[-1])
            times.add(name, found["render"])
            times.add(f"{name}, whole process", done.seconds)
            times.bytes[name] = found["bytes"]
            for part in ("import", "load"):
                if part in found:
                    times.add(f"{name}, {part}", found[part])
    return times


_STYLE = """
@page { size: A4; margin: 22mm 20mm; @bottom-center { content: counter(page) } }
body { font: 10pt/1.4 "Source Sans 3", "DejaVu Sans", sans-serif }
h1 { font-size: 22pt } h2 { font-size: 13pt; break-after: avoid }
table { width: 100%; border-collapse: collapse } thead { display: table-header-group }
td, th { border-bottom: 0.4pt solid #999; padding: 3pt 4pt; text-align: left; vertical-align: top }
tr { break-inside: avoid } .unit { background: #eef }
"""


def syllabus_html(course: Course) -> str:
    """The sections of our syllabus, as a person would write them for WeasyPrint."""
    title = escape(course.title)
    head = f"<meta charset=utf-8><title>{title}</title><style>{_STYLE}</style>"
    return f"<!doctype html><html lang=en><head>{head}</head><body>{''.join(_body(course))}</body>"


def _body(course: Course) -> Iterator[str]:
    yield f"<h1>{escape(course.title)}</h1><p>{escape(course.tagline)}</p>"
    yield "<h2>Facts</h2><table><tbody><tr><th>Term<td>Spring 2027<tr><th>Weeks<td>16"
    yield "<tr><th>Staff<td><a href='mailto:ada@example.org'>Ada Example</a></tbody></table>"
    yield "<h2>Description</h2>" + "".join(f"<p>{escape(text)}</p>" for text in course.description)
    yield "<h2>Prerequisites</h2>"
    yield from (f"<p><b>{escape(name)}.</b> {escape(text)}" for name, text in course.prerequisites)
    outcomes = "".join(f"<li>{escape(text)}" for text in course.outcomes)
    yield f"<h2>Outcomes</h2><ul>{outcomes}</ul>"
    yield "<h2>Schedule</h2><table><thead><tr><th>Week<th>Topic<th>Reading<th>Due</thead><tbody>"
    for number, unit in enumerate(UNITS):
        yield f"<tr class=unit><td colspan=4>{unit}"
        for week in course.weeks:
            if week.unit == number:
                read = "; ".join(escape(item.record.short) for item in week.by_role("required"))
                yield f"<tr><td>{week.number}<td><b>{escape(week.title)}</b><br>"
                yield f"{escape(', '.join(week.topics))}<td>{read}<td>{escape(week.due)}"
    yield "</tbody></table><h2>Assessment</h2><table><tbody>"
    for _, name, share, text in course.assessment:
        yield f"<tr><th>{escape(name)}<td>{share} %<td>{escape(text)}"
    yield "</tbody></table><h2>Policies</h2>"
    yield from (f"<p><b>{escape(name)}.</b> {escape(text)}" for name, text in course.policies)
    yield "<h2>Reading list</h2>"
    for week in course.weeks:
        yield f"<h3>{week.number}. {escape(week.title)}</h3>"
        for role in ROLES:
            yield f"<h4>{role.capitalize()}</h4><ul>"
            for item in week.by_role(role):
                yield f"<li>{_reference(item.record)} {escape(item.note)}"
            yield "</ul>"


def _reference(record: Record) -> str:
    links = " ".join(f'<a href="{escape(href)}">{label}</a>' for label, href in record.links)
    about = [record.author_line, record.venue, str(record.year)]
    return f"{escape(record.title)}. {escape(', '.join(filter(None, about)))}. {links}"
