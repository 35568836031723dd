"""The library as the search in the browser reads it: ``library-index.js`` at the site's root.

It holds what :func:`syllabook.papers.facts.search_text` makes of each paper, so that the browser
compares the very words that the index of the command line compares.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from syllabook.curriculum import Curriculum
from syllabook.papers import Library, Readings, Vocabulary
from syllabook.papers.facts import EXTRA_TYPES, HAS, search_text, sort_author
from syllabook.papers.types import KNOWN_TYPES

LIBRARY_INDEX = "library-index.js"


def library_index(curriculum: Curriculum) -> str:
    """The script that hands the library to ``library-page.js``.

    A script and not JSON: pages opened from a disk may load scripts but no data.
    """
    data = index_data(curriculum.library, curriculum.readings, places_of(curriculum))
    written = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return f"globalThis.syllabookLibrary = {written};\n"


def places_of(curriculum: Curriculum) -> list[str]:
    """What ``read-in:`` may name: every course and every ``course/week``."""
    return [
        place
        for plan in curriculum.courses.values()
        for place in (plan.id, *(f"{plan.id}/{week.id}" for week in plan.weeks))
    ]


def index_data(library: Library, readings: Readings, places: Sequence[str]) -> dict[str, Any]:
    """What the search in the browser knows of the library, as plain data.

    Args:
        library: the paper database.
        readings: by paper key, the courses and weeks that read it.
        places: what ``read-in:`` may name.

    Returns:
        ``papers`` as rows ``[key, year, title, authors, topics, venue, tags, sort author,
        places]``, the last as positions in ``places``; kind and id for every name of the
        vocabulary in ``keywords``; and the values of ``type:`` and ``has:``.
    """
    position = {place: index for index, place in enumerate(places)}
    papers = []
    for paper in library.papers():
        text = search_text(paper)
        read = sorted(position[place] for place in readings.get(paper.key, ()))
        row = [paper.key, paper.year, text.title, text.authors, text.topics, text.venue, text.tags]
        papers.append([*row, sort_author(paper), read])
    vocabulary = library.vocabulary or Vocabulary()
    return {
        "papers": papers,
        "places": list(places),
        "keywords": {
            name: [kind, keyword.id] for name, (kind, keyword) in vocabulary.by_name.items()
        },
        "types": sorted({*KNOWN_TYPES, *EXTRA_TYPES}),
        "has": list(HAS),
    }
