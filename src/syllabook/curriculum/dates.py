"""Dates in words, the same on the site, in drawings and in documents.

Names of days and months are English whatever the locale: the same input gives the same output.
"""

from __future__ import annotations

import datetime as dt
from itertools import groupby

from syllabook.curriculum.model import CoursePlan, Deadline, WeekPlan
from syllabook.terms import Meeting, Term, WeekDates

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def date(day: dt.date) -> str:
    """``22 Feb``."""
    return f"{day.day} {_MONTHS[day.month - 1]}"


def weekday(day: dt.date) -> str:
    """``Mon 22 Feb``."""
    return f"{_DAYS[day.weekday()]} {date(day)}"


def full(day: dt.date) -> str:
    """``22 February 2027`` with the month cut to three letters: ``22 Feb 2027``."""
    return f"{date(day)} {day.year}"


def span(first: dt.date, last: dt.date) -> str:
    """``22–28 Feb`` or ``29 Mar – 4 Apr``."""
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{date(last)}"
    return f"{date(first)} – {date(last)}"


def clock(start: dt.time | None, end: dt.time | None) -> str:
    """``13:30–15:05``, ``13:30`` or nothing."""
    if start and end:
        return f"{start:%H:%M}–{end:%H:%M}"
    return f"{start:%H:%M}" if start else ""


def meeting(at: Meeting) -> str:
    """``Mon 22 Feb``, with the reason of a meeting off the pattern."""
    return f"{weekday(at.date)} ({at.reason})" if at.reason else weekday(at.date)


def short(dates: WeekDates) -> str:
    """The days of a week's meetings, ``22, 24 Feb``, or its span while they are not known."""
    if not dates.meetings:
        return span(dates.monday, dates.sunday)
    months = groupby(
        sorted({at.date for at in dates.meetings}), key=lambda day: (day.year, day.month)
    )
    return ", ".join(
        f"{', '.join(str(day.day) for day in days)} {_MONTHS[month - 1]}"
        for (_, month), days in months
    )


def days_off(dates: WeekDates) -> list[str]:
    """``Mon 3, Tue 4 May: Labor Day``, one text for each reason."""
    made = []
    for reason, group in groupby(dates.days_off, key=lambda off: off.reason):
        days = [off.date for off in group]
        last = days[-1]
        shown = [
            f"{_DAYS[day.weekday()]} {day.day}" if day.month == last.month else weekday(day)
            for day in days[:-1]
        ]
        made.append(f"{', '.join([*shown, weekday(last)])}: {reason}")
    return made


def long(dates: WeekDates) -> str:
    """A week's meetings with their times, ``Tue 5 Mar, 10:15–11:45``, or its span."""
    if not dates.meetings:
        return span(dates.monday, dates.sunday)
    return "; ".join(
        ", ".join(part for part in (meeting(at), clock(at.start, at.end)) if part)
        for at in dates.meetings
    )


def deadline(due: Deadline) -> str:
    """``Problem set 1, Fri 5 Mar, 23:59``."""
    when = weekday(due.date) if due.date else ""
    return ", ".join(part for part in (due.what, when, due.time) if part)


def begun(plan: CoursePlan, until: dt.datetime) -> list[tuple[WeekPlan, dt.datetime]]:
    """The weeks that have begun by a moment, in the course's order, each with when it began."""
    if plan.term is None:
        return []
    starts = [(week, start(plan.term, week.dates)) for week in plan.weeks if week.dates is not None]
    return sorted((item for item in starts if item[1] <= until), key=lambda item: item[1])


def start(term: Term, at: WeekDates) -> dt.datetime:
    """The first meeting; the Monday while the days are to be announced."""
    if not at.meetings:
        return moment(term, at.monday)
    return moment(term, at.meetings[0].date, at.meetings[0].start)


def moment(term: Term, day: dt.date, time: dt.time | None = None) -> dt.datetime:
    """A local time of the term (midnight if not given) with its timezone."""
    return dt.datetime.combine(day, time or dt.time(), tzinfo=term.zone)
