"""Tables of what was measured, and the aims with what became of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from benchmarks.library import LibraryTimes
from benchmarks.pdf import PdfTimes
from benchmarks.site import BOOKS, OPERATIONS, Cell

_MB = 1_000_000


@dataclass(frozen=True, slots=True)
class Aim:
    """An aim: what is compared, the bound, and the value if it was measured."""

    what: str
    bound: float
    value: float | None
    unit: str = "x"

    @property
    def verdict(self) -> str:
        """``met``, ``missed`` or ``not measured``."""
        if self.value is None:
            return "not measured"
        return "met" if self.value <= self.bound else "missed"


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Lines of a table; the first column is text, the others are numbers."""
    widths = [max(map(len, column)) for column in zip(header, *rows, strict=True)]
    for index, row in enumerate([header, *rows]):
        first, *others = (
            cell.ljust(width) if not place else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        yield "  ".join([first, *others]).rstrip()
        if not index:
            yield "  ".join("-" * width for width in widths)


def ratio(value: float | None, base: float | None) -> float | None:
    """``value / base``, where both were measured."""
    return value / base if value is not None and base else None


def _seconds(value: float | None, note: str = "") -> str:
    if value is None:
        return note or "-"
    return f"{value:.2f} s" if value >= 0.1 else f"{value * 1000:.1f} ms"


def _ratio(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}x"


def cell_lines(cell: Cell) -> Iterator[str]:
    """The table of one size of book."""
    kinds = list(cell.samples)
    peers = [kind for kind in kinds if kind != "plain"]
    yield f"\n{cell.courses} courses, {cell.weeks} weeks; library of {cell.size:,} records"
    header = ["", *(BOOKS[kind].label for kind in kinds)]
    header += [f"{kind}/plain" for kind in peers if "plain" in kinds] + ["pages written"]
    rows: list[list[str]] = []
    for operation, label in OPERATIONS.items():
        row = [label]
        for kind in kinds:
            samples = cell.samples[kind][operation]
            row.append(_seconds(samples.median, samples.note))
        if "plain" in kinds:
            base = cell.median("plain", operation)
            row += [_ratio(ratio(cell.median(kind, operation), base)) for kind in peers]
        counts = [cell.samples[kind][operation].written for kind in kinds]
        rows.append([*row, " / ".join(str(max(found)) if found else "-" for found in counts)])
    peaks = {kind: cell.peak(kind) for kind in kinds}
    row = ["peak memory"]
    row += ["-" if (peak := peaks[kind]) is None else f"{peak / _MB:.0f} MB" for kind in kinds]
    if "plain" in kinds:
        row += [_ratio(ratio(peaks[kind], peaks["plain"])) for kind in peers]
    yield from table(header, [*rows, [*row, ""]])
    runs = {kind: len(cell.samples[kind]["cold"].seconds) for kind in kinds}
    yield "median of " + ", ".join(f"{runs[kind]} ({kind})" for kind in kinds)


def pdf_lines(times: PdfTimes) -> Iterator[str]:
    """The table of the syllabus."""
    yield "\nSyllabus PDF of one course"
    labels = {
        "ours": "ours, typesetting alone",
        "ours, import": "  importing what it needs",
        "ours, load": "  reading outlines, terms, library",
        "command": "ours, whole command",
        "command, library not yet indexed": "ours, whole command, first time",
        "weasyprint": "WeasyPrint, typesetting alone",
        "weasyprint, whole process": "WeasyPrint, whole process",
        "weasyprint-ua": "WeasyPrint as PDF/UA-1, typesetting alone",
    }
    base = times.median("weasyprint")
    rows = [
        [
            label,
            _seconds(times.median(name)),
            _ratio(ratio(times.median(name), base)),
            f"{times.rss[name] / _MB:.0f} MB" if name in times.rss else "",
            f"{times.bytes[name] / 1000:.0f} kB" if name in times.bytes else "",
        ]
        for name, label in labels.items()
        if name in times.seconds
    ]
    if rows:
        yield from table(["", "median", "of WeasyPrint", "peak memory", "size"], rows)
    yield from times.notes


def library_lines(libraries: Sequence[LibraryTimes]) -> Iterator[str]:
    """The table of the library's index."""
    yield "\nLibrary index"
    columns = {"index": "first index", "reopen": "open again", "touched": "one entry changed"}
    columns["search"] = "one query"
    rows = [
        [
            f"{times.size:,}",
            *(_seconds(times.median(what)) for what in columns),
            f"{times.rss / _MB:.0f} MB" if times.rss else "",
        ]
        for times in libraries
    ]
    yield from table(["records", *columns.values(), "peak memory"], rows)
    yield from (f"{times.size:,}: {times.note}" for times in libraries if times.note)


def aims(
    cells: Sequence[Cell], times: PdfTimes | None, libraries: Sequence[LibraryTimes]
) -> list[Aim]:
    """The aims of the project with what was measured; of several sizes the worst counts."""
    found = [
        Aim(
            f"{label}, of plain Jupyter Book with the same pages",
            bound,
            max(
                (
                    value
                    for cell in cells
                    if (value := ratio(cell.median("ours", name), cell.median("plain", name)))
                ),
                default=None,
            ),
        )
        for name, label, bound in (("cold", "cold build", 1.2), ("noop", "no-op build", 1.3))
    ]
    found.append(
        Aim("cold build per week, most courses against fewest (linear: 1)", 1.1, _growth(cells))
    )
    found.append(Aim("no-op with 10,000 records, of that with 300", 1.3, _by_library(cells)))
    command = times.median("command") if times else None
    found.append(Aim("whole syllabus command", 0.5, command, "s"))
    largest = next((item for item in libraries if item.size == 100_000), None)
    for what, label, bound in (
        ("index", "100,000 records indexed", 30.0),
        ("reopen", "100,000 records opened again", 0.2),
    ):
        found.append(Aim(label, bound, largest.median(what) if largest else None, "s"))
    return found


def _growth(cells: Sequence[Cell]) -> float | None:
    """Time per week of the most courses over that of the fewest, for the smallest library."""
    size = min((cell.size for cell in cells), default=0)
    row = sorted(
        (cell.courses, value / cell.weeks)
        for cell in cells
        if cell.size == size and (value := cell.median("ours", "cold")) is not None
    )
    return row[-1][1] / row[0][1] if len(row) > 1 else None


def _by_library(cells: Sequence[Cell]) -> float | None:
    noop = {(cell.courses, cell.size): cell.median("ours", "noop") for cell in cells}
    ratios = [
        ratio(noop.get((n, 10_000)), small) for (n, size), small in noop.items() if size == 300
    ]
    return max((value for value in ratios if value is not None), default=None)


def aim_lines(found: Sequence[Aim]) -> Iterator[str]:
    """The table of aims."""
    yield "\nAims (of several sizes the worst counts)"
    rows = [
        [
            aim.what,
            f"{'<=' if aim.unit == 'x' else '<'} {aim.bound:g} {aim.unit}",
            "" if aim.value is None else f"{aim.value:.3g} {aim.unit}",
            aim.verdict,
        ]
        for aim in found
    ]
    yield from table(["", "aim", "measured", ""], rows)
