"""What a course's home page says of the course in its head, for programs that read pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from syllabook.book.addresses import course_home
from syllabook.book.state import curriculum_of, use
from syllabook.curriculum import CoursePlan

Head = Callable[[CoursePlan, str], str]
"""Gives the HTML for the head of a course's home page, from the course and the site's address."""


def setup(app: Sphinx, head: Head) -> None:
    """Put what ``head`` gives into the head of every course's home page."""

    def add_head(
        app: Sphinx, pagename: str, _template: str, context: dict[str, Any], _doctree: object
    ) -> None:
        plan = _course_at(app, pagename)
        if plan is not None:
            made = head(plan, curriculum_of(app).project.base_url)
            context["metatags"] = f"{context.get('metatags', '')}{made}\n"

    app.connect("doctree-read", _note_use)
    app.connect("html-page-context", add_head)


def _note_use(app: Sphinx, _doctree: nodes.document) -> None:
    plan = _course_at(app, app.env.docname)
    if plan is not None:
        use(app.env, f"course:{plan.id}")


def _course_at(app: Sphinx, page: str) -> CoursePlan | None:
    """The course whose home a page is."""
    plans = curriculum_of(app).courses.values()
    return next((plan for plan in plans if course_home(plan) == page), None)
