"""Words of an outline as a drawing sets them: without markup, with typographic quotes."""

from __future__ import annotations

import re

from syllabook.foundation.inline import plain

_OPENING = re.compile(r"(^|[\s(\[{–—/])([\"'])")
_CURLY = {'"': "“", "'": "‘"}


def words(text: str) -> str:
    """The plain text of inline Markdown, its straight quotes curled."""
    opened = _OPENING.sub(lambda match: match[1] + _CURLY[match[2]], plain(text))
    return opened.replace('"', "”").replace("'", "’")
