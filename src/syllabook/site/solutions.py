"""Solutions and teaching notes: not on the public site before their day, always for instructors.

A page's source is changed on its way to the parser, so what is committed stays whole. Sphinx also
copies sources to ``_sources``; those copies are made public too.
"""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ExtensionError

from syllabook.book.state import curriculum_of
from syllabook.curriculum import Curriculum
from syllabook.foundation.clock import build_time
from syllabook.foundation.files import write_if_changed
from syllabook.notebooks import MarkerError, public_notebook, public_page

TEACHING = "courses/*/teaching"
# the folders of a course whose pages hold solutions
_SOLVED = {"weeks", "problem_sets"}


def courses_with_solutions(
    curriculum: Curriculum, *, instructor: bool, today: dt.date
) -> list[str]:
    """The courses whose solutions the site shows.

    Args:
        curriculum: the model.
        instructor: the site is for instructors, who see all.
        today: solutions of a term show from its ``solutions`` day on.
    """
    return sorted(
        plan.id
        for plan in curriculum.courses.values()
        if instructor
        or (plan.term and plan.term.solutions is not None and plan.term.solutions <= today)
    )


def _prepare(app: Sphinx, config: Config) -> None:
    instructor = bool(config.syllabook_instructor)
    today = build_time().date()
    # a configuration value, so that Sphinx reads all pages again when it changes
    config["syllabook_solutions"] = courses_with_solutions(
        curriculum_of(app), instructor=instructor, today=today
    )
    if instructor:
        config["exclude_patterns"] = [
            pattern for pattern in config["exclude_patterns"] if pattern != TEACHING
        ]


def _course_of(docname: str) -> str:
    """The course whose week or problem set a page is of, or an empty string."""
    parts = docname.split("/")
    return parts[1] if len(parts) > 3 and parts[0] == "courses" and parts[2] in _SOLVED else ""


def _public(text: str, path: Path, *, show: bool) -> str:
    if path.suffix != ".ipynb":
        return public_page(text, show_solutions=show)
    notebook = public_notebook(json.loads(text), show_solutions=show)
    return json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"


def _on_source_read(app: Sphinx, docname: str, source: list[str]) -> None:
    course = _course_of(docname)
    if not course:
        return
    path = Path(app.env.doc2path(docname))
    try:
        source[0] = _public(source[0], path, show=course in app.config.syllabook_solutions)
    except MarkerError as error:
        shown = curriculum_of(app).project.relative(path)
        cell = f"cell {error.cell}, " if error.cell else ""
        raise ExtensionError(f"{shown}: {cell}line {error.line}: {error.message}") from error


def _on_build_finished(app: Sphinx, exception: Exception | None) -> None:
    """Hide solutions in the copies of the sources too."""
    if exception is not None or app.builder.format != "html":
        return
    copies = Path(app.outdir) / "_sources"
    project = curriculum_of(app).project
    for plan in curriculum_of(app).courses.values():
        if plan.id in app.config.syllabook_solutions:
            continue
        for page in (*plan.problem_sets, *(page for week in plan.weeks for page in week.pages)):
            copy = copies / page.path
            if copy.exists():
                text = (project.root / page.path).read_text(encoding="utf-8")
                write_if_changed(copy, _public(text, copy, show=False))


def setup(app: Sphinx) -> None:
    """Connect to Sphinx."""
    app.add_config_value("syllabook_solutions", [], "env", list)
    # the model is loaded at 850
    app.connect("config-inited", _prepare, priority=860)
    app.connect("source-read", _on_source_read)
    app.connect("build-finished", _on_build_finished)
