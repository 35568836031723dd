"""Checks of the paper database: papers that cannot be found, reached or that nobody reads."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from syllabook.checks.pages import pages_on_disk
from syllabook.curriculum import Curriculum
from syllabook.foundation.problems import Problem
from syllabook.papers import Paper, links

_SHOWN = 5  # keys named where there are many
_LINES = 10  # lines per file before the rest is counted


def reading_without_link(curriculum: Curriculum) -> list[Problem]:
    """A reading that students cannot open: its record has no DOI, arXiv id or address."""
    read = {
        entry.paper.key: (entry.paper, plan.id, week.id)
        for plan in curriculum.courses.values()
        for week in reversed(plan.weeks)
        for entry in week.readings
    }
    return [
        Problem(
            paper.file,
            paper.line,
            1,
            f'"{paper.key}" is read in {course}/{week} and has no link',
            "add doi, eprint or url to its record",
        )
        for paper, course, week in read.values()
        if not links(paper)
    ]


def paper_without_topic(curriculum: Curriculum) -> list[Problem]:
    """A paper that no topic leads to."""
    found: list[Problem] = []
    wanting = [paper for paper in curriculum.library.papers() if not paper.topics]
    for file, papers in _by_file(wanting).items():
        shown = sorted(papers, key=lambda paper: paper.line)
        found += [
            Problem(
                file,
                paper.line,
                1,
                f'"{paper.key}" has no topic',
                "add one of readings/topics.yml to its keywords",
            )
            for paper in shown[:_LINES]
        ]
        if len(shown) > _LINES:
            message = f"{len(shown) - _LINES} more papers of this file have no topic"
            fix = "add topics of readings/topics.yml to their keywords"
            found.append(Problem(file, shown[_LINES].line, 1, message, fix))
    return found


def paper_never_read(curriculum: Curriculum) -> list[Problem]:
    """Papers that no week reads and no page cites; one line for each file."""
    used = set(curriculum.backlinks)
    for page in pages_on_disk(curriculum.project):
        used |= {citation.key for citation in page.citations}
    unused = [paper for paper in curriculum.library.papers() if paper.key not in used]
    found = []
    for file, papers in _by_file(unused).items():
        keys = sorted(paper.key for paper in papers)
        shown = ", ".join(keys[:_SHOWN])
        if len(keys) > _SHOWN:
            shown += f" and {len(keys) - _SHOWN} more"
        one = len(keys) == 1
        message = (
            f"{len(keys)} {'paper is' if one else 'papers are'} neither read nor cited: {shown}"
        )
        fix = "read them in a week; all of them: syllabook papers search --limit 0 -- -read-in:\\*"
        found.append(Problem(file, 0, 0, message, fix))
    return found


def _by_file(papers: Iterable[Paper]) -> dict[str, list[Paper]]:
    files: dict[str, list[Paper]] = defaultdict(list)
    for paper in papers:
        files[paper.file].append(paper)
    return dict(sorted(files.items()))
