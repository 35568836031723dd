"""Reading term files: what a term says, and the exact line for everything that is wrong in it."""

import datetime as dt
import json
from pathlib import Path

import pytest

from syllabook.terms import read_terms
from syllabook.terms.schema import SCHEMA_FILE, term_schema
from tests.terms.term_files import DATA, edited, read

ROOT = Path(__file__).parents[2]


def test_a_term_is_read_whole(tmp_path: Path) -> None:
    (file,), faults = read(tmp_path, edited())
    assert faults == []
    term = file.term
    assert (term.id, term.title, term.start, term.weeks) == (
        "2027-spring",
        "Spring 2027",
        dt.date(2027, 2, 22),
        16,
    )
    assert (term.tentative, str(term.zone), term.place) == (True, "Asia/Shanghai", "Room 101")
    (meeting,) = term.meetings
    assert (meeting.day, meeting.start, meeting.end) == ("monday", dt.time(13, 30), dt.time(15, 5))
    assert (term.staff[0].name, term.staff[0].role) == ("Ada Example", "Teaching assistant")
    assert term.holidays is not None
    assert (term.holidays.country, term.holidays.rule) == ("CN", "skip")


def test_the_first_monday_is_that_of_the_week_of_the_start(tmp_path: Path) -> None:
    (file,), _ = read(tmp_path, edited(("start: 2027-02-22", "start: 2027-02-25")))
    assert file.term.first_monday == dt.date(2027, 2, 22)


def test_terms_are_read_earliest_first_whatever_their_names(tmp_path: Path) -> None:
    read(
        tmp_path,
        edited(("id: 2027-spring", "id: a"), ("start: 2027-02-22", "start: 2028-02-21")),
        "a",
    )
    terms, faults = read(tmp_path, edited(("id: 2027-spring", "id: b")), "b")
    assert faults == []
    assert [file.term.id for file in terms] == ["b", "a"]


def test_a_course_without_terms_has_none(tmp_path: Path) -> None:
    assert read_terms(tmp_path, tmp_path) == ([], [])


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        pytest.param(
            "tentative:", "tentativ:",
            '6:1: unknown key "tentativ"; did you mean "tentative"?',
            id="unknown key",
        ),
        pytest.param(
            "country: CN", "contry: CN",
            ['14:3: "country" is missing in holidays; add country: ...',
             '14:3: unknown key "contry" in holidays; did you mean "country"?'],
            id="unknown key in holidays",
        ),
        pytest.param(
            "start: 2027-02-22", "start: 22.2.2027",
            '4:8: "start" should be a date such as 2027-02-22, not "22.2.2027"',
            id="a date as it is spoken",
        ),
        pytest.param(
            "start: 2027-02-22", "start: 20270222",
            '4:8: "start" should be a date such as 2027-02-22, not "20270222"',
            id="a date without dashes",
        ),
        pytest.param(
            "start: 2027-02-22", "start: 2027-02-29",
            '4:8: "start" should be a date such as 2027-02-22, not "2027-02-29"',
            id="a day that does not exist",
        ),
        pytest.param(
            "start: 2027-02-22\n", "",
            '2:1: "start" is missing; add start: ...',
            id="no start",
        ),
        pytest.param(
            "weeks: 16", "weeks: sixteen",
            '5:8: "weeks" should be a whole number, not "sixteen"',
            id="weeks in words",
        ),
        pytest.param(
            "weeks: 16", "weeks: 16000000",
            '5:8: "weeks" should be at most 60, not "16000000"',
            id="more weeks than a year",
        ),
        pytest.param(
            "tentative: true", "tentative: maybe",
            '6:12: "tentative" should be true or false, not "maybe"',
            id="neither true nor false",
        ),
        pytest.param(
            "timezone: Asia/Shanghai", "timezone: Asia/Shangai",
            '7:11: "Asia/Shangai" is no timezone; did you mean "Asia/Shanghai"?',
            id="timezone misspelt",
        ),
        pytest.param(
            "timezone: Asia/Shanghai", "timezone: ../../etc",
            '7:11: "../../etc" is no timezone; use an IANA name such as Asia/Shanghai',
            id="timezone that is a path",
        ),
        pytest.param(
            "day: monday", "day: Monday",
            '9:11: "day" should be "monday", "tuesday", "wednesday", "thursday", "friday",'
            ' "saturday" or "sunday", not "Monday"; did you mean "monday"?',
            id="weekday with a capital",
        ),
        pytest.param(
            "start: 13:30", "start: 13.30",
            '9:26: "start" should be a time such as 13:30, not "13.30"',
            id="time with a point",
        ),
        pytest.param(
            "end: 15:05", "end: 13:05",
            "9:5: the meeting ends at 13:05, not after its start at 13:30; mend the times",
            id="end before start",
        ),
        pytest.param(
            "start: 13:30, ", "",
            "9:5: the meeting has an end but no start; add start: ...",
            id="end without start",
        ),
        pytest.param(
            "name: Ada Example", 'name: ""',
            '12:12: "name" is empty; write it or leave the key out',
            id="staff without a name",
        ),
        pytest.param(
            "rule: skip", "rule: shifted",
            '15:9: "rule" should be "skip" or "shift", not "shifted"; did you mean "shift"?',
            id="unknown rule",
        ),
        pytest.param(
            "title: Spring 2027", "title:",
            '3:7: "title" is empty; write it or leave the key out',
            id="empty title",
        ),
        pytest.param(
            "id: 2027-spring", "id: 2027-fall",
            '2:5: the id "2027-fall" is not the name of the file;'
            ' write "id: 2027-spring" or rename the file to 2027-fall.yml',
            id="id is not the file's name",
        ),
        pytest.param(
            "id: 2027-spring", "id: Spring 2027",
            '2:5: "Spring 2027" cannot be a term\'s id; use lower-case letters, digits, - and _',
            id="not an id",
        ),
        pytest.param(
            "place: Room 101", "place: Room 101: upstairs",
            "10:16: not valid YAML: mapping values are not allowed in this context;"
            ' put a text that holds ": " in quotes, or check the indentation',
            id="colon in a plain text",
        ),
    ],
)  # fmt: skip
def test_each_mistake_has_its_line(
    tmp_path: Path, old: str, new: str, expected: str | list[str]
) -> None:
    _, faults = read(tmp_path, edited((old, new)))
    assert faults == ([expected] if isinstance(expected, str) else expected)


