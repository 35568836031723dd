"""The pictures that a lab made when it was run, so that a lecture can show them."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from syllabook.foundation.problems import suggest
from syllabook.notebooks.document import joined, within


@dataclass(frozen=True, slots=True)
class LabPicture:
    """A picture, and the words for those who cannot see it."""

    png: bytes
    alt: str


class PictureError(ValueError):
    """A lab has no such picture.

    Attributes:
        message, fix: what is wrong, and the way out.
    """

    def __init__(self, message: str, fix: str) -> None:
        super().__init__(f"{message}; {fix}")
        self.message = message
        self.fix = fix


def lab_picture(notebook: Mapping[str, Any], cell_id: str) -> LabPicture:
    """The first picture that a cell made.

    Args:
        notebook: the lab, with its outputs.
        cell_id: the id of the cell (nbformat 4.5).

    Raises:
        PictureError: there is no such cell, it made no picture, or the picture has no words.
    """
    made = {
        str(cell["id"]): png for cell in notebook["cells"] if "id" in cell and (png := _png(cell))
    }
    cells = {str(cell["id"]): cell for cell in notebook["cells"] if "id" in cell}
    if cell_id not in cells:
        raise PictureError(
            f'there is no cell "{cell_id}"', suggest(cell_id, made, "cell with a picture")
        )
    if cell_id not in made:
        fix = suggest(cell_id, made, "cell with a picture")
        raise PictureError(f'the cell "{cell_id}" made no picture', fix)
    alt = within(cells[cell_id], "metadata", "mystnb", "image", "alt")
    if not alt:
        fix = 'say in the cell\'s metadata what it shows: {"mystnb": {"image": {"alt": "..."}}}'
        raise PictureError(f'the picture of the cell "{cell_id}" has no words', fix)
    return LabPicture(made[cell_id], str(alt))


def _png(cell: Mapping[str, Any]) -> bytes | None:
    for output in cell.get("outputs", []):
        data = output.get("data", {}).get("image/png")
        if data:
            try:
                return base64.b64decode(joined(data))
            except binascii.Error:
                return None
    return None
