"""From a term's rules to dates."""

import datetime as dt
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syllabook.foundation.fields import WEEKDAYS
from syllabook.foundation.yaml_source import YamlSource
from syllabook.terms import DayOff, Meeting, PublicHolidays, Term, TermFile, schedule
from syllabook.terms.calendar import days_off
from tests.terms.term_files import WEEKS, all_meetings, day, days, edited, laid

TOMB_SWEEPING = "Tomb-Sweeping Day"


def test_with_skip_a_week_keeps_its_place_and_a_holiday_takes_its_meeting(tmp_path: Path) -> None:
    dates, faults = laid(tmp_path, edited())
    assert faults == []
    assert list(dates) == WEEKS
    assert days(dates["w6"]) == ["Mon 29 Mar"]
    assert dates["w7"].meetings == ()
    assert dates["w7"].days_off == (DayOff(day(4, 5), TOMB_SWEEPING),)
    assert days(dates["w8"]) == ["Mon 12 Apr"]
    assert (dates["w16"].monday, dates["w16"].sunday) == (day(6, 7), day(6, 13))
    assert dates["w1"].meetings == (Meeting(day(2, 22), dt.time(13, 30), dt.time(15, 5)),)
    assert dates["w1"].day("friday") == day(2, 26)


def test_days_off_are_told_only_where_a_meeting_would_be(tmp_path: Path) -> None:
    monday, _ = laid(tmp_path, edited())
    labour = (DayOff(day(5, 3), "Labor Day (observed)"),)  # not Tuesday 4 May
    assert monday["w10"].days_off == ()  # Saturday 1 and Sunday 2 May
    assert monday["w11"].days_off == labour
    saturday, _ = laid(tmp_path, edited(("day: monday", "day: saturday")))
    assert saturday["w10"].days_off == (DayOff(day(5, 1), "Labor Day"),)
    assert saturday["w10"].meetings == ()


def test_with_shift_content_moves_on_by_a_meeting(tmp_path: Path) -> None:
    text = edited(("rule: skip", "rule: shift"), ("weeks: 16", "weeks: 18"))
    dates, faults = laid(tmp_path, text)
    assert faults == []
    assert days(dates["w6"]) == ["Mon 29 Mar"]
    assert days(dates["w7"]) == ["Mon 12 Apr"]
    assert days(dates["w10"]) == ["Mon 10 May"]
    assert days(dates["w16"]) == ["Mon 21 Jun"]
    # the days without class between two weeks are told with the later one
    assert dates["w6"].days_off == ()
    assert dates["w7"].days_off == (DayOff(day(4, 5), TOMB_SWEEPING),)
    assert [off.date for off in dates["w10"].days_off] == [day(5, 3)]


def test_shifting_past_the_end_is_an_error_with_dates_and_weeks(tmp_path: Path) -> None:
    dates, faults = laid(tmp_path, edited(("rule: skip", "rule: shift")))
    assert faults == [
        "5:1: 16 weeks do not fit the 16 teaching weeks 2027-02-22 to 2027-06-13 without the"
        " meetings of Mon 05 Apr (Tomb-Sweeping Day), Mon 03 May (Labor Day (observed));"
        " left over: w15, w16; add make-up meetings or teaching weeks, or use the rule skip"
    ]
    assert list(dates) == WEEKS[:14]


def test_without_a_number_of_weeks_the_error_points_at_the_start(tmp_path: Path) -> None:
    text = edited(("rule: skip", "rule: shift"), ("weeks: 16\n", ""))
    assert [fault[:4] for fault in laid(tmp_path, text)[1]] == ["4:1:"]


@pytest.mark.parametrize("rule", ["skip", "shift"])
def test_more_weeks_than_teaching_weeks_is_an_error(tmp_path: Path, rule: str) -> None:
    text = edited(("rule: skip", f"rule: {rule}"), ("weeks: 16", "weeks: 3"))
    dates, faults = laid(tmp_path, text, WEEKS[:5])
    assert list(dates) == WEEKS[:3]
    assert faults == [
        "5:1: 5 weeks do not fit the 3 teaching weeks 2027-02-22 to 2027-03-14;"
        " left over: w4, w5; set weeks: 5 or shorten the course"
    ]


def test_a_course_may_be_shorter_than_its_term(tmp_path: Path) -> None:
    dates, faults = laid(tmp_path, edited(), WEEKS[:12])
    assert faults == []
    assert list(dates) == WEEKS[:12]