def test_mistakes_of_make_up_meetings_and_overrides_have_their_lines(tmp_path: Path) -> None:
    text = edited(end="make_up:\n  - {date: 2027-04-10, start: 14:00, end: 14:00}\n"
                      "overrides:\n  - {week: w1, dates: []}\n")  # fmt: skip
    assert read(tmp_path, text)[1] == [
        "17:5: the meeting ends at 14:00, not after its start at 14:00; mend the times",
        '19:23: "dates" needs 1 or more entries, not 0',
    ]


def test_all_mistakes_of_all_terms_are_told_in_file_order(tmp_path: Path) -> None:
    read(tmp_path, "id: 2026-fall\ntitle: Fall\nstart: soon\n", "2026-fall")
    wrong = edited(("weeks: 16", "weeks: no"), ("title: Spring 2027", "titel: Spring 2027"))
    terms, faults = read(tmp_path, wrong)
    assert terms == []
    assert faults == [
        'terms/2026-fall.yml:3:8: "start" should be a date such as 2027-02-22, not "soon"',
        '2:1: "title" is missing; add title: ...',
        '3:1: unknown key "titel"; did you mean "title"?',
        '5:8: "weeks" should be a whole number, not "no"',
    ]


def test_a_term_that_is_not_utf8_does_not_hide_the_others(tmp_path: Path) -> None:
    read(tmp_path, edited(("Room 101", "Café")).encode("latin-1"), "2026-fall")
    terms, faults = read(tmp_path, edited())
    assert [file.term.id for file in terms] == ["2027-spring"]
    assert faults == ["terms/2026-fall.yml:10:11: the file is not UTF-8; save it as UTF-8 text"]


def test_an_empty_time_means_to_be_announced(tmp_path: Path) -> None:
    (file,), faults = read(tmp_path, edited(("start: 13:30, end: 15:05", 'start: "", end: ""')))
    assert faults == []
    assert (file.term.meetings[0].start, file.term.meetings[0].end) == (None, None)


def test_the_committed_schema_is_that_of_the_models() -> None:
    committed = (ROOT / "schema" / SCHEMA_FILE).read_text(encoding="utf-8")
    assert committed == term_schema(), "write schema/ anew from term_schema()"
    assert json.loads(committed)["title"] == "Term of a course of syllabook"


def test_the_terms_of_the_data_are_without_fault() -> None:
    assert read_terms(DATA.parent, DATA.parent)[1] == []
