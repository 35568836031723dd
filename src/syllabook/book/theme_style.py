"""The theme's stylesheet without what no page uses: an icon font and most of Bootstrap.

The sheet is 400 kB, of which Font Awesome takes a quarter and Bootstrap's components and responsive
utilities more than a third; the book has neither carousels nor toasts. A project that writes such
classes itself keeps the whole sheet with ``syllabook_whole_theme: true``.
"""

from __future__ import annotations

import re
from pathlib import Path

from sphinx.application import Sphinx

from syllabook.foundation.files import write_if_changed

_BREAKPOINT = "(?:sm|md|lg|xl|xxl)"
_COLOUR = "(?:primary|secondary|success|info|warning|danger|light|dark)"
#: Beginnings of class names that nothing on the site has; a test compares them with its pages.
UNUSED = re.compile(
    r"\.(?:"
    + "|".join(
        (
            r"fa-|fa[bdlrs]?\b",
            "accordion|alert|badge|breadcrumb|card|carousel|list-group|modal|offcanvas",
            "pagination|placeholder|popover|progress|spinner|toast|tooltip",
            "dropdown|dropup|dropend|dropstart|nav-(?:tabs|pills|underline)|tab-content",
            "form-(?:check|floating|range|select|switch)|input-group",
            "was-validated|is-(?:in)?valid|(?:in)?valid-",
            f"btn-(?:check|close|group|link|lg|outline|{_COLOUR})",
            f"table-{_COLOUR}|text-bg|link-(?:{_COLOUR}|opacity|offset|underline)",
            r"col-|row-cols|offset-|ratio|g[xy]?-\d",
            f"(?:[mp][bestxy]?|gap|g[xy]?|row-gap|column-gap|order|float|object-fit|d|flex)"
            f"-{_BREAKPOINT}-",
            f"(?:text|justify-content|align-(?:items|content|self))-{_BREAKPOINT}-",
        )
    )
    + ")"
)
_RULE = re.compile(r"(?<=[{}])([^{}@]+)(\{[^{}]*\})")


def trimmed(css: str) -> str:
    """A stylesheet without the rules that only unused classes would meet.

    Args:
        css: minified, as the theme delivers it.
    """

    def kept(rule: re.Match[str]) -> str:
        selectors = [part for part in rule[1].split(",") if not UNUSED.search(part)]
        return f"{','.join(selectors)}{rule[2]}" if selectors else ""

    return _RULE.sub(kept, css)


def _trim(app: Sphinx, exception: Exception | None) -> None:
    sheet = Path(app.outdir) / "_static" / "styles" / "pydata-sphinx-theme.css"
    if exception is None and not app.config.syllabook_whole_theme and sheet.is_file():
        write_if_changed(sheet, trimmed(sheet.read_text(encoding="utf-8")))


def setup(app: Sphinx) -> None:
    """Trim the sheet when Sphinx has copied it."""
    app.add_config_value("syllabook_whole_theme", False, "html", bool)
    app.connect("build-finished", _trim)
