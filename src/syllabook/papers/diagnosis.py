"""Why an entry cannot be read: the first fault in it, its place and the way out."""

from __future__ import annotations

import re

from syllabook.papers.chunks import closing_brace
from syllabook.papers.values import Fault

_HEAD = re.compile(r"\s*@\s*([^\s{(]+)\s*([{(])\s*")
_KEY = re.compile(r"[^\s,{}\"=]*")
_FIELD_NAME = re.compile(r"\s*([^\s=,{}\"#]+)\s*")
_FIELD_LINE = re.compile(r"^[ \t]*([A-Za-z][\w:.+-]*)\s*=\s*[{\"\w]", re.MULTILINE)
_QUOTE = re.compile(r'(?<!\\)"')
_STRING = re.compile(r"\s*@\s*string\s*[{(]\s*[^\s={}]+\s*=", re.IGNORECASE)


def diagnose(text: str) -> Fault:
    """Explain what is wrong with ``text``, a block from its ``@`` on that the parser gave up on.

    Returns:
        The fault; its place is an index into ``text``.
    """
    head = _HEAD.match(text)
    if head is None:
        return Fault(0, "this is no entry", 'write "@type{key, field = {value}, ...}"')
    kind, start = head.group(1), len(text) - len(text.lstrip())
    if kind.lower() in {"comment", "preamble"}:
        return Fault(start, f"@{kind} is not closed", 'add the missing "}"')
    if kind.lower() == "string":
        if _STRING.match(text):
            return Fault(start, "@string is not closed", 'add the missing "}"')
        return Fault(start, "this @string defines nothing", "write @string{name = {text}}")
    key = _KEY.match(text, head.end())
    assert key is not None  # the pattern matches the empty string
    after = len(text) - len(text[key.end() :].lstrip())
    following = text[after : after + 1]
    if not key.group() and following in {",", "}", "="}:
        return _no_key(start, kind)
    if following == "=":
        return _no_key(start, kind)
    if following not in {",", "}", ")"}:
        if _FIELD_LINE.match(text, after) or _FIELD_NAME.match(text, after):
            return Fault(
                key.end(), f'no comma after the key "{key.group()}"', f'write "{key.group()},"'
            )
        return _not_closed(start, kind, key.group())
    return _fields(text, after + 1, start, kind, key.group())


def _no_key(at: int, kind: str) -> Fault:
    return Fault(at, f"@{kind} has no key", f"write @{kind}{{some_key, ...}}")


def _not_closed(at: int, kind: str, key: str) -> Fault:
    name = f'@{kind} "{key}"' if key else f"@{kind}"
    return Fault(at, f"{name} is not closed", 'add the missing "}" at its end')


def _fields(text: str, position: int, start: int, kind: str, key: str) -> Fault:
    while True:
        name = _FIELD_NAME.match(text, position)
        if name is None:
            rest = text[position:].lstrip()
            at = len(text) - len(rest)
            if not rest:
                return _not_closed(start, kind, key)
            if rest[0] == ",":
                return Fault(at, f'a comma too many in "{key}"', "remove one of the commas")
            return Fault(at, f'"{key}" cannot be read from here on', "write name = {value},")
        if text[name.end() : name.end() + 1] != "=":
            fault = f'"=" is missing after "{name.group(1)}" in "{key}"'
            return Fault(name.start(1), fault, f"write {name.group(1)} = {{...}}, or remove it")
        end = _value_end(text, name.end() + 1)
        if end < 0:
            return _open_value(text, name, key)
        position = end
        following = text[position : position + 1]
        if following == ",":
            position += 1
        elif following in {"}", ")"}:
            # closed by the brace that an open value above it took for its own
            return _not_closed(start, kind, key)
        else:
            culprit = _swallowing(text, name, end)
            return culprit if culprit else _not_closed(start, kind, key)


def _value_end(text: str, start: int) -> int:
    """Where the field that begins at ``start`` ends (comma, closing brace, end of text), or -1."""
    position = start
    while position < len(text):
        match text[position]:
            case "{":
                position = closing_brace(text, position)
                if position < 0:
                    return -1
            case '"':
                closing = _QUOTE.search(text, position + 1)
                if closing is None:
                    return -1
                position = closing.start()
            case "," | "}":
                return position
        position += 1
    return position


def _open_value(text: str, name: re.Match[str], key: str) -> Fault:
    quoted = text[name.end() + 1 :].lstrip()[:1] == '"'
    mark = "quote" if quoted else '"}"'
    return Fault(
        name.start(1),
        f'the value of "{name.group(1)}" in "{key}" is not closed',
        f"add the {mark} that ends it",
    )


def _swallowing(text: str, name: re.Match[str], end: int) -> Fault | None:
    """The field whose open value took in the fields below it, if the layout shows one."""
    inside = _FIELD_LINE.search(text, name.end() + 1, end)
    if inside is None:
        return None
    return _open_value(text, name, text[:0] or _key_of(text))


def _key_of(text: str) -> str:
    head = _HEAD.match(text)
    key = _KEY.match(text, head.end()) if head else None
    return key.group() if key else ""
