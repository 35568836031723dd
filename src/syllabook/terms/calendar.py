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

from syllabook.foundation.fields import WEEKDAYS
from syllabook.foundation.problems import Problem, did_you_mean, suggest
from syllabook.terms.model import Hours, MakeUp, MeetingTime, Term
from syllabook.terms.public_holidays import PublicHolidays, supported
from syllabook.terms.read import TermFile

_DAY = dt.timedelta(days=1)
_WEEK = dt.timedelta(days=7)


@dataclass(frozen=True, slots=True)
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
        days_off: public holidays and excluded days of its teaching week that are meeting days
            (Monday to Friday while those are to be announced); when content shifts, also those of
            weeks just before it without meetings.
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


def days_off(term: Term, last: dt.date, public: PublicHolidays) -> dict[dt.date, str]:
    """Public holidays and excluded dates from the term's first Monday to ``last``.

    Raises:
        NotImplementedError: the ``holidays`` package does not know the country or subdivision.
    """
    found: dict[dt.date, str] = {}
    if term.holidays:
        found = {
            date: name
            for year in range(term.first_monday.year, last.year + 1)
            for date, name in public.in_year(
                term.holidays.country, term.holidays.subdivision, year
            ).items()
            if term.first_monday <= date <= last
        }
    found |= {
        item.date: item.reason or "no meeting"
        for item in term.exclude
        if term.first_monday <= item.date <= last
    }
    return dict(sorted(found.items()))


def schedule(
    file: TermFile, weeks: Sequence[str], public: PublicHolidays | None = None
) -> tuple[dict[str, WeekDates], list[Problem]]:
    """Lay a course's weeks on a term's dates.

    Args:
        file: the term.
        weeks: ids of the course's weeks, in order.
        public: knows the public holidays; None to ask the ``holidays`` package anew.

    Returns:
        Dates of every week that fits, in the order of ``weeks``, and what is wrong, in file order:
        more weeks than the term has, content shifted past the end, names of weeks or dates that
        do not belong to the term.
    """
    term = file.term
    teaching_weeks = term.weeks or len(weeks)
    last = term.first_monday + teaching_weeks * _WEEK - _DAY
    problems = [*_unknown_weeks(file, weeks), *_outside(file, last), *_repeated_meetings(file)]
    try:
        off = days_off(term, last, public or PublicHolidays())
    except NotImplementedError:
        return {}, sorted([*problems, _unknown_calendar(file)])
    lay = _shifted if _shifts(term) else _skipped
    dates = lay(term, weeks, teaching_weeks, off)
    by_hand = {override.week for override in term.overrides}
    left_over = [week for week in weeks if week not in dates and week not in by_hand]
    if left_over:
        problems.append(_overflow(file, weeks, left_over, last, off))
    dates, unplaced = _with_exceptions(file, dates, off, last)
    problems += unplaced
    return {week: dates[week] for week in weeks if week in dates}, sorted(problems)


def _shifts(term: Term) -> bool:
    return bool(term.holidays and term.holidays.rule == "shift" and term.meetings)


def _overflow(
    file: TermFile,
    weeks: Sequence[str],
    left_over: Sequence[str],
    last: dt.date,
    off: dict[dt.date, str],
) -> Problem:
    """The error for weeks that find no place in the term."""
    term = file.term
    teaching_weeks = term.weeks or len(weeks)
    lost = [f"{day:%a %d %b} ({why})" for day, why in off.items() if _meets(term, day)]
    cause, fix = "", f"set weeks: {len(weeks)} or shorten the course"
    if _shifts(term) and lost:
        cause = f" without the meetings of {', '.join(lost)}"
        fix = "add make-up meetings or teaching weeks, or use the rule skip"
    return file.source.problem(
        ("weeks",) if term.weeks else ("start",),
        f"{len(weeks)} weeks do not fit the {teaching_weeks} teaching weeks"
        f" {term.first_monday} to {last}{cause}; left over: {', '.join(left_over)}",
        fix,
        key=True,
    )


def _unknown_calendar(file: TermFile) -> Problem:
    """Why there is no such holiday calendar. Asking what there is loads every country: slow."""
    wanted = file.term.holidays
    assert wanted is not None
    known = supported()
    if wanted.country not in known:
        return file.source.problem(
            ("holidays", "country"),
            f'unknown country "{wanted.country}"',
            did_you_mean(wanted.country, known) or "write its ISO 3166 code, such as CN",
        )
    return file.source.problem(
        ("holidays", "subdivision"),
        f'unknown subdivision "{wanted.subdivision}" of {wanted.country}',
        suggest(wanted.subdivision, known[wanted.country], "subdivision"),
    )


def _meets(term: Term, day: dt.date) -> bool:
    return any(WEEKDAYS[day.weekday()] == meeting.day for meeting in term.meetings)


def _week_meetings(term: Term, monday: dt.date) -> Iterator[Meeting]:
    ordered: list[MeetingTime] = sorted(
        term.meetings, key=lambda item: (WEEKDAYS.index(item.day), item.start or dt.time())
    )
    for item in ordered:
        day = monday + WEEKDAYS.index(item.day) * _DAY
        yield Meeting(day, item.start, item.end, item.place)


def _off_in_week(
    term: Term, monday: dt.date, off: dict[dt.date, str], since: dt.date | None = None
) -> tuple[DayOff, ...]:
    return tuple(
        DayOff(day, reason)
        for day, reason in off.items()
        if (since or monday) <= day < monday + _WEEK
        # while the meeting days are to be announced, any working day may be one
        and (_meets(term, day) if term.meetings else day.weekday() < 5)
    )


