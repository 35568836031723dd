"""The proof that a student copy differs from its lab in the solutions and nowhere else.

It derives nothing from the code that makes the copies: what stands outside the markers must stand
in the copy, in order, with one stub between.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from syllabook.notebooks.digest import parse_code
from syllabook.notebooks.document import source
from syllabook.notebooks.solutions import (
    CODE_STUB,
    FOREIGN_STUB,
    TEXT_STUB,
    MarkerError,
    segments,
    solution_texts,
    student_notebook,
)

_STUB = "(?:{})".format(
    "|".join(
        "\n".join(rf"[ \t]*{re.escape(line)}" for line in stub) + r"\n?"
        for stub in (CODE_STUB, FOREIGN_STUB, TEXT_STUB)
    )
)
_PRIVATE = {"syllabook", "widgets", "signature"}
_PRIVATE_OF_CELLS = {"execution", "ExecuteTime", "mystnb"}
# shorter solutions (``return x``) are words of the language that may stand anywhere
TELLING = 32


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong with a lab's solutions.

    Attributes:
        cell: 1-based number of the cell; 0 for the whole notebook.
        line: 1-based line within the cell; 0 for the whole cell.
        message: what is wrong.
        fix: what to do about it.
    """

    cell: int
    line: int
    message: str
    fix: str


def student_faults(notebook: Mapping[str, Any]) -> list[Fault]:
    """Everything that keeps a lab from being handed out: markers, stubs, solutions that survive."""
    found = [
        Fault(number, error.line, error.message, MARKER_FIX)
        for number, cell in enumerate(notebook["cells"], 1)
        for error in _marker_errors(cell)
    ]
    if found:
        return found
    student = student_notebook(notebook)
    return [*differences(notebook, student), *_broken_stubs(notebook, student)]


MARKER_FIX = "put ### BEGIN SOLUTION and ### END SOLUTION around it, each on a line of its own"


def _marker_errors(cell: Mapping[str, Any]) -> Iterator[MarkerError]:
    try:
        segments(source(cell))
    except MarkerError as error:
        yield error


def differences(notebook: Mapping[str, Any], student: Mapping[str, Any]) -> list[Fault]:
    """Where a student copy differs from its lab elsewhere than in solutions and outputs.

    Args:
        notebook: the lab, its markers paired.
        student: a copy, whoever made it.
    """
    cells, copies = notebook["cells"], student["cells"]
    if len(cells) != len(copies):
        message = f"the student copy has {len(copies)} cells, the lab {len(cells)}"
        return [Fault(0, 0, message, _COPY_FIX)]
    found: list[Fault] = []
    for number, (cell, other) in enumerate(zip(cells, copies, strict=True), 1):
        found += [
            Fault(number, 0, message, _COPY_FIX) for message in _cell_differences(cell, other)
        ]
    if _public(notebook.get("metadata", {}), _PRIVATE) != student.get("metadata", {}):
        found.append(Fault(0, 0, "the student copy has other metadata", _COPY_FIX))
    return found + list(_survivors(notebook, student))


_COPY_FIX = "make the copy again with: syllabook release"


def _cell_differences(cell: Mapping[str, Any], other: Mapping[str, Any]) -> Iterator[str]:
    for name in ("cell_type", "id"):
        if cell.get(name) != other.get(name):
            yield f"the student copy has another {name.replace('_', ' ')}"
    parts = segments(source(cell))
    outside = [re.escape(part.text) for part in parts if not part.solution]
    if not re.fullmatch(_STUB.join(outside), source(other)):
        yield "the student copy differs outside the solutions"
    if other.get("outputs") or other.get("execution_count") is not None:
        yield "the student copy has outputs"
    if _public(cell.get("metadata", {}), _PRIVATE_OF_CELLS) != _public(
        other.get("metadata", {}), {"mystnb"}
    ):
        yield "the student copy has other metadata"
    attached: Mapping[str, Any] = cell.get("attachments", {})
    if any(attached.get(name) != data for name, data in other.get("attachments", {}).items()):
        yield "the student copy has other attachments"


def _public(metadata: Mapping[str, Any], private: set[str]) -> dict[str, Any]:
    return {name: value for name, value in metadata.items() if name not in private}


def _survivors(notebook: Mapping[str, Any], student: Mapping[str, Any]) -> Iterator[Fault]:
    """Solutions that still stand somewhere in the copy: in another cell, a comment, metadata."""
    telling = {
        words: text for text in solution_texts(notebook) if len(words := squeezed(text)) >= TELLING
    }
    for number, cell in enumerate(student["cells"], 1):
        # comment signs go, so that a solution that was only commented out is found
        texts = [source(cell), *_strings(cell.get("metadata", {}))]
        standing = "\0".join(map(squeezed, texts))
        for words, text in telling.items():
            if words in standing:
                first = next(line.strip() for line in text.splitlines() if line.strip())
                message = f'the solution that begins with "{first}" stands here once more'
                yield Fault(number, 0, message, "put it between markers here as well")


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping | list):
        for item in value.values() if isinstance(value, Mapping) else value:
            yield from _strings(item)


def squeezed(text: str) -> str:
    """A text without space and comment signs, to find it again however it is laid out."""
    lines = (re.sub(r"^[\s#>]+", "", line) for line in text.splitlines())
    return re.sub(r"\s+", "", "".join(lines))


def _broken_stubs(notebook: Mapping[str, Any], student: Mapping[str, Any]) -> Iterator[Fault]:
    """Stubs that are no valid Python, where the lab's own cell is."""
    pairs = zip(notebook["cells"], student["cells"], strict=True)
    for number, (cell, other) in enumerate(pairs, 1):
        if cell.get("cell_type") != "code" or source(cell) == source(other):
            continue
        if parse_code(source(cell)) and not parse_code(source(other)):
            fix = "let the markers enclose whole statements, indented like them"
            yield Fault(number, 0, "without its solution the cell is no valid Python", fix)
