"""Checks of the Markdown of pages and labs: links within the project, images, headings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

from syllabook.checks.pages import Image, Link, Page, pages_of, pages_on_disk, read_page
from syllabook.curriculum import Curriculum, Project
from syllabook.foundation.files import shown_path
from syllabook.foundation.problems import Problem, did_you_mean
from syllabook.notebooks.document import NotebookError, parse
from syllabook.notebooks.pictures import PictureError, lab_picture

_SCHEME = re.compile(r"^[a-zA-Z][a-zA-Z0-9+.-]*:")
_PAGES = (".md", ".ipynb")


def page_unreadable(curriculum: Curriculum) -> list[Problem]:
    """A page that cannot be read cannot be in the book."""
    return [
        page.problem
        for page in pages_of(curriculum)
        if page.problem and page.path.suffix == ".md"  # of labs not-a-notebook tells
    ]


def unknown_citation(curriculum: Curriculum) -> list[Problem]:
    """A citation of a paper that the library does not have."""
    return [
        citation.place.problem(
            f'unknown paper "{citation.key}"',
            curriculum.library.near(citation.key) or "add it to a .bib file of readings/",
        )
        for page in pages_of(curriculum)
        for citation in page.citations
        if citation.key not in curriculum.library
    ]


def image_without_alt(curriculum: Curriculum) -> list[Problem]:
    """An image that a reader who cannot see it is told nothing about."""
    return [
        image.place.problem(f'the image "{image.src}" has no alt text', _alt_fix(image))
        for page in pages_of(curriculum)
        for image in page.images
        if image.alt is None
    ]


def _alt_fix(image: Image) -> str:
    return f"say what it shows: ![...]({image.src}), or :alt: in a figure"


def lab_figure_missing(curriculum: Curriculum) -> list[Problem]:
    """A picture of a lab that the lab does not have; if there is no lab, broken-link tells."""
    found = []
    for page in pages_of(curriculum):
        for figure in page.lab_figures:
            lab, _, cell = figure.href.partition("#")
            try:
                lab_picture(parse((page.path.parent / lab).read_bytes()), cell)
            except PictureError as error:
                found.append(figure.place.problem(f"{lab}: {error.message}", error.fix))
            except (OSError, NotebookError):
                continue
    return found


def heading_level(curriculum: Curriculum) -> list[Problem]:
    """Headings that skip a level, and pages that do not have exactly one title."""
    return [problem for page in pages_of(curriculum) for problem in _levels(page)]


def _levels(page: Page) -> Iterator[Problem]:
    above = 0
    for heading in page.headings:
        wanted = above + 1
        shown = f'the heading "{heading.text}"'
        if heading.level > wanted:
            message = (
                f"{shown} is of level {heading.level}, the one above it of level {above}"
                if above
                else f"{shown} is the page's first and of level {heading.level}"
            )
            yield heading.place.problem(message, f"write: {'#' * wanted} {heading.text}")
        elif heading.level == 1 and above:
            message = f"{shown} is a second title of the page"
            yield heading.place.problem(message, f"write: ## {heading.text}")
        above = heading.level


def broken_link(curriculum: Curriculum) -> list[Problem]:
    """A link or image that leads to no file, or to no heading or label of a page."""
    resolver = _Resolver(curriculum.project)
    found = []
    for page in pages_of(curriculum):
        links = [*page.links, *(Link(image.src, image.place) for image in page.images)]
        for link in links:
            fault = resolver.fault(page, link.href)
            if fault:
                found.append(link.place.problem(*fault))
    return found


class _Resolver:
    """Says where links of pages lead."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self._labels: set[str] | None = None

    def fault(self, page: Page, href: str) -> tuple[str, str] | None:
        """What is wrong with a link, and the way out; None if it leads somewhere, or outside."""
        if not href:
            return "a link leads nowhere", "write where it leads, or remove it"
        if href.startswith("attachment:"):
            name = unquote(href.removeprefix("attachment:"))
            if name in page.attachments:
                return None
            return f'the notebook has no attachment "{name}"', "paste the picture into the cell"
        href = re.sub(r"^(?:project|path):", "", href)
        if _SCHEME.match(href) or href.startswith("//"):
            return None
        where, _, anchor = href.partition("#")
        if not where:
            return self._anchor(page, anchor, here=True)
        target = self._target(page, unquote(where))
        if target is None:
            if "/" not in where and "." not in where and where in self._all_labels():
                return None
            return self._no_file(page, where)
        if anchor and target.suffix in _PAGES:
            return self._anchor(read_page(target, self.project.root), unquote(anchor))
        return None

    def _target(self, page: Page, where: str) -> Path | None:
        """The file a path leads to; pages may be named without their suffix."""
        base = self.project.root if where.startswith("/") else page.path.parent
        path = base / where.lstrip("/")
        candidates = (path, *(path.with_name(path.name + suffix) for suffix in _PAGES))
        root = self.project.root.resolve()
        return next(
            (
                candidate
                for candidate in candidates
                if candidate.is_file() and candidate.resolve().is_relative_to(root)
            ),
            None,
        )

    def _no_file(self, page: Page, where: str) -> tuple[str, str]:
        path = (page.path.parent / unquote(where)).resolve()
        message = f'there is no file "{where}"'
        if path.is_dir() and (path / "index.md").is_file():
            return message, f"write: {where.rstrip('/')}/index.md"
        if path.suffix == ".html" and path.with_suffix(".md").is_file():
            return message, f"write: {where[: -len('.html')]}.md"
        near = did_you_mean(shown_path(path, self.project.root), self._files())
        return message, near or "mend the path, which counts from the page's folder"

    def _files(self) -> list[str]:
        root = self.project.root
        return [
            shown_path(path, root)
            for path in (root / "courses").glob("**/*.*")
            if path.is_file() and not any(part.startswith(".") for part in path.parts)
        ]

    def _anchor(self, page: Page, anchor: str, *, here: bool = False) -> tuple[str, str] | None:
        if page.problem or anchor in page.anchors:
            return None
        if here and anchor in self._all_labels():
            return None
        whose = "this page" if here else page.file
        message = f'{whose} has no heading or label "{anchor}"'
        return message, did_you_mean(anchor, page.anchors) or "link to the page without it"

    def _all_labels(self) -> set[str]:
        if self._labels is None:
            pages = pages_on_disk(self.project)
            self._labels = {label for page in pages for label in page.labels}
        return self._labels
