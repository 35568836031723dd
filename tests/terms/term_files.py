"""Terms for tests: the small term file of ``tests/data``, with changes."""

import datetime as dt
from pathlib import Path

from syllabook.terms import Meeting, TermFile, WeekDates, read_terms, schedule

DATA = Path(__file__).parents[1] / "data" / "terms"
SPRING = (DATA / "2027-spring.yml").read_text(encoding="utf-8")
WEEKS = [f"w{number}" for number in range(1, 17)]


def edited(*changes: tuple[str, str], end: str = "") -> str:
    """The spring term with texts replaced and lines added at its end."""
    text = SPRING
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text + end


def read(
    tmp_path: Path, text: str | bytes, name: str = "2027-spring"
) -> tuple[list[TermFile], list[str]]:
    """The term of a course with one term file, and what is reported about that file."""
    folder = tmp_path / "terms"
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.yml").write_bytes(text.encode() if isinstance(text, str) else text)
    terms, problems = read_terms(tmp_path, tmp_path)
    return terms, [str(problem).removeprefix(f"terms/{name}.yml:") for problem in problems]


def laid(
    tmp_path: Path, text: str, weeks: list[str] | None = None
) -> tuple[dict[str, WeekDates], list[str]]:
    """A course's weeks laid on the term, and what is reported, file name left out."""
    (term,), faults = read(tmp_path, text)
    assert faults == []
    dates, problems = schedule(term, WEEKS if weeks is None else weeks)
    return dates, [str(problem).removeprefix("terms/2027-spring.yml:") for problem in problems]


def days(dates: WeekDates) -> list[str]:
    """The dates of a week's meetings."""
    return [f"{meeting.date:%a %d %b}" for meeting in dates.meetings]


def all_meetings(dates: dict[str, WeekDates]) -> list[Meeting]:
    return [meeting for week in dates.values() for meeting in week.meetings]


def day(month: int, number: int) -> dt.date:
    return dt.date(2027, month, number)
