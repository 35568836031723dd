"""Days and times of day, where pydantic alone would guess."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syllabook.foundation.fields import Clock, ClockText, Day, Part, Text
from syllabook.foundation.validation import validate
from syllabook.foundation.yaml_source import parse


class Slip(Part):
    day: Day = dt.date(2027, 2, 22)
    start: Clock = None
    due: ClockText = ""
    text: Text = "a text"


def faults(text: str) -> list[str]:
    source, problems = parse(text, "f.yml")
    return [str(problem) for problem in problems + validate(source, Slip)[1]]


@pytest.mark.parametrize(
    "written", ["1330", "13.30", "13h30", "9:30", "24:00", "13:30:00", "13:30Z"]
)
def test_only_hours_and_minutes_with_a_colon_are_a_time(written: str) -> None:
    for key in ("start", "due"):
        column = len(key) + 3
        assert faults(f"{key}: {written}\n") == [
            f'f.yml:1:{column}: "{key}" should be a time such as 13:30, not "{written}"'
        ]


@pytest.mark.parametrize(
    "written", ["20270222", "0", "2027-2-22", "2027-02-30", "22.02.2027", "soon"]
)
def test_only_an_iso_date_is_a_day(written: str) -> None:
    assert faults(f"day: {written}\n") == [
        f'f.yml:1:6: "day" should be a date such as 2027-02-22, not "{written}"'
    ]


def test_a_slip_in_the_year_is_told() -> None:
    assert faults("day: 9999-12-31\n") == [
        "f.yml:1:6: 9999-12-31 is outside 1900 to 2199; mend the year"
    ]


def test_an_empty_time_is_to_be_announced_and_an_empty_text_is_an_error() -> None:
    source, _ = parse("start:\ndue: ''\n", "f.yml")
    slip, problems = validate(source, Slip)
    assert problems == []
    assert slip == Slip()
    assert faults("text: ' '\n") == ['f.yml:1:7: "text" is empty; write it or leave the key out']


@given(st.dates(dt.date(1900, 1, 1), dt.date(2199, 12, 31)), st.times())
def test_every_day_and_minute_comes_back(day: dt.date, time: dt.time) -> None:
    source, _ = parse(f"day: {day}\nstart: {time:%H:%M}\ndue: {time:%H:%M}\n", "f.yml")
    slip, problems = validate(source, Slip)
    assert problems == []
    assert slip == Slip(day=day, start=time.replace(second=0, microsecond=0), due=f"{time:%H:%M}")