def test_excluded_dates_are_days_off_with_their_reason(tmp_path: Path) -> None:
    text = edited(
        end="exclude:\n  - {date: 2027-03-08, reason: Conference}\n  - {date: 2027-03-15}\n"
    )
    dates, faults = laid(tmp_path, text)
    assert faults == []
    assert (dates["w3"].meetings, dates["w3"].days_off) == ((), (DayOff(day(3, 8), "Conference"),))
    assert dates["w4"].days_off == (DayOff(day(3, 15), "no meeting"),)


def test_excluded_dates_shift_content_too(tmp_path: Path) -> None:
    text = edited(
        ("rule: skip", "rule: shift"), ("weeks: 16", "weeks: 20"),
        end="exclude: [{date: 2027-03-08, reason: Conference}]\n",
    )  # fmt: skip
    assert days(laid(tmp_path, text)[0]["w3"]) == ["Mon 15 Mar"]


def test_a_make_up_meeting_serves_the_week_it_falls_in_or_the_one_it_names(tmp_path: Path) -> None:
    text = edited(
        end="make_up:\n"
        "  - {date: 2027-04-10, start: 09:00, end: 10:35, place: Hall, reason: for 5 April}\n"
        "  - {date: 2027-06-19, week: w16}\n"
    )
    dates, faults = laid(tmp_path, text)
    assert faults == []
    assert dates["w7"].meetings == (
        Meeting(day(4, 10), dt.time(9), dt.time(10, 35), "Hall", "for 5 April"),
    )
    assert days(dates["w16"]) == ["Mon 07 Jun", "Sat 19 Jun"]
    assert dates["w16"].meetings[1] == Meeting(day(6, 19), reason="make-up meeting")


def test_with_shift_make_up_meetings_take_up_content(tmp_path: Path) -> None:
    text = edited(
        ("rule: skip", "rule: shift"),
        end="make_up:\n  - {date: 2027-04-10}\n  - {date: 2027-05-08}\n",
    )
    dates, faults = laid(tmp_path, text)
    assert faults == []
    assert days(dates["w7"]) == ["Sat 10 Apr"]
    assert days(dates["w8"]) == ["Mon 12 Apr"]
    assert days(dates["w11"]) == ["Sat 08 May"]
    assert days(dates["w16"]) == ["Mon 07 Jun"]


def test_with_shift_a_make_up_meeting_that_names_a_week_is_an_extra_one(tmp_path: Path) -> None:
    text = edited(
        ("rule: skip", "rule: shift"), ("weeks: 16", "weeks: 18"),
        end="make_up: [{date: 2027-04-10, week: w6}]\n",
    )  # fmt: skip
    dates, faults = laid(tmp_path, text)
    assert faults == []
    assert days(dates["w6"]) == ["Mon 29 Mar", "Sat 10 Apr"]
    assert days(dates["w7"]) == ["Mon 12 Apr"]


@pytest.mark.parametrize("rule", ["skip", "shift"])
def test_a_meeting_without_a_time_sorts_with_one_that_has_a_time(tmp_path: Path, rule: str) -> None:
    text = edited(
        ("rule: skip", f"rule: {rule}"), ("weeks: 16", "weeks: 18"),
        (", start: 13:30, end: 15:05", ""),
        end="make_up: [{date: 2027-03-01, start: 18:00, end: 19:00, week: w2}]\n",
    )  # fmt: skip
    dates, faults = laid(tmp_path, text)
    assert faults == []
    assert [meeting.start for meeting in dates["w2"].meetings] == [None, dt.time(18)]


@pytest.mark.parametrize("rule", ["skip", "shift"])
def test_an_override_sets_a_weeks_dates_by_hand(tmp_path: Path, rule: str) -> None:
    text = edited(
        ("rule: skip", f"rule: {rule}"), ("weeks: 16", "weeks: 18"),
        ("- {day: monday, start: 13:30, end: 15:05}",
         "- {day: monday, start: 13:30, end: 15:05}\n"
         "  - {day: friday, start: 08:00, end: 09:35, place: Lab}"),
        end="overrides:\n  - {week: w3, dates: [2027-03-12, 2027-03-10]}\n",
    )  # fmt: skip
    dates, faults = laid(tmp_path, text)
    assert faults == []
    assert dates["w3"].monday == day(3, 8)
    assert dates["w3"].meetings == (
        Meeting(day(3, 10), dt.time(13, 30), dt.time(15, 5), "", "date set by hand"),
        Meeting(day(3, 12), dt.time(8), dt.time(9, 35), "Lab", "date set by hand"),
    )
    assert days(dates["w2"]) == ["Mon 01 Mar", "Fri 05 Mar"]


