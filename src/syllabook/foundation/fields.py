"""The kinds of values that outlines and terms share, each with its own words for what is wrong."""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, WithJsonSchema
from pydantic_core import PydanticKnownError

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

_IDENTIFIER = r"^[a-z][a-z0-9_]*$"
_CLOCK = r"^([01]\d|2[0-3]):[0-5]\d$"
_DAY = r"^\d{4}-\d{2}-\d{2}$"
_FIRST_YEAR, _LAST_YEAR = 1900, 2199  # beyond them a year is a slip of the finger


class Part(BaseModel):
    """Base of everything in an outline or a term: unknown keys are errors, values do not change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _identifier(value: str) -> str:
    if not re.fullmatch(_IDENTIFIER, value):
        raise ValueError(
            f'"{value}" cannot be an id; use lower-case letters, digits and _, a letter first'
        )
    return value


def _filled(value: str) -> str:
    if not value.strip():
        raise ValueError("{name} is empty; write it or leave the key out")
    return value.strip()


def _day(value: object) -> dt.date:
    # pydantic alone would read 20270222 as seconds since 1970
    if isinstance(value, dt.date):
        return value
    try:
        if not (isinstance(value, str) and re.fullmatch(_DAY, value)):
            raise PydanticKnownError("date_type")
        day = dt.date.fromisoformat(value)
    except ValueError as error:
        raise PydanticKnownError("date_type") from error
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise ValueError(f"{value} is outside {_FIRST_YEAR} to {_LAST_YEAR}; mend the year")
    return day


def _clock(value: object) -> dt.time | None:
    # pydantic alone would read 1330 and 13.30 as seconds since midnight
    if value is None or isinstance(value, dt.time):
        return value
    if value == "":
        return None
    if not (isinstance(value, str) and re.fullmatch(_CLOCK, value)):
        raise PydanticKnownError("time_type")
    return dt.time.fromisoformat(value)


def _clock_text(value: str) -> str:
    _clock(value)
    return value


_CLOCK_SCHEMA = WithJsonSchema({"type": "string", "pattern": f"^$|{_CLOCK}"})

Identifier = Annotated[
    str,
    AfterValidator(_identifier),
    WithJsonSchema({"type": "string", "pattern": _IDENTIFIER}),
]
"""Lower-case letters, digits and ``_``, a letter first."""

Text = Annotated[str, AfterValidator(_filled), WithJsonSchema({"type": "string", "minLength": 1})]
"""A text that is not empty, without space around it."""

Day = Annotated[dt.date, BeforeValidator(_day)]
"""A date written as ``2027-02-22``."""

Clock = Annotated[dt.time | None, BeforeValidator(_clock), _CLOCK_SCHEMA]
"""A local time written as ``13:30``; None if empty."""

ClockText = Annotated[str, AfterValidator(_clock_text), _CLOCK_SCHEMA]
"""The same, kept as it is written."""
