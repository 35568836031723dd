"""The command line: parses, calls, prints."""

from __future__ import annotations

import sys

from syllabook.cli import app, authoring, checks, exports, papers, serve
from syllabook.foundation.problems import ProblemsFound

app.app.add_typer(papers.app, name="papers")
checks.register(app.app)
authoring.register(app.app)
serve.register(app.app)
exports.register(app.app)


def main() -> None:
    """Run the command; every problem is one line on stderr, and the exit code is 1."""
    try:
        app.app()
    except ProblemsFound as found:
        for problem in found.problems:
            print(problem, file=sys.stderr)
        sys.exit(1)
    except BrokenPipeError:
        # the reader of a pipe has seen enough (`syllabook papers search ... | head`)
        sys.stderr.close()
        sys.exit(0)


__all__ = ["main"]