def test_an_override_gives_a_week_that_was_left_over_its_place(tmp_path: Path) -> None:
    text = edited(
        ("rule: skip", "rule: shift"),
        end="overrides:\n"
        "  - {week: w16, dates: [2027-06-16]}\n"
        "  - {week: w15, dates: [2027-06-15]}\n",
    )
    dates, faults = laid(tmp_path, text)
    assert faults == []
    assert list(dates) == WEEKS
    assert (days(dates["w15"]), days(dates["w16"])) == (["Tue 15 Jun"], ["Wed 16 Jun"])


def test_a_make_up_meeting_finds_its_week_wherever_an_override_moved_that(tmp_path: Path) -> None:
    text = edited(
        end="make_up: [{date: 2027-03-10}]\noverrides: [{week: w3, dates: [2027-03-20]}]\n"
    )
    dates, faults = laid(tmp_path, text)
    assert faults == []
    assert days(dates["w3"]) == ["Wed 10 Mar", "Sat 20 Mar"]


def test_several_meetings_a_week_come_in_order_whatever_the_file_says(tmp_path: Path) -> None:
    text = edited(
        ("  - {day: monday, start: 13:30, end: 15:05}",
         "  - {day: friday, start: 08:00}\n"
         "  - {day: monday, start: 13:30}\n"
         "  - {day: monday, start: 08:00, place: Lab}"),
    )  # fmt: skip
    dates, faults = laid(tmp_path, text)
    assert faults == []
    assert [(m.date, m.start, m.place) for m in dates["w1"].meetings] == [
        (day(2, 22), dt.time(8), "Lab"),
        (day(2, 22), dt.time(13, 30), ""),
        (day(2, 26), dt.time(8), ""),
    ]
    assert days(dates["w7"]) == ["Fri 09 Apr"]


def test_with_shift_and_two_meetings_a_week_only_the_lost_meeting_moves(tmp_path: Path) -> None:
    text = edited(
        ("rule: skip", "rule: shift"), ("weeks: 16", "weeks: 18"),
        ("  - {day: monday, start: 13:30, end: 15:05}", "  - {day: monday}\n  - {day: thursday}"),
    )  # fmt: skip
    dates, faults = laid(tmp_path, text)
    assert faults == []
    assert days(dates["w6"]) == ["Mon 29 Mar", "Thu 01 Apr"]
    assert days(dates["w7"]) == ["Thu 08 Apr", "Mon 12 Apr"]
    assert days(dates["w8"]) == ["Thu 15 Apr", "Mon 19 Apr"]
    assert all(len(week.meetings) == 2 for week in dates.values())


@pytest.mark.parametrize("rule", ["skip", "shift"])
def test_without_meeting_days_every_week_has_its_span(tmp_path: Path, rule: str) -> None:
    text = edited(
        ("rule: skip", f"rule: {rule}"),
        ("meetings:\n  - {day: monday, start: 13:30, end: 15:05}", "meetings: []"),
    )
    dates, faults = laid(tmp_path, text)
    assert faults == []
    assert list(dates) == WEEKS
    assert all_meetings(dates) == []
    assert dates["w16"].monday == day(6, 7)
    assert dates["w7"].days_off == (DayOff(day(4, 5), TOMB_SWEEPING),)


def test_without_holidays_every_meeting_takes_place(tmp_path: Path) -> None:
    dates, _ = laid(tmp_path, edited(("holidays:\n  country: CN\n  rule: skip\n", "")))
    assert len(all_meetings(dates)) == 16


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("country: CN", "country: CNN", '14:12: unknown country "CNN"; did you mean "CN"?'),
        (
            "country: CN",
            "country: China",
            '14:12: unknown country "China"; did you mean "CHN"?',
        ),
        (
            "country: CN",
            "country: Middle-earth",
            '14:12: unknown country "Middle-earth"; write its ISO 3166 code, such as CN',
        ),
        (
            "country: CN",
            "country: DE\n  subdivision: BYY",
            '15:16: unknown subdivision "BYY" of DE; did you mean "BY"?',
        ),
    ],
)
def test_an_unknown_holiday_calendar_is_told_with_whatever_else_is_wrong(
    tmp_path: Path, old: str, new: str, expected: str
) -> None:
    text = edited((old, new), end="overrides: [{week: w17, dates: [2027-06-14]}]\n")
    dates, faults = laid(tmp_path, text)
    assert dates == {}
    assert faults[0] == expected
    assert faults[1].endswith(': unknown week "w17"; did you mean "w7"?')


