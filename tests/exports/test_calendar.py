"""The calendar: what a student's phone shows, and what RFC 5545 asks of the file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from syllabook.curriculum import CoursePlan
from syllabook.exports.ics import calendar, timezone
from syllabook.exports.texts import printable
from syllabook.foundation.inline import plain
from syllabook.terms import DayOff, Meeting
from tests.conftest import edit
from tests.exports import rfc5545
from tests.exports.conftest import BASE, loaded, with_past_term

TERM = "courses/tides/terms/2030-spring.yml"
MEETINGS = 'meetings: [{day: tuesday, start: "10:15", end: "11:45"}]'


def events(data: bytes) -> dict[str, Any]:
    """The events by UID, as the library reads them back."""
    read: Any = Calendar.from_ical(data)
    return {str(event["uid"]): event for event in read.walk("VEVENT")}


def edited(project: Path, *changes: tuple[str, str]) -> CoursePlan:
    for old, new in changes:
        edit(project / TERM, old, new)
    return loaded(project).course("tides")


def test_the_file(plan: CoursePlan, same_as_golden: Callable[[str, str], None]) -> None:
    data = calendar(plan, BASE)
    same_as_golden("tides-2030-spring.ics", data.decode())
    assert rfc5545.faults(data) == []
    assert calendar(plan, BASE) == data, "the same course gives the same bytes"


def test_a_meeting_says_when_where_and_what(plan: CoursePlan) -> None:
    event = events(calendar(plan, BASE))["tides-2030-spring.forces.meeting-1@syllabook"]
    berlin = ZoneInfo("Europe/Berlin")
    assert event.decoded("dtstart") == dt.datetime(2030, 3, 5, 10, 15, tzinfo=berlin)
    assert event.decoded("dtend") == dt.datetime(2030, 3, 5, 11, 45, tzinfo=berlin)
    assert event["summary"] == "Tides 1: Forces of the Moon"
    assert event["location"] == "Harbour 1"
    assert event["url"] == f"{BASE}courses/tides/weeks/forces/index.html"
    assert event["status"] == "TENTATIVE"
    assert event["description"].splitlines() == [
        "Why two bulges and not one?",
        "Topics: gravity, differential forces.",
        "Required reading: Newton 1687.",
        "Handed out: Problem set 1.",
        "The dates are tentative.",
    ]


def test_without_the_sites_address_nothing_is_linked(plan: CoursePlan) -> None:
    assert all("url" not in event for event in events(calendar(plan)).values())


def test_dates_that_are_settled_are_confirmed(project: Path) -> None:
    plan = edited(project, ("tentative: true", "tentative: false"))
    made = events(calendar(plan))
    assert {event["status"] for event in made.values()} == {"CONFIRMED"}
    assert not any("tentative" in event.get("description", "") for event in made.values())


def test_a_meeting_keeps_its_local_time_when_the_clocks_change(project: Path) -> None:
    plan = loaded(with_past_term(project)).offering("tides", "2029-autumn")
    # the clocks go back on 28 October 2029; the third meeting is moved behind it
    week = plan.weeks[2]
    assert week.dates is not None
    moved = replace(
        week.dates,
        meetings=(Meeting(dt.date(2029, 10, 29), dt.time(10, 15), dt.time(11, 45)),),
    )
    plan = replace(plan, weeks=(*plan.weeks[:2], replace(week, dates=moved)))
    data = calendar(plan)
    assert rfc5545.faults(data) == []
    starts = {
        uid.split(".")[1]: event.decoded("dtstart")
        for uid, event in events(data).items()
        if "meeting" in uid
    }
    assert [starts[week].strftime("%H:%M") for week in ("forces", "basins", "storms")] == [
        "10:15",
        "10:15",
        "10:15",
    ]
    assert [starts[week].utcoffset() for week in ("forces", "storms")] == [
        dt.timedelta(hours=2),
        dt.timedelta(hours=1),
    ]


def test_a_reader_without_a_timezone_database_gets_the_same_moments(project: Path) -> None:
    """The VTIMEZONE of the file alone says when the meetings are."""
    plan = loaded(with_past_term(project)).offering("tides", "2029-autumn")
    text = calendar(plan).decode().replace("\r\n ", "")
    zone = next(child for child in rfc5545.parse(text).children if child.name == "VTIMEZONE")
    for local in (dt.datetime(2029, 10, 8, 10, 15), dt.datetime(2029, 10, 29, 10, 15)):
        assert offset_by(zone, local) == local.replace(tzinfo=ZoneInfo("Europe/Berlin")).utcoffset()


def offset_by(zone: rfc5545.Component, local: dt.datetime) -> dt.timedelta:
    """The offset at a local time by the latest observance that has begun (RFC 5545, 3.6.5)."""
    begun = [
        (dt.datetime.strptime(child.value("DTSTART"), "%Y%m%dT%H%M%S"), child)
        for child in zone.children
    ]
    latest = max((onset, child.value("TZOFFSETTO")) for onset, child in begun if onset <= local)[1]
    sign = -1 if latest[0] == "-" else 1
    return sign * dt.timedelta(hours=int(latest[1:3]), minutes=int(latest[3:5]))


@pytest.mark.parametrize(
    "name",
    [
        "Europe/Berlin",
        "America/New_York",
        "Australia/Lord_Howe",
        "Asia/Shanghai",
        "Asia/Kathmandu",
        "Europe/Dublin",
        "Africa/Casablanca",
        "America/Santiago",
    ],
)
def test_a_timezone_agrees_with_the_database_at_every_hour(name: str) -> None:
    zone = ZoneInfo(name)
    ical = timezone(name, dt.date(2027, 1, 1), dt.date(2028, 1, 1)).to_ical().decode()
    made = rfc5545.parse(f"BEGIN:VCALENDAR\r\n{ical}END:VCALENDAR\r\n").children[0]
    onsets = sorted(
        (
            dt.datetime.strptime(child.value("DTSTART"), "%Y%m%dT%H%M%S")
            - seconds(child.value("TZOFFSETFROM")),
            seconds(child.value("TZOFFSETTO")),
        )
        for child in made.children
    )
    moment = dt.datetime(2027, 1, 2)
    while moment < dt.datetime(2027, 12, 31):
        offset = [to for onset, to in onsets if onset <= moment][-1]
        assert offset == moment.replace(tzinfo=dt.UTC).astimezone(zone).utcoffset(), moment
        moment += dt.timedelta(minutes=30)


def seconds(offset: str) -> dt.timedelta:
    sign = -1 if offset[0] == "-" else 1
    return sign * dt.timedelta(hours=int(offset[1:3]), minutes=int(offset[3:5]))


def test_a_term_in_utc_needs_no_timezone(project: Path) -> None:
    data = calendar(edited(project, ("Europe/Berlin", "UTC")))
    assert b"VTIMEZONE" not in data
    assert b"DTSTART:20300305T101500Z" in data
    assert rfc5545.faults(data) == []


def test_days_to_be_announced_are_week_spans(project: Path) -> None:
    data = calendar(edited(project, (MEETINGS, "meetings: []")))
    assert rfc5545.faults(data) == []
    assert b"VTIMEZONE" not in data
    event = events(data)["tides-2030-spring.forces.meeting-1@syllabook"]
    assert event.decoded("dtstart") == dt.date(2030, 3, 4)
    assert event.decoded("dtend") == dt.date(2030, 3, 11), "the day after Sunday"
    assert "Days and times to be announced." in event["description"]
    assert event["transp"] == "TRANSPARENT", "it blocks nobody's week"


def test_times_to_be_announced_are_whole_days(project: Path) -> None:
    plan = edited(project, (MEETINGS, "meetings: [{day: tuesday}]"))
    event = events(calendar(plan))["tides-2030-spring.forces.meeting-1@syllabook"]
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (
        dt.date(2030, 3, 5),
        dt.date(2030, 3, 6),
    )
    assert "Time to be announced." in event["description"]


def test_a_week_whose_meetings_fall_away_says_why(plan: CoursePlan) -> None:
    week = plan.weeks[0]
    assert week.dates is not None
    off = (DayOff(dt.date(2030, 3, 5), "Harbour Day"),)
    skipped = replace(week, dates=replace(week.dates, meetings=(), days_off=off))
    event = events(calendar(replace(plan, weeks=(skipped,))))[
        "tides-2030-spring.forces.meeting-1@syllabook"
    ]
    assert "No class Tue 5 Mar: Harbour Day." in event["description"]
    assert "announced" not in event["description"]
    assert "location" not in event


def test_deadlines_take_the_day_or_stand_at_their_time(project: Path) -> None:
    day = events(calendar(loaded(project).course("tides")))
    due = day["tides-2030-spring.basins.due-1@syllabook"]
    assert due["summary"] == "Tides: Problem set 1 due"
    assert due["description"] == "Counts towards: Problem sets."
    assert due.decoded("dtstart") == dt.date(2030, 3, 12)
    edit(
        project / "courses/tides/course.yml",
        "due: [{what: Problem set 1, weight_of: sets}]",
        'due: [{what: Problem set 1, day: friday, time: "23:59"}]',
    )
    timed = calendar(loaded(project).course("tides"))
    assert rfc5545.faults(timed) == []
    due = events(timed)["tides-2030-spring.basins.due-1@syllabook"]
    assert due.decoded("dtstart").isoformat() == "2030-03-15T23:59:00+01:00"


def test_importing_again_updates_and_does_not_duplicate(project: Path) -> None:
    """A phone that keeps events by UID holds as many after the second import."""
    before = calendar(edited(project, (MEETINGS, "meetings: []")))
    kept = events(before)
    edit(
        project / TERM, "meetings: []", MEETINGS.replace("10:15", "14:00").replace("11:45", "15:30")
    )
    edit(project / "courses/tides/course.yml", "title: Forces of the Moon", "title: Pull and shove")
    after = calendar(loaded(project).course("tides"))
    assert set(events(after)) == set(kept)
    kept |= events(after)
    meeting = kept["tides-2030-spring.forces.meeting-1@syllabook"]
    assert meeting["summary"] == "Tides 1: Pull and shove"
    assert meeting.decoded("dtstart").hour == 14
    # a calendar drops an import whose SEQUENCE or DTSTAMP is lower than what it holds
    for name in ("sequence", "dtstamp"):
        assert {event.decoded(name) for event in events(before).values()} == {
            event.decoded(name) for event in events(after).values()
        }


def test_the_same_week_in_another_term_is_another_event(project: Path) -> None:
    curriculum = loaded(with_past_term(project))
    now, then = (curriculum.offering("tides", term) for term in ("2030-spring", "2029-autumn"))
    assert not set(events(calendar(now))) & set(events(calendar(then)))


def test_several_meetings_a_week_are_numbered(project: Path) -> None:
    plan = edited(project, (MEETINGS, "meetings: [{day: thursday}, {day: monday}]"))
    made = events(calendar(plan))
    days = [made[f"tides-2030-spring.forces.meeting-{n}@syllabook"] for n in (1, 2)]
    assert [event.decoded("dtstart") for event in days] == [
        dt.date(2030, 3, 4),
        dt.date(2030, 3, 7),
    ]


def test_a_course_without_dates_has_no_calendar(knots: CoursePlan) -> None:
    with pytest.raises(ValueError, match="knots has no term"):
        calendar(knots)


TITLES = st.one_of(
    st.text(min_size=1),
    st.text(alphabet=",;\\:\n\r\t\"'é刘😀 \x00\x0b\x85\u2028", min_size=1, max_size=200),
)


@given(TITLES, TITLES)
def test_any_title_and_place_come_back_as_they_were(
    plan: CoursePlan, title: str, place: str
) -> None:
    week = plan.weeks[0]
    assert week.dates is not None
    meeting = replace(week.dates.meetings[0], place=place)
    week = replace(week, title=title, dates=replace(week.dates, meetings=(meeting,)))
    data = calendar(replace(plan, weeks=(week,)))
    assert rfc5545.faults(data) == []
    event = events(data)["tides-2030-spring.forces.meeting-1@syllabook"]
    assert event["summary"] == printable(f"Tides 1: {plain(title)}")
    assert event["location"] == printable(place)


def test_the_rules_find_what_is_wrong(plan: CoursePlan) -> None:
    """The checker of this file, tried on files that break one rule each."""
    data = calendar(plan, BASE)
    for old, new, what in (
        (b"\r\n", b"\n", "CRLF"),
        (b"\r\n ", b"", "octets"),
        (b"gravity\\,", b"gravity,", "not escaped"),
        (b"TZID:Europe/Berlin", b"TZID:Europe/Bern", "is not defined"),
        (b".basins.meeting", b".forces.meeting", "2 events"),
        (b"DTSTAMP:20000101T000000Z\r\n", b"", "without DTSTAMP"),
        (b"STATUS:TENTATIVE", b"STATUS:PERHAPS", "STATUS:PERHAPS"),
    ):
        broken = data.replace(old, new)
        assert broken != data
        assert any(what in fault for fault in rfc5545.faults(broken)), what
