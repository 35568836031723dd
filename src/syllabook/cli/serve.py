"""``syllabook serve``: the command around the preview."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import time
import webbrowser
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from syllabook.cli.console import ProjectOption, err, out
from syllabook.curriculum import find_root, load, read_project
from syllabook.foundation.problems import Problem, ProblemsFound, errors

_HOST = "127.0.0.1"


def serve(
    port: Annotated[
        int, typer.Option("--port", min=0, max=65535, help="Port; 0 takes any that is free.")
    ] = 8000,
    open_: Annotated[
        bool, typer.Option("--open", help="Open the site in the browser once it is built.")
    ] = False,
    project: ProjectOption = Path(),
) -> None:
    """Show the site while you write: what changed is built, and the browser reloads.

    Errors of an outline, a term or a paper are shown on the page and here until they are mended.
    Stop it with Ctrl-C.
    """
    import uvicorn  # noqa: PLC0415 - slow to import, and of use here only

    from syllabook.authoring.preview import Outcome, Preview, preview_app  # noqa: PLC0415

    found = read_project(find_root(project))
    listener = _listen(port)
    address = f"http://{_HOST}:{listener.getsockname()[1]}/"
    to_open = [address] if open_ else []

    def build() -> Outcome:
        started = time.monotonic()
        problems, warnings = build_once(found.root)
        for line in (*warnings, *problems):
            err.print(line)
        verdict = "not built" if problems else "built"
        out.print(f"{time.strftime('%H:%M:%S')} {verdict} in {time.monotonic() - started:.1f} s")
        if to_open and not problems:
            webbrowser.open(to_open.pop())
        return tuple(problems)

    out.print(f"Serving {address} (stop with Ctrl-C)")
    config = uvicorn.Config(
        preview_app(Preview(found, build)), log_level="warning", timeout_graceful_shutdown=1
    )
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(uvicorn.Server(config).serve(sockets=[listener]))


def build_once(root: Path) -> tuple[Sequence[str], Sequence[str]]:
    """Build the site of the project in ``root`` from what has changed.

    Returns:
        What stopped the build, a line each, and warnings of a build that went well.
    """
    from syllabook.book.runner import run_jupyter_book  # noqa: PLC0415 - Sphinx is slow to import

    try:
        project = read_project(root)
        faults = errors(load(project).problems)
    except ProblemsFound as stopped:
        faults = list(stopped.problems)
    if faults:
        return [str(fault) for fault in faults], []
    result = run_jupyter_book(project, strict=False, fresh=False, on_progress=lambda *_: None)
    return ([], result.reports) if result.ok else (result.reports, [])


def _listen(port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((_HOST, port))
    except OSError as error:
        listener.close()
        fix = "choose another with --port, or --port 0 for any that is free"
        message = f"port {port} cannot be used: {error.strerror}"
        raise ProblemsFound([Problem("syllabook serve", 0, 0, message, fix)]) from error
    return listener


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command()(serve)