@pytest.mark.parametrize(
    ("end", "expected"),
    [
        pytest.param(
            "make_up: [{date: 2027-06-14}]\n",
            "16:18: the make-up meeting 2027-06-14 is outside the term (2027-02-22 to 2027-06-13);"
            " name the week it belongs to, or mend the date",
            id="make-up meeting outside the term",
        ),
        pytest.param(
            "make_up: [{date: 2027-04-10, week: w61}]\n",
            '16:36: unknown week "w61"; did you mean "w6"?',
            id="make-up meeting of no week",
        ),
        pytest.param(
            "exclude:\n  - {date: 2072-04-10}\n",
            "17:12: the excluded date 2072-04-10 is outside the term (2027-02-22 to 2027-06-13);"
            " mend or remove it",
            id="excluded date outside the term",
        ),
        pytest.param(
            "overrides:\n"
            "  - {week: w2, dates: [2027-03-02]}\n"
            "  - {week: w2, dates: [2027-03-03]}\n",
            '18:12: week "w2" is overridden twice (first on line 17);'
            " put all its dates into one override",
            id="week overridden twice",
        ),
    ],
)
def test_dates_and_weeks_that_lead_nowhere_are_told(
    tmp_path: Path, end: str, expected: str
) -> None:
    assert laid(tmp_path, edited(end=end))[1] == [expected]


def test_a_make_up_meeting_after_the_last_week_of_the_course_must_name_a_week(
    tmp_path: Path,
) -> None:
    text = edited(end="make_up: [{date: 2027-06-10}]\n")
    assert laid(tmp_path, text, WEEKS[:12])[1] == [
        "16:18: no week of the course takes place around the make-up meeting 2027-06-10;"
        " name the week it belongs to"
    ]


def test_the_same_meeting_twice_is_an_error(tmp_path: Path) -> None:
    text = edited(("meetings:\n", "meetings:\n  - {day: monday, start: 13:30}\n"))
    assert laid(tmp_path, text)[1] == [
        "10:5: two meetings on monday at 13:30 (the first on line 9);"
        " keep one of the two, or give them different times"
    ]


# From here on: any term.

HOURS = st.one_of(st.none(), st.times().map(lambda t: t.replace(second=0, microsecond=0)))
MEETINGS = st.lists(
    st.builds(lambda day, start: {"day": day, "start": start}, st.sampled_from(WEEKDAYS), HOURS),
    max_size=3,
    unique_by=lambda item: item["day"],
)
TERMS = st.builds(
    lambda start, weeks, meetings, holidays, off: Term.model_validate(
        {
            "id": "t",
            "title": "T",
            "start": start,
            "weeks": weeks,
            "meetings": meetings,
            "holidays": holidays,
            "exclude": [
                {"date": start - start.weekday() * dt.timedelta(1) + dt.timedelta(days)}
                for days in off
            ],
        }
    ),
    st.dates(dt.date(2020, 1, 1), dt.date(2030, 12, 31)),
    st.none() | st.integers(1, 20),
    MEETINGS,
    st.none()
    | st.fixed_dictionaries(
        {"country": st.sampled_from(["CN", "US"]), "rule": st.sampled_from(["skip", "shift"])}
    ),
    st.lists(st.integers(0, 60), max_size=6, unique=True),
)


@given(TERMS, st.integers(1, 18))
def test_no_week_is_lost_or_repeated_and_no_meeting_falls_on_a_day_off(
    term: Term, count: int
) -> None:
    weeks = WEEKS[:count] if count <= 16 else [*WEEKS, *(f"x{n}" for n in range(count - 16))]
    dates, problems = schedule(TermFile(term, YamlSource("t.yml"), Path("t.yml")), weeks)
    shown = list(dates)
    assert shown == weeks[: len(shown)]
    overflow = [problem.message for problem in problems if "do not fit" in problem.message]
    left_over = overflow[0].split("left over: ")[1].split(", ") if overflow else []
    assert shown + left_over == weeks
    meetings = [meeting.date for meeting in all_meetings(dates)]
    assert all(earlier < later for earlier, later in pairwise(meetings))
    last = term.first_monday + dt.timedelta(7 * (term.weeks or count) - 1)
    assert not set(meetings) & set(days_off(term, last, PublicHolidays()))
    assert all(term.first_monday <= date <= last for date in meetings)
    if term.holidays and term.holidays.rule == "shift":
        assert all(len(week.meetings) == len(term.meetings) for week in dates.values())
    else:
        assert [week.monday for week in dates.values()] == [
            term.first_monday + dt.timedelta(7 * number) for number in range(len(dates))
        ]
    told = [off.date for week in dates.values() for off in week.days_off]
    assert len(told) == len(set(told))
