"""``course.json``: the resolved course for other programs, with its JSON Schema.

Everything that the outline, the term and the library say together: weeks with dates, deadlines
and pages, readings with the formatted reference and links. Texts keep their inline Markdown;
titles stand without it too, where a program shows them as they are.
"""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import Field

from syllabook.curriculum import CoursePlan, Deadline, ReadingEntry, WeekPage, WeekPlan
from syllabook.exports.places import course_url, page_url, week_url
from syllabook.foundation.fields import ClockText, Day, Part
from syllabook.foundation.inline import plain
from syllabook.foundation.schema import schema_text
from syllabook.outline.model import Assessment, Paragraph, Person, Role
from syllabook.papers import links
from syllabook.papers.references import plain as reference_text
from syllabook.papers.references import short
from syllabook.terms import Meeting, Term

SCHEMA_FILE = "course_export.schema.json"


class LinkData(Part):
    """A way to reach something."""

    label: str
    href: str


class PaperData(Part):
    """What is read: the record of the library, and its reference as the site writes it."""

    key: str
    type: str = Field(description="BibLaTeX entry type")
    title: str
    authors: tuple[str, ...] = Field(description="Family name, given names")
    more_authors: bool = Field(description="The list goes on")
    year: int | None = None
    venue: str
    doi: str
    arxiv: str
    topics: tuple[str, ...]
    reference: str = Field(description="The whole reference on one line")
    short: str = Field(description="Such as Power et al. 2022")
    links: tuple[LinkData, ...]


class ReadingData(Part):
    """A paper as read in a week."""

    paper: PaperData
    role: Role
    locator: str
    note: str
    minutes: int | None = None
    drawn_by: str = Field(description="The query that drew it; empty if the outline names it")


class MeetingData(Part):
    """One meeting, in the term's timezone."""

    date: Day
    start: ClockText = Field(description="Empty: to be announced")
    end: ClockText
    place: str
    reason: str = Field(description="Why it takes place off the pattern")


class DayOffData(Part):
    """A day without meetings."""

    date: Day
    reason: str


class WeekDatesData(Part):
    """When a week takes place."""

    monday: Day
    sunday: Day
    meetings: tuple[MeetingData, ...] = Field(description="Empty: days to be announced, or none")
    days_off: tuple[DayOffData, ...]


class DeadlineData(Part):
    """Something handed in."""

    what: str
    assessment: str = Field(description="Title of the part of the grade it counts towards")
    date: Day | None = None
    time: ClockText


class PageData(Part):
    """A page in a week's folder."""

    kind: Literal["lecture", "lab", "note"]
    title: str
    source: str = Field(description="File, relative to the project")
    url: str = Field(description="Empty where the site's address is not known")


class RelatedData(Part):
    """A week that treats the same matter."""

    course: str
    week: str
    title: str
    note: str


class WeekData(Part):
    """One week."""

    id: str
    number: int
    unit: str = Field(description="Id of its unit")
    title: str
    plain_title: str
    question: str
    topics: tuple[str, ...]
    objectives: tuple[str, ...]
    url: str = Field(description="The lecture; empty where there is none or no known address")
    dates: WeekDatesData | None = None
    readings: tuple[ReadingData, ...]
    out: tuple[str, ...]
    due: tuple[DeadlineData, ...]
    related: tuple[RelatedData, ...]
    pages: tuple[PageData, ...]


class UnitData(Part):
    """A block of weeks."""

    id: str
    title: str
    label: str
    question: str


class TermData(Part):
    """The offering that the dates belong to."""

    id: str
    title: str
    first_monday: Day
    timezone: str
    place: str
    tentative: bool


class CourseData(Part):
    """A resolved course: what an export of syllabook holds."""

    format: Literal["syllabook-course"] = "syllabook-course"
    version: Literal[1] = Field(1, description="Rises when a program that reads it must change")
    id: str
    title: str
    plain_title: str
    subtitle: str
    tagline: str
    institution: str
    code: str
    credits: str
    audience: str
    language: str
    url: str
    description: tuple[str, ...]
    staff: tuple[Person, ...]
    prerequisites: tuple[Paragraph, ...]
    outcomes: tuple[str, ...]
    assessment: tuple[Assessment, ...]
    policies: tuple[Paragraph, ...]
    proposed: tuple[str, ...] = Field(description="Sections that are not decided yet")
    term: TermData | None = None
    units: tuple[UnitData, ...]
    weeks: tuple[WeekData, ...]


