"""Each check of labs finds what it is for, names the cell, and says what to do."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from syllabook.checks import lab_contents, labs, run_checks
from syllabook.checks.registry import CheckFunction
from syllabook.checks.run import CHECKS
from syllabook.foundation.problems import Problem
from syllabook.notebooks.digest import digest, read_pins
from tests.notebooks.lab_files import (
    LAB,
    Notebook,
    as_bytes,
    code,
    copy_project,
    curriculum_of,
    notebook,
    read,
    text,
)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return copy_project(tmp_path / "project")


def stream(words: str, name: str = "stdout") -> dict[str, Any]:
    return {"output_type": "stream", "name": name, "text": [words]}


def ran(*cells: dict[str, Any]) -> Notebook:
    """A lab as if it had been executed."""
    made = notebook(*cells)
    counts = iter(range(1, 100))
    for cell in made["cells"]:
        if cell["cell_type"] == "code" and cell["execution_count"] is None:
            cell["execution_count"] = next(counts)
    return made


def found(root: Path, check: CheckFunction, lab: Notebook) -> list[Problem]:
    (root / LAB).write_bytes(as_bytes(lab))
    problems = check(curriculum_of(root))
    assert all(problem.file == LAB for problem in problems)
    assert all(problem.fix for problem in problems)
    return problems


def messages(root: Path, check: CheckFunction, *cells: dict[str, Any]) -> list[str]:
    return [problem.message for problem in found(root, check, ran(*cells))]


def test_a_lab_in_order_has_no_problem(root: Path) -> None:
    lab = read(root / LAB)
    counts = iter(range(1, 100))
    for cell in lab["cells"]:
        if cell["cell_type"] == "code":
            cell["execution_count"] = next(counts)
    lab["metadata"]["syllabook"] = {"digest": digest(lab, (root / LAB).parent, read_pins(root))}
    (root / LAB).write_bytes(as_bytes(lab))
    assert [
        str(problem) for problem in run_checks(curriculum_of(root)) if ".ipynb" in problem.file
    ] == []


def test_every_check_of_labs_is_registered() -> None:
    functions = {check.function for check in CHECKS}
    for module in (labs, lab_contents):
        for name, value in vars(module).items():
            if (
                callable(value)
                and getattr(value, "__module__", "") == module.__name__
                and (not name.startswith("_"))
            ):
                assert value in functions, name


def test_what_is_no_notebook_is_told_with_its_line(root: Path) -> None:
    (root / LAB).write_text('{\n "cells": [,]\n}')
    (problem,) = labs.not_a_notebook(curriculum_of(root))
    assert (problem.line, problem.column) == (2, 12)
    assert "is no notebook" in problem.message
    assert run_checks(curriculum_of(root)).count(problem) == 1


def test_cells_run_once_from_top_to_bottom(root: Path) -> None:
    check = labs.not_executed
    assert messages(root, check, code("1"), text("x"), code("2"), code(" ")) == []
    assert messages(root, check, code("1"), code("2", tags=["skip-execution"])) == []
    out = "cell 2: was executed out of order, or more than once"
    one, two = code("1"), code("2", execution_count=1)
    assert found(root, check, notebook(code("1", execution_count=2), two))[0].message == (
        "cell 1: was executed out of order, or more than once"
    )
    assert (
        found(root, check, notebook(code("1", execution_count=1), code("2", execution_count=5)))[
            0
        ].message
        == out
    )
    missing = found(root, check, notebook(code("1", execution_count=1), one))
    assert [problem.message for problem in missing] == ["cell 2: was not executed"]


def test_errors_in_outputs(root: Path) -> None:
    error = {"output_type": "error", "ename": "ValueError", "evalue": "no", "traceback": []}
    assert messages(root, labs.error_in_output, code("f()", outputs=[error])) == [
        "cell 1: ended with ValueError: no"
    ]
    assert (
        messages(
            root, labs.error_in_output, code("f()", outputs=[error], tags=["raises-exception"])
        )
        == []
    )


def test_stderr_is_a_warning(root: Path) -> None:
    lab = ran(text("a"), code("f()", outputs=[stream("FutureWarning: soon\nmore", "stderr")]))
    (problem,) = found(root, labs.stderr_in_output, lab)
    assert problem.severity == "warning"
    assert problem.message == "cell 2: wrote to stderr: FutureWarning: soon"


def test_stale_outputs(root: Path) -> None:
    lab = ran(code("1"))
    folder = (root / LAB).parent
    assert "carries no digest" in found(root, labs.stale_outputs, lab)[0].message
    lab["metadata"]["syllabook"] = {"digest": digest(lab, folder, read_pins(root))}
    assert found(root, labs.stale_outputs, lab) == []
    (folder / "states.csv").write_text("x,v\n")
    assert "outputs are stale" in found(root, labs.stale_outputs, lab)[0].message


def test_a_kernel_and_pins_are_needed(root: Path) -> None:
    lab = ran(code("import numpy, scipy, tools, os"))
    assert found(root, labs.no_kernel, lab) == []
    (problem,) = found(root, labs.library_not_pinned, lab)
    assert problem.message == "imports scipy, which is not pinned"
    del lab["metadata"]["kernelspec"]
    assert [p.message for p in found(root, labs.no_kernel, lab)] == ["names no kernel"]


def test_markers_that_do_not_pair_up(root: Path) -> None:
    assert messages(root, labs.solutions_not_separable, code("x\n### BEGIN SOLUTION\ny")) == [
        "cell 1, line 2: a solution begins here that never ends"
    ]


def test_fewer_than_three_claims_are_a_warning(root: Path) -> None:
    claim = code("assert True", tags=["claim"])
    assert messages(root, labs.few_claims, claim) == ["has 1 cell tagged claim"]
    assert messages(root, labs.few_claims, claim, claim, claim) == []


def test_figures_need_alt_text(root: Path) -> None:
    figure = {"output_type": "display_data", "data": {"image/png": "AA"}, "metadata": {}}
    bare = code("plot()", outputs=[figure])
    told = code("plot()", outputs=[figure]) | {
        "metadata": {"mystnb": {"image": {"alt": "A falling line."}}}
    }
    blank = code("plot()", outputs=[figure]) | {"metadata": {"mystnb": {"image": {"alt": " "}}}}
    odd = code("plot()", outputs=[figure]) | {"metadata": {"mystnb": "x"}}
    assert messages(root, labs.figure_without_alt, bare, told, blank, odd) == [
        f"cell {number}: makes a figure without alt text" for number in (1, 3, 4)
    ]


@pytest.mark.parametrize(
    "words",
    ["open('/home/ada/x.csv')", "'/Users/ada/x'", r"'C:\Users\ada\x'", "'D:/data/x.csv'",
     "x = '/root/y'", "'file:///home/ada'"],
)  # fmt: skip
def test_absolute_paths(root: Path, words: str) -> None:
    check = lab_contents.absolute_path
    (message,) = messages(root, check, code("1"), code(f"x = 1\n{words}"))
    assert message.startswith("cell 2, line 2: holds an absolute path: ")
    (message,) = messages(root, check, code("1", outputs=[stream(words)]))
    assert message.startswith("cell 1: its output holds an absolute path: ")


@pytest.mark.parametrize(
    "words",
    ["https://example.org/home/ada", "data/home/x.csv", r"$N:\mathcal{H}\to R$", "1/root/2",
     "~/home/x", "a ratio A:B/C"],
)  # fmt: skip
def test_what_is_no_absolute_path(root: Path, words: str) -> None:
    assert messages(root, lab_contents.absolute_path, text(words)) == []


TOKENS = {
    "an AWS key": "AKIA" + "ABCDEFGHIJKLMNOP",
    "a GitHub token": "ghp_" + "a1B2" * 9,
    "a GitLab token": "glpat-" + "a1B2" * 6,
    "a Hugging Face token": "hf_" + "a1B2" * 9,
    "a Slack token": "xoxb-" + "1234567890-abc",
    "a Google key": "AIza" + "a1B2c3D" * 5,
    "an API key": "sk-proj-" + "a1B2" * 8,
    "a private key": "-----BEGIN RSA " + "PRIVATE KEY-----",
    "a web token": "eyJhbGciOiJ9." + "eyJzdWIiOiJ9.abcdefghij",
    "a password": 'db_password = "' + 'hunter2hunter2"',
}


@pytest.mark.parametrize("kind", TOKENS)
def test_secrets_are_found_and_not_repeated(root: Path, kind: str) -> None:
    token = TOKENS[kind]
    for cell in (
        code(f"x = 1\nlogin({token!r})" if kind != "a password" else f"x = 1\n{token}"),
        code("1", outputs=[stream(f"using {token}")]),
        text(f"Use {token}."),
        text("x") | {"metadata": {"notes": [token]}},
    ):
        (message,) = messages(root, lab_contents.secret, cell)
        assert kind in message
        assert token not in message


@pytest.mark.parametrize(
    "words",
    ["token = os.environ['API_TOKEN']", 'api_key = "your-key-goes-here-123"', "sk-learn",
     "risk-adjusted-return-of-the-portfolio", 'tokens = ["a", "b"]', "secret = 'hello'"],
)  # fmt: skip
def test_what_is_no_secret(root: Path, words: str) -> None:
    assert messages(root, lab_contents.secret, code(words)) == []


def test_large_outputs(root: Path) -> None:
    def figure(size: int) -> dict[str, Any]:
        return {"output_type": "display_data", "data": {"image/png": "A" * size}, "metadata": {}}

    check = lab_contents.large_output
    assert messages(root, check, code("1", outputs=[figure(299_000)] * 3)) == []
    assert messages(root, check, code("1", outputs=[figure(400_000)])) == [
        "cell 1: has an output of 400 kB, more than 300 kB"
    ]
    assert messages(root, check, code("1", outputs=[figure(250_000)] * 5)) == [
        "its outputs take 1250 kB, more than 1000 kB"
    ]


def test_a_notebook_that_changes_is_read_again(root: Path) -> None:
    assert messages(root, labs.few_claims, code("1")) == ["has no cells tagged claim"]
    claim = code("assert True", tags=["claim"])
    (root / LAB).write_bytes(as_bytes(ran(claim, claim, claim)))
    os.utime(root / LAB, ns=(1, 1))
    assert labs.few_claims(curriculum_of(root)) == []
