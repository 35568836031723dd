"""The program: its name, its help, its version."""

from __future__ import annotations

from typing import Annotated

import typer

from syllabook import __version__

app = typer.Typer(
    name="syllabook",
    help="Course outlines and a paper database in; a course site, syllabus PDFs and weekly "
    "notebooks out.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        print(f"syllabook {__version__}")
        raise typer.Exit


@app.callback()
def root(
    _version_wanted: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """Course outlines and a paper database in; a course site, syllabus PDFs and notebooks out."""
