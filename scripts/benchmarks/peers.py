"""The peers: plain Jupyter Book, and Jupyter Book with sphinxcontrib-bibtex."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from benchmarks.books import Book, Edit, objective_line, page, span, week_page
from benchmarks.courses import ROLES, UNITS, WEEKS, Course, Reading, Week
from benchmarks.records import PER_FILE, Record

_ROLE_TITLES = {role: f"{role.capitalize()} reading" for role in ROLES}


class PlainBook(Book):
    """Jupyter Book alone: what our directives show, written out in Markdown."""

    name = "plain"
    label = "plain Jupyter Book"
    has_library = False

    def toc(self) -> dict[str, Any]:
        """The nested table of contents that ours generates."""
        return {
            "root": "index",
            "subtrees": [
                {"caption": "Courses", "entries": [self._entry(course) for course in self.courses]},
                {"caption": "Reference", "entries": [{"file": "library"}]},
            ],
        }

    @staticmethod
    def _entry(course: Course) -> dict[str, Any]:
        folder = f"courses/{course.id}"
        pages = [{"file": f"{folder}/{name}"} for name in ("schedule", "readings", "syllabus")]
        weeks = [
            {"file": week_page(course, week), "title": f"{week.number}. {week.title}"}
            for week in course.weeks
        ]
        return {"file": f"{folder}/index", "title": course.title, "entries": [*pages, *weeks]}

    def cite(self, record: Record) -> str:
        """A citation in words."""
        return f"({record.short})"

    def files(self) -> Iterator[tuple[str, str]]:
        """Every page as Markdown."""
        cards = [
            f"**[{course.title}](courses/{course.id}/index.md)**\n\n{course.tagline}\n\n"
            f"{WEEKS} weeks: {', '.join(UNITS)}."
            for course in self.courses
        ]
        yield "index.md", page("Synthetic courses", "Built to be timed.", *cards)
        yield "library.md", page("Library", "Every record.", self.library())
        for course in self.courses:
            folder = f"courses/{course.id}"
            weeks = [f"- {self._link(week)}" for week in course.weeks]
            yield f"{folder}/index.md", page(course.title, "\n".join(weeks))
            yield f"{folder}/schedule.md", page("Schedule", self._schedule(course))
            yield f"{folder}/readings.md", page("Reading list", *self._reading_list(course))
            yield f"{folder}/syllabus.md", page("Syllabus", *self._syllabus(course))
            for week in course.weeks:
                parts = [*self._card(course, week), self.lecture(week), *self.foot()]
                yield f"{week_page(course, week)}.md", page(week.title, *parts)

    def library(self) -> str:
        """What the library page lists."""
        return ""

    def foot(self) -> list[str]:
        """What stands below a lecture."""
        return []

    def reading(self, reading: Reading) -> str:
        """A reading of a week's card as a list item."""
        record = reading.record
        links = " · ".join(f"[{label}]({href})" for label, href in record.links)
        imprint = ", ".join(text for text in (record.venue, record.volume, record.pages) if text)
        return (
            f"- {record.title} {record.author_line}. {imprint}, {record.year}.\n\n"
            f"  {reading.minutes} min. {reading.note}\n\n  {links}"
        )

    @staticmethod
    def _link(week: Week, up: str = "") -> str:
        return f"[{week.number}. {week.title}]({up}weeks/{week.id}/index.md)"

    def _card(self, course: Course, week: Week) -> Iterator[str]:
        yield (
            f"[{course.title}](../../index.md) · {UNITS[week.unit]} · Week {week.number} · "
            f"{span(week)}"
        )
        yield week.question
        yield "**By the end of the week you can**"
        yield "\n".join(f"- {objective_line(text)}" for text in week.objectives)
        for role in ROLES:
            yield f"**{_ROLE_TITLES[role]}**"
            yield "\n".join(self.reading(reading) for reading in week.by_role(role))
        if week.due:
            yield f"**Due**\n\n- {week.due}"
        number = week.number - 1
        near = [course.weeks[at] for at in (number - 1, number + 1) if 0 <= at < WEEKS]
        yield " ".join(self._link(other, "../../") for other in near)

    def _schedule(self, course: Course) -> str:
        lines = ["| Week | Date | Topic | Required reading | Due |", "|---|---|---|---|---|"]
        for week in course.weeks:
            topic = f"**{self._link(week)}** {', '.join(week.topics)}"
            read = ", ".join(reading.record.short for reading in week.by_role("required"))
            lines.append(f"| {week.number} | {span(week)} | {topic} | {read} | {week.due} |")
        return "\n".join(lines)

    def _reading_list(self, course: Course) -> Iterator[str]:
        for week in course.weeks:
            yield f"**{self._link(week)}**"
            for role in ROLES:
                yield f"**{_ROLE_TITLES[role]}**"
                yield "\n".join(PlainBook.reading(self, item) for item in week.by_role(role))

    @staticmethod
    def _syllabus(course: Course) -> Iterator[str]:
        yield "## Description"
        yield from course.description
        yield "## Prerequisites"
        yield from (f"**{title}.** {text}" for title, text in course.prerequisites)
        yield "## Outcomes"
        yield "\n".join(f"- {text}" for text in course.outcomes)
        yield "## Assessment"
        rows = [f"| {title} | {share} % | {text} |" for _, title, share, text in course.assessment]
        yield "\n".join(["| Part | Share | What it asks for |", "|---|---|---|", *rows])
        yield "## Policies"
        yield from (f"**{title}.** {text}" for title, text in course.policies)

    def _edit_bib(self, _week: Week, _turn: int) -> Edit | None:
        return None


class BibtexBook(PlainBook):
    """Jupyter Book with sphinxcontrib-bibtex: a bibliography on each week's page and of it all."""

    name = "bibtex"
    label = "with sphinxcontrib-bibtex"
    has_library = True

    def config(self) -> dict[str, Any]:
        """The settings with the .bib files."""
        config = super().config()
        files = range(1, (self.size - 1) // PER_FILE + 2)
        config["bibtex_bibfiles"] = [f"readings/library-{number:02}.bib" for number in files]
        config["sphinx"]["config"] |= {
            "bibtex_reference_style": "author_year",
            # a record that two weeks read stands in two bibliographies; that is meant
            "suppress_warnings": ["bibtex.duplicate_citation", "bibtex.duplicate_label"],
        }
        return config

    def cite(self, record: Record) -> str:
        """The same role as ours."""
        return f"{{cite:t}}`{record.key}`"

    def reading(self, reading: Reading) -> str:
        """The card cites; the bibliography below gives the reference."""
        return f"- {self.cite(reading.record)}\n\n  {reading.minutes} min. {reading.note}"

    def foot(self) -> list[str]:
        """The week's bibliography."""
        return ["```{bibliography}\n:filter: docname in docnames\n```"]

    def library(self) -> str:
        """The bibliography of the whole library."""
        return "```{bibliography}\n:all:\n:list: bullet\n```"

    def _edit_bib(self, week: Week, turn: int) -> Edit | None:
        return Book._edit_bib(self, week, turn)
