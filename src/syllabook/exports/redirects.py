"""Pages at addresses that a course or a week had before its id was changed."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from pathlib import PurePosixPath

from syllabook.curriculum import CoursePlan


def redirects(plan: CoursePlan) -> dict[str, str]:
    """For every page that once stood elsewhere, a page there that leads to it.

    Args:
        plan: a course; ``formerly`` in its outline names the earlier ids.

    Returns:
        HTML by path within the site. It needs no server and no script; search engines take it for
        a move (``rel=canonical`` and an immediate refresh, as HTML 4.2.5.3 describes).
    """
    made: dict[str, str] = {}
    for page, stands_at in _pages(plan):
        for old in stands_at:
            up = "../" * (len(old.parts) - 1)
            made[f"{old}.html"] = _page(f"{up}{page}.html")
    return made


def _pages(plan: CoursePlan) -> Iterator[tuple[PurePosixPath, list[PurePosixPath]]]:
    """Every page without its suffix, and where it stood."""
    homes = [plan.folder.with_name(old) for old in plan.course.formerly]
    for page in plan.pages:
        yield page.with_suffix(""), [home / page.stem for home in homes]
    for week in plan.weeks:
        for entry in week.pages:
            page = entry.path.with_suffix("")
            folders = [
                home / "weeks" / name
                for home in (plan.folder, *homes)
                for name in (week.id, *week.formerly)
            ]
            yield page, [folder / page.name for folder in folders if folder / page.name != page]


def _page(target: str) -> str:
    href = escape(target)
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>Moved</title>\n'
        f'<link rel="canonical" href="{href}">\n'
        f'<meta http-equiv="refresh" content="0; url={href}"></head>\n'
        f'<body><p>This page has <a href="{href}">moved</a>.</p></body></html>\n'
    )
