"""The papers of the library as Sphinx cross-references, and who cites them.

``{cite:p}`power2022grokking``` and its kin lead to the paper's entry on the library page; the
domain remembers every citation, so that each entry can name the pages that cite it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from typing import Any

from docutils import nodes
from docutils.nodes import Element, Node
from sphinx.addnodes import pending_xref
from sphinx.builders import Builder
from sphinx.domains import Domain, ObjType
from sphinx.environment import BuildEnvironment
from sphinx.util import logging
from sphinx.util.docutils import SphinxRole
from sphinx.util.nodes import make_refnode

from syllabook.book.addresses import LIBRARY_PAGE, paper_anchor
from syllabook.book.references import paper_xref
from syllabook.book.state import curriculum_of, use
from syllabook.papers import Paper
from syllabook.papers.references import parenthetical_text, short, textual

DOMAIN = "cite"
_LOGGER = logging.getLogger(__name__)


class PaperRole(SphinxRole):
    """``{cite}``, ``{cite:p}``, ``{cite:t}`` and ``{paper}``: one or more keys, comma-separated."""

    def __init__(self, style: str) -> None:
        self.style = style

    def run(self) -> tuple[list[Node], list[nodes.system_message]]:
        """Look the keys up and set the citation in the role's style."""
        library = curriculum_of(self.env.app).library
        domain = self.env.get_domain(DOMAIN)
        papers: list[Paper] = []
        for key in (part.strip() for part in self.text.split(",")):
            paper = library.get(key)
            if paper is None:
                hint = library.near(key) or "add it to a .bib file of readings/"
                _LOGGER.warning(
                    'unknown paper "%s"; %s',
                    key,
                    hint,
                    location=self.get_location(),
                    type="syllabook",
                    subtype="cite",
                )
                continue
            use(self.env, f"paper:{key}")
            assert isinstance(domain, PaperDomain)
            domain.note_citation(self.env.docname, key)
            papers.append(paper)
        if not papers:
            return [nodes.inline(text=f"[{self.text}]", classes=["sb-missing"])], []
        return list(self._cited(papers)), []

    def _cited(self, papers: list[Paper]) -> Iterable[Node]:
        if self.style == "title":
            yield from _joined(
                [paper_xref(paper, paper.title, "sb-title") for paper in papers], ", "
            )
        elif self.style == "textual":
            yield from _joined([paper_xref(paper, textual(paper)) for paper in papers], ", ")
        else:
            yield nodes.Text("(")
            yield from _joined(
                [paper_xref(paper, parenthetical_text(paper)) for paper in papers], "; "
            )
            yield nodes.Text(")")


def _joined(items: list[pending_xref], separator: str) -> Iterable[Node]:
    for index, item in enumerate(items):
        if index:
            yield nodes.Text(separator)
        yield item


class PaperDomain(Domain):
    """Cross-references to papers and the pages that cite each."""

    name = DOMAIN
    label = "Paper"
    object_types = {"paper": ObjType("record")}  # noqa: RUF012 - declared so by Sphinx
    roles = {"p": PaperRole("parenthetical"), "t": PaperRole("textual")}  # noqa: RUF012 - so in Sphinx
    initial_data: dict[str, Any] = {"citations": {}}  # noqa: RUF012 - declared so by Sphinx
    data_version = 1

    @property
    def citations(self) -> dict[str, list[str]]:
        """By page, the keys it cites, each once, in order."""
        found: dict[str, list[str]] = self.data["citations"]
        return found

    def note_citation(self, docname: str, key: str) -> None:
        """Remember that a page cites a paper."""
        keys = self.citations.setdefault(docname, [])
        if key not in keys:
            keys.append(key)

    def cited_by(self) -> dict[str, list[str]]:
        """By paper key, the pages that cite it, sorted."""
        pages: dict[str, list[str]] = {}
        for docname in sorted(self.citations):
            for key in self.citations[docname]:
                pages.setdefault(key, []).append(docname)
        return pages

    def clear_doc(self, docname: str) -> None:
        """Forget a page that is read again."""
        self.citations.pop(docname, None)

    def merge_domaindata(self, docnames: Set[str], otherdata: dict[str, Any]) -> None:  # type: ignore[override]
        """Take over what a parallel reader found."""
        for docname in docnames:
            if docname in otherdata["citations"]:
                self.citations[docname] = otherdata["citations"][docname]

    def resolve_xref(
        self,
        env: BuildEnvironment,
        fromdocname: str,
        builder: Builder,
        typ: str,
        target: str,
        node: pending_xref,
        contnode: Element,
    ) -> nodes.reference | None:
        """Lead to the paper's entry on the library page."""
        if typ != "paper" or LIBRARY_PAGE not in env.all_docs:
            return None
        title = str(node.get("reftitle", ""))
        return make_refnode(
            builder, fromdocname, LIBRARY_PAGE, paper_anchor(target), contnode, title
        )

    def get_objects(self) -> Iterator[tuple[str, str, str, str, str, int]]:
        """Every paper, so that the site's search finds it: name, title, kind, page, anchor, rank.

        The search takes a title's last full stop for the end of a module's name, hence none.
        """
        if LIBRARY_PAGE not in self.env.all_docs:
            return
        for paper in curriculum_of(self.env.app).library.papers():
            title = f"{paper.title} ({short(paper)})".replace(".", "\u2024")
            # a name of another form than the anchor's, which Sphinx would shorten wrongly
            yield f"paper {paper.key}", title, "paper", LIBRARY_PAGE, paper_anchor(paper.key), 1

    def resolve_any_xref(self, *_args: Any) -> list[tuple[str, Element]]:
        """Papers take part in no ``any`` reference."""
        return []


# Sphinx finds ``cite:p`` in the domain ``cite``; these two stand alone
ROLES = {"cite": PaperRole("parenthetical"), "paper": PaperRole("title")}
