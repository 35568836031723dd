"""The whole site: the book, and the files that other rooms make for it.

This is the Sphinx extension that ``_config.yml`` names. The outputs know nothing of each other;
here they meet, so that a plain ``jupyter-book build`` gives the same site as ``syllabook build``.
"""

from __future__ import annotations

from sphinx.application import Sphinx

from syllabook import book
from syllabook.book import metadata
from syllabook.site import findable, lab_figure, lab_table, solutions
from syllabook.site.files import course_head
from syllabook.site.worker import finish_site_files, start_site_files


def setup(app: Sphinx) -> dict[str, object]:
    """Register the book, and what is made beside it."""
    about = book.setup(app)
    metadata.setup(app, course_head)
    lab_table.setup(app)
    lab_figure.setup(app)
    solutions.setup(app)
    findable.setup(app)
    app.connect("builder-inited", start_site_files)
    app.connect("build-finished", finish_site_files)
    return about
