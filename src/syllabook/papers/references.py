"""References, formatted once for every output.

One compact author-year style: ``Power, A., Burda, Y., Edwards, H., Babuschkin, I., & Misra, V.
(2022). Grokking: ... arXiv:2201.02177.`` Outputs that style the parts differently take them from
:func:`reference`; citation styles of journals come through CSL (:mod:`syllabook.papers.csl`).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from syllabook.papers.facts import people
from syllabook.papers.model import Name, Paper
from syllabook.papers.types import canonical

MOST_AUTHORS = 6
FIRST_AUTHORS = 3
NO_DATE = "n.d."

_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_DAY = re.compile(r"^(\d{4})-(\d{2})-(\d{2})")
_INITIAL = re.compile(r"[^\W\d_]")
_LONE_DIGIT = re.compile(r"\d+")
#: For each key the letter that tells papers of one author and year apart.
Letters = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Reference:
    """The parts of a reference, plain text without closing full stops.

    Attributes:
        key: citation key.
        authors: ``Power, A., Burda, Y., Edwards, H., et al.``; an organization where no person is
            named; may be empty.
        year: ``2022``, ``2022a``, or empty.
        title: the title.
        venue: journal, proceedings, publisher, blog; ``arXiv:2201.02177`` for a preprint.
        details: ``4(12), 761–769`` of an article, ``2 January`` of a post; may be empty.
    """

    key: str
    authors: str
    year: str
    title: str
    venue: str
    details: str


def reference(paper: Paper, letter: str = "") -> Reference:
    """The parts of the reference to ``paper``.

    Args:
        paper: the paper.
        letter: tells it from others of the same authors and year, see :func:`letters`.
    """
    authors = _authors(paper)
    venue = paper.venue or (f"arXiv:{paper.arxiv}" if paper.arxiv else "")
    if venue == authors and not paper.authors:
        venue = ""
    return Reference(paper.key, authors, _year(paper, letter), paper.title, venue, _details(paper))


def plain(paper: Paper, letter: str = "") -> str:
    """The reference to ``paper`` on one line."""
    parts = reference(paper, letter)
    year = f"({parts.year or NO_DATE})"
    imprint = ", ".join(part for part in (parts.venue, parts.details) if part)
    if not parts.authors:
        head, rest = [_stopped(parts.title), f"{year}."], [imprint]
    else:
        head, rest = [f"{parts.authors} {year}."], [parts.title, imprint]
    return " ".join([*head, *(_stopped(part) for part in rest if part)]).strip()


def short(paper: Paper, letter: str = "") -> str:
    """``Power et al. 2022``."""
    return f"{label(paper)} {_year(paper, letter) or NO_DATE}"


def textual(paper: Paper, letter: str = "") -> str:
    """``Power et al. (2022)``, as part of a sentence."""
    return f"{label(paper)} ({_year(paper, letter) or NO_DATE})"


def parenthetical_text(paper: Paper, letter: str = "") -> str:
    """``Power et al., 2022``, to stand in parentheses."""
    return f"{label(paper)}, {_year(paper, letter) or NO_DATE}"


def parenthetical(papers: Sequence[Paper], marks: Letters | None = None) -> str:
    """``(Power et al., 2022; Liu, 2026a, 2026b)``, in the order given."""
    marks = marks or {}
    groups: list[str] = []
    for who, several in groupby(papers, key=label):
        years = [_year(paper, marks.get(paper.key, "")) or NO_DATE for paper in several]
        groups.append(f"{who}, {', '.join(years)}")
    return f"({'; '.join(groups)})"


def letters(papers: Iterable[Paper]) -> dict[str, str]:
    """The letters that tell apart papers cited with the same authors and year.

    Args:
        papers: all papers of one document.

    Returns:
        ``a``, ``b``, ... by key, in order of date, then key; nothing for papers that need none.
    """
    groups: dict[tuple[str, str], dict[str, Paper]] = defaultdict(dict)
    for paper in papers:
        groups[label(paper), _year(paper, "")][paper.key] = paper
    found: dict[str, str] = {}
    for same in groups.values():
        if len(same) > 1:
            in_order = sorted(same.values(), key=lambda paper: (paper.date, paper.key))
            found |= {paper.key: _letter(place) for place, paper in enumerate(in_order)}
    return found


def _letter(place: int) -> str:
    """A ... z, aa, ab ..."""
    text = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        text = chr(ord("a") + rest) + text
    return text


def label(paper: Paper) -> str:
    """Who it is by, as short as a citation needs: ``Power et al.``."""
    names = [family_name(name) for name in people(paper)]
    if not names:
        return paper.organization or paper.venue or _first_words(paper.title) or paper.key
    if len(names) > 2 or paper.more_authors:
        return f"{names[0]} et al."
    return " and ".join(names)


def _first_words(title: str) -> str:
    words = title.split()
    return " ".join(words[:4]) + ("…" if len(words) > 4 else "")


def family_name(name: Name) -> str:
    """The family name with its prefix: ``van der Maaten``."""
    return f"{name.prefix} {name.family}".strip()


def _year(paper: Paper, letter: str) -> str:
    if paper.year is not None:
        return f"{paper.year}{letter}"
    return f"{NO_DATE}-{letter}" if letter else ""


def _authors(paper: Paper) -> str:
    names = people(paper)
    if not names:
        return paper.organization
    listed = [_full_name(name) for name in names]
    editors = not paper.authors
    more = paper.more_authors and not editors
    if len(listed) > MOST_AUTHORS:
        listed, more = listed[:FIRST_AUTHORS], True
    if more:
        text = f"{', '.join(listed)}, et al."
    elif len(listed) == 1:
        text = listed[0]
    else:
        text = f"{', '.join(listed[:-1])}, & {listed[-1]}"
    if editors:
        text += " (Ed.)" if len(names) == 1 else " (Eds.)"
    return text


def _full_name(name: Name) -> str:
    return ", ".join(
        part for part in (family_name(name), initials(name.given), name.suffix) if part
    )


def initials(given: str) -> str:
    """``Jean-Luc P.`` gives ``J.-L. P.``."""
    words: list[str] = []
    for word in given.replace(".", ". ").split():
        parts = [found.group() for part in word.split("-") if (found := _INITIAL.search(part))]
        if parts:
            words.append("-".join(f"{part.upper()}." for part in parts))
    return " ".join(words)


def _details(paper: Paper) -> str:
    if canonical(paper.type) == "online":
        found = _DAY.match(paper.date)
        if found and 1 <= int(found[2]) <= 12:
            return f"{int(found[3])} {_MONTHS[int(found[2]) - 1]}"
    issue = f"{paper.volume}({paper.number})" if paper.volume and paper.number else ""
    issue = issue or paper.volume or paper.number
    pages = paper.pages
    if pages and not issue and _LONE_DIGIT.match(pages):
        pages = f"pp. {pages}" if "–" in pages else f"p. {pages}"
    return ", ".join(part for part in (issue, pages) if part)


def _stopped(text: str) -> str:
    """``text`` with a full stop, unless it ends with a mark of its own."""
    return text if text.rstrip('”’")')[-1:] in {".", "?", "!", "…"} else f"{text}."
