"""The pages of a project as checks see them: headings, links, images and roles, with their places.

They are parsed by the site's own parser of MyST Markdown; of a notebook, its text cells.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from html.parser import HTMLParser
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from myst_parser.config.main import MdParserConfig
from myst_parser.parsers.mdit import create_md_parser

from syllabook.curriculum import Curriculum, Project
from syllabook.foundation.files import shown_path
from syllabook.foundation.problems import Problem
from syllabook.notebooks.citations import ROLES
from syllabook.notebooks.document import NotebookError, parse, source
from syllabook.notebooks.lectures import DIRECTIVE

ANCHOR_LEVELS = 3  # headings that get an anchor, as myst_heading_anchors of the site has it
_EXTENSIONS = ("amsmath", "colon_fence", "deflist", "dollarmath", "linkify", "attrs_inline")
_NO_MARKDOWN = {
    "code",
    "code-block",
    "code-cell",
    "csv-table",
    "eval-rst",
    "include",
    "literalinclude",
    "math",
    "mermaid",
    "raw",
    "sourcecode",
    "toctree",
}
_OPTION = re.compile(r"^[ \t]*:?(?P<name>[\w-]+):[ \t]*(?P<value>.*?)[ \t]*$")
# of a heading, what GitHub and MyST leave out of its anchor
_NOT_IN_ANCHOR = re.compile(r"[^\w\u4e00-\u9fff\- ]")


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: a line of a file, or a cell of a notebook and a line in it."""

    file: str
    line: int
    column: int = 0
    cell: int = 0

    def problem(self, message: str, fix: str = "") -> Problem:
        """A problem here; in a notebook the message names the cell, as its author sees no lines."""
        if self.cell:
            where = f"cell {self.cell}, line {self.line}"
            return Problem(self.file, 0, 0, f"{where}: {message}", fix)
        return Problem(self.file, self.line, self.column, message, fix)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; ``end`` is the line after it."""

    level: int
    text: str
    place: Place
    end: int


@dataclass(frozen=True, slots=True)
class Link:
    """Something that leads somewhere: a link, or the file of a ``{download}`` or ``{doc}``."""

    href: str
    place: Place


@dataclass(frozen=True, slots=True)
class Image:
    """A picture; ``alt`` is None where none is given, and may be empty in HTML."""

    src: str
    alt: str | None
    place: Place


@dataclass(frozen=True, slots=True)
class Citation:
    """One key of a citing role."""

    key: str
    place: Place


@dataclass(slots=True)
class Page:
    """What a page holds.

    Attributes:
        path, file: where it is, and as the user knows it.
        headings: outside of directives.
        anchors: to which ``page.md#...`` may lead.
        labels: those of them that were given by hand; a link may name one from any page.
        lab_figures: the cells of labs whose pictures it shows, as lab.ipynb#cell.
        attachments: pictures within a notebook.
        problem: why it could not be read; the rest is empty then.
    """

    path: Path
    file: str
    headings: list[Heading] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)
    lab_figures: list[Link] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)
    anchors: set[str] = field(default_factory=set)
    labels: set[str] = field(default_factory=set)
    attachments: set[str] = field(default_factory=set)
    problem: Problem | None = None


def pages_of(curriculum: Curriculum) -> list[Page]:
    """Pages of courses, weeks and teaching notes; with all courses, the site's own pages too."""
    root = curriculum.project.root
    paths = [
        root / path
        for plan in curriculum.courses.values()
        for path in (
            *plan.pages,
            *(page.path for page in plan.problem_sets),
            *(page.path for week in plan.weeks for page in week.pages),
        )
    ]
    for plan in curriculum.courses.values():
        paths += sorted((root / plan.folder / "teaching").glob("*.md"))
    if len(curriculum.courses) == len(curriculum.outlines):
        paths += sorted(root.glob("*.md"))
    return [read_page(path, root) for path in paths]


