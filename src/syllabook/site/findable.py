"""For search engines and for those who lose their way: sitemap, robots.txt and the 404 page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from sphinx.application import Sphinx

from syllabook.book.state import curriculum_of
from syllabook.foundation.files import write_if_changed

_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
NOT_FOUND = "404"


def sitemap(addresses: Iterable[str]) -> str:
    """A sitemap as sitemaps.org's protocol 0.9 describes it.

    Args:
        addresses: absolute addresses of pages.
    """
    root = ET.Element("urlset", xmlns=_NAMESPACE)
    for address in addresses:
        ET.SubElement(ET.SubElement(root, "url"), "loc").text = address
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _write(app: Sphinx, exception: Exception | None) -> None:
    base = curriculum_of(app).project.base_url if exception is None else ""
    if not base or app.builder.format != "html":
        return  # the protocol knows no relative addresses
    pages = sorted(app.env.found_docs)
    text = sitemap(base + app.builder.get_target_uri(page) for page in pages)
    write_if_changed(Path(app.outdir) / "sitemap.xml", text)
    robots = f"User-agent: *\nAllow: /\nSitemap: {base}sitemap.xml\n"
    write_if_changed(Path(app.outdir) / "robots.txt", robots)


def _not_found_page(_app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """The page that servers (GitHub Pages among them) send for an address that leads nowhere."""
    yield NOT_FOUND, {}, "404.html"


def setup(app: Sphinx) -> None:
    """Write them with the site."""
    app.connect("html-collect-pages", _not_found_page)
    app.connect("build-finished", _write)
