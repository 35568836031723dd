"""YAML read with positions, so that every error names a line and a column.

PyYAML's ``CBaseLoader`` keeps every scalar a string (``13:30``, ``No`` and ``1_000`` survive).
Aliases are followed; merge keys (``<<``), which YAML 1.2 dropped, are not.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from syllabook.foundation.files import shown_path
from syllabook.foundation.problems import Problem

try:
    from yaml import CBaseLoader as _Loader
except ImportError:  # a PyYAML built without libyaml: slower, same nodes
    from yaml import BaseLoader as _Loader  # type: ignore[assignment]

Location = tuple[str | int, ...]

_MAX_DEPTH = 50  # far beyond any outline; libyaml itself recurses and would crash on 20,000
_MAX_NODES = 50_000  # a few lines of aliases to aliases can stand for billions of values
# what YAML's own reader refuses, found here because it names no line for it
_UNPRINTABLE = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]"
)


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a node begins: 1-based line and column."""

    line: int
    column: int


@dataclass(slots=True)
class YamlSource:
    """One YAML file: its plain data and the place of every node and key in it.

    Attributes:
        file: path as the user knows it.
        data: dicts, lists and strings; None if the file cannot be read.
        values: by location, where each value begins (that of an alias: where its anchor stands).
        keys: by location, where each key begins.
    """

    file: str
    data: Any = None
    values: dict[Location, Mark] = field(default_factory=dict)
    keys: dict[Location, Mark] = field(default_factory=dict)

    def mark(self, location: Iterable[str | int], *, key: bool = False) -> Mark:
        """The place of ``location`` (of its key if asked), or of the nearest node around it."""
        path = tuple(location)
        if key and path in self.keys:
            return self.keys[path]
        while path and path not in self.values:
            path = path[:-1]
        return self.values.get(path, Mark(1, 1))

    def problem(
        self, location: Iterable[str | int], message: str, fix: str = "", *, key: bool = False
    ) -> Problem:
        """A :class:`Problem` that points at ``location`` in this file."""
        mark = self.mark(location, key=key)
        return Problem(self.file, mark.line, mark.column, message, fix)

    def without(self, dropped: Collection[Location]) -> YamlSource:
        """A copy without the nodes at ``dropped``; what follows in a list moves up."""
        kept = YamlSource(self.file)

        def copy(data: Any, old: Location, new: Location) -> Any:
            for marks, copied in ((self.values, kept.values), (self.keys, kept.keys)):
                if old in marks:
                    copied[new] = marks[old]
            if isinstance(data, dict):
                return {
                    key: copy(value, (*old, key), (*new, key))
                    for key, value in data.items()
                    if (*old, key) not in dropped
                }
            if isinstance(data, list):
                stay = [index for index in range(len(data)) if (*old, index) not in dropped]
                return [
                    copy(data[index], (*old, index), (*new, place))
                    for place, index in enumerate(stay)
                ]
            return data

        kept.data = copy(self.data, (), ())
        return kept


def read_yaml(path: Path, root: Path) -> tuple[YamlSource, list[Problem]]:
    """Read a YAML file as :func:`parse` does.

    Args:
        path: the file: UTF-8, with or without a byte order mark, any line ends.
        root: the project's folder, to which file names in problems are relative.

    Returns:
        The file's data (None if it cannot be read) and what is wrong with it.
    """
    shown = shown_path(path, root)
    try:
        content = path.read_bytes()
    except OSError as error:
        return YamlSource(shown), [Problem(shown, 0, 0, f"cannot be read: {error.strerror}")]
    try:
        return parse(content.decode("utf-8"), shown)
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8")
        mark = _mark_after(before)
        fault = Problem(
            shown, mark.line, mark.column, "the file is not UTF-8", "save it as UTF-8 text"
        )
        return YamlSource(shown), [fault]


def parse(text: str, file: str) -> tuple[YamlSource, list[Problem]]:
    """Read ``text`` into plain data (dicts, lists, strings) and the places of its nodes.

    Duplicate keys and merge keys are problems; of duplicates the first is kept. A text that is
    not YAML gives one problem and None as data, an empty one an empty dict.
    """
    source = YamlSource(file)
    text = text.removeprefix("\ufeff")
    strange = _UNPRINTABLE.search(text)
    if strange:
        mark = _mark_after(text[: strange.start()])
        message = f"not valid YAML: unprintable character U+{ord(strange[0]):04X}"
        return source, [Problem(file, mark.line, mark.column, message, "remove it")]
    try:
        deep = _too_deep(text)
        if deep:
            message = f"nested more than {_MAX_DEPTH} deep"
            return source, [Problem(file, deep.line, deep.column, message, "close the brackets")]
        node = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        return source, [_not_yaml(error, file)]
    if node is None or (isinstance(node, yaml.ScalarNode) and not node.value):
        source.values[()] = Mark(1, 1)
        source.data = {}
        return source, []
    problems: list[Problem] = []
    try:
        source.data = _construct(node, (), source, problems, frozenset())
    except _AliasError as error:
        return YamlSource(file), [Problem(file, error.mark.line, error.mark.column, *error.args)]
    return source, problems


