"""Solutions in labs, and the copies of labs without them.

A solution stands between two lines of its own, nbgrader's markers ``### BEGIN SOLUTION`` and
``### END SOLUTION``, in a code cell or a text
(https://nbgrader.readthedocs.io/en/stable/user_guide/creating_and_grading_assignments.html).
Wherever the markers are in doubt nothing is copied: better no student copy than a leaked solution.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from syllabook.notebooks.document import Cell, Notebook, source

CODE_STUB = ("# YOUR CODE HERE", 'raise NotImplementedError("exercise")')
TEXT_STUB = ("YOUR ANSWER HERE",)
FOREIGN_STUB = ("# YOUR CODE HERE",)  # of cells in another language, such as %%bash

_MARKER = re.compile(
    r"^(?P<indent>[ \t]*)(?:<!--[ \t]*)?#+[ \t]*(?P<which>BEGIN|END) SOLUTION[ \t]*(?:-->)?\s*$"
)
# what an author may have meant as a marker, and what would hand out a solution if it were not seen
_ALMOST = re.compile(r"^\W*(?:begin|end)[\W_]*sol\w*\W*$", re.IGNORECASE)
LINE = re.compile(r"[^\n]*\n|[^\n]+")
_ATTACHMENT = re.compile(r"attachment:([^\s)\"'>]+)")


class MarkerError(ValueError):
    """Markers that do not pair up.

    Attributes:
        line: 1-based line of the text (of the cell, in a notebook).
        cell: 1-based number of the cell; 0 outside a notebook.
    """

    def __init__(self, message: str, line: int, cell: int = 0) -> None:
        super().__init__(message)
        self.message = message
        self.line = line
        self.cell = cell


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a text, line ends included.

    Attributes:
        text: what stands there; of a solution without its markers.
        solution: whether it is one.
        indent: of a solution, the space before its first marker.
        ended: of a solution, whether the line of its last marker has an end.
    """

    text: str
    solution: bool = False
    indent: str = ""
    ended: bool = True


def segments(text: str) -> list[Segment]:
    """Split a text at its markers.

    Raises:
        MarkerError: a marker is missing, misspelt or inside another solution.
    """
    found: list[Segment] = []
    kept: list[str] = []
    opened, indent = 0, ""
    for number, line in enumerate(LINE.findall(text), 1):
        marker = _MARKER.match(line)
        if marker is None:
            if _ALMOST.match(line):
                shown = " ".join(line.split())
                raise MarkerError(f'"{shown}" looks like a marker of solutions but is none', number)
            kept.append(line)
            continue
        begins = marker["which"] == "BEGIN"
        if begins and opened:
            raise MarkerError(f"a solution begins inside the one begun on line {opened}", number)
        if not begins and not opened:
            raise MarkerError("a solution ends here that never began", number)
        if begins:
            found.append(Segment("".join(kept)))
            opened, indent = number, marker["indent"]
        else:
            found.append(Segment("".join(kept), True, indent, line.endswith("\n")))
            opened = 0
        kept = []
    if opened:
        raise MarkerError("a solution begins here that never ends", opened)
    return [*found, Segment("".join(kept))]


def has_solution(text: str) -> bool:
    """Whether a text holds a solution.

    Raises:
        MarkerError: see :func:`segments`.
    """
    return len(segments(text)) > 1


def without_solutions(text: str, stub: Sequence[str]) -> str:
    """``text`` with ``stub``, indented as the marker was, in place of each solution.

    Raises:
        MarkerError: see :func:`segments`.
    """
    return "".join(
        _stub(segment, stub) if segment.solution else segment.text for segment in segments(text)
    )


def _stub(segment: Segment, stub: Sequence[str]) -> str:
    return "\n".join(segment.indent + line for line in stub) + ("\n" if segment.ended else "")


def stub_for(cell: Mapping[str, Any]) -> tuple[str, ...]:
    """What stands for a solution in a cell."""
    if cell.get("cell_type") != "code":
        return TEXT_STUB
    return FOREIGN_STUB if source(cell).lstrip().startswith("%%") else CODE_STUB


def solution_texts(notebook: Mapping[str, Any]) -> list[str]:
    """All solutions of a notebook, in order.

    Raises:
        MarkerError: see :func:`segments`.
    """
    return [
        segment.text
        for number, cell in enumerate(notebook["cells"], 1)
        for segment in cell_segments(cell, number)
        if segment.solution
    ]


def cell_segments(cell: Mapping[str, Any], number: int) -> list[Segment]:
    """The segments of a cell.

    Raises:
        MarkerError: see :func:`segments`; it names the cell, the ``number``-th.
    """
    try:
        return segments(source(cell))
    except MarkerError as error:
        raise MarkerError(error.message, error.line, number) from error


def student_notebook(notebook: Mapping[str, Any]) -> Notebook:
    """A lab as students get it: stubs for solutions, no outputs, nothing about its execution.

    Raises:
        MarkerError: its markers do not pair up.
    """
    made = copy.deepcopy(dict(notebook))
    made["cells"] = [_student_cell(cell, number) for number, cell in enumerate(made["cells"], 1)]
    for name in ("syllabook", "widgets", "signature"):
        made.get("metadata", {}).pop(name, None)
    return made


def _student_cell(cell: Cell, number: int) -> Cell:
    if len(cell_segments(cell, number)) > 1:
        cell = stub_cell(cell)
    if cell.get("cell_type") == "code":
        cell["outputs"] = []
        cell["execution_count"] = None
    metadata = cell.get("metadata", {})
    for name in ("execution", "ExecuteTime"):
        metadata.pop(name, None)
    return cell


def stub_cell(cell: Cell) -> Cell:
    """A cell with stubs for its solutions, and without what tells them: outputs, pictures.

    Raises:
        MarkerError: its markers do not pair up.
    """
    made = copy.deepcopy(cell)
    text = without_solutions(source(cell), stub_for(cell))
    made["source"] = text if isinstance(cell.get("source"), str) else LINE.findall(text)
    if made.get("cell_type") == "code":
        made["outputs"] = []
        made["execution_count"] = None
    shown = made.get("metadata", {}).get("mystnb")
    if isinstance(shown, dict):
        shown.pop("image", None)
        shown.pop("figure", None)
        if not shown:
            del made["metadata"]["mystnb"]
    if "attachments" in made:
        named = set(_ATTACHMENT.findall(text))
        made["attachments"] = {
            name: data for name, data in made["attachments"].items() if name in named
        }
        if not made["attachments"]:
            del made["attachments"]
    return made
