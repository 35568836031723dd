"""Docutils nodes for what HTML can show and other builders cannot.

Each keeps ordinary nodes inside, and a post-transform unwraps them for every builder that does
not write HTML, so that LaTeX, text and the rest work without knowing of them.
"""

from __future__ import annotations

import re
from html import escape
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.writers.html5 import HTML5Translator

from syllabook.foundation.inline import runs

_DOC_HREF = re.compile(r'(href|src)="doc:([^"#]+)(#[^"]*)?"')
_FILE_HREF = re.compile(r'(href|src)="file:([^"]+)"')


class html_block(nodes.General, nodes.Element):  # noqa: N801 - docutils names nodes so
    """Ready HTML in the attribute ``html``; its children stand in for it elsewhere.

    ``href="doc:NAME"`` leads to a page of the book, ``href="file:PATH"`` to a file of the site.
    """


class fold(nodes.General, nodes.Element):  # noqa: N801
    """Content that opens on demand; the attribute ``summary`` says what it is."""


class file_link(nodes.Inline, nodes.TextElement):  # noqa: N801
    """A link to a file of the built site; the attribute ``target`` is its path there."""


def page_uri(translator: HTML5Translator, docname: str) -> str:
    """The address of a page relative to the one being written."""
    builder: Any = translator.builder
    uri: str = builder.get_relative_uri(builder.current_docname, docname)
    return uri


def file_uri(translator: HTML5Translator, path: str) -> str:
    """The address of a file of the site relative to the page being written."""
    builder: Any = translator.builder
    here: str = builder.get_target_uri(builder.current_docname)
    return "../" * here.count("/") + path


def resolve_hrefs(translator: HTML5Translator, html: str) -> str:
    """Turn ``doc:`` and ``file:`` addresses into relative ones."""

    def page(found: re.Match[str]) -> str:
        return f'{found[1]}="{page_uri(translator, found[2])}{found[3] or ""}"'

    def file(found: re.Match[str]) -> str:
        return f'{found[1]}="{file_uri(translator, found[2])}"'

    return _FILE_HREF.sub(file, _DOC_HREF.sub(page, html))


def visit_html_block(self: HTML5Translator, node: html_block) -> None:
    """Write the ready HTML."""
    self.body.append(resolve_hrefs(self, node["html"]))
    raise nodes.SkipNode


def visit_fold(self: HTML5Translator, node: fold) -> None:
    """Open a ``<details>``."""
    self.body.append(
        f'<details class="sb-fold"><summary>{self.encode(node["summary"])}</summary>\n'
    )


def depart_fold(self: HTML5Translator, _node: fold) -> None:
    """Close it."""
    self.body.append("</details>\n")


def visit_file_link(self: HTML5Translator, node: file_link) -> None:
    """Open a link to a file of the site."""
    label = f' aria-label="{self.attval(node["label"])}"' if node.get("label") else ""
    href = self.attval(file_uri(self, node["target"]))
    self.body.append(f'<a class="sb-file" href="{href}"{label}>')


def depart_file_link(self: HTML5Translator, _node: file_link) -> None:
    """Close it."""
    self.body.append("</a>")


class UnwrapForOtherBuilders(SphinxPostTransform):
    """Replace our nodes by ordinary ones where the builder does not write HTML."""

    default_priority = 100

    def run(self, **_kwargs: Any) -> None:
        """Unwrap every node of ours in the document."""
        if self.app.builder.format == "html":
            return
        for node in list(self.document.findall(html_block)):
            node.replace_self(node.children)
        for folded in list(self.document.findall(fold)):
            title = nodes.paragraph("", "", nodes.strong("", folded["summary"]))
            folded.replace_self([title, *folded.children])
        for link in list(self.document.findall(file_link)):
            link.replace_self(link.children)


def inline_html(text: str) -> str:
    """An outline's text as HTML, for pages that are written as text."""
    made = []
    for run in runs(text):
        html = escape(run.text)
        for wanted, tag in ((run.code, "code"), (run.emphasis, "em"), (run.strong, "strong")):
            html = f"<{tag}>{html}</{tag}>" if wanted else html
        made.append(f'<a href="{escape(run.href)}">{html}</a>' if run.href else html)
    return "".join(made)


def inline(text: str) -> list[nodes.Node]:
    """The inline Markdown of an outline text as docutils nodes."""
    made: list[nodes.Node] = []
    for run in runs(text):
        node: nodes.Node = nodes.literal(text=run.text) if run.code else nodes.Text(run.text)
        if run.strong:
            node = nodes.strong("", "", node)
        if run.emphasis:
            node = nodes.emphasis("", "", node)
        if run.href:
            node = nodes.reference("", "", node, refuri=run.href, internal=False)
        made.append(node)
    return made


def paragraph(text: str, *classes: str) -> nodes.paragraph:
    """A paragraph of an outline text."""
    return nodes.paragraph("", "", *inline(text), classes=list(classes))


def bullet_list(items: list[list[nodes.Node]], *classes: str) -> nodes.bullet_list:
    """A list; each item is given as its block nodes."""
    return nodes.bullet_list(
        "", *(nodes.list_item("", *item) for item in items), classes=list(classes)
    )


def setup(app: Sphinx) -> None:
    """Register the nodes and the transform that unwraps them."""
    app.add_node(html_block, html=(visit_html_block, None))
    app.add_node(fold, html=(visit_fold, depart_fold))
    app.add_node(file_link, html=(visit_file_link, depart_file_link))
    app.add_post_transform(UnwrapForOtherBuilders)
