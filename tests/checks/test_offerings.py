"""Deadlines and draws of terms that are not over yet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

from syllabook.checks import offerings
from syllabook.foundation.problems import Problem
from tests.checks.looking import TIDES, curriculum_of
from tests.conftest import edit

TERM = "courses/tides/terms/2030-spring.yml"  # meets on Tuesdays from 4 March 2030
BEFORE, AFTER = dt.date(2030, 1, 1), dt.date(2030, 3, 25)


def lines(root: Path, check: Callable[..., list[Problem]], today: dt.date = BEFORE) -> list[str]:
    return [str(item) for item in check(curriculum_of(root), today=today)]


class TestDeadlines:
    def test_on_a_meeting_day_is_fine(self, project: Path) -> None:
        assert lines(project, offerings.deadline_outside_term) == []
        assert lines(project, offerings.deadline_on_day_off) == []

    def test_on_an_excluded_day(self, project: Path) -> None:
        edit(project / TIDES, "weight_of: sets}", "weight_of: sets, day: friday}")
        with (project / TERM).open("a") as file:
            file.write("exclude: [{date: 2030-03-15, reason: Harbour day}]\n")
        [line] = lines(project, offerings.deadline_on_day_off)
        assert line.startswith(f"{TIDES}:36:11: ")
        assert '"Problem set 1" is due on Fri 15 Mar 2030 in Spring 2030, a day off' in line
        assert "(Harbour day); give it another day" in line

    def test_on_a_public_holiday(self, project: Path) -> None:
        edit(project / TIDES, "weight_of: sets}", "weight_of: sets, day: friday}")
        edit(project / TERM, "start: 2030-03-04", "start: 2030-04-08\nholidays: {country: DE}")
        [line] = lines(project, offerings.deadline_on_day_off)  # week 2 is that of Good Friday
        assert "due on Fri 19 Apr 2030 in Spring 2030, a day off (Good Friday)" in line

    def test_outside_the_term(self, project: Path) -> None:
        with (project / TERM).open("a") as file:
            file.write("overrides: [{week: basins, dates: [2030-05-07]}]\n")
        [line] = lines(project, offerings.deadline_outside_term)
        assert line.startswith(f"{TIDES}:36:11: ")
        assert "is due on Tue 7 May 2030 in Spring 2030, which lasts from" in line
        assert "4 Mar 2030 to 24 Mar 2030; give it another day, or another week" in line

    def test_before_a_term_that_starts_in_mid_week(self, project: Path) -> None:
        edit(project / TERM, "start: 2030-03-04", "start: 2030-03-05")
        old = "    out: [Problem set 1]"
        edit(project / TIDES, old, f"{old}\n    due: [{{what: Form, day: monday}}]")
        [line] = lines(project, offerings.deadline_outside_term)
        assert '"Form" is due on Mon 4 Mar 2030' in line

    def test_a_term_that_is_over_is_left_alone(self, project: Path) -> None:
        with (project / TERM).open("a") as file:
            file.write("overrides: [{week: basins, dates: [2030-05-07]}]\n")
        assert lines(project, offerings.deadline_outside_term, today=AFTER) == []

    def test_a_term_that_does_not_work_out_is_told_of_elsewhere(self, project: Path) -> None:
        with (project / TERM).open("a") as file:
            file.write("weeks: 1\n")
        assert lines(project, offerings.deadline_outside_term) == []
        assert any("left over" in str(item) for item in curriculum_of(project).problems)


class TestDraws:
    def test_not_pinned(self, project: Path) -> None:
        assert lines(project, offerings.draws_not_pinned) == [
            f"{TERM}:0:0: 1 reading is drawn by a query and not pinned for Spring 2030; before the"
            " syllabus is handed out, run: syllabook lock tides --term 2030-spring"
        ]

    def test_on_the_last_day_and_the_day_after(self, project: Path) -> None:
        last = dt.date(2030, 3, 24)
        assert len(lines(project, offerings.draws_not_pinned, today=last)) == 1
        assert lines(project, offerings.draws_not_pinned, today=AFTER) == []

    def test_pinned(self, project: Path) -> None:
        lock = 'course: tides\nterm: 2030-spring\nlibrary: ""\nweeks: {}\n'
        (project / "courses/tides/terms/2030-spring.lock.yml").write_text(lock)
        assert lines(project, offerings.draws_not_pinned) == []

    def test_nothing_drawn(self, project: Path) -> None:
        query = '      - {query: "topic:tides year:1900..", role: further, limit: 2}\n'
        edit(project / TIDES, query, "")
        assert lines(project, offerings.draws_not_pinned) == []
