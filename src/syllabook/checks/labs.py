"""Checks of the labs: executed, in order, without errors, with outputs that belong to the code."""

from __future__ import annotations

from collections.abc import Iterator

from syllabook.checks.each_lab import each_lab, in_cell, unreadable
from syllabook.curriculum import Curriculum
from syllabook.foundation.problems import Problem
from syllabook.notebooks.comparison import student_faults
from syllabook.notebooks.digest import LAB_PINS, input_files, is_fresh, libraries, read_pins
from syllabook.notebooks.document import Notebook, code_cells, is_executed, tags, within

FEWEST_CLAIMS = 3
_RUN = "run it from top to bottom with: syllabook run"


def not_a_notebook(curriculum: Curriculum) -> list[Problem]:
    """A ``.ipynb`` that is not JSON, or no notebook, cannot be in the book."""
    return unreadable(curriculum)


def not_executed(curriculum: Curriculum) -> list[Problem]:
    """Labs are committed with outputs: every cell has run, once, from top to bottom."""

    def look(notebook: Notebook, shown: str) -> Iterator[Problem]:
        counts = [
            (number, cell.get("execution_count"))
            for number, cell in enumerate(notebook["cells"], 1)
            if is_executed(cell)
        ]
        missing = [number for number, count in counts if count is None]
        if missing:
            yield in_cell(shown, missing[0], "was not executed", _RUN)
        elif wrong := [number for at, (number, count) in enumerate(counts, 1) if count != at]:
            what = "was executed out of order, or more than once"
            yield in_cell(shown, wrong[0], what, _RUN)

    return each_lab(curriculum, look)


def error_in_output(curriculum: Curriculum) -> list[Problem]:
    """An error that was saved as an output; a cell that shall fail says so by a tag."""

    def look(notebook: Notebook, shown: str) -> Iterator[Problem]:
        for number, cell in enumerate(notebook["cells"], 1):
            if "raises-exception" in tags(cell):
                continue
            for output in cell.get("outputs", []):
                if output.get("output_type") == "error":
                    what = f"ended with {output.get('ename', 'error')}: {output.get('evalue', '')}"
                    fix = "mend it and run it again, or tag a cell that shall fail raises-exception"
                    yield in_cell(shown, number, what, fix)

    return each_lab(curriculum, look)


def stderr_in_output(curriculum: Curriculum) -> list[Problem]:
    """Warnings of libraries that a reader cannot tell from something that matters."""

    def look(notebook: Notebook, shown: str) -> Iterator[Problem]:
        for number, cell in enumerate(notebook["cells"], 1):
            for output in cell.get("outputs", []):
                if output.get("output_type") == "stream" and output.get("name") == "stderr":
                    first = "".join(output.get("text", "")).strip().partition("\n")[0][:100]
                    fix = "mend what it warns of, or silence it, and run it again"
                    yield in_cell(shown, number, f"wrote to stderr: {first}", fix, "warning")

    return each_lab(curriculum, look)


def stale_outputs(curriculum: Curriculum) -> list[Problem]:
    """Outputs that were made by other code, data or versions than those that stand there now."""
    root = curriculum.project.root
    pins = read_pins(root)

    def look(notebook: Notebook, shown: str) -> Iterator[Problem]:
        if within(notebook, "metadata", "syllabook", "digest") is None:
            yield Problem(shown, 0, 0, "carries no digest of what its outputs were made from", _RUN)
        elif not is_fresh(notebook, (root / shown).parent, pins):
            what = "its outputs are stale: code, data or versions changed"
            yield Problem(shown, 0, 0, what, _RUN)

    return each_lab(curriculum, look)


def library_not_pinned(curriculum: Curriculum) -> list[Problem]:
    """A library in whatever version: the digest is blind to it, and outputs may change."""
    root = curriculum.project.root
    pins = read_pins(root)

    def look(notebook: Notebook, shown: str) -> Iterator[Problem]:
        sources = code_cells(notebook)
        files = input_files((root / shown).parent, sources)
        for name in sorted(libraries(sources, files) - set(pins) - {"ipython"}):
            fix = f"add {name}==... to {LAB_PINS}"
            yield Problem(shown, 0, 0, f"imports {name}, which is not pinned", fix, "warning")

    return each_lab(curriculum, look)


def no_kernel(curriculum: Curriculum) -> list[Problem]:
    """Without a kernel spec nobody can run the lab."""

    def look(notebook: Notebook, shown: str) -> Iterator[Problem]:
        if not within(notebook, "metadata", "kernelspec", "name"):
            fix = "open it in Jupyter, choose the Python 3 kernel and save"
            yield Problem(shown, 0, 0, "names no kernel", fix)

    return each_lab(curriculum, look)


def solutions_not_separable(curriculum: Curriculum) -> list[Problem]:
    """A student copy must differ from its lab in the solutions and nowhere else."""

    def look(notebook: Notebook, shown: str) -> Iterator[Problem]:
        for fault in student_faults(notebook):
            if fault.cell:
                yield in_cell(shown, fault.cell, fault.message, fault.fix, line=fault.line)
            else:
                yield Problem(shown, 0, 0, fault.message, fault.fix)

    return each_lab(curriculum, look)


def few_claims(curriculum: Curriculum) -> list[Problem]:
    """What a lab's text says of its results should be tested by cells tagged ``claim``."""

    def look(notebook: Notebook, shown: str) -> Iterator[Problem]:
        count = sum("claim" in tags(cell) for cell in notebook["cells"])
        if count < FEWEST_CLAIMS:
            what = f"has {count or 'no'} cell{'' if count == 1 else 's'} tagged claim"
            fix = (
                f"test at least {FEWEST_CLAIMS} statements of its text by assertions, and tag them"
            )
            yield Problem(shown, 0, 0, what, fix, "warning")

    return each_lab(curriculum, look)


def figure_without_alt(curriculum: Curriculum) -> list[Problem]:
    """A figure that a reader who cannot see it is told nothing about."""

    def look(notebook: Notebook, shown: str) -> Iterator[Problem]:
        for number, cell in enumerate(notebook["cells"], 1):
            pictures = any(
                kind.startswith("image/")
                for output in cell.get("outputs", [])
                for kind in output.get("data", {})
            )
            alt = within(cell, "metadata", "mystnb", "image", "alt")
            if pictures and not str(alt or "").strip():
                fix = 'say what it shows: cell metadata {"mystnb": {"image": {"alt": "..."}}}'
                yield in_cell(shown, number, "makes a figure without alt text", fix, "warning")

    return each_lab(curriculum, look)
