"""A term's calendar (iCalendar, RFC 5545): meetings and deadlines of one course.

An event's UID comes from ids alone, so that importing the file again updates what is there. A
file has no memory of its earlier versions, so SEQUENCE and DTSTAMP cannot count them: both are
the same in every version, and a calendar takes the one that it reads last.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from icalendar import (
    Calendar,
    Component,
    Event,
    Timezone,
    TimezoneDaylight,
    TimezoneStandard,
    vText,
)

from syllabook.curriculum import CoursePlan, Deadline, WeekPlan, dates
from syllabook.exports.places import offering_id, week_url
from syllabook.exports.texts import printable
from syllabook.foundation.inline import plain
from syllabook.papers.references import short
from syllabook.terms import Meeting, Term, WeekDates

_STAMP = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
_DAY = dt.timedelta(days=1)
_SECOND = dt.timedelta(seconds=1)


def calendar(plan: CoursePlan, base_url: str = "") -> bytes:
    """The calendar of a course's term; the same course gives the same bytes.

    A meeting whose time is to be announced takes the whole day, a week whose days are to be
    announced takes the whole week; both turn into the meeting when its time is known.

    Args:
        plan: the course with the dates of a term.
        base_url: the site's address, to which events then link.

    Raises:
        ValueError: the course has no dates.
    """
    if plan.term is None:
        raise ValueError(f"{plan.id} has no term, so it has no calendar")
    events = [
        event
        for week in plan.weeks
        if week.dates
        for event in _week_events(plan, plan.term, week, week.dates, base_url)
    ]
    made = Calendar()
    made.add("prodid", "-//syllabook//course calendar//EN")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    # icalendar does not know the two for texts and would not escape them
    title = vText(printable(f"{plain(plan.title)}, {plan.term.title}"))
    made.add("name", title)  # RFC 7986
    made.add("x-wr-calname", title)  # what calendars knew before it
    for zone in _timezones(plan.term, events):
        made.add_component(zone)
    for event in events:
        made.add_component(event)
    data: bytes = made.to_ical(sorted=False)
    return data


def _week_events(
    plan: CoursePlan, term: Term, week: WeekPlan, at: WeekDates, base_url: str
) -> Iterator[Event]:
    title = f"{plain(plan.title)} {week.number}: {plain(week.title)}"
    for ordinal, meeting in enumerate(at.meetings, 1):
        event = _event(plan, term, week, f"meeting-{ordinal}", title, base_url)
        _when(event, term, meeting)
        _add(event, "location", meeting.place or term.place)
        _add(event, "description", _about(term, week, at, meeting))
        yield event
    if not at.meetings:
        event = _event(plan, term, week, "meeting-1", title, base_url)
        _all_day(event, at.monday, at.sunday)
        _add(event, "location", "" if term.meetings else term.place)
        _add(event, "description", _about(term, week, at, None))
        yield event
    for ordinal, due in enumerate(week.due, 1):
        if due.date:
            what = f"{plain(plan.title)}: {plain(due.what)} due"
            event = _event(plan, term, week, f"due-{ordinal}", what, base_url)
            _deadline(event, term, due.date, due)
            yield event


def _event(
    plan: CoursePlan, term: Term, week: WeekPlan, name: str, summary: str, base_url: str
) -> Event:
    event = Event()
    event.add("uid", f"{offering_id(plan)}.{week.id}.{name}@syllabook")
    event.add("dtstamp", _STAMP)
    event.add("sequence", 0)
    _add(event, "summary", summary)
    event.add("status", "TENTATIVE" if term.tentative else "CONFIRMED")
    url = week_url(week, base_url)
    if url:
        event.add("url", url)
    return event


def _when(event: Event, term: Term, meeting: Meeting) -> None:
    if meeting.start is None:
        _all_day(event, meeting.date, meeting.date)
        return
    event.add("dtstart", _moment(meeting.date, meeting.start, term))
    if meeting.end:
        event.add("dtend", _moment(meeting.date, meeting.end, term))


def _all_day(event: Event, first: dt.date, last: dt.date) -> None:
    event.add("dtstart", first)
    event.add("dtend", last + _DAY)  # RFC 5545: the day after
    event.add("transp", "TRANSPARENT")


def _deadline(event: Event, term: Term, date: dt.date, due: Deadline) -> None:
    if due.time:
        event.add("dtstart", _moment(date, dt.time.fromisoformat(due.time), term))
        event.add("transp", "TRANSPARENT")
    else:
        _all_day(event, date, date)
    _add(
        event, "description", f"Counts towards: {plain(due.assessment)}." if due.assessment else ""
    )


def _moment(date: dt.date, time: dt.time, term: Term) -> dt.datetime:
    moment = dt.datetime.combine(date, time)
    return moment.replace(tzinfo=dt.UTC if _is_utc(term) else term.zone)


def _is_utc(term: Term) -> bool:
    return term.timezone in {"UTC", "Etc/UTC"}


def _about(term: Term, week: WeekPlan, at: WeekDates, meeting: Meeting | None) -> str:
    required = ", ".join(short(entry.paper) for entry in week.by_role("required"))
    lines = [
        plain(week.question),
        f"Topics: {', '.join(map(plain, week.topics))}." if week.topics else "",
        f"Required reading: {required}." if required else "",
        f"Handed out: {', '.join(map(plain, week.out))}." if week.out else "",
        *(f"No class {text}." for text in dates.days_off(at)),
        f"{meeting.reason[:1].upper()}{meeting.reason[1:]}." if meeting and meeting.reason else "",
    ]
    if (meeting is None and not term.meetings) or (meeting and meeting.start is None):
        what = "Time" if meeting else "Days and times"
        lines.append(f"{what} to be announced.")
    if term.tentative:
        lines.append("The dates are tentative.")
    return "\n".join(filter(None, lines))


def _add(event: Event, name: str, text: str) -> None:
    if text:
        event.add(name, printable(text))


# -- VTIMEZONE ------------------------------------------------------------------------------------
# icalendar can make one by itself, but gives the start of daylight saving in the time that begins
# then; RFC 5545 (3.6.5) wants it in the time that ends.


def _timezones(term: Term, events: list[Event]) -> Iterator[Timezone]:
    """The term's timezone, from the year of the first event to the end of that of the last."""
    moments = [
        event.decoded(name)
        for event in events
        for name in ("dtstart", "dtend")
        if name in event and isinstance(event.decoded(name), dt.datetime)
    ]
    if moments and not _is_utc(term):
        yield timezone(
            term.timezone, dt.date(min(moments).year, 1, 1), dt.date(max(moments).year + 1, 1, 1)
        )