class _AliasError(Exception):
    """Aliases that lead nowhere or too far; the file as a whole has no data then."""

    def __init__(self, mark: Mark, message: str, fix: str) -> None:
        super().__init__(message, fix)
        self.mark = mark


def _mark_after(before: str) -> Mark:
    lines = before.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return Mark(len(lines), len(lines[-1]) + 1)


def _too_deep(text: str) -> Mark | None:
    """Where ``text`` is nested deeper than any outline, if it is."""
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > _MAX_DEPTH:
                return _begin(event)
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
    return None


def _not_yaml(error: yaml.MarkedYAMLError, file: str) -> Problem:
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    what, context = error.problem or "unreadable", error.context or ""
    opened = f"on line {error.context_mark.line + 1}" if error.context_mark else "above"
    fix = ""
    match what:
        case "second occurrence":
            what, fix = f"an anchor is set twice, first {opened}", "give one of them another name"
        case "but found another document":
            what, fix = "a second document begins here", "remove this line of dashes"
        case "mapping values are not allowed in this context":
            fix = 'put a text that holds ": " in quotes, or check the indentation'
        case "found character that cannot start any token":
            fix = "use spaces instead of tabs, and quote a text that starts with @, ` or %"
        case "found a tab character that violates indentation":
            fix = "use spaces instead of tabs"
        case "found unexpected ':'":
            fix = "put a space after the colon"
        case "found undefined alias":
            fix = "quote a text that starts with *"
        case "found unknown escape character":
            fix = "write \\\\ for a backslash, or use single quotes"
        case _ if "flow sequence" in context:
            fix = f"close the bracket opened {opened}"
        case _ if "flow mapping" in context:
            fix = f"close the brace opened {opened}"
        case _ if "quoted scalar" in context:
            fix = f"close the quote opened {opened}"
        case _ if "block" in context:
            fix = "check the indentation of this line against the lines above it"
    return Problem(file, line, column, f"not valid YAML: {what}", fix)


def _construct(
    node: yaml.Node,
    path: Location,
    source: YamlSource,
    problems: list[Problem],
    above: frozenset[int],
) -> Any:
    mark = _begin(node)
    source.values[path] = mark
    if id(node) in above:
        raise _AliasError(mark, "this anchor contains an alias of itself", "write the value out")
    if len(source.values) > _MAX_NODES:
        message = f"aliases make more than {_MAX_NODES} values of the file"
        raise _AliasError(mark, message, "write the values out")
    above = above | {id(node)}
    if isinstance(node, yaml.MappingNode):
        mapping: dict[str, Any] = {}
        for key_node, value_node in node.value:
            place = _begin(key_node)
            fault = _key_fault(key_node, mapping, path, source)
            if fault:
                problems.append(Problem(source.file, place.line, place.column, *fault))
                continue
            key = str(key_node.value)
            source.keys[(*path, key)] = place
            mapping[key] = _construct(value_node, (*path, key), source, problems, above)
        return mapping
    if isinstance(node, yaml.SequenceNode):
        return [
            _construct(item, (*path, index), source, problems, above)
            for index, item in enumerate(node.value)
        ]
    return str(node.value)


def _begin(node: yaml.Node | yaml.Event) -> Mark:
    mark = node.start_mark
    return Mark(mark.line + 1, mark.column + 1) if mark else Mark(1, 1)


def _key_fault(
    node: yaml.Node, mapping: dict[str, Any], path: Location, source: YamlSource
) -> tuple[str, str] | None:
    """Why a key cannot stand in ``mapping``, and what to do about it."""
    if not isinstance(node, yaml.ScalarNode):
        return (
            "a key must be a word, not a list or a mapping",
            "quote a text that starts with [ or {",
        )
    if node.value == "<<":
        return "merge keys (<<) are not supported", "write out the keys that it stands for"
    if node.value in mapping:
        first = source.keys[(*path, node.value)].line
        return f'duplicate key "{node.value}" (first on line {first})', "keep one of the two"
    return None
