"""A term as its instructor writes it: ``courses/<id>/terms/<term>.yml``, a course's offering."""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, Field, WithJsonSchema, field_validator, model_validator

from syllabook.foundation.fields import Clock, Day, Part, Text, Weekday
from syllabook.foundation.problems import did_you_mean

_TERM_ID = r"^[a-z0-9][a-z0-9_-]*$"


class Hours(Part):
    """When a meeting takes place."""

    start: Clock = Field(None, description="Such as 13:30; empty: to be announced")
    end: Clock = Field(None, description="Such as 15:05")
    place: str = Field("", description="Where, if not the term's place")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.start and self.end and self.end <= self.start:
            raise ValueError(
                f"the meeting ends at {self.end:%H:%M}, not after its start at {self.start:%H:%M};"
                " mend the times"
            )
        if self.end and not self.start:
            raise ValueError("the meeting has an end but no start; add start: ...")
        return self


class MeetingTime(Hours):
    """A weekly meeting."""

    day: Weekday


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

    date: Day
    reason: str = ""


class MakeUp(Hours):
    """An extra meeting."""

    date: Day
    week: str = Field("", description="Id of the week it belongs to; default: the week it falls in")
    reason: str = ""


class WeekOverride(Part):
    """Dates of one week set by hand."""

    week: Text = Field(description="Id of the week")
    dates: tuple[Day, ...] = Field(min_length=1)


class StaffMember(Part):
    """Somebody who teaches in this term only."""

    name: Text
    native_name: str = ""
    role: Text = "Teaching assistant"
    email: str = ""
    url: str = ""
    office: str = ""
    hours: str = ""


def _term_id(value: str) -> str:
    if not re.fullmatch(_TERM_ID, value):
        raise ValueError(
            f'"{value}" cannot be a term\'s id; use lower-case letters, digits, - and _'
        )
    return value


TermId = Annotated[
    str, AfterValidator(_term_id), WithJsonSchema({"type": "string", "pattern": _TERM_ID})
]


class Term(Part):
    """One offering of a course."""

    id: TermId = Field(description="Such as 2027-spring")
    title: Text = Field(description="Such as Spring 2027")
    start: Day = Field(description="A day of the first teaching week")
    weeks: int | None = Field(
        None, gt=0, le=60, description="Teaching weeks; default: as many as taught"
    )
    solutions: Day | None = Field(
        None, description="Day from which the site shows solutions; empty: never"
    )
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
        try:
            ZoneInfo(value)
        except (LookupError, ValueError, OSError) as error:
            near = did_you_mean(value, available_timezones())
            fix = near or "use an IANA name such as Asia/Shanghai"
            raise ValueError(f'"{value}" is no timezone; {fix}') from error
        return value

    @property
    def zone(self) -> ZoneInfo:
        """The timezone of the meetings."""
        return ZoneInfo(self.timezone)

    @property
    def first_monday(self) -> dt.date:
        """Monday of the first teaching week."""
        return self.start - dt.timedelta(days=self.start.weekday())
