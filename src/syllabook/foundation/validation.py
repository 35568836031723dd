"""From plain data to a pydantic model: every error explained, with its place in the file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from syllabook.foundation.problems import Problem, did_you_mean, suggest
from syllabook.foundation.yaml_source import Location, YamlSource

M = TypeVar("M", bound=BaseModel)


def validate(source: YamlSource, model: type[M]) -> tuple[M | None, list[Problem]]:
    """Validate the data of ``source`` against a pydantic model, all errors at once."""
    try:
        return model.model_validate(source.data), []
    except ValidationError as error:
        return None, [_explain(detail, source, model) for detail in _details(error)]


def salvage(
    source: YamlSource, model: type[M], stand_ins: Mapping[str, Any]
) -> tuple[M | None, YamlSource]:
    """What is left of ``source`` without its invalid parts, so that checks can go on.

    An invalid value is taken out, and with it what cannot be without it (a week without its
    title), until the rest is valid.

    Args:
        source: data that :func:`validate` found wrong.
        model: the model.
        stand_ins: values for top-level keys that must be there and are not.

    Returns:
        The valid rest (None if nothing can be saved) and the source whose locations fit it.
    """
    while isinstance(source.data, dict):
        try:
            return model.model_validate({**stand_ins, **source.data}), source
        except ValidationError as error:
            faulty = {
                detail["loc"][:-1] if detail["type"] == "missing" else detail["loc"]
                for detail in _details(error)
            }
            if () in faulty or not faulty & source.values.keys():
                break
            source = source.without(faulty)
    return None, source


def _details(error: ValidationError) -> list[ErrorDetails]:
    """The errors, without "too short" where pydantic counts only the valid entries of a list."""
    return [
        detail
        for detail in error.errors(include_url=False, include_input=True)
        if not (
            detail["type"] == "too_short" and len(detail["input"]) >= detail["ctx"]["min_length"]
        )
    ]


_KINDS: Mapping[str, str] = {
    "int_parsing": "a whole number",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "bool_parsing": "true or false",
    "bool_type": "true or false",
    "list_type": "a list",
    "tuple_type": "a list",
    "dict_type": "a mapping of keys to values",
    "model_type": "a mapping of keys to values",
    "string_type": "a text",
    "date_type": "a date such as 2027-02-22",
    "time_type": "a time such as 13:30",
}

_LIMITS: Mapping[str, tuple[str, str]] = {
    "greater_than": ("more than", "gt"),
    "greater_than_equal": ("at least", "ge"),
    "less_than": ("less than", "lt"),
    "less_than_equal": ("at most", "le"),
}


def _explain(detail: ErrorDetails, source: YamlSource, model: type[BaseModel]) -> Problem:
    loc: Location = detail["loc"]
    kind, value, context = detail["type"], detail["input"], detail.get("ctx", {})
    where = _owner(loc)
    name = _name(loc)
    fix = ""
    if kind == "extra_forbidden":
        fix = suggest(str(loc[-1]), known_keys(model, loc[:-1]), "key")
        return source.problem(loc, f"unknown key {name}{where}", fix, key=True)
    if kind == "missing":
        return source.problem(loc, f"{name} is missing{where}", f"add {loc[-1]}: ...")
    if kind in _KINDS:
        expected = _KINDS[kind]
        if value == "":
            fix = "write it or leave the key out"
        elif kind == "string_type" and isinstance(value, dict):
            fix = 'put a text that holds ": " in quotes'
        elif kind == "tuple_type" and isinstance(value, str):
            fix = 'write one entry per line, each after "- "'
        return source.problem(loc, f"{name} should be {expected}, not {_shown(value)}", fix)
    if kind == "literal_error":
        expected = str(context["expected"]).replace("'", '"')
        fix = _nearest(value, expected.split('"')[1::2])
        return source.problem(loc, f"{name} should be {expected}, not {_shown(value)}", fix)
    if kind in _LIMITS:
        words, key = _LIMITS[kind]
        message = f"{name} should be {words} {context[key]}, not {_shown(value)}"
        return source.problem(loc, message)
    if kind == "too_short":
        least = context["min_length"]
        message = f"{name} needs {least} or more entries, not {context['actual_length']}"
        return source.problem(loc, message)
    if kind == "too_long":
        message = f"{name} takes at most {context['max_length']} entries"
        return source.problem(loc, message, "remove some")
    if kind == "value_error":
        message, _, fix = str(context["error"]).partition("; ")
        return source.problem(loc, message.replace("{name}", name), fix)
    return source.problem(loc, f"{name}: {detail['msg'][:1].lower()}{detail['msg'][1:]}")


def _nearest(value: Any, words: list[str]) -> str:
    return did_you_mean(value, words) if isinstance(value, str) else ""


def _name(loc: Location) -> str:
    if not loc:
        return "the file"
    return f'"{loc[-1]}"' if isinstance(loc[-1], str) else "this entry"


def _owner(loc: Location) -> str:
    """`` in weeks[3]`` for the mapping that holds a key; nothing at the top of the file."""
    parent = loc[:-1]
    if not parent:
        return ""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in parent)
    return f" in {text.lstrip('.')}"


def _shown(value: Any) -> str:
    if value == "":
        return "empty"
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
