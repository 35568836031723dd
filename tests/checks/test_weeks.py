"""Checks of outlines point at the line of the week, and say what a week lacks or asks too much."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syllabook.checks import weeks
from syllabook.checks.weeks import objective_fault, page_count
from tests.checks.looking import TIDES, lines
from tests.conftest import edit


def line_of(root: Path, text: str, file: str = TIDES) -> str:
    """``line:column`` of a text that stands once in a file."""
    content = (root / file).read_text()
    assert content.count(text) == 1
    before = content[: content.index(text)]
    return f"{before.count(chr(10)) + 1}:{len(before.rpartition(chr(10))[2]) + 1}"


def test_a_week_without_a_lab(project: Path) -> None:
    found = [line for line in lines(project, weeks.week_without_lab) if TIDES in line]
    assert found == [
        f"{TIDES}:{line_of(project, 'id: forces')}: week 1 (forces) has no lab;"
        " write one: syllabook new lab tides forces NAME",
        f"{TIDES}:{line_of(project, 'id: storms')}: week 3 (storms) has no lab;"
        " write one: syllabook new lab tides storms NAME",
    ]


def test_a_week_without_objectives(project: Path) -> None:
    knots = "courses/knots/course.yml"
    assert [line.split(";")[0] for line in lines(project, weeks.week_without_objectives)] == [
        f"{knots}:{line_of(project, '{id: loops', knots)}: week 1 (loops) has no objectives",
        f"{knots}:{line_of(project, '{id: links', knots)}: week 2 (links) has no objectives",
    ]


def test_a_week_without_required_reading(project: Path) -> None:
    edit(project / TIDES, "role: required, locator", "role: optional, locator")
    found = lines(project, weeks.week_without_required_reading)
    assert [line.split(": ")[1].split(";")[0] for line in found] == [
        "week 2 (links) has no required reading",
        "week 2 (basins) has no required reading",
        "week 3 (storms) has no required reading",
    ]


class TestObjectives:
    def test_the_problem_stands_at_the_objective(self, project: Path) -> None:
        edit(project / TIDES, "[Derive the tidal force.]", "[Derive it., Know the tidal force.]")
        [line] = lines(project, weeks.objective_without_verb)
        assert line == (
            f"{TIDES}:{line_of(project, 'Know the')}: nobody can observe that students"
            ' "know"; say what they do: Explain, Derive, Measure, ...'
        )

    @pytest.mark.parametrize(
        "objective",
        [
            "Derive the tidal force.",
            "*Derive* the force",
            "Optimize a network.",
            "Analyse and analyze it.",
            "Carefully measure the rate.",
            "apply it",
            "Fine-tune a model.",
        ],
    )
    def test_verbs_of_doing(self, objective: str) -> None:
        assert objective_fault(objective) is None

    @pytest.mark.parametrize(
        ("objective", "fault"),
        [
            ("Understand tides.", 'nobody can observe that students "understand"'),
            ("Learn about tides.", 'nobody can observe that students "learn about"'),
            ("Be familiar with tides", 'nobody can observe that students "be familiar with"'),
            ("Realize that it is hard", 'nobody can observe that students "realize"'),
            ("To explain tides", 'the objective says "To" before what is done'),
            (
                "Students will be able to explain tides",
                'the objective says "Students will be able to" before what is done',
            ),
            ("The tidal force.", 'the objective starts with "The", which is no verb of doing'),
            ("$F = ma$", 'the objective starts with "F", which is no verb of doing'),
            ("2 + 2", 'the objective starts with "2 + 2", which is no verb of doing'),
        ],
    )
    def test_other_beginnings(self, objective: str, fault: str) -> None:
        found = objective_fault(objective)
        assert found is not None
        assert found[0] == fault

    def test_a_preamble_is_taken_off_in_the_fix(self) -> None:
        assert objective_fault("Be able to explain tides.") == (
            'the objective says "Be able to" before what is done',
            'start with the verb: "Explain tides."',
        )

    def test_a_slip_of_the_finger(self) -> None:
        fault = objective_fault("Derrive the force")
        assert fault is not None
        assert fault[1].startswith('did you mean "derive"?')

    def test_knowledge_is_a_word_of_its_own(self) -> None:
        """ "know" is not the beginning of any word that begins so."""
        fault = objective_fault("Knowledge of tides")
        assert fault is not None
        assert "no verb of doing" in fault[0]

    def test_other_languages_are_left_alone(self, project: Path) -> None:
        edit(project / TIDES, "title: Tides\n", "title: Tides\nlanguage: de\n")
        edit(project / TIDES, "Derive the tidal force.", "Die Gezeitenkraft herleiten.")
        assert lines(project, weeks.objective_without_verb) == []

    @given(st.text(max_size=60))
    def test_any_text_gets_an_answer(self, text: str) -> None:
        fault = objective_fault(text)
        assert fault is None or all(fault)


class TestReadingLoad:
    def test_given_minutes_and_pages(self, project: Path) -> None:
        edit(project / TIDES, "title: Tides\n", "title: Tides\nlimits: {reading_minutes: 100}\n")
        edit(
            project / TIDES,
            "      - {query:",
            "      - {paper: thomson1867vortex, role: required}\n      - {query:",
        )
        [line] = lines(project, weeks.reading_load)  # pages 94--105, four minutes each
        place = line_of(project, "readings:\n      - {paper: newton")
        assert line == (
            f"{TIDES}:{place}: week 1 (forces) asks for 108 minutes of required reading"
            " (48 of them estimated from 12 pages); the limit is 100: make a reading optional,"
            " give it a locator and minutes, or raise limits: reading_minutes"
        )

    def test_pages_count_as_the_course_says(self, project: Path) -> None:
        edit(
            project / TIDES,
            "title: Tides\n",
            "title: Tides\nlimits: {reading_minutes: 100, minutes_per_page: 3}\n",
        )
        reading = "      - {paper: thomson1867vortex, role: required}\n      - {query:"
        edit(project / TIDES, "      - {query:", reading)
        assert lines(project, weeks.reading_load) == []  # 60 + 36

    @pytest.mark.parametrize("part", ["role: optional", "role: required, locator: Section 1"])
    def test_what_is_optional_or_read_in_part_is_not_estimated(
        self, project: Path, part: str
    ) -> None:
        edit(project / TIDES, "title: Tides\n", "title: Tides\nlimits: {reading_minutes: 60}\n")
        reading = f"      - {{paper: thomson1867vortex, {part}}}\n      - {{query:"
        edit(project / TIDES, "      - {query:", reading)
        assert lines(project, weeks.reading_load) == []

    @pytest.mark.parametrize(
        ("pages", "count"),
        [
            ("436–444", 9),
            ("94--105", 12),
            ("1263-72", 10),
            ("688–702.e13", 15),
            ("1–4, 7–8", 6),
            ("997", 0),
            ("e1234", 0),
            ("", 0),
            ("194-105", 0),
        ],
    )
    def test_page_ranges(self, pages: str, count: int) -> None:
        assert page_count(pages) == count
