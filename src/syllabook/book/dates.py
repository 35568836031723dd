"""Dates as the site writes them."""

from __future__ import annotations

import datetime as dt

from syllabook.curriculum import Deadline
from syllabook.terms import Meeting, WeekDates


def day(date: dt.date) -> str:
    """``Mon 22 Feb``."""
    return f"{date:%a} {date.day} {date:%b}"


def span(first: dt.date, last: dt.date) -> str:
    """``22-28 Feb`` or ``29 Mar - 4 Apr``, with en dashes."""
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{last.day} {last:%b}"
    return f"{first.day} {first:%b} – {last.day} {last:%b}"


def meeting(at: Meeting) -> str:
    """``Mon 22 Feb, 13:30-15:05``."""
    if at.start and at.end:
        return f"{day(at.date)}, {at.start:%H:%M}–{at.end:%H:%M}"
    return f"{day(at.date)}, {at.start:%H:%M}" if at.start else day(at.date)


def week(dates: WeekDates) -> str:
    """The week's meetings, or its span while the days are to be announced."""
    if dates.meetings:
        return "; ".join(meeting(at) for at in dates.meetings)
    return span(dates.monday, dates.sunday)


def days_off(dates: WeekDates) -> str:
    """``no class Mon 5 Apr (Tomb-Sweeping Day)``, or nothing."""
    if not dates.days_off:
        return ""
    return "no class " + ", ".join(f"{day(off.date)} ({off.reason})" for off in dates.days_off)


def deadline(due: Deadline) -> str:
    """``Problem set 1, Fri 5 Mar, 23:59``."""
    parts = [due.what]
    if due.date:
        parts.append(day(due.date))
    if due.time:
        parts.append(due.time)
    return ", ".join(parts)
