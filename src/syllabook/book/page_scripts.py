"""Scripts and styles of a page: only those that it uses, and none of them within the page.

Extensions put their scripts on every page, many of them as text in the page. A page here gets what
its content asks for, all deferred; scripts in the page become files, so that a server can forbid
the rest with a Content-Security-Policy.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config

from syllabook.foundation.files import write_if_changed

TEMPLATES = Path(__file__).parent / "templates"
FAVICON = Path(__file__).parent / "static" / "favicon.svg"

# what must stand in a page's content for a script or style to be of use there
_NEEDED_BY = {
    "clipboard.min.js": re.compile(r'class="highlight'),
    "copybutton": re.compile(r'class="highlight'),
    "togglebutton": re.compile(r'class="[^"]*(?:\btoggle\b|admonition[^"]*\bdropdown\b)'),
    "toggleHint": re.compile(r'class="[^"]*(?:\btoggle\b|admonition[^"]*\bdropdown\b)'),
    "toggleOpenOnPrint": re.compile(r'class="[^"]*(?:\btoggle\b|admonition[^"]*\bdropdown\b)'),
    "design-tabs": re.compile(r'class="[^"]*\bsd-'),
    "sphinx-design": re.compile(r'class="[^"]*\bsd-'),
    "mystnb": re.compile(r'class="[^"]*\bcell\b'),
    "pygments.css": re.compile(r'class="highlight'),
    "sphinx-thebe": re.compile("thebe"),
    "formulas.js": re.compile(r'class="[^"]*\b(?:math|output_area|tex2jax_process)\b'),
    # names the page for a version switcher, which the book has not
    "DOCUMENTATION_OPTIONS.pagename": re.compile("(?!)"),
}
_SEARCH_ONLY = ("doctools.js", "sphinx_highlight.js")
_MATHJAX = ("core", "input/tex", "output/chtml", "a11y/assistive-mml")  # the font comes with chtml


def use_own_templates(_app: Sphinx, config: Config) -> None:
    """Put the book's templates before the theme's, which are absolute, after the project's own."""
    config["templates_path"] = sorted(
        [TEMPLATES.as_posix(), *config["templates_path"]], key=lambda path: Path(path).is_absolute()
    )
    config["html_favicon"] = config["html_favicon"] or FAVICON.as_posix()
    # the parts that are used, instead of the one file that holds a menu and a speech engine too
    config["mathjax_path"] = "mathjax/startup.js"
    config["mathjax3_config"] = {
        "loader": {
            "load": [part.removesuffix(".js") for part in (*_MATHJAX, "a11y/assistive-mml")]
        },
        "startup": {"typeset": False},  # formulas.js does it, in small steps
    } | (config["mathjax3_config"] or {})


def keep_what_is_used(
    app: Sphinx, pagename: str, _template: str, context: dict[str, Any], _doctree: object
) -> None:
    """Leave out what the page has no use for, defer the rest, make inline scripts files."""
    body = str(context.get("body", ""))
    static = Path(app.outdir) / "_static"
    scripts: list[Any] = []
    for script in context.get("script_files", []):
        inline = str(script.attributes.get("body", ""))
        name = Path(str(script.filename)).name if script.filename else inline
        if not _is_used(name, body) or (name in _SEARCH_ONLY and pagename != "search"):
            continue
        if not inline:
            script.attributes["defer"] = "defer"
            scripts.append(script)
            continue
        file = f"inline-{hashlib.blake2b(inline.encode(), digest_size=6).hexdigest()}.js"
        write_if_changed(static / file, inline + "\n")
        scripts.append(type(script)(f"_static/{file}", priority=script.priority, defer="defer"))
    context["script_files"] = scripts
    context["css_files"] = [
        style
        for style in context.get("css_files", [])
        if _is_used(Path(str(style.filename)).name, body)
    ]


def _is_used(name: str, body: str) -> bool:
    for part, needed in _NEEDED_BY.items():
        if part in name:
            return bool(needed.search(body))
    return True


def setup(app: Sphinx) -> None:
    """Connect them."""
    app.connect("config-inited", use_own_templates)
    # after every extension has added its own
    app.connect("html-page-context", keep_what_is_used, priority=950)
