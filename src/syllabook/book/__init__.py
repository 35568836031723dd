"""The Jupyter Book site: directives, cards, citations and the table of contents."""

from __future__ import annotations

import os

from sphinx.application import Sphinx

from syllabook.book import (
    directives,
    events,
    images,
    library_page,
    mends,
    nodes,
    page_scripts,
    theme_style,
)
from syllabook.book.domain import ROLES, PaperDomain

# raised whenever what is kept in the environment changes its shape or what pages show changes
ENV_VERSION = 2


def setup(app: Sphinx) -> dict[str, object]:
    """Register everything with Sphinx."""
    app.add_config_value("syllabook_courses", [], "env", list)
    # set by `syllabook build --instructor`
    instructor = os.environ.get(events.INSTRUCTOR) == "1"
    app.add_config_value("syllabook_instructor", instructor, "env", bool)
    mends.setup(app)
    page_scripts.setup(app)
    theme_style.setup(app)
    nodes.setup(app)
    images.setup(app)
    library_page.setup(app)
    directives.setup(app)
    app.add_domain(PaperDomain)
    for name, role in ROLES.items():
        app.add_role(name, role)
    # before sphinx-external-toc reads the toc (900)
    app.connect("config-inited", events.load_curriculum, priority=850)
    # before Sphinx collects titles and images (500)
    app.connect("doctree-read", events.dress_page, priority=400)
    app.connect("env-get-outdated", events.outdated_pages)
    app.connect("env-purge-doc", events.forget_page)
    app.connect("env-merge-info", events.merge_uses)
    app.connect("env-updated", events.pages_to_rewrite)
    app.add_js_file("page.js")
    app.add_js_file("formulas.js")
    app.add_css_file("icons.css")
    app.add_css_file("palette.css")
    app.add_css_file("syllabook.css")
    return {
        "env_version": ENV_VERSION,
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }
