"""A course as its instructor writes it: ``courses/<id>/course.yml``.

A course knows no dates; a term gives them. Every text may hold inline Markdown
(emphasis, strong, code, links).
"""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from syllabook.foundation.fields import ClockText, Identifier, Part, Text, Weekday

Role = Literal["required", "optional", "further"]
ROLES: tuple[Role, ...] = ("required", "optional", "further")
Proposable = Literal["assessment", "policies", "schedule", "outcomes", "prerequisites"]


class Person(Part):
    """Somebody who teaches the course."""

    name: Text = Field(description="Name in Latin letters")
    native_name: str = Field("", description="The name in its own script")
    role: Text = Field("Instructor", description="Instructor, Teaching assistant, ...")
    position: str = Field("", description="Academic position")
    affiliation: str = Field("", description="Department and university")
    email: str = Field("", description="E-mail address")
    url: str = Field("", description="Home page")
    office: str = Field("", description="Room; empty: to be announced")
    hours: str = Field("", description="Office hours; empty: to be announced")


class Paragraph(Part):
    """A titled text: a prerequisite or a policy."""

    title: Text
    text: Text


class Unit(Part):
    """A block of weeks."""

    id: Identifier
    title: Text
    label: str = Field("", description="Short name for tight places, such as M1")
    question: str = Field("", description="The question the unit asks")


class Reading(Part):
    """A paper as read in a week, or a query that draws papers from the library."""

    paper: str = Field("", description="Key of a paper of the library")
    query: str = Field("", description="A query; the papers that it draws are read")
    role: Role = Field("optional", description="How much it matters this week")
    locator: str = Field("", description='What to read of it, such as "Sections 1-3"')
    note: str = Field("", description="What to look for")
    minutes: int | None = Field(None, gt=0, description="Planned reading time in minutes")
    limit: int = Field(5, gt=0, description="Of a query: how many papers at most")
    sort: str = Field("", description="Of a query: a field, with - in front for descending")

    @model_validator(mode="after")
    def _paper_or_query(self) -> Self:
        if self.paper and self.query:
            raise ValueError("a reading has either paper or query; keep one of the two keys")
        if not (self.paper or self.query):
            raise ValueError("a reading needs a paper or a query; add paper: ...")
        if self.paper and ("limit" in self.model_fields_set or self.sort):
            raise ValueError("limit and sort belong to a query; remove them or use query")
        return self


class Due(Part):
    """Something handed in during a week."""

    what: Text = Field(description="What is handed in")
    weight_of: str = Field("", description="Id of the assessment it counts towards")
    day: Weekday | None = Field(None, description="Weekday; default: that of the last meeting")
    time: ClockText = Field("", description="Such as 23:59")


class Related(Part):
    """A week of this or another course that treats the same matter; the link shows both ways."""

    week: Text = Field(description="course_id/week_id, or week_id within this course")
    note: str = Field("", description="What the two share")


class Week(Part):
    """One week. Its number is its position in the list and never part of a name."""

    id: Identifier
    unit: Identifier
    title: Text
    question: str = Field("", description="The one question the lecture opens with")
    topics: tuple[Text, ...] = ()
    objectives: tuple[Text, ...] = Field((), description="What students can do afterwards")
    readings: tuple[Reading, ...] = ()
    out: tuple[Text, ...] = Field((), description="What is handed out this week")
    due: tuple[Due, ...] = ()
    related: tuple[Related, ...] = ()
    formerly: tuple[Identifier, ...] = Field(
        (), description="Ids it had before; their addresses lead here"
    )


class Assessment(Part):
    """A part of the grade."""

    id: Identifier
    title: Text
    percent: int = Field(gt=0, le=100)
    text: str = Field("", description="What it asks for")


class Box(Part):
    """A box of the course's picture."""

    id: Identifier
    title: Text


class Arrow(Part):
    """An arrow of the course's picture, in the colour of a unit."""

    source: Identifier
    target: Identifier
    label: Text
    unit: Identifier


class Picture(Part):
    """The course's idea as boxes and arrows; drawn on the site and in the PDF."""

    title: Text
    alt: Text = Field(description="The picture in words, for those who cannot see it")
    boxes: tuple[Box, ...] = Field(min_length=2, max_length=4)
    arrows: tuple[Arrow, ...] = ()


class Limits(Part):
    """What a week may ask of a student; ``syllabook check`` warns beyond it."""

    reading_minutes: int = Field(300, gt=0, description="Minutes of required reading per week")
    minutes_per_page: int = Field(
        4, gt=0, description="For a reading without minutes, from the pages of its record"
    )


class Course(Part):
    """A course: what is taught, in which order, with which readings."""

    id: Identifier
    title: Text
    subtitle: str = ""
    tagline: str = Field("", description="The course in one line")
    institution: str = ""
    code: str = Field("", description="Course code; empty: to be announced")
    credits: str = Field("", description="Credits; empty: to be announced")
    audience: str = Field("", description="For whom the course is")
    language: str = Field("en", description="BCP 47 tag of the course's language")
    term: str = Field("", description="Id of the term the site shows; default: the latest")
    staff: tuple[Person, ...] = ()
    description: tuple[Text, ...] = Field(min_length=1, description="Paragraphs")
    prerequisites: tuple[Paragraph, ...] = ()
    outcomes: tuple[Text, ...] = ()
    picture: Picture | None = None
    units: tuple[Unit, ...] = Field(min_length=1)
    weeks: tuple[Week, ...] = Field(min_length=1)
    assessment: tuple[Assessment, ...] = ()
    policies: tuple[Paragraph, ...] = ()
    formerly: tuple[Identifier, ...] = Field(
        (), description="Ids it had before; their addresses lead here"
    )
    limits: Limits = Field(default_factory=Limits, description="What a week may ask for")
    proposed: tuple[Proposable, ...] = Field(
        (), description="Sections that are proposals, not yet decided; marked as such everywhere"
    )
