"""The command line: parses, calls, prints."""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence
from importlib import import_module

from syllabook.cli.app import app
from syllabook.foundation.problems import ProblemsFound

# Which module holds a command. Only what is asked for is imported: each brings libraries along.
MODULES = {
    "build": "building",
    "syllabus": "building",
    "check": "checks",
    "papers": "papers",
    "new": "authoring",
    "lock": "authoring",
    "serve": "serve",
    "run": "labs",
    "release": "labs",
    "export": "exports",
}
# The commands that go on for long enough to make garbage worth collecting.
LONG_RUNNING = frozenset({"serve", "run"})


def register(arguments: Sequence[str]) -> None:
    """Add the command that ``arguments`` call; all of them for help or an unknown word."""
    wanted = next((word for word in arguments if not word.startswith("-")), "")
    modules = [MODULES[wanted]] if wanted in MODULES else dict.fromkeys(MODULES.values())
    for module in modules:
        import_module(f"syllabook.cli.{module}").register(app)


def main() -> None:
    """Run the command; every problem is one line on stderr, and the exit code is 1."""
    if not LONG_RUNNING & set(sys.argv[1:2]):
        # most commands end before a collection of garbage pays, and their imports trigger many
        gc.disable()
    try:
        register(sys.argv[1:])
        app()
    except ProblemsFound as found:
        for problem in found.problems:
            print(problem, file=sys.stderr)
        sys.exit(1)
    except BrokenPipeError:
        # the reader of a pipe has seen enough (`syllabook papers search ... | head`)
        sys.stderr.close()
        sys.exit(0)


__all__ = ["MODULES", "main", "register"]
