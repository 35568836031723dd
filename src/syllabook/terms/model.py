"""A term as its instructor writes it: ``courses/<id>/terms/<term>.yml``, one offering of a course."""

from __future__ import annotations

import datetime as dt
from typing import Literal, Self
from zoneinfo import ZoneInfo, available_timezones

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
WEEKDAYS: tuple[Weekday, ...] = (
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
)


class Part(BaseModel):
    """Base of everything in a term: unknown keys are errors, values do not change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class MeetingTime(Part):
    """A weekly meeting."""

    day: Weekday
    start: dt.time | None = Field(None, description="Such as 13:30; empty: to be announced")
    end: dt.time | None = None
    place: str = Field("", description="Where, if not the term's place")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.start and self.end and self.end <= self.start:
            raise ValueError(f"the meeting ends at {self.end:%H:%M}, before it starts; swap them")
        return self


class Holidays(Part):
    """Public holidays, from the ``holidays`` package."""

    country: str = Field(description="ISO 3166 code, such as CN")
    subdivision: str = Field("", description="State or province, such as CA")
    rule: Literal["skip", "shift"] = Field(
        "skip",
        description="skip: a meeting on a holiday falls away; shift: content moves on by a meeting",
    )


class ExcludedDate(Part):
    """A day without meetings that no holiday calendar knows."""

    date: dt.date
    reason: str = ""


class MakeUp(Part):
    """An extra meeting."""

    date: dt.date
    start: dt.time | None = None
    end: dt.time | None = None
    place: str = ""
    week: str = Field("", description="Id of the week it belongs to; default: the week it falls in")
    reason: str = ""


class WeekOverride(Part):
    """Dates of one week set by hand."""

    week: str = Field(description="Id of the week")
    dates: tuple[dt.date, ...] = Field(min_length=1)


class StaffMember(Part):
    """Somebody who teaches in this term only."""

    name: str
    native_name: str = ""
    role: str = "Teaching assistant"
    email: str = ""
    url: str = ""
    office: str = ""
    hours: str = ""


class Term(Part):
    """One offering of a course."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]*$", description="Such as 2027-spring")
    title: str = Field(min_length=1, description="Such as Spring 2027")
    start: dt.date = Field(description="A day of the first teaching week")
    weeks: int | None = Field(None, gt=0, description="Teaching weeks; default: as many as taught")
    tentative: bool = Field(False, description="The dates may still change; said everywhere")
    timezone: str = Field("UTC", description="IANA name, such as Asia/Shanghai")
    meetings: tuple[MeetingTime, ...] = Field((), description="Empty: days to be announced")
    place: str = Field("", description="Room; empty: to be announced")
    staff: tuple[StaffMember, ...] = ()
    holidays: Holidays | None = None
    exclude: tuple[ExcludedDate, ...] = ()
    make_up: tuple[MakeUp, ...] = ()
    overrides: tuple[WeekOverride, ...] = ()

    @field_validator("timezone")
    @classmethod
    def _known_timezone(cls, value: str) -> str:
        if value not in available_timezones():
            raise ValueError(f'"{value}" is no timezone; use an IANA name such as Asia/Shanghai')
        return value

    @property
    def zone(self) -> ZoneInfo:
        """The timezone of the meetings."""
        return ZoneInfo(self.timezone)

    @property
    def first_monday(self) -> dt.date:
        """Monday of the first teaching week."""
        return self.start - dt.timedelta(days=self.start.weekday())
