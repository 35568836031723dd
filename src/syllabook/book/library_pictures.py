"""``{library-pictures}``: what the library holds and where the courses draw on it, drawn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from docutils import nodes

from syllabook.book.addresses import LIBRARY_PAGE
from syllabook.book.nodes import fold, html_block
from syllabook.book.tables import Cell, table
from syllabook.curriculum import CoursePlan, Curriculum, WeekPlan
from syllabook.drawing import Column, Drawing, Row, dot_columns, dot_table
from syllabook.foundation.inline import plain
from syllabook.papers import Keyword, Paper, Vocabulary
from syllabook.papers.references import short

_FIRST_SINGLE_YEAR = 2014


@dataclass(frozen=True, slots=True)
class _Period:
    label: str
    name: str
    first: int
    last: int


_EARLIER = (
    _Period("…89", "until 1989", 0, 1989),
    _Period("90s", "1990 to 1999", 1990, 1999),
    _Period("00s", "2000 to 2009", 2000, 2009),
    _Period("…13", "2010 to 2013", 2010, 2013),
)


def library_pictures(curriculum: Curriculum) -> list[nodes.Node]:
    """Papers by topic and year, weeks by topic, and the staff's own work in the weeks.

    Each picture is followed by its numbers as a table.
    """
    papers = list(curriculum.library.papers())
    vocabulary = curriculum.library.vocabulary or Vocabulary()
    topics = [topic for topic in vocabulary.topics if any(topic.id in p.topics for p in papers)]
    if not papers or not topics:
        return [nodes.paragraph(text="The library holds no paper with a topic yet.")]
    made: list[nodes.Node] = [
        *_section("When was it written?", _by_year(papers, topics)),
        *_section("Which weeks draw on which topics?", _by_week(curriculum, topics)),
    ]
    for name in _authors(curriculum):
        made += _section(f"Where does the work of {name} enter?", _own_work(curriculum, name))
    return made


def _section(title: str, content: list[nodes.Node]) -> list[nodes.Node]:
    if not content:
        return []
    section = nodes.section("", nodes.title(text=title), *content, ids=[nodes.make_id(title)])
    return [section]


def _by_year(papers: Sequence[Paper], topics: Sequence[Keyword]) -> list[nodes.Node]:
    years = [paper.year for paper in papers if paper.year is not None]
    if not years:
        return []
    single = range(_FIRST_SINGLE_YEAR, max(years) + 1)
    periods = [*_EARLIER, *(_Period(str(year)[-2:], str(year), year, year) for year in single)]
    periods = [period for period in periods if period.last >= min(years)]

    def counts(topic: Keyword) -> list[int]:
        found = Counter(paper.year for paper in papers if topic.id in paper.topics)
        return [
            sum(count for year, count in found.items() if year and it.first <= year <= it.last)
            for it in periods
        ]

    columns = [Column(period.label, name=period.name) for period in periods]
    rows = _rows(topics, counts)
    drawing = dot_table(
        rows,
        columns,
        title="Papers by topic and year",
        alt=f"{len(papers)} papers of {len(topics)} topics, by year of appearance. "
        "The numbers stand in the table below.",
    )
    return _shown(drawing, "Topic", rows, [period.name for period in periods])


def _by_week(curriculum: Curriculum, topics: Sequence[Keyword]) -> list[nodes.Node]:
    weeks = list(_weeks(curriculum))

    def counts(topic: Keyword) -> list[int]:
        return [sum(topic.id in entry.paper.topics for entry in week.readings) for _, week in weeks]

    rows = [row for row in _rows(topics, counts) if any(row.counts)]
    if not rows:
        return []
    drawing = dot_table(
        rows,
        _week_columns(weeks),
        title="Readings by topic and week",
        alt=f"How many readings of each topic the {len(weeks)} weeks have. "
        "The numbers stand in the table below.",
    )
    return _shown(drawing, "Topic", rows, [_week_name(plan, week) for plan, week in weeks])


def _own_work(curriculum: Curriculum, name: str) -> list[nodes.Node]:
    weeks = list(_weeks(curriculum))
    own = {paper.key for paper in curriculum.library.search(f'author:"{name}"')}
    read = [[entry for entry in week.readings if entry.paper.key in own] for _, week in weeks]
    if not any(read):
        return []
    stacks = {
        index: [
            (f"{entry.paper.title} ({entry.role})", entry.role == "required")
            for entry in sorted(entries, key=lambda entry: entry.role != "required")
        ]
        for index, entries in enumerate(read)
        if entries
    }
    papers = {entry.paper.key for entries in read for entry in entries}
    drawing = dot_columns(
        stacks,
        _week_columns(weeks),
        title=f"Readings by {name}, by week",
        alt=f"{len(papers)} of {len(own)} records by {name} are read in "
        f"{len(stacks)} of {len(weeks)} weeks. The table below names them.",
    )
    rows: list[list[Cell]] = [
        [
            [nodes.paragraph(text=_week_name(plan, week))],
            [nodes.paragraph(text="; ".join(short(entry.paper) for entry in entries))],
        ]
        for (plan, week), entries in zip(weeks, read, strict=True)
        if entries
    ]
    note = nodes.paragraph(text="A dot is a reading; full ones are required.")
    return [note, _figure(drawing), _numbers(table(["Week", "Read"], rows, widths=[24, 56]))]


def _authors(curriculum: Curriculum) -> list[str]:
    """Who teaches, each once."""
    return list(
        dict.fromkeys(person.name for plan in curriculum.courses.values() for person in plan.staff)
    )


def _weeks(curriculum: Curriculum) -> Iterator[tuple[CoursePlan, WeekPlan]]:
    for plan in curriculum.courses.values():
        for week in plan.weeks:
            yield plan, week


def _week_columns(weeks: Sequence[tuple[CoursePlan, WeekPlan]]) -> list[Column]:
    return [
        Column(str(week.number), week.unit.hue, plain(plan.title), _week_name(plan, week))
        for plan, week in weeks
    ]


def _week_name(plan: CoursePlan, week: WeekPlan) -> str:
    return f"{plain(plan.title)}, week {week.number}"


def _rows(topics: Sequence[Keyword], counts: Callable[[Keyword], list[int]]) -> list[Row]:
    return [
        Row(
            topic.title,
            f"doc:{LIBRARY_PAGE}#?q={quote(f'topic:{topic.id}')}",
            counts(topic),
            topic.group,
        )
        for topic in topics
    ]


def _shown(
    drawing: Drawing, first: str, rows: Sequence[Row], columns: Sequence[str]
) -> list[nodes.Node]:
    cells: list[list[Cell]] = []
    for row in rows:
        pairs = zip(columns, row.counts, strict=True)
        said = [f"{name}: {count}" for name, count in pairs if count]
        cells.append([[nodes.paragraph(text=row.label)], [nodes.paragraph(text="; ".join(said))]])
    return [_figure(drawing), _numbers(table([first, "Readings"], cells, widths=[24, 56]))]


def _figure(drawing: Drawing) -> nodes.Node:
    html = f'<figure class="sb-figure sb-scroll" tabindex="0">{drawing.svg}</figure>\n'
    return html_block("", nodes.paragraph(text=drawing.alt), html=html)


def _numbers(numbers: nodes.table) -> nodes.Node:
    return fold("", numbers, summary="The numbers")
