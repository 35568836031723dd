"""YAML read with positions, so that every error names a line and a column.

PyYAML's ``CBaseLoader`` keeps every scalar a string (``13:30`` and ``No`` survive); pydantic
then gives each its type, and its error locations are mapped back to the nodes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from syllabook.foundation.problems import Problem, suggest

try:
    from yaml import CBaseLoader as _Loader
except ImportError:  # a PyYAML built without libyaml: slower, same nodes
    from yaml import BaseLoader as _Loader  # type: ignore[assignment]

Location = tuple[str | int, ...]
M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a node begins: 1-based line and column."""

    line: int
    column: int


@dataclass(slots=True)
class YamlSource:
    """One YAML file: its plain data and the place of every node and key in it."""

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


def parse(text: str, file: str) -> tuple[YamlSource, list[Problem]]:
    """Read ``text`` into plain data (dicts, lists, strings) and the places of its nodes.

    Duplicate keys are problems; the first value is kept. A file that is not YAML gives one
    problem and empty data.
    """
    source = YamlSource(file)
    try:
        node = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        what = error.problem or "the file is not YAML"
        return source, [Problem(file, line, column, f"not valid YAML: {what}", _yaml_fix(what))]
    except yaml.YAMLError as error:
        return source, [Problem(file, 1, 1, f"not valid YAML: {' '.join(str(error).split())}")]
    problems: list[Problem] = []
    if node is None:
        source.values[()] = Mark(1, 1)
        source.data = {}
    else:
        source.data = _construct(node, (), source, problems, frozenset())
    return source, problems


def _yaml_fix(problem: str) -> str:
    if "mapping values are not allowed" in problem:
        return 'put a text that holds ": " in quotes'
    if "cannot start any token" in problem:
        return "use spaces instead of tabs, and quote a text that starts with @, ` or %"
    if "expected <block end>" in problem:
        return "check the indentation of this line against the lines above it"
    return ""


def _construct(
    node: yaml.Node,
    path: Location,
    source: YamlSource,
    problems: list[Problem],
    above: frozenset[int],
) -> Any:
    mark = Mark(node.start_mark.line + 1, node.start_mark.column + 1)
    source.values[path] = mark
    if id(node) in above:
        problems.append(Problem(source.file, mark.line, mark.column, "an alias contains itself"))
        return None
    above = above | {id(node)}
    if isinstance(node, yaml.MappingNode):
        mapping: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key_mark = Mark(key_node.start_mark.line + 1, key_node.start_mark.column + 1)
            if not isinstance(key_node, yaml.ScalarNode):
                problems.append(
                    Problem(source.file, key_mark.line, key_mark.column, "a key must be a word")
                )
                continue
            key = str(key_node.value)
            if key in mapping:
                first = source.keys[(*path, key)]
                problems.append(
                    Problem(
                        source.file,
                        key_mark.line,
                        key_mark.column,
                        f'duplicate key "{key}" (first on line {first.line})',
                        "keep one of the two",
                    )
                )
                continue
            source.keys[(*path, key)] = key_mark
            mapping[key] = _construct(value_node, (*path, key), source, problems, above)
        return mapping
    if isinstance(node, yaml.SequenceNode):
        return [
            _construct(item, (*path, index), source, problems, above)
            for index, item in enumerate(node.value)
        ]
    return str(node.value)


def validate(source: YamlSource, model: type[M]) -> tuple[M | None, list[Problem]]:
    """Validate the data of ``source`` against a pydantic model, all errors at once."""
    try:
        return model.model_validate(source.data), []
    except ValidationError as error:
        return None, [
            _explain(detail, source, model)
            for detail in error.errors(include_url=False, include_input=True)
        ]


_KINDS: Mapping[str, str] = {
    "int_parsing": "a whole number",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_parsing": "a number",
    "float_type": "a number",
    "bool_parsing": "true or false",
    "bool_type": "true or false",
    "list_type": "a list",
    "tuple_type": "a list",
    "dict_type": "a mapping of keys to values",
    "model_type": "a mapping of keys to values",
    "model_attributes_type": "a mapping of keys to values",
    "string_type": "a text",
    "date_parsing": "a date such as 2027-02-22",
    "date_from_datetime_parsing": "a date such as 2027-02-22",
    "date_from_datetime_inexact": "a date such as 2027-02-22",
    "date_type": "a date such as 2027-02-22",
    "time_parsing": "a time such as 13:30",
    "time_type": "a time such as 13:30",
}


def _explain(detail: Any, source: YamlSource, model: type[BaseModel]) -> Problem:
    # pydantic puts tags such as "function-after[...]" into locations; the file does not hold them
    loc: Location = tuple(part for part in detail["loc"] if not _is_tag(part))
    kind, value, context = detail["type"], detail["input"], detail.get("ctx", {})
    name = f'"{loc[-1]}"' if loc and isinstance(loc[-1], str) else "this entry"
    where = _owner(loc)
    if kind == "extra_forbidden":
        fix = suggest(str(loc[-1]), known_keys(model, loc[:-1]), "key")
        return source.problem(loc, f"unknown key {name}{where}", fix, key=True)
    if kind == "missing":
        return source.problem(loc, f"{name} is missing{where}", f"add {loc[-1]}: ...")
    if kind in _KINDS:
        return source.problem(loc, f"{name} should be {_KINDS[kind]}, not {_shown(value)}")
    if kind in {"literal_error", "enum"}:
        expected = str(context.get("expected", ""))
        words = [word.strip(" '") for word in expected.replace(" or ", ", ").split(",")]
        message = f"{name} should be {expected}, not {_shown(value)}"
        hint = suggest(value, words, "value") if isinstance(value, str) else ""
        return source.problem(loc, message, hint if hint.startswith("did") else "")
    if kind == "value_error":
        message, _, fix = str(context.get("error", detail["msg"])).partition("; ")
        return source.problem(loc, message, fix)
    return source.problem(loc, f"{name}: {detail['msg'][:1].lower()}{detail['msg'][1:]}")


def _is_tag(part: str | int) -> bool:
    return isinstance(part, str) and ("[" in part or part.startswith("function-"))


def _owner(loc: Location) -> str:
    """`` in weeks[3]`` for the mapping that holds a key; nothing at the top of the file."""
    parent = loc[:-1]
    if not parent:
        return ""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in parent)
    return f" in {text.lstrip('.')}"


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    text = str(value)
    return f'"{text[:60]}..."' if len(text) > 60 else f'"{text}"'


def known_keys(model: type[BaseModel], location: Location) -> list[str]:
    """The keys that may stand in the mapping at ``location`` of a file validated by ``model``."""
    current: Any = model
    for part in location:
        if isinstance(part, int):
            continue
        fields = _fields(current)
        if part not in fields:
            return []
        current = _model_in(fields[part])
    return sorted(_fields(current))


def _fields(model: Any) -> dict[str, Any]:
    if not (isinstance(model, type) and issubclass(model, BaseModel)):
        return {}
    return {info.alias or name: info.annotation for name, info in model.model_fields.items()}


def _model_in(annotation: Any) -> Any:
    """The pydantic model inside ``list[Model] | None`` and the like."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for argument in getattr(annotation, "__args__", ()):
        found = _model_in(argument)
        if found is not None:
            return found
    return None
