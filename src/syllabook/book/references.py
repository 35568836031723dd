"""References and readings as docutils nodes, the same on every page."""

from __future__ import annotations

from docutils import nodes
from sphinx import addnodes

from syllabook.book.addresses import bibtex_file
from syllabook.book.nodes import bullet_list, file_link, inline
from syllabook.curriculum import ReadingEntry
from syllabook.papers import Paper, Reference, links, reference
from syllabook.papers.references import plain, short


def paper_xref(paper: Paper, text: str, *classes: str) -> addnodes.pending_xref:
    """A link to the paper's entry in the library, with the full reference as its title."""
    return addnodes.pending_xref(
        "",
        nodes.inline(text=text, classes=["sb-cite", *classes]),
        refdomain="cite",
        reftype="paper",
        reftarget=paper.key,
        refexplicit=True,
        refwarn=True,
        reftitle=plain(paper),
    )


def short_xref(paper: Paper) -> addnodes.pending_xref:
    """``Power et al. 2022``, linked to the library."""
    return paper_xref(paper, short(paper))


def link_list(paper: Paper) -> list[nodes.Node]:
    """DOI, arXiv, PDF, code, web and BibTeX, each a link that names the paper it is of."""
    made: list[nodes.Node] = []
    for link in links(paper):
        made += [
            nodes.reference("", link.label, refuri=link.href, internal=False),
            nodes.Text(" · "),
        ]
    bibtex = file_link("", "BibTeX", target=bibtex_file(paper.key))
    return [nodes.inline("", "", *made, bibtex, classes=["sb-links"])]


def reference_nodes(paper: Paper) -> list[nodes.Node]:
    """The formatted reference: title (linked to the library), authors, venue and year."""
    parts = reference(paper)
    title = paper_xref(paper, parts.title, "sb-title")
    return [title, nodes.inline(text=f" {about(parts)}", classes=["sb-imprint"])]


def about(parts: Reference) -> str:
    """Everything of a reference but its title, as a sentence."""
    text = ". ".join(part.removesuffix(".") for part in (parts.authors, imprint(parts)) if part)
    return f"{text}." if text else ""


def imprint(parts: Reference) -> str:
    """Venue, details and year, the year once."""
    year = "" if parts.year and parts.details.endswith(parts.year) else parts.year
    return ", ".join(part for part in (parts.venue, parts.details, year) if part)


def reading_item(entry: ReadingEntry) -> list[nodes.Node]:
    """A reading as a list item: reference, what to read and look for, links."""
    paragraphs: list[nodes.Node] = [nodes.paragraph("", "", *reference_nodes(entry.paper))]
    plan = [
        text for text in (entry.locator, f"{entry.minutes} min" if entry.minutes else "") if text
    ]
    about: list[nodes.Node] = []
    if plan:
        about += [*inline(", ".join(plan)), nodes.Text(". " if entry.note else ".")]
    about += inline(entry.note)
    if entry.drawn_by:
        about += [nodes.Text(" Drawn by "), nodes.literal(text=entry.drawn_by), nodes.Text(".")]
    if about:
        paragraphs.append(nodes.paragraph("", "", *about, classes=["sb-note"]))
    paragraphs.append(nodes.paragraph("", "", *link_list(entry.paper), classes=["sb-linkline"]))
    return paragraphs


def reading_list(entries: tuple[ReadingEntry, ...]) -> nodes.bullet_list:
    """Readings as a list."""
    return bullet_list([reading_item(entry) for entry in entries], "sb-readings")
