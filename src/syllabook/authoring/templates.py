"""The texts that new files start from, kept as files in ``templates/``.

A template holds ``%{name}`` where a value goes; nothing else in it means anything, so that
Markdown, MyST and YAML can be written as they are.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

_PLACE = re.compile(r"%\{(\w+)\}")


def fill(name: str, **values: str) -> str:
    """A template with its places filled.

    Args:
        name: file in ``templates/``.
        values: text by the name of the place; a value is not looked through for places itself.

    Raises:
        KeyError: a place has no value.
    """
    return _PLACE.sub(lambda place: values[place[1]], _text(name))


@cache
def _text(name: str) -> str:
    return (files("syllabook.authoring") / "templates" / name).read_text(encoding="utf-8")
