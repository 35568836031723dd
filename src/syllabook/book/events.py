"""The thin layer of Sphinx events: load the model, write the toc, keep builds incremental."""

from __future__ import annotations

import hashlib
from pathlib import Path, PurePosixPath
from typing import Any

import yaml
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.environment import BuildEnvironment
from sphinx.errors import ExtensionError
from sphinx.util import logging

from syllabook.book.addresses import LIBRARY_PAGE
from syllabook.book.cards import lab_line, week_card
from syllabook.book.domain import DOMAIN, PaperDomain
from syllabook.book.lab_page import fold_long_outputs, lab_facts
from syllabook.book.nodes import inline
from syllabook.book.state import curriculum_of, outdated, set_curriculum, use, uses
from syllabook.book.toc import table_of_contents
from syllabook.curriculum import Curriculum, WeekPlan, load, read_project
from syllabook.curriculum.slices import slice_digest
from syllabook.drawing.palette import css_rules, css_variables
from syllabook.foundation.files import write_if_changed
from syllabook.foundation.inline import plain
from syllabook.foundation.problems import ProblemsFound, errors

# environment variable that asks for the instructors' site
INSTRUCTOR = "SYLLABOOK_INSTRUCTOR"
_LOGGER = logging.getLogger(__name__)
STATIC = Path(__file__).parent / "static"


class OutlineProblems(ExtensionError):  # noqa: N818 - reads as what happened
    """The outlines, terms or papers have errors; every one has been logged."""


def load_curriculum(app: Sphinx, config: Config) -> None:
    """Load the model and let the table of contents follow from it.

    Raises:
        OutlineProblems: something in the outlines, terms or papers is wrong.
    """
    try:
        curriculum = load(read_project(Path(app.srcdir)))
    except ProblemsFound as found:
        _stop(list(found.problems))
        raise
    faults = errors(curriculum.problems)
    if faults:
        _stop(faults)
    for problem in curriculum.problems:
        _LOGGER.warning(str(problem), type="syllabook", subtype="curriculum")
    set_curriculum(app, curriculum)
    toc = curriculum.project.cache / "toc.yml"
    text = yaml.safe_dump(
        table_of_contents(curriculum, instructor=config.syllabook_instructor),
        sort_keys=False,
        allow_unicode=True,
    )
    write_if_changed(toc, f"# Written at every build from the outlines; do not edit.\n{text}")
    config["external_toc_path"] = toc.as_posix()
    palette = curriculum.project.cache / "static" / "palette.css"
    write_if_changed(palette, css_variables() + css_rules())
    config["html_static_path"] = [
        *config["html_static_path"],
        STATIC.as_posix(),
        palette.parent.as_posix(),
    ]
    config["html_baseurl"] = curriculum.project.base_url
    # sphinx-jupyterbook-latex turns it on for every builder; HTML then reads every doctree again
    config["numfig"] = False


def _stop(faults: list[Any]) -> None:
    for problem in faults:
        _LOGGER.error(str(problem))
    count = f"{len(faults)} error{'s' if len(faults) > 1 else ''}"
    raise OutlineProblems(f"{count} in the outlines, terms or papers, listed above")


def dress_page(app: Sphinx, doctree: nodes.document) -> None:
    """Give a lecture the outline's title and its week's card, a lab a line that says its week."""
    docname = app.env.docname
    parts = docname.split("/")
    if len(parts) < 5 or parts[0] != "courses" or parts[2] != "weeks":
        return
    plan = curriculum_of(app).courses.get(parts[1])
    week = plan.week(parts[3]) if plan else None
    title = next(iter(doctree.findall(nodes.title)), None)
    if plan is None or week is None or title is None or title.parent is None:
        return
    name = f"{plan.id}/{week.id}"
    position = title.parent.index(title) + 1
    if parts[-1] != "index":
        use(app.env, f"lab:{name}", docname)
        source = PurePosixPath(app.env.doc2path(docname, base=False))
        title.parent.insert(position, lab_line(plan, week, lab_facts(app.env, source)))
        fold_long_outputs(doctree)
        return
    title.clear()
    title += inline(week.title)
    placed = f"week:{name}" in uses(app.env).get(docname, {})
    use(app.env, f"week:{name}", docname)
    if not placed:
        card = week_card(plan, week, lambda lab: lab_facts(app.env, lab.path))
        title.parent.insert(position, card)
    _ask_once(doctree, week)


def _ask_once(doctree: nodes.document, week: WeekPlan) -> None:
    """A lecture that opens with the week's question need not repeat what the card says."""
    opening = next(
        (
            node
            for node in doctree.findall(nodes.paragraph)
            if isinstance(node.parent, nodes.section)
        ),
        None,
    )
    if opening is not None and _words(opening.astext()) == _words(plain(week.question)):
        opening.parent.remove(opening)


def _words(text: str) -> str:
    return " ".join(text.replace("’", "'").split())


def outdated_pages(
    _app: Sphinx, env: BuildEnvironment, _added: set[str], _changed: set[str], _removed: set[str]
) -> list[str]:
    """Pages whose slice of the model has changed."""
    return [name for name in outdated(env) if name in env.found_docs]


def forget_page(_app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    """A page is read again or gone: what it was made from is known anew."""
    uses(env).pop(docname, None)


def merge_uses(
    _app: Sphinx, env: BuildEnvironment, docnames: set[str], other: BuildEnvironment
) -> None:
    """Take over what a parallel reader noted."""
    found = uses(other)
    uses(env).update({name: found[name] for name in docnames if name in found})


def pages_to_rewrite(_app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Pages that are fresh themselves but show what others changed.

    A new title or page changes every sidebar; a new citation changes the library.
    """
    rewrite: set[str] = set()
    navigation = _digest(
        sorted((name, title.astext()) for name, title in env.titles.items()),
        sorted((name, list(found)) for name, found in env.toctree_includes.items()),
    )
    if getattr(env, "syllabook_navigation", navigation) != navigation:
        rewrite |= set(env.all_docs)
    env.syllabook_navigation = navigation  # type: ignore[attr-defined]
    domain = env.get_domain(DOMAIN)
    assert isinstance(domain, PaperDomain)
    citations = _digest(sorted(domain.cited_by().items()))
    if getattr(env, "syllabook_citations", citations) != citations:
        rewrite |= {LIBRARY_PAGE} & set(env.all_docs)
    env.syllabook_citations = citations  # type: ignore[attr-defined]
    return sorted(rewrite)


def _digest(*values: object) -> str:
    return hashlib.blake2b(repr(values).encode(), digest_size=12).hexdigest()


def course_digest(curriculum: Curriculum, course_id: str) -> str:
    """What everything made from a whole course depends on."""
    return slice_digest(curriculum, f"course:{course_id}")