def _skipped(
    term: Term, weeks: Sequence[str], teaching_weeks: int, off: dict[dt.date, str]
) -> dict[str, WeekDates]:
    dates: dict[str, WeekDates] = {}
    for number, week in enumerate(weeks[:teaching_weeks]):
        monday = term.first_monday + number * _WEEK
        meetings = tuple(m for m in _week_meetings(term, monday) if m.date not in off)
        dates[week] = WeekDates(monday, meetings, _off_in_week(term, monday, off))
    return dates


def _shifted(
    term: Term, weeks: Sequence[str], teaching_weeks: int, off: dict[dt.date, str]
) -> dict[str, WeekDates]:
    held = [
        meeting
        for number in range(teaching_weeks)
        for meeting in _week_meetings(term, term.first_monday + number * _WEEK)
        if meeting.date not in off
    ]
    held = sorted([*held, *(_made_up(item) for item in term.make_up if not item.week)], key=_when)
    per_week = len(term.meetings)
    dates: dict[str, WeekDates] = {}
    told = term.first_monday  # days off before this day belong to an earlier week of the course
    for number, week in enumerate(weeks):
        mine = held[number * per_week : (number + 1) * per_week]
        if len(mine) < per_week:
            break
        monday = _monday(mine[0].date)
        dates[week] = WeekDates(
            monday, tuple(mine), _off_in_week(term, monday, off, since=min(told, monday))
        )
        told = max(told, monday + _WEEK)
    return dates


def _monday(day: dt.date) -> dt.date:
    return day - day.weekday() * _DAY


def _when(meeting: Meeting) -> tuple[dt.date, dt.time]:
    return meeting.date, meeting.start or dt.time()


def _made_up(item: MakeUp) -> Meeting:
    return Meeting(item.date, item.start, item.end, item.place, item.reason or "make-up meeting")


def _set_by_hand(term: Term, day: dt.date) -> Meeting:
    """A meeting on ``day`` at the time and place of that weekday's meeting, or of the first."""
    pattern = next(
        (item for item in term.meetings if item.day == WEEKDAYS[day.weekday()]),
        term.meetings[0] if term.meetings else Hours(),
    )
    return Meeting(day, pattern.start, pattern.end, pattern.place, "date set by hand")


def _with_exceptions(
    file: TermFile, dates: dict[str, WeekDates], off: dict[dt.date, str], last: dt.date
) -> tuple[dict[str, WeekDates], list[Problem]]:
    """Overrides replace a week's meetings; make-up meetings are added to the week they serve."""
    term = file.term
    changed = dict(dates)
    for override in term.overrides:
        monday = _monday(min(override.dates))
        meetings = tuple(_set_by_hand(term, day) for day in sorted(set(override.dates)))
        changed[override.week] = WeekDates(monday, meetings, _off_in_week(term, monday, off))
    problems: list[Problem] = []
    for index, item in enumerate(term.make_up):
        if not item.week and _shifts(term):
            continue  # laid among the regular meetings
        # the week of a date is that of the pattern, wherever an override has moved it
        week = item.week or _week_of(dates, item.date)
        if week in changed:
            meetings = tuple(sorted([*changed[week].meetings, _made_up(item)], key=_when))
            changed[week] = replace(changed[week], meetings=meetings)
        elif not item.week and term.first_monday <= item.date <= last:
            problems.append(
                file.source.problem(
                    ("make_up", index, "date"),
                    f"no week of the course takes place around the make-up meeting {item.date}",
                    "name the week it belongs to",
                )
            )
    return changed, problems


def _week_of(dates: dict[str, WeekDates], day: dt.date) -> str:
    return next((week for week, at in dates.items() if at.monday <= day <= at.sunday), "")


def _unknown_weeks(file: TermFile, weeks: Sequence[str]) -> Iterator[Problem]:
    term, source = file.term, file.source
    named = [("overrides", index, item.week) for index, item in enumerate(term.overrides)]
    named += [("make_up", index, item.week) for index, item in enumerate(term.make_up)]
    for section, index, week in named:
        if week and week not in weeks:
            yield source.problem(
                (section, index, "week"), f'unknown week "{week}"', suggest(week, weeks, "week")
            )
    first: dict[str, int] = {}
    for index, override in enumerate(term.overrides):
        if override.week in first:
            line = source.mark(("overrides", first[override.week])).line
            yield source.problem(
                ("overrides", index, "week"),
                f'week "{override.week}" is overridden twice (first on line {line})',
                "put all its dates into one override",
            )
        first.setdefault(override.week, index)


def _outside(file: TermFile, last: dt.date) -> Iterator[Problem]:
    """Dates that lie outside the term."""
    term, source = file.term, file.source
    first = term.first_monday
    span = f"{first} to {last}"
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


def _repeated_meetings(file: TermFile) -> Iterator[Problem]:
    first: dict[tuple[str, dt.time | None], int] = {}
    for index, meeting in enumerate(file.term.meetings):
        slot = (meeting.day, meeting.start)
        if slot in first:
            line = file.source.mark(("meetings", first[slot])).line
            at = f" at {meeting.start:%H:%M}" if meeting.start else ""
            yield file.source.problem(
                ("meetings", index),
                f"two meetings on {meeting.day}{at} (the first on line {line})",
                "keep one of the two, or give them different times",
            )
        first.setdefault(slot, index)
