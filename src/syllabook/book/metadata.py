"""What the head of a page says of it, for programs that read pages: search engines, messengers."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape, unescape
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from syllabook.book.addresses import course_home, share_picture
from syllabook.book.state import curriculum_of, use
from syllabook.curriculum import CoursePlan, WeekPlan
from syllabook.foundation.inline import plain

Head = Callable[[CoursePlan, str], str]
"""Gives the HTML for the head of a course's home page, from the course and the site's address."""

_LENGTH = 200
_TAG = re.compile(r"<[^>]+>")


def setup(app: Sphinx, head: Head) -> None:
    """Describe every page in its head, and put what ``head`` gives into that of a course's home."""

    def add_head(
        app: Sphinx,
        pagename: str,
        _template: str,
        context: dict[str, Any],
        doctree: nodes.document | None,
    ) -> None:
        plan, week = _place(app, pagename)
        base = curriculum_of(app).project.base_url
        about = _about(plan, week, pagename, doctree)
        context["syllabook_description"] = about
        tags = _open_graph(app, pagename, context, plan, week, about) if doctree else []
        if plan is not None and pagename == course_home(plan):
            tags.append(head(plan, base))
        context["metatags"] = "\n".join([context.get("metatags", ""), *tags, ""])
        context["syllabook_base"] = base

    app.connect("doctree-read", _note_use)
    app.connect("html-page-context", add_head)


def _note_use(app: Sphinx, _doctree: nodes.document) -> None:
    docname = app.env.docname
    plan, _ = _place(app, docname)
    if plan is not None and docname == course_home(plan):
        use(app.env, f"course:{plan.id}")


def _place(app: Sphinx, page: str) -> tuple[CoursePlan | None, WeekPlan | None]:
    """The course and the week that a page belongs to."""
    parts = page.split("/")
    if len(parts) < 3 or parts[0] != "courses":
        return None, None
    plan = curriculum_of(app).courses.get(parts[1])
    return plan, plan.week(parts[3]) if plan and len(parts) > 4 and parts[2] == "weeks" else None


def _about(
    plan: CoursePlan | None, week: WeekPlan | None, page: str, doctree: nodes.document | None
) -> str:
    """A page in a sentence or two: the week's question, the course's tagline, or how it begins."""
    if week is not None and page.endswith("/index"):
        text = plain(week.question)
        topics = f" Topics: {', '.join(map(plain, week.topics))}." if week.topics else ""
        return _cut(f"{text}{topics}")
    if plan is not None and page == course_home(plan) and plan.course.tagline:
        return _cut(f"{plain(plan.course.tagline)}. {plain(plan.course.description[0])}")
    paragraphs = doctree.findall(nodes.paragraph) if doctree else ()
    texts = (node.astext() for node in paragraphs if isinstance(node.parent, nodes.section))
    return _cut(next((text for text in texts if len(text) > 60), ""))


def _cut(text: str) -> str:
    """At most so many characters as search engines show, cut between words."""
    text = " ".join(text.split())
    return text if len(text) <= _LENGTH else f"{text[:_LENGTH].rsplit(' ', 1)[0]} …"


def _open_graph(
    app: Sphinx,
    page: str,
    context: dict[str, Any],
    plan: CoursePlan | None,
    week: WeekPlan | None,
    about: str,
) -> list[str]:
    """The page's properties as The Open Graph protocol (ogp.me) names them.

    Addresses are absolute if the site's own is known, as the protocol wants, else relative.
    """
    project = curriculum_of(app).project
    picture = share_picture(plan.id if plan else "", week.id if week else "")
    uri = app.builder.get_target_uri(page)
    found = {
        "og:type": "article" if week else "website",
        "og:site_name": project.title,
        "og:title": _words(str(context.get("title", ""))),
        "og:description": about,
        "og:image": f"{project.base_url or '../' * uri.count('/')}{picture}",
        "og:image:width": "1200",
        "og:image:height": "630",
        "og:image:alt": _words(str(context.get("title", ""))),
        "og:url": f"{project.base_url}{uri}" if project.base_url else "",
    }
    tags = [
        f'<meta property="{name}" content="{escape(value)}">'
        for name, value in found.items()
        if value
    ]
    return [*tags, '<meta name="twitter:card" content="summary_large_image">']


def _words(title: str) -> str:
    """A title without its markup and entities."""
    return unescape(_TAG.sub("", title))
