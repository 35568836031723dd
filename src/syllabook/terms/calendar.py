"""From a term's rules to dates: which week of a course meets when.

A term has teaching weeks, Monday to Sunday, one after the other. Its meetings fall on the
weekdays it names, less holidays and excluded dates. With the rule ``skip`` week n of the
course is the n-th teaching week and a meeting on a holiday falls away; with ``shift`` the
course's weeks are laid on the meetings that do take place, so everything after a holiday
moves on by a meeting.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import holidays as holiday_calendars

from syllabook.foundation.problems import Problem, suggest
from syllabook.terms.model import WEEKDAYS, MakeUp, MeetingTime, Term
from syllabook.terms.read import TermFile

_DAY = dt.timedelta(days=1)
_WEEK = dt.timedelta(days=7)


@dataclass(frozen=True, slots=True, order=True)
class Meeting:
    """One meeting.

    Attributes:
        date: its day.
        start, end: local times; None while to be announced.
        place: where, if not the term's place.
        reason: why it takes place off the pattern, for a make-up meeting.
    """

    date: dt.date
    start: dt.time | None = None
    end: dt.time | None = None
    place: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class DayOff:
    """A day of a teaching week without meetings, and why."""

    date: dt.date
    reason: str


@dataclass(frozen=True, slots=True)
class WeekDates:
    """When a week of a course takes place.

    Attributes:
        monday: first day of its teaching week (of its first meeting's week, when content shifts).
        meetings: its meetings in order; empty if the days are to be announced or all fall away.
        days_off: public holidays and excluded days of its teaching week, Monday to Friday or a
            meeting day.
    """

    monday: dt.date
    meetings: tuple[Meeting, ...] = ()
    days_off: tuple[DayOff, ...] = ()

    @property
    def sunday(self) -> dt.date:
        """Last day of the teaching week."""
        return self.monday + 6 * _DAY

    def day(self, weekday: str) -> dt.date:
        """The date of a weekday (``friday``) within the week."""
        return self.monday + WEEKDAYS.index(weekday) * _DAY


def days_off(term: Term, last: dt.date) -> dict[dt.date, str]:
    """Public holidays and excluded dates from the term's first Monday to ``last``.

    Raises:
        NotImplementedError: the ``holidays`` package does not know the country.
    """
    found: dict[dt.date, str] = {}
    if term.holidays:
        calendar = holiday_calendars.country_holidays(
            term.holidays.country,
            subdiv=term.holidays.subdivision or None,
            years=range(term.first_monday.year, last.year + 1),
            language="en_US",
        )
        found = {date: name for date, name in calendar.items() if term.first_monday <= date <= last}
    found |= {item.date: item.reason or "no meeting" for item in term.exclude}
    return dict(sorted(found.items()))


def schedule(file: TermFile, weeks: Sequence[str]) -> tuple[dict[str, WeekDates], list[Problem]]:
    """Lay a course's weeks on a term's dates.

    Args:
        file: the term.
        weeks: ids of the course's weeks, in order.

    Returns:
        Dates of every week that fits, and what is wrong: more weeks than the term has, content
        shifted past the end, names of weeks or dates that do not belong to the term.
    """
    term, source = file.term, file.source
    teaching_weeks = term.weeks or len(weeks)
    last = term.first_monday + teaching_weeks * _WEEK - _DAY
    try:
        off = days_off(term, last)
    except NotImplementedError:
        country = term.holidays.country if term.holidays else ""
        known = holiday_calendars.list_supported_countries()
        fix = suggest(country, known, "country")
        return {}, [source.problem(("holidays", "country"), f'unknown country "{country}"', fix)]
    problems = list(_misplaced(file, weeks, last))
    shifting = bool(term.holidays and term.holidays.rule == "shift" and term.meetings)
    if shifting:
        dates, overflow = _shifted(term, weeks, teaching_weeks, off)
    else:
        dates, overflow = _skipped(term, weeks, teaching_weeks, off)
    if overflow:
        names = ", ".join(overflow)
        lost = [f"{day:%a %d %b} ({why})" for day, why in off.items() if _meets(term, day)]
        cause = f" after the meetings that fall away: {', '.join(lost)}" if shifting else ""
        problems.append(
            source.problem(
                ("weeks",) if term.weeks else ("start",),
                f"{len(weeks)} weeks do not fit the {teaching_weeks} teaching weeks"
                f" {term.first_monday} to {last}{cause}; left over: {names}",
                "add make-up meetings or teaching weeks, or use the rule skip"
                if shifting
                else f"set weeks: {len(weeks)} or shorten the course",
                key=True,
            )
        )
    return _with_exceptions(term, dates, off), problems


def _meets(term: Term, day: dt.date) -> bool:
    return any(WEEKDAYS[day.weekday()] == meeting.day for meeting in term.meetings)


def _week_meetings(term: Term, monday: dt.date) -> Iterator[Meeting]:
    ordered: list[MeetingTime] = sorted(
        term.meetings, key=lambda item: (WEEKDAYS.index(item.day), item.start or dt.time())
    )
    for item in ordered:
        day = monday + WEEKDAYS.index(item.day) * _DAY
        yield Meeting(day, item.start, item.end, item.place)


def _off_in_week(term: Term, monday: dt.date, off: dict[dt.date, str]) -> tuple[DayOff, ...]:
    return tuple(
        DayOff(day, reason)
        for day, reason in off.items()
        if monday <= day < monday + _WEEK and (day.weekday() < 5 or _meets(term, day))
    )


def _skipped(
    term: Term, weeks: Sequence[str], teaching_weeks: int, off: dict[dt.date, str]
) -> tuple[dict[str, WeekDates], list[str]]:
    dates: dict[str, WeekDates] = {}
    for number, week in enumerate(weeks[:teaching_weeks]):
        monday = term.first_monday + number * _WEEK
        meetings = tuple(m for m in _week_meetings(term, monday) if m.date not in off)
        dates[week] = WeekDates(monday, meetings, _off_in_week(term, monday, off))
    return dates, list(weeks[teaching_weeks:])


def _shifted(
    term: Term, weeks: Sequence[str], teaching_weeks: int, off: dict[dt.date, str]
) -> tuple[dict[str, WeekDates], list[str]]:
    held = sorted(
        [
            meeting
            for number in range(teaching_weeks)
            for meeting in _week_meetings(term, term.first_monday + number * _WEEK)
            if meeting.date not in off
        ]
        + [_made_up(item) for item in term.make_up if not item.week]
    )
    per_week = len(term.meetings)
    dates: dict[str, WeekDates] = {}
    for number, week in enumerate(weeks):
        mine = held[number * per_week : (number + 1) * per_week]
        if len(mine) < per_week:
            return dates, list(weeks[number:])
        monday = mine[0].date - mine[0].date.weekday() * _DAY
        dates[week] = WeekDates(monday, tuple(mine), _off_in_week(term, monday, off))
    return dates, []


def _made_up(item: MakeUp) -> Meeting:
    return Meeting(item.date, item.start, item.end, item.place, item.reason or "make-up meeting")


def _with_exceptions(
    term: Term, dates: dict[str, WeekDates], off: dict[dt.date, str]
) -> dict[str, WeekDates]:
    """Overrides replace a week's meetings; make-up meetings are added to the week they serve."""
    changed = dict(dates)
    pattern = term.meetings[0] if term.meetings else None
    for override in term.overrides:
        if override.week not in changed:
            continue
        monday = override.dates[0] - override.dates[0].weekday() * _DAY
        meetings = tuple(
            Meeting(
                day,
                pattern.start if pattern else None,
                pattern.end if pattern else None,
                reason="date set by hand",
            )
            for day in sorted(override.dates)
        )
        changed[override.week] = WeekDates(monday, meetings, _off_in_week(term, monday, off))
    shifting = bool(term.holidays and term.holidays.rule == "shift" and term.meetings)
    for item in term.make_up:
        week = item.week or ("" if shifting else _week_of(changed, item.date))
        if week in changed:
            meetings = tuple(sorted([*changed[week].meetings, _made_up(item)]))
            changed[week] = replace(changed[week], meetings=meetings)
    return changed


def _week_of(dates: dict[str, WeekDates], day: dt.date) -> str:
    return next((week for week, at in dates.items() if at.monday <= day <= at.sunday), "")


def _misplaced(file: TermFile, weeks: Sequence[str], last: dt.date) -> Iterator[Problem]:
    """Names and dates of a term that lead nowhere."""
    term, source = file.term, file.source
    first = term.first_monday
    span = f"{first} to {last}"
    named = [("overrides", index, item.week) for index, item in enumerate(term.overrides)]
    named += [("make_up", index, item.week) for index, item in enumerate(term.make_up)]
    for section, index, week in named:
        if week and week not in weeks:
            yield source.problem(
                (section, index, "week"), f'unknown week "{week}"', suggest(week, weeks, "week")
            )
    for index, made_up in enumerate(term.make_up):
        if not made_up.week and not first <= made_up.date <= last:
            yield source.problem(
                ("make_up", index, "date"),
                f"the make-up meeting {made_up.date} is outside the term ({span})",
                "name the week it belongs to, or mend the date",
            )
    for index, excluded in enumerate(term.exclude):
        if not first <= excluded.date <= last:
            yield source.problem(
                ("exclude", index, "date"),
                f"the excluded date {excluded.date} is outside the term ({span})",
                "mend or remove it",
            )
