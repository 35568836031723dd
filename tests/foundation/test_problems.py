"""Problems: one line each, in file order, with a way out."""

import pytest

from syllabook.foundation.problems import Problem, ProblemsFound, did_you_mean, errors, suggest


def test_a_problem_reads_as_one_clickable_line() -> None:
    problem = Problem("courses/a/course.yml", 3, 5, 'unknown key "topcis"', "did you mean topics?")
    assert str(problem) == 'courses/a/course.yml:3:5: unknown key "topcis"; did you mean topics?'


def test_a_problem_without_a_fix_ends_after_the_message() -> None:
    assert str(Problem("a.yml", 1, 2, "wrong")) == "a.yml:1:2: wrong"


def test_a_message_over_several_lines_becomes_one_and_the_path_stays_as_it_is() -> None:
    assert (
        str(Problem("my  courses/a.yml", 1, 1, "a\n  b", "c\td"))
        == "my  courses/a.yml:1:1: a b; c d"
    )


def test_a_warning_says_so_and_does_not_stop_a_build() -> None:
    warning = Problem("a.yml", 1, 1, "odd", severity="warning")
    error = Problem("a.yml", 2, 1, "wrong")
    assert str(warning) == "a.yml:1:1: warning: odd"
    assert errors([error, warning]) == [error]


def test_problems_are_told_in_file_order_by_number_not_by_text() -> None:
    found = ProblemsFound(
        [Problem("b", 1, 1, "x"), Problem("a", 10, 1, "x"), Problem("a", 9, 2, "x")]
    )
    assert str(found) == "a:9:2: x\na:10:1: x\nb:1:1: x"


@pytest.mark.parametrize(
    ("word", "hint"),
    [
        ("complex_sytems", 'did you mean "complex_systems"?'),
        ("Complex_Systems", 'did you mean "complex_systems"?'),
        ("cooking", ""),
        ("", ""),
    ],
)
def test_did_you_mean_names_the_nearest_word_or_none(word: str, hint: str) -> None:
    assert did_you_mean(word, ["grokking_again", "complex_systems"]) == hint


def test_suggest_lists_what_is_known_when_nothing_is_near() -> None:
    assert suggest("x", ["beta", "alpha"], "unit") == "known: alpha, beta"
    assert suggest("x", [], "unit") == "there is no unit yet"
    many = [f"week{n:02}" for n in range(13)]
    assert suggest("x", many, "week") == f"known: {', '.join(many[:12])}, ..."
