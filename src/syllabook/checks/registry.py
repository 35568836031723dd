"""What a check is: a function with a name, a severity and, where that is safe, a fix."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from syllabook.curriculum import Curriculum
from syllabook.foundation.problems import Problem, Severity

CheckFunction = Callable[[Curriculum], list[Problem]]
Fix = Callable[[Curriculum], list[str]]
Scope = Literal["course", "project"]

MODEL = "model"  # the check that repeats what reading and joining the files found


@dataclass(frozen=True, slots=True)
class Check:
    """One check.

    Attributes:
        name: kebab-case; how the command line knows it.
        function: finds the problems; the first line of its docstring describes the check.
        severity: of all its problems; None where each problem has its own.
        fix: mends what can be mended safely and says what it did, one line each; None if the
            check's problems are for people to mend.
        scope: ``project`` for what only all courses together can show, such as a paper that no
            week reads; left out when one course is asked for.
        network: whether it asks other machines; run on request only.
    """

    name: str
    function: CheckFunction
    severity: Severity | None = None
    fix: Fix | None = None
    scope: Scope = "course"
    network: bool = False

    @classmethod
    def of(
        cls,
        function: CheckFunction,
        severity: Severity | None = None,
        *,
        fix: Fix | None = None,
        scope: Scope = "course",
        network: bool = False,
    ) -> Check:
        """A check named after its function: ``lecture_missing`` is ``lecture-missing``."""
        name = function.__name__.replace("_", "-")
        return cls(name, function, severity, fix, scope, network)

    @property
    def summary(self) -> str:
        """What it looks for, in one line."""
        return (self.function.__doc__ or "").strip().partition("\n")[0]


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """A problem, and which check found it.

    Attributes:
        problem: what is wrong, where, and the way out.
        check: name of the check.
        fixable: whether ``--fix`` may mend it.
    """

    problem: Problem
    check: str
    fixable: bool = False