def pages_on_disk(project: Project) -> list[Page]:
    """Every page of the project, those of no week and teaching notes too."""
    paths = [*project.root.glob("*.md"), *(project.root / "courses").glob("**/*.md")]
    paths += (project.root / "courses").glob("**/*.ipynb")
    hidden = [path for path in paths if ".ipynb_checkpoints" in path.parts]
    return [read_page(path, project.root) for path in sorted({*paths} - {*hidden})]


def read_page(path: Path, root: Path) -> Page:
    """A page; read again when the file has changed."""
    try:
        stat = path.stat()
    except OSError as error:
        shown = shown_path(path, root)
        return Page(path, shown, problem=Problem(shown, 0, 0, f"cannot be read: {error.strerror}"))
    return _read(path, root, stat.st_mtime_ns, stat.st_size)


@lru_cache(maxsize=4096)
def _read(path: Path, root: Path, _changed: int, _size: int) -> Page:
    page = Page(path, shown_path(path, root))
    try:
        content = path.read_bytes()
        if path.suffix == ".ipynb":
            for number, cell in enumerate(parse(content)["cells"], 1):
                if cell.get("cell_type") == "markdown":
                    page.attachments |= set(cell.get("attachments", {}))
                    _Reader(page, source(cell), number).read()
        else:
            _Reader(page, content.decode("utf-8").removeprefix("\ufeff")).read()
    except OSError as error:
        page.problem = Problem(page.file, 0, 0, f"cannot be read: {error.strerror}")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        page.problem = Problem(page.file, line, 0, "the page is not UTF-8", "save it as UTF-8 text")
    except NotebookError as error:
        page.problem = Problem(page.file, error.line, error.column, str(error))
    return page


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    return create_md_parser(MdParserConfig(enable_extensions=set(_EXTENSIONS)), RendererHTML)


class _Reader:
    """Reads one text into a page."""

    def __init__(self, page: Page, text: str, cell: int = 0) -> None:
        self.page = page
        self.text = text
        self.cell = cell
        self.lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")

    def read(self) -> None:
        self._blocks(self.text, 0, within=False)

    def _blocks(self, text: str, offset: int, *, within: bool) -> None:
        """Read a text that begins ``offset`` lines below the start; ``within`` a directive."""
        span = (offset, offset)
        heading: tuple[int, int, int] | None = None
        for token in _parser().parse(text):
            if token.map:
                span = (token.map[0] + offset, token.map[1] + offset)
            match token.type:
                case "heading_open" if not within and token.level == 0:
                    heading = (int(token.tag[1:]), *span)
                case "inline":
                    if heading:
                        self._heading(heading, token)
                        heading = None
                    self._inline(token.children or [], _Finder(self, *span))
                case "html_block":
                    self._html(token.content, _Finder(self, *span))
                case "myst_target":
                    self._label(token.content)
                case "fence" | "colon_fence":
                    self._directive(token, span[0])

    def _heading(self, heading: tuple[int, int, int], inline: Token) -> None:
        level, start, end = heading
        place = Place(self.page.file, start + 1, 1, self.cell)
        self.page.headings.append(Heading(level, inline.content, place, end + 1))
        if level <= ANCHOR_LEVELS:
            kinds = {"text", "code_inline"}
            words = "".join(part.content for part in inline.children or [] if part.type in kinds)
            self.page.anchors.add(_anchor(words, self.page.anchors))

    def _label(self, name: str) -> None:
        self.page.labels.add(name)
        self.page.anchors.add(name)

    def _inline(self, tokens: list[Token], finder: _Finder) -> None:
        for token in tokens:
            match token.type:
                case "link_open":
                    href = _parser().normalizeLinkText(str(token.attrGet("href") or ""))
                    self.page.links.append(Link(href, finder.find(href)))
                case "image":
                    src = _parser().normalizeLinkText(str(token.attrGet("src") or ""))
                    self.page.images.append(Image(src, token.content or None, finder.find(src)))
                    self._inline(token.children or [], finder)
                case "myst_role":
                    self._role(str(token.meta["name"]), token.content, finder)
                case "html_inline":
                    self._html(token.content, finder)

    def _role(self, name: str, content: str, finder: _Finder) -> None:
        if name in ROLES:
            keys = [key for part in content.split(",") if (key := part.strip())]
            self.page.citations += [Citation(key, finder.find(key)) for key in keys]
        elif name in {"download", "doc"}:
            target = content.rpartition("<")[2].rstrip(">") if content.endswith(">") else content
            self.page.links.append(Link(target, finder.find(target)))

    def _html(self, content: str, finder: _Finder) -> None:
        for tag, attributes in _tags(content):
            if attributes.get("id"):
                self.page.anchors.add(str(attributes["id"]))
            if tag == "img" and attributes.get("src"):
                src = str(attributes["src"])
                alt = (attributes["alt"] or "") if "alt" in attributes else None
                self.page.images.append(Image(src, alt, finder.find(src)))
            elif tag == "a" and attributes.get("href"):
                href = str(attributes["href"])
                self.page.links.append(Link(href, finder.find(href)))

    def _directive(self, token: Token, start: int) -> None:
        directive = DIRECTIVE.match(token.info.strip())
        if directive is None:
            return
        name, argument = directive["name"], directive["argument"].strip()
        body = token.content.split("\n")
        options, taken = _options(body)
        if options.get("name"):
            self._label(options["name"])
        if name in {"figure", "image"}:
            place = Place(self.page.file, start + 1, 1, self.cell)
            self.page.images.append(Image(argument, options.get("alt") or None, place))
        if name == "lab-figure":
            place = Place(self.page.file, start + 1, 1, self.cell)
            self.page.lab_figures.append(Link(argument, place))
            self.page.links.append(Link(argument.partition("#")[0], place))
        if name not in _NO_MARKDOWN:
            self._blocks("\n".join(body[taken:]), start + 1 + taken, within=True)


