"""Checks of what stands in a lab: nothing of its author's machine, no secrets, not too much."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from syllabook.checks.each_lab import each_lab, in_cell
from syllabook.curriculum import Curriculum
from syllabook.foundation.problems import Problem
from syllabook.notebooks.document import Cell, Notebook, output_texts, source

LARGEST_OUTPUT = 300_000  # bytes
LARGEST_OUTPUTS = 1_000_000  # bytes, of a notebook

_HOME = re.compile(
    r"(?<![\w/.:~-])(?:file://)?/(?:home|Users)/[\w.-]+|(?<![\w/.:~-])/root/[\w.-]+"
    r"|\b[A-Z]:[\\/]{1,2}Users\b"
)
# in code and what it prints; in texts X:\a\b may be a formula
_DRIVE = re.compile(r"\b[A-Z]:(?:\\{1,2}|/)[A-Za-z0-9_. -]+(?:\\{1,2}|/)")
_SECRETS: Mapping[str, re.Pattern[str]] = {
    "an AWS key": re.compile(r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"),
    "a GitHub token": re.compile(r"\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_\w{22,})"),
    "a GitLab token": re.compile(r"\bglpat-[\w-]{20,}"),
    "a Hugging Face token": re.compile(r"\bhf_[A-Za-z0-9]{30,}"),
    "a Slack token": re.compile(r"\bxox[abposr]-[A-Za-z0-9-]{10,}"),
    "a Google key": re.compile(r"\bAIza[\w-]{35}"),
    "an API key": re.compile(r"\bsk-(?:[a-z]+-)*[A-Za-z0-9_-]{20,}"),
    "a private key": re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----"),
    "a web token": re.compile(r"\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{8,}"),
    "a password": re.compile(
        r"(?i)\b\w*(?:api_?key|secret|token|passw(?:or)?d)\w*[\"']?\s*[:=]\s*"
        r"[\"'](?=[^\"']*[0-9])(?!.*(?:your|example|xxx|\.\.\.))([^\"'\s{}<>$]{12,})[\"']"
    ),
}


def absolute_path(curriculum: Curriculum) -> list[Problem]:
    """A path that leads somewhere on one machine only, and says whose it is."""

    def look(notebook: Notebook, shown: str) -> Iterator[Problem]:
        for number, cell in enumerate(notebook["cells"], 1):
            is_code = cell.get("cell_type") == "code"
            for what, text in _texts(cell):
                found = _HOME.search(text) or (is_code and _DRIVE.search(text))
                if found:
                    line = text.count("\n", 0, found.start()) + 1 if not what else 0
                    fix = "use a path relative to the notebook's folder"
                    if what:
                        fix = "let it print no path, and run it again"
                    message = f"{what}holds an absolute path: {found[0]}"
                    yield in_cell(shown, number, message, fix, line=line)
                    break

    return each_lab(curriculum, look)


def secret(curriculum: Curriculum) -> list[Problem]:
    """A key or token that whoever sees the page could use; never shown whole."""

    def look(notebook: Notebook, shown: str) -> Iterator[Problem]:
        for number, cell in enumerate(notebook["cells"], 1):
            for what, text in _texts(cell):
                for kind, pattern in _SECRETS.items():
                    if found := pattern.search(text):
                        line = text.count("\n", 0, found.start()) + 1 if not what else 0
                        start = (found[1] if pattern.groups else found[0])[:4]
                        message = f"{what}looks as if it held {kind}, {start}..."
                        fix = "revoke it, read it from the environment instead, and run it again"
                        yield in_cell(shown, number, message, fix, line=line)
                        break
        metadata = json.dumps(notebook.get("metadata", {}))
        for kind, pattern in _SECRETS.items():
            if pattern.search(metadata):
                message = f"its metadata look as if they held {kind}"
                yield Problem(shown, 0, 0, message, "revoke it, and remove it from the metadata")

    return each_lab(curriculum, look)


def large_output(curriculum: Curriculum) -> list[Problem]:
    """Outputs that make the page slow and every commit heavy."""

    def look(notebook: Notebook, shown: str) -> Iterator[Problem]:
        total = 0
        for number, cell in enumerate(notebook["cells"], 1):
            for output in cell.get("outputs", []):
                size = len(json.dumps(output, ensure_ascii=False).encode())
                total += size
                if size > LARGEST_OUTPUT:
                    message = f"has an output of {size // 1000} kB, more than {_kb(LARGEST_OUTPUT)}"
                    fix = "print less, or draw fewer points or at a lower resolution"
                    yield in_cell(shown, number, message, fix)
        if total > LARGEST_OUTPUTS:
            message = f"its outputs take {total // 1000} kB, more than {_kb(LARGEST_OUTPUTS)}"
            yield Problem(shown, 0, 0, message, "make its figures smaller, or split the lab")

    return each_lab(curriculum, look)


def _kb(size: int) -> str:
    return f"{size // 1000} kB"


def _texts(cell: Cell) -> Iterator[tuple[str, str]]:
    """The texts of a cell, each with what it is: nothing for the source itself."""
    yield "", source(cell)
    for output in cell.get("outputs", []):
        for text in output_texts(output):
            yield "its output ", text
    for text in _strings(cell.get("metadata", {})):
        yield "its metadata ", text


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)
