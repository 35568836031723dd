"""The same book three times: as a syllabook project, and as two kinds of plain Jupyter Book.

All have the same pages at the same addresses with the same lectures, the settings of the book of
this repository, a nested table of contents and, in plain Markdown, the text that our directives
show. The library page of the plain book lists nothing: it has no bibliography.
"""

from __future__ import annotations

import datetime as dt
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import yaml

from benchmarks.courses import UNITS, WEEKS, Course, Sentence, Week
from benchmarks.records import Record, write_library

CONFIG = Path(__file__).parents[2] / "_config.yml"
START = dt.date(2027, 2, 22)


@dataclass(frozen=True, slots=True)
class Edit:
    """A change of one file, and what the built page must then hold.

    Attributes:
        file: the file, relative to the book.
        old: a text that stands in it; its last occurrence counts.
        new: by what it is replaced.
        page: the built page that must show the change afterwards.
    """

    file: str
    old: str
    new: str
    page: str

    def apply(self, root: Path) -> None:
        """Change the file.

        Raises:
            ValueError: the text does not stand in it.
        """
        path = root / self.file
        before, found, after = path.read_text(encoding="utf-8").rpartition(self.old)
        if not found:
            raise ValueError(f"{self.file} does not hold: {self.old}")
        path.write_text(before + self.new + after, encoding="utf-8")


class Book(ABC):
    """A way to write the book, and to change it a little."""

    name: ClassVar[str]
    label: ClassVar[str]

    def __init__(self, courses: list[Course], size: int, seed: int) -> None:
        self.courses = courses
        self.size = size
        self.seed = seed

    def write(self, root: Path) -> None:
        """Write all sources."""
        self._put(root, "_config.yml", yaml.safe_dump(self.config(), sort_keys=False))
        self._put(root, "_toc.yml", yaml.safe_dump(self.toc(), sort_keys=False))
        for name, text in self.files():
            self._put(root, name, text)
        if self.has_library:
            write_library(root / "readings", self.size, self.seed)

    @staticmethod
    def _put(root: Path, name: str, text: str) -> None:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    has_library: ClassVar[bool] = True

    def config(self) -> dict[str, Any]:
        """The settings of this repository's book, without what is ours alone."""
        config: dict[str, Any] = yaml.safe_load(CONFIG.read_text(encoding="utf-8"))
        config.pop("logo", None)
        config["title"] = "Synthetic courses"
        sphinx = config["sphinx"]
        sphinx.pop("extra_extensions", None)
        sphinx["config"] = {
            name: value
            for name, value in sphinx["config"].items()
            if not name.startswith("syllabook_") and not name.endswith(("_path", "_url", "_paths"))
        } | {"html_title": "Synthetic courses"}
        return config

    @abstractmethod
    def toc(self) -> dict[str, Any]:
        """The table of contents on disk."""

    @abstractmethod
    def files(self) -> Iterator[tuple[str, str]]:
        """Every source file with its text."""

    @abstractmethod
    def cite(self, record: Record) -> str:
        """A citation in a lecture."""

    def lecture(self, week: Week) -> str:
        """A lecture's own text."""
        return "\n\n".join(
            " ".join(self._sentence(sentence) for sentence in paragraph)
            for paragraph in week.lecture
        )

    def _sentence(self, sentence: Sentence) -> str:
        return sentence.write(self.cite(sentence.record)) if sentence.record else sentence.text

    def edit(self, operation: str, turn: int) -> Edit | None:
        """The change that an operation makes in a turn (from 1); None if there is nothing to do."""
        week = self.courses[0].weeks[{"page": 4, "outline": 5, "bib": 6}[operation]]
        return getattr(self, f"_edit_{operation}")(week, turn)  # type: ignore[no-any-return]

    def _edit_page(self, week: Week, turn: int) -> Edit:
        target = week_page(self.courses[0], week)
        return Edit(f"{target}.md", *_marked(self._sentence(week.lecture[-1][-1]), turn), target)

    def _edit_outline(self, week: Week, turn: int) -> Edit:
        target = week_page(self.courses[0], week)
        return Edit(
            f"{target}.md", *_marked(f"- {objective_line(week.objectives[0])}", turn), target
        )

    def _edit_bib(self, week: Week, turn: int) -> Edit | None:
        old, new = _marked(week.readings[0].record.title, turn)
        target = week_page(self.courses[0], week)
        return Edit("readings/library-01.bib", f"{{{old}}}", f"{{{new}}}", target)


def mark(turn: int) -> str:
    """The word that a change leaves in the book."""
    return f"mark{turn}turn"


