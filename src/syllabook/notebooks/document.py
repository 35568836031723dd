"""Notebooks as plain JSON: read, written so that diffs are small, and their texts.

The format is nbformat 4 (https://nbformat.readthedocs.io/en/latest/format_description.html).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

import nbformat

Notebook = dict[str, Any]
Cell = dict[str, Any]


class NotebookError(ValueError):
    """A file that is no notebook.

    Attributes:
        line, column: where the JSON ends to be JSON; 0 where that is not the fault.
    """

    def __init__(self, message: str, line: int = 0, column: int = 0) -> None:
        super().__init__(message)
        self.line = line
        self.column = column


def parse(content: bytes | str) -> Notebook:
    """Read a notebook.

    Raises:
        NotebookError: it is not UTF-8, not JSON, or not a notebook of format 4.
    """
    try:
        text = content.decode("utf-8") if isinstance(content, bytes) else content
        found = json.loads(text)
    except UnicodeDecodeError as error:
        raise NotebookError(f"is no notebook: byte {error.start + 1} is not UTF-8") from error
    except json.JSONDecodeError as error:
        raise NotebookError(f"is no notebook: {error.msg}", error.lineno, error.colno) from error
    if not isinstance(found, dict) or not isinstance(found.get("cells"), list):
        raise NotebookError("is no notebook: it has no cells", 1, 1)
    for number, cell in enumerate(found["cells"], 1):
        if not (isinstance(cell, dict) and isinstance(cell.get("cell_type"), str)):
            raise NotebookError(f"is no notebook: its cell {number} has no type", 1, 1)
        if not isinstance(cell.setdefault("metadata", {}), dict):
            raise NotebookError(f"is no notebook: the metadata of cell {number} are none", 1, 1)
    if not isinstance(found.setdefault("metadata", {}), dict):
        raise NotebookError("is no notebook: its metadata are none", 1, 1)
    if found.get("nbformat", 4) != 4:
        raise NotebookError(f"has notebook format {found['nbformat']}; format 4 is read", 1, 1)
    return found


def dumps(notebook: Mapping[str, Any]) -> str:
    """``notebook`` as Jupyter writes it: lines split, keys sorted, one indent, a final newline.

    Cells without an id get one where the format wants it, made from what they hold, so that
    writing twice gives the same text.
    """
    made = json.loads(json.dumps(notebook))
    made.setdefault("nbformat", 4)
    made.setdefault("nbformat_minor", 5)
    if made["nbformat_minor"] >= 5:
        _add_ids(made["cells"])
    return str(nbformat.writes(nbformat.from_dict(made), version=nbformat.NO_CONVERT)) + "\n"  # type: ignore[no-untyped-call]


def _add_ids(cells: list[Cell]) -> None:
    taken = {cell["id"] for cell in cells if "id" in cell}
    for number, cell in enumerate(cells):
        if "id" not in cell:
            words = f"{number}\0{source(cell)}".encode()
            new = hashlib.blake2b(words, digest_size=4).hexdigest()
            while new in taken:
                new = hashlib.blake2b(new.encode(), digest_size=4).hexdigest()
            taken.add(new)
            cell["id"] = new


def joined(text: str | list[str]) -> str:
    """A text that may be stored as a list of lines."""
    return text if isinstance(text, str) else "".join(text)


def source(cell: Mapping[str, Any]) -> str:
    """What stands in a cell."""
    return joined(cell.get("source", ""))


def tags(cell: Mapping[str, Any]) -> list[str]:
    """The tags of a cell."""
    found = cell.get("metadata", {}).get("tags", [])
    return found if isinstance(found, list) else []


def within(value: Any, *names: str) -> Any:
    """What stands in nested mappings under ``names``; None where one of them is missing."""
    for name in names:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def code_cells(notebook: Mapping[str, Any]) -> list[str]:
    """The sources of a notebook's code cells, in order."""
    return [source(cell) for cell in notebook.get("cells", []) if cell.get("cell_type") == "code"]


def is_executed(cell: Mapping[str, Any]) -> bool:
    """Whether a run from top to bottom executes the cell."""
    return (
        cell.get("cell_type") == "code"
        and bool(source(cell).strip())
        and "skip-execution" not in tags(cell)
    )


def output_texts(output: Mapping[str, Any]) -> Iterator[str]:
    """The texts of an output that a reader sees or finds: streams, errors, text data; no images."""
    if "text" in output:
        yield joined(output["text"])
    for line in output.get("traceback", []):
        yield str(line)
    for kind, data in output.get("data", {}).items():
        if kind.startswith("image/") and kind != "image/svg+xml":
            continue
        yield joined(data) if isinstance(data, str | list) else json.dumps(data)
