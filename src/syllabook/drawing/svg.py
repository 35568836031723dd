"""SVG as text: elements, texts of several lines, and the frame that makes a drawing accessible.

Colours stand in presentation attributes with their light values, because Typst and other
readers of SVG know no custom properties; classes let the site's stylesheet override them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from syllabook.drawing.measure import Weight

FONT = "'Source Sans 3', 'Noto Sans SC', sans-serif"


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture.

    Attributes:
        svg: an ``<svg>`` element with its own title or label.
        alt: what it shows, in words.
        width, height: its size in CSS pixels when it is not scaled.
    """

    svg: str
    alt: str
    width: float
    height: float


def number(value: float) -> str:
    """A coordinate: at most two decimals, no trailing zeros, so that output is short and stable."""
    return f"{value:.2f}".rstrip("0").rstrip(".") if value % 1 else str(int(value))


def element(name: str, attributes: dict[str, str | float], *children: str) -> str:
    """An element; children are SVG text that is escaped already."""
    shown = "".join(
        f' {key}="{escape(value if isinstance(value, str) else number(value))}"'
        for key, value in attributes.items()
    )
    inner = "".join(children)
    return f"<{name}{shown}>{inner}</{name}>" if inner else f"<{name}{shown}/>"


def lines(
    rows: Sequence[str],
    x: float,
    y: float,
    *,
    role: str,
    fill: str,
    size: float,
    leading: float,
    weight: Weight = 400,
    anchor: str = "start",
) -> str:
    """A text of one or more lines.

    Args:
        rows: the lines.
        x: the anchor, on the first line's baseline.
        y: that baseline.
        role: CSS class without prefix (``label``).
        fill: colour.
        size: font size.
        leading: distance of baselines.
        weight: 400 or 600.
        anchor: ``start``, ``middle`` or ``end``.
    """
    # a space at the end of a line keeps words apart for those who hear the text
    ends = [" "] * (len(rows) - 1) + [""]
    spans = [
        element("tspan", {"x": x, "y": y + leading * index}, escape(row) + end)
        for index, (row, end) in enumerate(zip(rows, ends, strict=True))
    ]
    attributes: dict[str, str | float] = {
        "class": f"sb-d-{role}",
        "fill": fill,
        "font-size": size,
        "font-weight": weight,
    }
    if anchor != "start":
        attributes["text-anchor"] = anchor
    # nor must two texts run together; space between elements is not drawn
    return element("text", attributes, *spans) + " "


def frame(
    content: str,
    *,
    title: str,
    alt: str,
    box: tuple[float, float, float, float],
    prefix: str,
    links: bool,
) -> Drawing:
    """A drawing around ``content``.

    Args:
        content: what is drawn.
        title: its name.
        alt: what it shows, in words.
        box: x, y, width and height of what is seen.
        prefix: start of the ids within, unique on a page.
        links: whether it holds links; it is then a group of them, else one image.
    """
    _, _, width, height = box
    attributes: dict[str, str | float] = {
        "xmlns": "http://www.w3.org/2000/svg",
        "class": "sb-drawing",
        "viewBox": " ".join(number(value) for value in box),
        "width": width,
        "height": height,
        "font-family": FONT,
    }
    if links:
        attributes |= {"role": "group", "aria-label": title}
        return Drawing(element("svg", attributes, content), alt, width, height)
    attributes |= {"role": "img", "aria-labelledby": f"{prefix}-title {prefix}-desc"}
    head = element("title", {"id": f"{prefix}-title"}, escape(title))
    head += element("desc", {"id": f"{prefix}-desc"}, escape(alt))
    return Drawing(element("svg", attributes, head, content), alt, width, height)
