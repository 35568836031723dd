"""Labs as the site shows them: with outputs, solutions collapsed or left out."""

from __future__ import annotations

import copy
import re
from typing import Any

from syllabook.curriculum.launch import LAUNCH_CELL
from syllabook.notebooks.document import Cell, source
from syllabook.notebooks.lectures import public_page
from syllabook.notebooks.solutions import LINE, cell_segments, segments, stub_cell


def public_notebook(notebook: dict[str, Any], *, show_solutions: bool) -> dict[str, Any]:
    """A lab as the site shows it, with outputs.

    Args:
        notebook: the lab as it is committed; not changed.
        show_solutions: show each cell that holds a solution, collapsed and without markers; else
            show a stub in its place and none of its outputs.

    Raises:
        MarkerError: its markers do not pair up.
    """
    made = copy.deepcopy(notebook)
    # the page says above the notebook where it can be run
    cells = [cell for cell in made["cells"] if cell.get("id") != LAUNCH_CELL]
    made["cells"] = [_public(cell, number, show_solutions) for number, cell in enumerate(cells, 1)]
    return made


def _public(cell: Cell, number: int, show_solutions: bool) -> Cell:
    if len(cell_segments(cell, number)) > 1:
        return _collapsed(cell) if show_solutions else stub_cell(cell)
    if cell.get("cell_type") == "markdown" and not show_solutions:
        text = public_page(source(cell), show_solutions=False)
        if text != source(cell):
            cell["source"] = text
    return cell


def _collapsed(cell: Cell) -> Cell:
    """A cell that a click opens: myst-nb collapses code, a dropdown texts."""
    made = copy.deepcopy(cell)
    parts = segments(source(cell))
    if made.get("cell_type") == "code":
        text = "".join(part.text for part in parts)
        metadata = made.setdefault("metadata", {})
        metadata["tags"] = [*dict.fromkeys([*metadata.get("tags", []), "hide-cell"])]
        prompts = {"code_prompt_show": "Show the solution", "code_prompt_hide": "Hide the solution"}
        metadata["mystnb"] = {**prompts, **metadata.get("mystnb", {})}
    else:
        text = "".join(_dropdown(part.text) if part.solution else part.text for part in parts)
    made["source"] = text if isinstance(cell.get("source"), str) else LINE.findall(text)
    return made


def _dropdown(text: str) -> str:
    ticks = max((len(run) for run in re.findall(r"`{3,}", text)), default=2) + 1
    fence = "`" * max(ticks, 3)
    body = text if text.endswith("\n") else f"{text}\n"
    return f"\n{fence}{{dropdown}} Solution\n\n{body}{fence}\n\n"
