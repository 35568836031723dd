"""The library page: every paper with its links, where it is read and which pages cite it.

It is written as text in one go. Ten thousand entries as docutils nodes would take longer than the
rest of the book together, and would have to be read again whenever a lecture cites something new.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from html import escape
from itertools import groupby
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.writers.html5 import HTML5Translator

from syllabook.book.addresses import LIBRARY_PAGE, bibtex_file, paper_anchor, week_ref_page
from syllabook.book.domain import DOMAIN, PaperDomain
from syllabook.book.library_form import library_form
from syllabook.book.nodes import bullet_list, inline_html, resolve_hrefs
from syllabook.book.references import about
from syllabook.book.state import curriculum_of
from syllabook.curriculum import Curriculum, ReadIn
from syllabook.papers import Paper, Vocabulary, links, reference
from syllabook.papers.references import plain


class library_list(nodes.General, nodes.Element):  # noqa: N801 - docutils names nodes so
    """Stands for the list of all papers until the page is written."""


# from here on a browser lays entries out as they come into view; before, it has no need to
_MANY = 2000


def library_html(
    curriculum: Curriculum,
    cited_by: Mapping[str, Sequence[str]],
    titles: Mapping[str, str],
) -> str:
    """The list of all papers as HTML.

    Args:
        curriculum: the model.
        cited_by: by paper key, the pages that cite it.
        titles: by page, its title.

    Returns:
        HTML with ``doc:`` and ``file:`` addresses.
    """
    groups = [
        (letter, list(papers))
        for letter, papers in groupby(curriculum.library.papers(), key=_letter)
    ]
    jump = " ".join(f'<a href="#letter-{letter}">{letter}</a>' for letter, _ in groups)
    parts = [
        library_form(curriculum),
        f'<div class="sb-whole-library{" sb-many" if len(curriculum.library) > _MANY else ""}">'
        f'<p class="sb-count">{len(curriculum.library):,} records, by first author.</p>\n',
        f'<nav class="sb-letters" aria-label="First letters">{jump}</nav>\n',
    ]
    vocabulary = curriculum.library.vocabulary or Vocabulary()
    for letter, papers in groups:
        parts.append(
            f'<section class="sb-letter" aria-labelledby="letter-{letter}">'
            f'<h2 id="letter-{letter}">{letter}</h2>\n<ul class="sb-library">\n'
        )
        parts += (
            _entry(
                paper, curriculum.backlinks.get(paper.key, ()), cited_by, titles, vocabulary.title
            )
            for paper in papers
        )
        parts.append("</ul></section>\n")
    return "".join([*parts, "</div>\n"])


def _letter(paper: Paper) -> str:
    return paper.key[:1].upper()


def _entry(
    paper: Paper,
    reads: Sequence[ReadIn],
    cited_by: Mapping[str, Sequence[str]],
    titles: Mapping[str, str],
    topic_title: Callable[[str], str],
) -> str:
    parts = reference(paper)
    found = links(paper)
    title = escape(parts.title)
    if found:
        title = f'<a class="reference external" href="{escape(found[0].href)}">{title}</a>'
    ways = "".join(
        f'<a class="reference external" href="{escape(link.href)}">{escape(link.label)}</a> · '
        for link in found
    )
    topics = ", ".join(
        f'<a href="doc:{LIBRARY_PAGE}#?q=topic%3A{topic}">{escape(topic_title(topic))}</a>'
        for topic in paper.topics
    )
    return (
        f'<li class="sb-paper" id="{paper_anchor(paper.key)}" data-key="{escape(paper.key)}">'
        f"{_earlier(paper)}"
        f'<p><span class="sb-title">{title}</span> '
        f'<span class="sb-imprint">{escape(about(parts))}</span></p>'
        f'<p class="sb-linkline">{ways}'
        f'<a data-bibtex href="file:{bibtex_file(paper.key)}">BibTeX</a></p>'
        f"{f'<p class=sb-topics>{topics}</p>' if topics else ''}"
        f"{''.join(_uses(paper, reads, cited_by, titles))}</li>\n"
    )


def _earlier(paper: Paper) -> str:
    """Anchors for the keys it had before, which BibLaTeX keeps in the field ``ids``."""
    keys = (key.strip() for key in paper.fields.get("ids", "").split(","))
    return "".join(f'<span id="{paper_anchor(key)}"></span>' for key in keys if key)


def _uses(
    paper: Paper,
    reads: Sequence[ReadIn],
    cited_by: Mapping[str, Sequence[str]],
    titles: Mapping[str, str],
) -> Iterator[str]:
    for read in reads:
        note = f": {inline_html(read.note)}" if read.note else "."
        yield (
            f'<p class="sb-uses">Read in <a href="doc:{week_ref_page(read.week)}">'
            f"{escape(read.week.course_title)}, week {read.week.number}</a>, {read.role}{note}</p>"
        )
    pages = cited_by.get(paper.key, ())
    if pages:
        where = ", ".join(
            f'<a href="doc:{page}">{escape(titles.get(page, page))}</a>' for page in pages
        )
        yield f'<p class="sb-uses">Cited in {where}.</p>'


def visit_library_list(self: HTML5Translator, _node: library_list) -> None:
    """Write the list, with what is known now that every page has been read."""
    builder: Any = self.builder
    domain = builder.env.get_domain(DOMAIN)
    assert isinstance(domain, PaperDomain)
    titles = {name: title.astext() for name, title in builder.env.titles.items()}
    html = library_html(curriculum_of(builder.app), domain.cited_by(), titles)
    self.body.append(resolve_hrefs(self, html))
    raise nodes.SkipNode


class ListForOtherBuilders(SphinxPostTransform):
    """A plain list of references where the builder does not write HTML."""

    default_priority = 90

    def run(self, **_kwargs: Any) -> None:
        """Replace the placeholder."""
        if self.app.builder.format == "html":
            return
        library = curriculum_of(self.app).library
        for node in list(self.document.findall(library_list)):
            items: list[list[nodes.Node]] = [
                [nodes.paragraph(text=plain(paper))] for paper in library.papers()
            ]
            node.replace_self(bullet_list(items))


def setup(app: Sphinx) -> None:
    """Register the placeholder and what replaces it."""
    app.add_node(library_list, html=(visit_library_list, None))
    app.add_post_transform(ListForOtherBuilders)