def course_json(plan: CoursePlan, base_url: str = "") -> str:
    """A course as JSON; what is not known is left out, never null.

    Args:
        plan: the course, with the dates of a term or without.
        base_url: the site's address; without it nothing has a URL.
    """
    return course_export(plan, base_url).model_dump_json(indent=2, exclude_none=True) + "\n"


def course_export_schema() -> str:
    """The text of ``schema/course_export.schema.json``."""
    return schema_text(CourseData, "Course as exported by syllabook")


def course_export(plan: CoursePlan, base_url: str = "") -> CourseData:
    """A course as the model of which the JSON and its schema are made."""
    course = plan.course
    return CourseData(
        id=course.id,
        title=course.title,
        plain_title=plain(course.title),
        subtitle=course.subtitle,
        tagline=course.tagline,
        institution=course.institution,
        code=course.code,
        credits=course.credits,
        audience=course.audience,
        language=course.language,
        url=course_url(plan, base_url),
        description=course.description,
        staff=plan.staff,
        prerequisites=course.prerequisites,
        outcomes=course.outcomes,
        assessment=course.assessment,
        policies=course.policies,
        proposed=course.proposed,
        term=_term(plan.term) if plan.term else None,
        units=tuple(
            UnitData(id=unit.id, title=unit.title, label=unit.label, question=unit.question)
            for unit in plan.units
        ),
        weeks=tuple(_week(week, base_url) for week in plan.weeks),
    )


def _term(term: Term) -> TermData:
    return TermData(
        id=term.id,
        title=term.title,
        first_monday=term.first_monday,
        timezone=term.timezone,
        place=term.place,
        tentative=term.tentative,
    )


def _week(week: WeekPlan, base_url: str) -> WeekData:
    return WeekData(
        id=week.id,
        number=week.number,
        unit=week.unit.id,
        title=week.title,
        plain_title=plain(week.title),
        question=week.question,
        topics=week.topics,
        objectives=week.objectives,
        url=week_url(week, base_url),
        dates=_dates(week),
        readings=tuple(map(_reading, week.readings)),
        out=week.out,
        due=tuple(map(_due, week.due)),
        related=tuple(
            RelatedData(course=ref.course, week=ref.week, title=ref.title, note=ref.note)
            for ref in week.related
        ),
        pages=tuple(_page(page, base_url) for page in week.pages),
    )


def _dates(week: WeekPlan) -> WeekDatesData | None:
    at = week.dates
    if at is None:
        return None
    return WeekDatesData(
        monday=at.monday,
        sunday=at.sunday,
        meetings=tuple(map(_meeting, at.meetings)),
        days_off=tuple(DayOffData(date=off.date, reason=off.reason) for off in at.days_off),
    )


def _meeting(meeting: Meeting) -> MeetingData:
    return MeetingData(
        date=meeting.date,
        start=_clock(meeting.start),
        end=_clock(meeting.end),
        place=meeting.place,
        reason=meeting.reason,
    )


def _clock(time: dt.time | None) -> str:
    return f"{time:%H:%M}" if time else ""


def _due(due: Deadline) -> DeadlineData:
    return DeadlineData(what=due.what, assessment=due.assessment, date=due.date, time=due.time)


def _page(page: WeekPage, base_url: str) -> PageData:
    return PageData(
        kind="lecture" if page.is_lecture else "lab" if page.is_lab else "note",
        title=page.title,
        source=page.path.as_posix(),
        url=page_url(page.path, base_url) if base_url else "",
    )


def _reading(entry: ReadingEntry) -> ReadingData:
    paper = entry.paper
    return ReadingData(
        paper=PaperData(
            key=paper.key,
            type=paper.type,
            title=paper.title,
            authors=tuple(
                ", ".join(
                    filter(None, (f"{name.prefix} {name.family}".strip(), name.given, name.suffix))
                )
                for name in paper.authors
            ),
            more_authors=paper.more_authors,
            year=paper.year,
            venue=paper.venue,
            doi=paper.doi,
            arxiv=paper.arxiv,
            topics=paper.topics,
            reference=reference_text(paper),
            short=short(paper),
            links=tuple(LinkData(label=link.label, href=link.href) for link in links(paper)),
        ),
        role=entry.role,
        locator=entry.locator,
        note=entry.note,
        minutes=entry.minutes,
        drawn_by=entry.drawn_by,
    )
