"""The one shape in which every room reports what is wrong with the user's files."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """Something wrong at one place in a file, and the way out of it.

    Attributes:
        file: path as the user knows it, relative to the project where it lies in the project.
        line: 1-based line; 0 when the whole file is meant.
        column: 1-based column; 0 when the whole line is meant.
        message: what is wrong, one sentence, no full stop.
        fix: what to do about it, one sentence, no full stop; empty if the message says it all.
        severity: an ``error`` stops a build, a ``warning`` does not.
    """

    file: str
    line: int
    column: int
    message: str
    fix: str = ""
    severity: Severity = "error"

    def __str__(self) -> str:
        """``file:line:column: message; fix`` on one line, the form that editors make clickable."""
        prefix = "" if self.severity == "error" else "warning: "
        text = f"{self.message}; {self.fix}" if self.fix else self.message
        return f"{self.file}:{self.line}:{self.column}: {prefix}{' '.join(text.split())}"


class ProblemsFound(Exception):  # noqa: N818 - reads as what happened
    """Raised where work cannot go on; carries every problem found, not only the first."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(sorted(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))


def errors(problems: Iterable[Problem]) -> list[Problem]:
    """The problems that stop a build, in file order."""
    return sorted(problem for problem in problems if problem.severity == "error")


def did_you_mean(word: str, candidates: Iterable[str]) -> str:
    """``did you mean "complex_systems"?`` for the nearest candidate, or an empty string."""
    pool: Sequence[str] = sorted(set(candidates))
    folded = {candidate.casefold(): candidate for candidate in reversed(pool)}
    near = difflib.get_close_matches(word.casefold(), list(folded), n=1, cutoff=0.6)
    return f'did you mean "{folded[near[0]]}"?' if near else ""


def suggest(word: str, candidates: Iterable[str], kind: str) -> str:
    """The fix for an unknown name: the nearest known one, else all of them (up to twelve)."""
    pool = sorted(set(candidates))
    hint = did_you_mean(word, pool)
    if hint:
        return hint
    if not pool:
        return f"there is no {kind} yet"
    shown = ", ".join(pool[:12]) + (", ..." if len(pool) > 12 else "")
    return f"known: {shown}"
