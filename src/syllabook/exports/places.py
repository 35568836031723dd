"""Addresses of the site's pages, for files that leave it."""

from __future__ import annotations

from pathlib import PurePosixPath
from urllib.parse import quote

from syllabook.curriculum import CoursePlan, WeekPlan


def page_url(page: PurePosixPath, base_url: str) -> str:
    """The address of the page made from a source file.

    Args:
        page: the source, relative to the project.
        base_url: the site's address with a slash at the end, or a relative path to its root.
    """
    return f"{base_url}{quote(page.with_suffix('.html').as_posix())}"


def course_url(plan: CoursePlan, base_url: str) -> str:
    """The address of a course's home page; empty if the site's address is not known."""
    return page_url(plan.folder / "index.md", base_url) if base_url else ""


def week_url(week: WeekPlan, base_url: str) -> str:
    """The address of a week's lecture; empty if there is none or the site's is not known."""
    lecture = next((page for page in week.pages if page.is_lecture), None)
    return page_url(lecture.path, base_url) if lecture and base_url else ""


def offering_id(plan: CoursePlan) -> str:
    """``course`` or ``course-term``: what names an offering in file names."""
    return f"{plan.id}-{plan.term.id}" if plan.term else plan.id
