"""Solutions come out of a lab, whole, and nothing else does."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syllabook.notebooks.comparison import differences, student_faults
from syllabook.notebooks.lectures import public_page
from syllabook.notebooks.public import public_notebook
from syllabook.notebooks.solutions import (
    CODE_STUB,
    MarkerError,
    segments,
    student_notebook,
    without_solutions,
)
from tests.notebooks.lab_files import DATA, LAB, code, notebook, read, source, text

BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"


def test_a_stub_takes_the_place_and_the_indentation_of_a_solution() -> None:
    before = f"def f(x):\n    {BEGIN}\n    y = x\n    return y\n    {END}\n\n\nprint(f(1))"
    stub = '    # YOUR CODE HERE\n    raise NotImplementedError("exercise")\n'
    after = f"def f(x):\n{stub}\n\nprint(f(1))"
    assert without_solutions(before, CODE_STUB) == after


def test_a_text_has_a_stub_of_its_own_and_other_languages_too() -> None:
    made = student_notebook(
        notebook(text(f"Why?\n\n{BEGIN}\nBecause.\n{END}"), code(f"%%bash\n{BEGIN}\nls\n{END}\n"))
    )
    assert [cell["source"] for cell in made["cells"]] == [
        "Why?\n\nYOUR ANSWER HERE",
        "%%bash\n# YOUR CODE HERE\n",
    ]


def test_markers_may_hide_in_html_comments_of_a_text() -> None:
    words = f"Why?\n<!-- {BEGIN} -->\nBecause.\n<!-- {END} -->\n"
    assert without_solutions(words, ["?"]) == "Why?\n?\n"


@pytest.mark.parametrize(
    ("words", "message", "line"),
    [
        (f"a\n{BEGIN}\nb", "begins here that never ends", 2),
        (f"a\n{END}\nb", "ends here that never began", 2),
        (f"{BEGIN}\n{BEGIN}\n{END}", "begins inside the one begun on line 1", 2),
        ("# begin solution\n1\n", "looks like a marker", 1),
        (f"{BEGIN}\n1\n### END SOLUTON", "looks like a marker", 3),
        ("BEGIN SOLUTIONS", "looks like a marker", 1),
    ],
)
def test_markers_in_doubt_stop_everything(words: str, message: str, line: int) -> None:
    with pytest.raises(MarkerError, match=message) as found:
        segments(words)
    assert found.value.line == line
    lab = notebook(text("ok"), code(words))
    for copying in (
        student_notebook,
        lambda made: public_notebook(made, show_solutions=False),
        lambda made: public_notebook(made, show_solutions=True),
    ):
        with pytest.raises(MarkerError) as failed:
            copying(lab)
        assert (failed.value.cell, failed.value.line) == (2, line)


def test_prose_about_solutions_is_no_marker() -> None:
    words = (
        "In the end, solutions matter.\nTo begin: solutions exist.\n# The end of a solution curve"
    )
    assert len(segments(words)) == 1


lines = st.lists(
    st.text(st.characters(codec="utf-8", exclude_characters="\n"), max_size=20).filter(
        lambda line: "solution" not in line.lower()
    ),
    max_size=4,
).map(lambda parts: "".join(f"{part}\n" for part in parts))


@given(
    st.lists(st.tuples(lines, lines, st.sampled_from(["", "    ", "\t"])), min_size=1, max_size=4),
    lines,
)
def test_whatever_stands_outside_stays_as_it_is(
    pairs: list[tuple[str, str, str]], last: str
) -> None:
    lab_text = (
        "".join(f"{out}{dent}{BEGIN}\n{inner}{dent}{END}\n" for out, inner, dent in pairs) + last
    )
    stubbed = "".join(f"{out}{dent}STUB\n" for out, _, dent in pairs) + last
    assert without_solutions(lab_text, ["STUB"]) == stubbed
    parts = segments(lab_text)
    assert [part.text for part in parts if part.solution] == [inner for _, inner, _ in pairs]


@given(st.lists(st.tuples(lines, lines), min_size=1, max_size=3), lines)
def test_stub_and_solution_differ_in_the_solution_only(
    pairs: list[tuple[str, str]], last: str
) -> None:
    words = "".join(f"{out}{BEGIN}\n{inner}{END}\n" for out, inner in pairs) + last
    lab = notebook(code(words, id="a"), text(words, id="b"))
    messages = [
        fault.message
        for fault in differences(lab, student_notebook(lab))
        if "once more" not in fault.message
    ]
    assert messages == []


def test_a_student_copy_keeps_claims_and_loses_outputs() -> None:
    lab = read(DATA / LAB)
    lab["cells"][2]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "42"}]
    lab["cells"][2]["execution_count"] = 3
    lab["cells"][2]["metadata"]["execution"] = {"iopub.status.busy": "2026-01-01"}
    lab["metadata"]["syllabook"] = {"digest": "x"}
    before = copy.deepcopy(lab)
    made = student_notebook(lab)
    assert lab == before
    assert made["cells"][2] == code(source(lab["cells"][2]), tags=["claim"], id="first")
    assert "syllabook" not in made["metadata"]
    assert made["cells"][0]["attachments"] == lab["cells"][0]["attachments"]
    assert student_faults(lab) == []


def test_what_tells_the_solution_goes_with_it() -> None:
    alt = {"mystnb": {"image": {"alt": "a line of slope two"}}}
    lab = notebook(
        code(f"x = 1\n{BEGIN}\nplot(x)\n{END}") | {"metadata": alt},
        text(
            f"See ![a](attachment:a.png)\n{BEGIN}\n![b](attachment:b.png)\n{END}",
            attachments={"a.png": {"image/png": "a"}, "b.png": {"image/png": "b"}},
        ),
    )
    made = student_notebook(lab)
    assert made["cells"][0]["metadata"] == {}
    assert list(made["cells"][1]["attachments"]) == ["a.png"]
    assert student_faults(lab) == []


def swap(made: dict[str, Any]) -> None:
    made["cells"].reverse()


def drop(made: dict[str, Any]) -> None:
    made["cells"].pop()


def edit(made: dict[str, Any]) -> None:
    made["cells"][1]["source"] = made["cells"][1]["source"].replace("csv", "tsv")


def edit_exercise(made: dict[str, Any]) -> None:
    made["cells"][4]["source"] += "\nprint(1)"


def leave_output(made: dict[str, Any]) -> None:
    made["cells"][1]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "1"}]


def leave_solution(made: dict[str, Any]) -> None:
    made["cells"][4]["source"] = read(DATA / LAB)["cells"][4]["source"]


def retag(made: dict[str, Any]) -> None:
    made["cells"][2]["metadata"]["tags"] = []


def new_id(made: dict[str, Any]) -> None:
    made["cells"][2]["id"] = "other"


def attach(made: dict[str, Any]) -> None:
    made["cells"][0]["attachments"]["dot.png"] = {"image/png": "other"}


def new_kernel(made: dict[str, Any]) -> None:
    made["metadata"]["kernelspec"] = {"name": "julia"}


@pytest.mark.parametrize(
    "change",
    [
        swap, drop, edit, edit_exercise, leave_output, leave_solution, retag, new_id, attach,
        new_kernel,
    ],
)  # fmt: skip
def test_a_copy_that_differs_elsewhere_is_found_out(change: Any) -> None:
    lab = read(DATA / LAB)
    made = student_notebook(lab)
    assert differences(lab, made) == []
    change(made)
    assert differences(lab, made)


SOLUTION = "answer = sum(k * k for k in range(10)) + offset"


@pytest.mark.parametrize(
    "elsewhere",
    [
        code(f"# {SOLUTION}"),
        text(f"The line `{SOLUTION}` does it."),
        code("1") | {"metadata": {"backup": [{"source": f"  {SOLUTION}\n"}]}},
    ],
)
def test_a_solution_that_stands_somewhere_else_too_is_found(elsewhere: dict[str, Any]) -> None:
    lab = notebook(code(f"{BEGIN}\n{SOLUTION}\n{END}"), elsewhere)
    (fault,) = student_faults(lab)
    assert fault.cell == 2
    assert SOLUTION in fault.message


def test_a_stub_that_is_no_python_is_found() -> None:
    lab = notebook(code(f"total = sum(\n{BEGIN}\n    [1, 2]\n{END}\n)"))
    (fault,) = student_faults(lab)
    assert (fault.cell, fault.message) == (1, "without its solution the cell is no valid Python")


def test_the_site_shows_a_stub_or_a_collapsed_solution() -> None:
    lab = read(DATA / LAB)
    lab["cells"][4]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "0.5"}]
    lab["cells"][5]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "kept"}]
    before = json.dumps(lab)

    hidden = public_notebook(lab, show_solutions=False)
    words = json.dumps(hidden)
    assert "solved.dat" not in words
    assert "potential" not in words
    assert "one half" not in words
    assert hidden["cells"][4]["outputs"] == []
    assert hidden["cells"][5]["outputs"] == lab["cells"][5]["outputs"]
    assert 'raise NotImplementedError("exercise")' in source(hidden["cells"][4])

    shown = public_notebook(lab, show_solutions=True)
    assert "SOLUTION" not in json.dumps(shown)
    exercise = shown["cells"][4]
    assert "solved.dat" in source(exercise)
    assert exercise["metadata"]["tags"] == ["hide-cell"]
    assert exercise["metadata"]["mystnb"]["code_prompt_show"] == "Show the solution"
    assert exercise["metadata"]["mystnb"]["image"]["alt"] == "both energies are one half"
    assert exercise["outputs"] == lab["cells"][4]["outputs"]
    assert "```{dropdown} Solution\n\nIt is kept because" in source(shown["cells"][3])
    assert json.dumps(lab) == before


def test_a_lab_without_solutions_is_shown_as_it_is() -> None:
    lab = notebook(text("# Lab"), code("1", outputs=[{"output_type": "stream", "text": "1"}]))
    assert public_notebook(lab, show_solutions=False) == lab
    assert public_notebook(lab, show_solutions=True) == lab


def test_lectures_lose_their_solutions_and_keep_their_lines() -> None:
    page = (DATA / "courses/springs/weeks/motion/index.md").read_text(encoding="utf-8")
    shown = public_page(page, show_solutions=False)
    assert "Towards rest" not in shown
    assert "two pi" not in shown
    assert "code in a solution" not in shown
    assert shown.count("\n") == page.count("\n")
    kept = [line for line in page.split("\n") if "{note}" in line or "in code stays" in line]
    assert all(line in shown for line in kept)
    assert public_page(page, show_solutions=True) == page


@pytest.mark.parametrize(
    "block",
    [
        "```{solution} ex1\nX\n```",
        ":::{dropdown} Solution\nX\n:::",
        "::::{exercise} One\n:::{dropdown} Solution to it\nX\n:::\n::::",
        "> ```{admonition} Solution\n> X\n> ```",
        "10. Task\n\n    ```{dropdown} SOLUTION\n    X\n    ```",
        "```{dropdown} Solution\nX",
        "```{figure} a.png\nA\n```\n\n```{dropdown} Solution\nX\n```",
        f"{BEGIN}\nX\n{END}",
    ],
)
def test_a_solution_is_found_wherever_it_stands(block: str) -> None:
    page = f"Before\n\n{block}\n\nAfter\n"
    shown = public_page(page, show_solutions=False)
    assert "X" not in shown
    assert "Before" in shown
    assert shown.count("\n") == page.count("\n")
    if block.rstrip().endswith(("`", ":", END)):
        assert "After" in shown


def test_what_only_looks_like_a_solution_stays() -> None:
    page = "```python\n# ```{dropdown} Solution\n```\n\n```{dropdown} Resolution\nX\n```\n"
    assert public_page(page, show_solutions=False) == page
