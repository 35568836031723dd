"""Edits of ``course.yml`` by command that keep its comments and its layout.

A round trip through ruamel.yaml leaves both of our outlines as they are, but it hangs a comment
on the entry above it, so that a week put in at the end of a unit would come to stand under the
heading of the next one. New entries are therefore set by ruamel.yaml and put between the lines
of the old text, at the places its parser names; only a list in brackets takes the round trip.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

Entry = Mapping[str, Any]


def insert_week(text: str, entry: Entry, after: str | None) -> str:
    """``text`` with a week more.

    Args:
        text: a valid ``course.yml``.
        entry: the week's keys and values, in the order in which they are to stand.
        after: id of the week before it; None to put it first.
    """
    weeks = _value(_compose(text), "weeks")
    assert isinstance(weeks, SequenceNode), "a valid outline has a list of weeks"
    items: Sequence[Node] = weeks.value
    place = 0 if after is None else 1 + [_scalar(item, "id") for item in items].index(after)
    if weeks.flow_style:
        return _insert_by_round_trip(text, entry, place)
    lines = text.splitlines(keepends=True)
    dash = _dash(lines, items[0])
    gap = _blank_between(lines, items, dash)
    new = [f"{' ' * dash}{line}\n" for line in _as_item(entry)]
    if place == 0:
        at = items[0].start_mark.line
        new = [*new, *(["\n"] if gap else [])]
    else:
        at = _end(lines, items[place - 1], dash)
        new = [*(["\n"] if gap else []), *new]
        if not lines[at - 1].endswith("\n"):
            lines[at - 1] += "\n"
    return "".join(_same_newlines([*lines[:at], *new, *lines[at:]], text))


def set_value(text: str, key: str, value: str, after: Sequence[str] = ()) -> str:
    """``text`` with another value of a top-level key.

    Args:
        text: a YAML mapping in block style.
        key: the key; if it is not there it is added.
        value: a text without line breaks.
        after: where to add it: after the last of these keys that is there, else at the end.
    """
    root = _compose(text)
    written = scalar(value)
    for name, node in root.value:
        if name.value == key:
            begin, end = node.start_mark.index, node.end_mark.index
            if begin == end:  # an empty value stands nowhere; it goes behind the colon
                begin = end = text.index(":", name.end_mark.index) + 1
                written = f" {written}"
            return f"{text[:begin]}{written}{text[end:]}"
    lines = text.splitlines(keepends=True)
    known = {key_node.value: child for key_node, child in root.value}
    before = next((known[name] for name in reversed(after) if name in known), None)
    at = _end(lines, before, -1) if before is not None else len(lines)
    if lines and not lines[at - 1].endswith("\n"):
        lines[at - 1] += "\n"
    return "".join(_same_newlines([*lines[:at], f"{key}: {written}\n", *lines[at:]], text))


def round_trip() -> YAML:
    """ruamel.yaml as the project's files are laid out."""
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 4096
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml


def dump(yaml: YAML, data: Any) -> str:
    """``data`` as YAML."""
    stream = io.StringIO()
    yaml.dump(data, stream)
    return stream.getvalue()


def _compose(text: str) -> MappingNode:
    node = YAML().compose(io.StringIO(text))
    assert isinstance(node, MappingNode), "a valid outline is a mapping"
    return node


def _value(node: Node, key: str) -> Node | None:
    assert isinstance(node, MappingNode)
    return next((child for name, child in node.value if name.value == key), None)


def _scalar(node: Node, key: str) -> str:
    found = _value(node, key)
    return str(found.value) if isinstance(found, ScalarNode) else ""


def scalar(value: str) -> str:
    """A text as a YAML scalar, in double quotes where it needs quotes."""
    written = dump(round_trip(), {"x": value}).removeprefix("x: ").rstrip("\n")
    if not written.startswith("'"):
        return written
    quoted = {"x": DoubleQuotedScalarString(value)}
    return dump(round_trip(), quoted).removeprefix("x: ").rstrip("\n")


def _styled(value: Any) -> Any:
    """``value`` with its texts quoted as :func:`scalar` does."""
    if isinstance(value, Mapping):
        return {key: _styled(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_styled(item) for item in value]
    quoted = isinstance(value, str) and scalar(value).startswith('"')
    return DoubleQuotedScalarString(value) if quoted else value


def _as_item(entry: Entry) -> list[str]:
    """The lines of a list's entry, its dash in the first column."""
    text = dump(round_trip(), [_styled(entry)])
    return [line[2:] if line.strip() else "" for line in text.splitlines()]


def _insert_by_round_trip(text: str, entry: Entry, place: int) -> str:
    yaml = round_trip()
    data = yaml.load(text)
    data["weeks"].insert(place, _styled(entry))
    return dump(yaml, data)


def _dash(lines: Sequence[str], item: Node) -> int:
    """The column of the dashes of the list that ``item`` is the first of."""
    return lines[int(item.start_mark.line)].index("-")


def _end(lines: Sequence[str], node: Node, dash: int) -> int:
    """Index of the line after a list's entry and the comments that belong to it.

    A comment that is indented deeper than the list's dashes belongs to the entry above it.
    """
    at = _last_line(node) + 1
    while at > 0 and not lines[at - 1].strip():
        at -= 1  # a block text ends only where something else begins
    look = at
    while look < len(lines):
        line = lines[look]
        stripped = line.strip()
        if stripped.startswith("#") and dash >= 0 and len(line) - len(line.lstrip()) > dash:
            at = look + 1
        elif stripped:
            break
        look += 1
    return at


def _last_line(node: Node) -> int:
    """Index of the line on which the text of ``node`` ends."""
    flow = getattr(node, "flow_style", False)
    if isinstance(node, MappingNode) and node.value and not flow:
        return _last_line(node.value[-1][1])
    if isinstance(node, SequenceNode) and node.value and not flow:
        return _last_line(node.value[-1])
    mark = node.end_mark
    # a block text's end stands at the beginning of the line after it
    block = isinstance(node, ScalarNode) and node.style in {"|", ">"} and mark.column == 0
    return int(mark.line) - 1 if block else int(mark.line)


def _blank_between(lines: Sequence[str], items: Sequence[Node], dash: int) -> bool:
    """Whether the list's entries stand apart."""
    ends = [_end(lines, item, dash) for item in items[:-1]]
    return bool(ends) and all(not lines[end].strip() for end in ends)


def _same_newlines(lines: Sequence[str], text: str) -> list[str]:
    if "\r\n" not in text:
        return list(lines)
    return [re.sub(r"\r?\n$", "\r\n", line) for line in lines]
