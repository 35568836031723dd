"""Findings as text for people, as JSON for programs, as annotations for GitHub."""

from __future__ import annotations

import json
from collections.abc import Sequence

from syllabook.checks.registry import MODEL, Finding


def as_text(findings: Sequence[Finding]) -> list[str]:
    """One line each, ``file:line:column: message; fix [check]``.

    What reading the files found is shown as every other command shows it.
    """
    return [
        str(finding.problem) if finding.check == MODEL else f"{finding.problem} [{finding.check}]"
        for finding in findings
    ]


def as_json(findings: Sequence[Finding]) -> str:
    """A list of objects with the keys check, severity, file, line, column, message, fix, fixable.

    ``line`` and ``column`` are 0 where the whole file or line is meant.
    """
    return json.dumps(
        [
            {
                "check": finding.check,
                "severity": finding.problem.severity,
                "file": finding.problem.file,
                "line": finding.problem.line,
                "column": finding.problem.column,
                "message": finding.problem.message,
                "fix": finding.problem.fix,
                "fixable": finding.fixable,
            }
            for finding in findings
        ],
        indent=2,
        ensure_ascii=False,
    )


def as_github(findings: Sequence[Finding]) -> list[str]:
    """Workflow commands, which GitHub shows beside the lines they name.

    Format: https://docs.github.com/actions/reference/workflow-commands-for-github-actions
    """
    return [_annotation(finding) for finding in findings]


def _annotation(finding: Finding) -> str:
    problem = finding.problem
    place = {"file": problem.file, "line": problem.line, "col": problem.column}
    shown = ",".join(f"{key}={_property(str(value))}" for key, value in place.items() if value)
    text = f"{problem.message}; {problem.fix}" if problem.fix else problem.message
    return f"::{problem.severity} {shown}::{_data(f'{text} [{finding.check}]')}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
