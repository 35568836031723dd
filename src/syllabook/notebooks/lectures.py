"""Solutions in lectures, and lectures without them.

In a lecture a solution is a directive: ``{dropdown} Solution`` or ``{admonition} Solution``
(whatever follows that word), or ``{solution}``; nbgrader's markers serve as well.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from syllabook.notebooks.solutions import TEXT_STUB, segments

# within lists and quotes too: one overlooked is a solution handed out
FENCE = re.compile(r"^(?P<indent>[ \t>]*)(?P<fence>`{3,}|~{3,}|:{3,})[ \t]*(?P<info>.*?)[ \t]*$")
DIRECTIVE = re.compile(r"^\{(?P<name>[\w:.+-]+)\}[ \t]*(?P<argument>.*)$")
_BLOCKS = {"admonition", "dropdown"}


def public_page(text: str, *, show_solutions: bool) -> str:
    """A lecture as the site or a student gets it.

    Args:
        text: MyST Markdown.
        show_solutions: keep solutions (only markers go); else leave them out.

    Returns:
        The text with as many lines as before, so that messages about it name the right ones.

    Raises:
        MarkerError: markers do not pair up.
    """
    parts = segments(text)
    if len(parts) > 1:
        shown = []
        for part in parts:
            lines = part.text.count("\n")
            if not part.solution:
                shown.append(part.text)
            elif show_solutions:
                shown.append(f"\n{part.text}\n")
            else:
                shown.append(f"{TEXT_STUB[0]}{chr(10) * (lines + 2)}")
        text = "".join(shown)
    return text if show_solutions else _without_blocks(text)


def _without_blocks(text: str) -> str:
    lines = text.split("\n")
    _blank_solutions(lines, 0, len(lines))
    return "\n".join(lines)


def _blank_solutions(lines: list[str], start: int, stop: int) -> None:
    """Empty the lines of solutions between two lines, also of those within other directives."""
    at = start
    while at < stop:
        fence = FENCE.match(lines[at])
        directive = DIRECTIVE.match(fence["info"]) if fence else None
        if fence is None or (directive is None and fence["fence"][0] == ":"):
            at += 1
            continue
        end = min(closing_line(lines, at, fence["fence"]), stop)
        if directive and is_solution(directive["name"], directive["argument"]):
            last = min(end, stop - 1)
            lines[at : last + 1] = [""] * (last + 1 - at)
        elif directive:
            _blank_solutions(lines, at + 1, end)
        at = end + 1


def is_solution(name: str, argument: str) -> bool:
    """Whether a directive holds a solution."""
    titled = re.match(r"\W*solutions?\b", argument, re.IGNORECASE)
    return name.startswith("solution") or (name in _BLOCKS and titled is not None)


def closing_line(lines: Sequence[str], start: int, fence: str) -> int:
    """The line that closes a fence; past the end if none does."""
    close = re.compile(rf"^[ \t>]*{re.escape(fence[0])}{{{len(fence)},}}[ \t]*$")
    inside = range(start + 1, len(lines))
    return next((at for at in inside if close.match(lines[at])), len(lines))