def timezone(name: str, first: dt.date, end: dt.date) -> Timezone:
    """A timezone's offsets as an iCalendar component.

    Args:
        name: IANA name.
        first: from which day, in local time.
        end: up to which day.
    """
    zone = ZoneInfo(name)
    made = Timezone()
    made.add("tzid", name)
    start = dt.datetime.combine(first, dt.time(), tzinfo=zone)
    made.add_component(_observance(start, _offset(start)))
    moment, last = start.astimezone(dt.UTC), dt.datetime.combine(end, dt.time(), tzinfo=dt.UTC)
    while moment < last:
        later = moment + _DAY
        before = _offset(moment.astimezone(zone))
        if _offset(later.astimezone(zone)) != before:
            change = _change(moment, later, zone).astimezone(zone)
            made.add_component(_observance(change, before))
        moment = later
    return made


def _change(before: dt.datetime, after: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    """The first second of the new offset, between two moments whose offsets differ."""
    old = _offset(before.astimezone(zone))
    while after - before > _SECOND:
        middle = before + (after - before) // 2 // _SECOND * _SECOND
        if _offset(middle.astimezone(zone)) == old:
            before = middle
        else:
            after = middle
    return after


def _observance(onset: dt.datetime, before: dt.timedelta) -> Component:
    made = TimezoneDaylight() if onset.dst() else TimezoneStandard()
    # the local time of the onset, by the clock that ends then
    local = (onset.astimezone(dt.UTC) + before).replace(tzinfo=None)
    made.add("dtstart", local)
    made.add("tzoffsetfrom", before)
    made.add("tzoffsetto", _offset(onset))
    made.add("tzname", onset.tzname() or "")
    return made


def _offset(moment: dt.datetime) -> dt.timedelta:
    return moment.utcoffset() or dt.timedelta()
