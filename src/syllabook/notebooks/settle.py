"""Make an executed notebook fit to be committed: what changes from run to run goes.

Running an unchanged lab again changes nothing but its measured time and memory.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from syllabook.notebooks.document import Cell, Notebook, joined

# where in memory an object happened to be, and the file IPython made of a cell
_ADDRESS = re.compile(r"\bat 0x[0-9a-fA-F]{6,}")
_CELL_FILE = re.compile(r"[^\s\"'(]*[/\\]ipykernel_\d+[/\\]\d+\.py")
_VOLATILE_OF_CELLS = ("execution", "ExecuteTime", "papermill")


def settled(before: Notebook, after: Notebook, facts: Mapping[str, Any]) -> Notebook:
    """The executed notebook without what is of this run only.

    Args:
        before: the notebook as it was; its kernel stays.
        after: the same, executed.
        facts: what ``metadata.syllabook`` will say of the run.
    """
    metadata = {**after.get("metadata", {}), "syllabook": dict(facts)}
    old = before.get("metadata", {})
    # the rest of it names versions, and follows from the kernel
    metadata["language_info"] = {"name": metadata.get("language_info", {}).get("name", "python")}
    metadata["kernelspec"] = old.get(
        "kernelspec", {"display_name": "Python 3", "language": "python", "name": "python3"}
    )
    return {**after, "metadata": metadata, "cells": [_cell(cell) for cell in after["cells"]]}


def _cell(cell: Cell) -> Cell:
    made = dict(cell)
    made["metadata"] = {
        name: value
        for name, value in cell.get("metadata", {}).items()
        if name not in _VOLATILE_OF_CELLS
    }
    if "outputs" in made:
        made["outputs"] = [_output(output) for output in made["outputs"]]
    return made


def _output(output: Mapping[str, Any]) -> dict[str, Any]:
    made = dict(output)
    if "text" in made:
        made["text"] = _steady(joined(made["text"]))
    if "traceback" in made:
        made["traceback"] = [_steady(line) for line in made["traceback"]]
    if "data" in made:
        made["data"] = {
            kind: _steady(joined(data)) if kind == "text/plain" else data
            for kind, data in made["data"].items()
        }
    return made


def _steady(text: str) -> str:
    return _CELL_FILE.sub("<cell>", _ADDRESS.sub("at 0x…", text))