class _Finder:
    """Finds the place of one thing after the other in some lines of a text."""

    def __init__(self, reader: _Reader, start: int, end: int) -> None:
        self.reader = reader
        self.line, self.column, self.end = start, 0, end

    def find(self, what: str) -> Place:
        """The next place of ``what``; where it stands in other letters, the place before it."""
        file, cell = self.reader.page.file, self.reader.cell
        lines = self.reader.lines
        for at in range(self.line, min(self.end, len(lines))) if what else ():
            column = lines[at].find(what, self.column if at == self.line else 0)
            if column >= 0:
                self.line, self.column = at, column + len(what)
                return Place(file, at + 1, column + 1, cell)
        return Place(file, self.line + 1, 0, cell)


def _options(body: list[str]) -> tuple[dict[str, str], int]:
    """The options at the head of a directive, and how many lines they take."""
    options: dict[str, str] = {}
    fenced = bool(body) and body[0].strip() == "---"
    taken = 1 if fenced else 0
    for line in body[taken:]:
        if fenced and line.strip() == "---":
            return options, taken + 1
        option = _OPTION.match(line)
        if not fenced and not (option and line.lstrip().startswith(":")):
            break
        if option:
            options[option["name"]] = option["value"].strip("\"'")
        taken += 1
    return options, taken


def _anchor(heading: str, taken: set[str]) -> str:
    """The anchor of a heading, as MyST makes it (``compute_unique_slug``)."""
    anchor = _NOT_IN_ANCHOR.sub("", heading.lower().replace(" ", "-"))
    number = 1
    while anchor in taken:
        anchor = f"{anchor}-{number}"
        number += 1
    return anchor


def _tags(html: str) -> Iterator[tuple[str, dict[str, str | None]]]:
    found: list[tuple[str, dict[str, str | None]]] = []

    class Collector(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            found.append((tag, dict(attrs)))

    Collector().feed(html)
    yield from found
