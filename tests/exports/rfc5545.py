"""What RFC 5545 asks of a calendar file, checked on its octets without any library."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

_NAME = re.compile(r"[A-Z0-9-]+\Z")
_PARAMETER = re.compile(r"(?P<name>[A-Z0-9-]+)=(?P<value>\"[^\"\x00-\x08\x0a-\x1f]*\"|[^\";:,]*)\Z")
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_ESCAPE = re.compile(r"\\(.?)", re.DOTALL)
TEXT = {"SUMMARY", "DESCRIPTION", "LOCATION", "UID", "NAME", "X-WR-CALNAME", "PRODID", "TZNAME"}
# 3.6.1, 3.6.5 and 3.4: what must be there, and what may be there once only
REQUIRED = {
    "VCALENDAR": {"PRODID", "VERSION"},
    "VEVENT": {"UID", "DTSTAMP", "DTSTART"},
    "VTIMEZONE": {"TZID"},
    "STANDARD": {"DTSTART", "TZOFFSETFROM", "TZOFFSETTO"},
    "DAYLIGHT": {"DTSTART", "TZOFFSETFROM", "TZOFFSETTO"},
}
ONCE = {
    "VCALENDAR": {"PRODID", "VERSION", "CALSCALE", "METHOD"},
    "VEVENT": {
        *{"UID", "DTSTAMP", "DTSTART", "DTEND", "DURATION", "SEQUENCE", "STATUS", "SUMMARY"},
        *{"DESCRIPTION", "LOCATION", "TRANSP", "URL", "CLASS", "CREATED", "LAST-MODIFIED"},
    },
}


@dataclass
class Component:
    name: str
    properties: list[tuple[str, dict[str, str], str]] = field(default_factory=list)
    children: list[Component] = field(default_factory=list)

    def all(self, name: str) -> list[tuple[dict[str, str], str]]:
        return [(params, value) for found, params, value in self.properties if found == name]

    def value(self, name: str) -> str:
        return self.all(name)[0][1]


def faults(data: bytes) -> list[str]:
    """Everything in the file that RFC 5545 forbids."""
    found = list(_lines(data))
    text = re.sub(rb"\r\n[ \t]", b"", data).decode("utf-8", errors="replace")
    try:
        root = parse(text)
    except ValueError as error:
        return [*found, str(error)]
    return [*found, *_component(root), *_references(root)]


def _lines(data: bytes) -> list[str]:
    """3.1: lines end with CRLF and hold at most 75 octets; a fold splits no character."""
    found = []
    if not data.endswith(b"\r\n"):
        found.append("the file does not end with CRLF")
    for number, line in enumerate(data.removesuffix(b"\r\n").split(b"\r\n"), 1):
        if b"\n" in line or b"\r" in line:
            found.append(f"line {number}: a line end that is no CRLF")
        if len(line) > 75:
            found.append(f"line {number}: {len(line)} octets")
        try:
            line.decode("utf-8")
        except UnicodeDecodeError:
            found.append(f"line {number}: a fold splits a character")
    return found


def parse(text: str) -> Component:
    """The components of an unfolded file."""
    stack = [Component("")]
    for line in text.removesuffix("\r\n").split("\r\n"):
        name, params, value = _content_line(line)
        if name == "BEGIN":
            stack.append(Component(value))
        elif name == "END":
            done = stack.pop()
            if done.name != value:
                raise ValueError(f"END:{value} closes {done.name}")
            stack[-1].children.append(done)
        else:
            stack[-1].properties.append((name, params, value))
    if len(stack) != 1 or [child.name for child in stack[0].children] != ["VCALENDAR"]:
        raise ValueError("the file is not one VCALENDAR")
    return stack[0].children[0]


def _content_line(line: str) -> tuple[str, dict[str, str], str]:
    head, colon, value = line.partition(":")  # no parameter of ours holds a quoted colon
    name, *params = head.split(";")
    if not colon or not _NAME.match(name):
        raise ValueError(f"no content line: {line[:40]!r}")
    if _CONTROL.search(value):
        raise ValueError(f"a control character in {name}")
    found = {}
    for param in params:
        match = _PARAMETER.match(param)
        if not match:
            raise ValueError(f"no parameter: {param!r}")
        found[match["name"]] = match["value"]
    return name, found, value


def _component(component: Component) -> list[str]:
    found = []
    names = Counter(name for name, _, _ in component.properties)
    found += [
        f"{component.name} without {name}"
        for name in REQUIRED.get(component.name, set())
        if not names[name]
    ]
    found += [
        f"{component.name} with {names[name]} {name}"
        for name in ONCE.get(component.name, set())
        if names[name] > 1
    ]
    for name, _params, value in component.properties:
        if name in TEXT:
            found += _text(name, value)
    if component.name == "VEVENT":
        found += _event(component)
    if component.name == "VTIMEZONE" and not component.children:
        found.append("VTIMEZONE without STANDARD or DAYLIGHT")
    for child in component.children:
        found += _component(child)
    return found


def _text(name: str, value: str) -> list[str]:
    """3.3.11: backslash, semicolon, comma and newline are escaped, and nothing else is."""
    found = [
        f"{name}: escape of {match[1]!r}"
        for match in _ESCAPE.finditer(value)
        if match[1] not in {"\\", ";", ",", "n", "N"}
    ]
    if re.search(r"[;,]", _ESCAPE.sub("", value)):
        found.append(f"{name}: a comma or semicolon that is not escaped")
    return found


def _event(event: Component) -> list[str]:
    found = []
    if event.all("DTEND") and event.all("DURATION"):
        found.append("VEVENT with both DTEND and DURATION")
    kinds = {params.get("VALUE", "DATE-TIME") for params, _ in event.all("DTSTART")}
    if event.all("DTEND"):
        if {params.get("VALUE", "DATE-TIME") for params, _ in event.all("DTEND")} != kinds:
            found.append("DTEND is of another kind than DTSTART")
        if event.value("DTEND") <= event.value("DTSTART"):
            found.append("the event ends before it begins")
    if any(not re.fullmatch(r"\d{8}T\d{6}Z", value) for _, value in event.all("DTSTAMP")):
        found.append("DTSTAMP is not in UTC")
    for _, status in event.all("STATUS"):
        if status not in {"TENTATIVE", "CONFIRMED", "CANCELLED"}:
            found.append(f"STATUS:{status}")
    return found


def _references(root: Component) -> list[str]:
    """3.6.5: every TZID of the file is defined in it; 3.8.4.7: a UID names one event."""
    events = [child for child in root.children if child.name == "VEVENT"]
    zones = {child.value("TZID") for child in root.children if child.name == "VTIMEZONE"}
    used = {
        params["TZID"] for event in events for _, params, _ in event.properties if "TZID" in params
    }
    found = [f"TZID {zone} is not defined" for zone in used - zones]
    uids = Counter(event.value("UID") for event in events)
    return found + [f"{count} events {uid}" for uid, count in uids.items() if count > 1]
