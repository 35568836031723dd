"""Pictures of a page: their sizes, so that it does not jump, and no hurry with loading them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import imagesize
from sphinx.application import Sphinx

_IMAGE = re.compile(r'<img(?![^>]*\b(?:width|height|style)=)([^>]*\bsrc="[^"]*?([^"/]+)")')
_SEPARATOR = re.compile(r"[\s,]+")


def size_of(path: Path) -> tuple[int, int] | None:
    """Width and height of a picture in pixels; None if it does not say."""
    try:
        if path.suffix == ".svg":
            box = ET.parse(path).getroot().get("viewBox", "")
            _, _, width, height = (float(part) for part in _SEPARATOR.split(box.strip()))
        else:
            width, height = imagesize.get(path)
    except (OSError, ValueError, ET.ParseError):
        return None
    return (round(width), round(height)) if width > 0 and height > 0 else None


def give_sizes(
    app: Sphinx, _page: str, _template: str, context: dict[str, Any], _doctree: object
) -> None:
    """Name the size of every picture whose author named none; the stylesheet still scales it.

    With its place known it can be loaded when a reader comes near it.
    """
    body = str(context.get("body", ""))
    if "<img" not in body:
        return
    files = {name: Path(app.srcdir) / path for path, (_, name) in app.env.images.items()}

    def sized(found: re.Match[str]) -> str:
        size = size_of(files[found[2]]) if found[2] in files else None
        if not size:
            return found[0]
        return f'<img width="{size[0]}" height="{size[1]}" loading="lazy"{found[1]}'

    context["body"] = _IMAGE.sub(sized, body)


def setup(app: Sphinx) -> None:
    """Connect it."""
    app.connect("html-page-context", give_sizes)
