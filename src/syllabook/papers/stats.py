"""What the library holds, counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from syllabook.papers.evaluate import Readings
from syllabook.papers.facts import HAS, has_of
from syllabook.papers.model import Paper, links
from syllabook.papers.types import canonical


@dataclass(frozen=True, slots=True)
class Stats:
    """Counts of papers.

    Attributes:
        total: all of them.
        years: by year; None for those without.
        topics, pillars: by keyword id; a paper with several counts for each.
        without_topic: papers with no topic.
        types: by BibLaTeX entry type.
        files: by file.
        has: by value of ``has:`` (``arxiv``, ``code``, ``doi``, ...).
        linked, unlinked: with at least one way to reach them, and with none.
        read, unread: read in at least one week, and in none.
        courses: by course, the papers it reads.
    """

    total: int = 0
    years: Counter[int | None] = field(default_factory=Counter)
    topics: Counter[str] = field(default_factory=Counter)
    pillars: Counter[str] = field(default_factory=Counter)
    without_topic: int = 0
    types: Counter[str] = field(default_factory=Counter)
    files: Counter[str] = field(default_factory=Counter)
    has: Counter[str] = field(default_factory=Counter)
    linked: int = 0
    unlinked: int = 0
    read: int = 0
    unread: int = 0
    courses: Counter[str] = field(default_factory=Counter)


def stats(papers: Iterable[Paper], readings: Readings | None = None) -> Stats:
    """Count ``papers``.

    Args:
        papers: the papers, gone through once.
        readings: by key, the courses and ``course/week`` places that read the paper.
    """
    readings = readings or {}
    years: Counter[int | None] = Counter()
    topics: Counter[str] = Counter()
    pillars: Counter[str] = Counter()
    types: Counter[str] = Counter()
    files: Counter[str] = Counter()
    has: Counter[str] = Counter(dict.fromkeys(HAS, 0))
    courses: Counter[str] = Counter()
    total = without_topic = linked = read = 0
    for paper in papers:
        total += 1
        years[paper.year] += 1
        topics.update(paper.topics)
        pillars.update(paper.pillars)
        without_topic += not paper.topics
        types[canonical(paper.type)] += 1
        files[paper.file] += 1
        has.update(has_of(paper))
        linked += bool(links(paper))
        places = readings.get(paper.key, ())
        read += bool(places)
        courses.update({place.partition("/")[0] for place in places})
    return Stats(
        total=total,
        years=years,
        topics=topics,
        pillars=pillars,
        without_topic=without_topic,
        types=types,
        files=files,
        has=has,
        linked=linked,
        unlinked=total - linked,
        read=read,
        unread=total - read,
        courses=courses,
    )
