"""Docutils tables without the ceremony."""

from __future__ import annotations

from collections.abc import Sequence

from docutils import nodes

Cell = Sequence[nodes.Node]


def table(
    header: Sequence[str],
    rows: Sequence[Sequence[Cell] | str],
    *classes: str,
    widths: Sequence[int] = (),
    row_classes: Sequence[str] = (),
) -> nodes.table:
    """A table with a header row; the first cell of each row heads it.

    Args:
        header: the column titles.
        rows: each a list of cells (block nodes), or a text that spans the whole row as a group
            title.
        classes: classes of the table.
        widths: of the columns, in characters (HTML takes them as relative); equal if left out.
        row_classes: one per row, or none at all.
    """
    group = nodes.tgroup(cols=len(header))
    group += [nodes.colspec(colwidth=width) for width in widths or [18] * len(header)]
    head = nodes.thead()
    head += _row([[nodes.paragraph(text=title)] for title in header])
    body = nodes.tbody()
    for index, cells in enumerate(rows):
        if isinstance(cells, str):
            entry = nodes.entry("", nodes.paragraph(text=cells), morecols=len(header) - 1)
            row = nodes.row("", entry, classes=["sb-group"])
        else:
            row = _row(cells)
        if row_classes:
            row["classes"].append(row_classes[index])
        body += row
    group += [head, body]
    return nodes.table("", group, classes=["sb-table", *classes])


def _row(cells: Sequence[Cell]) -> nodes.row:
    return nodes.row("", *(nodes.entry("", *cell) for cell in cells))