def _marked(text: str, turn: int) -> tuple[str, str]:
    """What stands in the file in a turn, and what will."""
    stem = text.removesuffix(".")
    end = text[len(stem) :]
    before = f" {mark(turn - 1)}" if turn > 1 else ""
    return f"{stem}{before}{end}", f"{stem} {mark(turn)}{end}"


def week_page(course: Course, week: Week) -> str:
    """The page of a week."""
    return f"courses/{course.id}/weeks/{week.id}/index"


def objective_line(text: str) -> str:
    """An objective as the end of "By the end of the week you can"."""
    return text[:1].lower() + text[1:]


class OurBook(Book):
    """Outlines and a .bib; everything else follows."""

    name = "ours"
    label = "syllabook"

    def config(self) -> dict[str, Any]:
        """The settings with our extension."""
        config = super().config()
        config["sphinx"]["extra_extensions"] = ["syllabook.site"]
        return config

    def toc(self) -> dict[str, Any]:
        """The two lines that the command line asks for."""
        return {"root": "index"}

    def cite(self, record: Record) -> str:
        """A role of ours."""
        return f"{{cite:t}}`{record.key}`"

    def files(self) -> Iterator[tuple[str, str]]:
        """Outlines, terms, and pages with directives."""
        yield "index.md", "# Synthetic courses\n\nBuilt to be timed.\n\n```{courses}\n```\n"
        yield "library.md", "# Library\n\nEvery record.\n\n```{library}\n```\n"
        term = {
            "id": "2027-spring",
            "title": "Spring 2027",
            "start": START.isoformat(),
            "weeks": str(WEEKS),
            "timezone": "Asia/Shanghai",
            "holidays": {"country": "CN", "rule": "skip"},
        }
        for course in self.courses:
            folder = f"courses/{course.id}"
            yield f"{folder}/course.yml", _dump(self._outline(course))
            yield f"{folder}/terms/2027-spring.yml", _dump(term)
            yield f"{folder}/index.md", page(course.title, "```{course-map}\n```", _DOWNLOADS)
            yield f"{folder}/schedule.md", page("Schedule", "```{schedule}\n```")
            yield f"{folder}/readings.md", page("Reading list", "```{reading-list}\n```")
            yield f"{folder}/syllabus.md", page("Syllabus", "```{syllabus}\n```")
            for week in course.weeks:
                text = page(week.title, self.lecture(week))
                yield f"{week_page(course, week)}.md", text

    def _outline(self, course: Course) -> dict[str, Any]:
        return {
            "id": course.id,
            "title": course.title,
            "tagline": course.tagline,
            "staff": [{"name": "Ada Example", "email": "ada@example.org"}],
            "description": list(course.description),
            "prerequisites": [
                {"title": title, "text": text} for title, text in course.prerequisites
            ],
            "outcomes": list(course.outcomes),
            "units": [
                {"id": f"unit_{index}", "title": title, "label": title[:8]}
                for index, title in enumerate(UNITS)
            ],
            "weeks": [self._week(week) for week in course.weeks],
            "assessment": [
                {"id": name, "title": title, "percent": str(percent), "text": text}
                for name, title, percent, text in course.assessment
            ],
            "policies": [{"title": title, "text": text} for title, text in course.policies],
        }

    @staticmethod
    def _week(week: Week) -> dict[str, Any]:
        made: dict[str, Any] = {
            "id": week.id,
            "unit": f"unit_{week.unit}",
            "title": week.title,
            "question": week.question,
            "topics": list(week.topics),
            "objectives": list(week.objectives),
            "readings": [
                {
                    "paper": reading.record.key,
                    "role": reading.role,
                    "minutes": str(reading.minutes),
                    "note": reading.note,
                }
                for reading in week.readings
            ],
        }
        if week.due:
            made["due"] = [{"what": week.due, "weight_of": "problem_sets", "day": "friday"}]
        return made

    def _edit_outline(self, week: Week, turn: int) -> Edit:
        course = self.courses[0]
        # the objective may stand in several weeks; the week's own line before it makes it one
        old, new = _marked(week.objectives[0], turn)
        target = week_page(course, week)
        lead = f"  - {week.topics[-1]}\n  objectives:\n  - "
        return Edit(f"courses/{course.id}/course.yml", lead + old, lead + new, target)


_DOWNLOADS = "## Downloads\n\n```{downloads}\n```"


def page(title: str, *parts: str) -> str:
    """A page with a title and its parts, of which empty ones fall away."""
    return "\n\n".join([f"# {title}", *(part for part in parts if part)]) + "\n"


def _dump(data: dict[str, Any]) -> str:
    return yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=4096)


def span(week: Week) -> str:
    """The days of a week."""
    first = START + dt.timedelta(days=7 * (week.number - 1))
    return f"{first:%d %b} – {first + dt.timedelta(days=6):%d %b}"
