"""``syllabook check`` on the command line: what it prints, where, and how it ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from syllabook.checks import CHECKS, Finding
from syllabook.checks.reports import as_github, as_json
from syllabook.foundation.problems import Problem
from tests.checks.looking import FORCES, TIDES
from tests.conftest import Run, edit, run

STORMS = "courses/tides/weeks/storms/index.md"


def check(root: Path, *arguments: str) -> Run:
    done = run("syllabook", "check", *arguments, cwd=root)
    assert "Traceback" not in done.stderr
    return done


@pytest.fixture
def calm(project: Path) -> Path:
    """The small project without errors: its lab was not run by syllabook."""
    (project / "courses/tides/weeks/basins/basin.ipynb").unlink()
    return project


def test_warnings_alone_end_with_0(calm: Path) -> None:
    done = check(calm)
    assert done.code == 0
    count, hint = done.stdout.splitlines()
    assert count == f"no errors, {len(done.stderr.splitlines())} warnings"
    assert hint == "1 of them can be mended with: syllabook check --fix"


def test_errors_end_with_1_and_name_the_check(calm: Path) -> None:
    with (calm / FORCES).open("a") as file:
        file.write("\n[a](x.md)\n")
    done = check(calm, "--only", "broken-link", "--only", "image-without-alt")
    assert (done.code, done.stdout) == (1, "1 error, no warnings\n")
    [line] = done.stderr.splitlines()
    assert line.startswith(f'{FORCES}:6:5: there is no file "x.md"; ')
    assert line.endswith(" [broken-link]")


def test_unknown_papers_are_in_the_output(calm: Path) -> None:
    edit(calm / TIDES, "paper: newton1687principia", "paper: newton1687principa")
    done = check(calm)
    assert done.code == 1
    assert (
        f'{TIDES}:27:17: unknown paper "newton1687principa"; did you mean "newton1687principia"?'
        in done.stderr.splitlines()
    )


def test_one_course_only(calm: Path) -> None:
    edit(calm / TIDES, "paper: newton1687principia", "paper: newton1687principa")
    done = check(calm, "knots")
    assert done.code == 0
    assert done.stderr
    assert "tides" not in done.stderr


def test_fix_mends_and_tells_what_is_left(calm: Path) -> None:
    done = check(calm, "--fix", "--only", "title-differs")
    assert (done.code, done.stdout) == (0, "no errors, no warnings\n")
    assert done.stderr == f"mended {STORMS}: wrote the heading: # Storm surges\n"
    assert (calm / STORMS).read_text().startswith("# Storm surges\n\nWind")


def test_without_fix_nothing_is_written(calm: Path) -> None:
    check(calm)  # makes the index of the library
    before = {path: path.read_bytes() for path in calm.rglob("*") if path.is_file()}
    check(calm)
    after = {path: path.read_bytes() for path in before}
    assert after == before


def test_fix_of_one_course_leaves_the_others_alone(calm: Path) -> None:
    done = check(calm, "knots", "--fix")
    assert "mended" not in done.stderr
    assert (calm / STORMS).read_text().startswith("# An old heading")


def test_json(calm: Path) -> None:
    done = check(calm, "--format", "json", "--only", "title-differs")
    assert done.code == 0
    assert json.loads(done.stdout) == [
        {
            "check": "title-differs",
            "severity": "warning",
            "file": STORMS,
            "line": 1,
            "column": 1,
            "message": 'the lecture is headed "An old heading", the outline says "Storm surges"',
            "fix": "write: # Storm surges",
            "fixable": True,
        }
    ]
    assert json.loads(check(calm, "-f", "json", "--only", "broken-link").stdout) == []


def test_github(calm: Path) -> None:
    done = check(calm, "--format", "github", "--only", "title-differs")
    assert done.stdout == (
        f'::warning file={STORMS},line=1,col=1::the lecture is headed "An old heading",'
        ' the outline says "Storm surges"; write: # Storm surges [title-differs]\n'
    )


def test_github_s_own_characters_are_escaped() -> None:
    problem = Problem("a,b:c%.md", 0, 0, "100% wrong\nreally::", "fix: it")
    assert as_github([Finding(problem, "x")]) == [
        "::error file=a%2Cb%3Ac%25.md::100%25 wrong%0Areally::; fix: it [x]"
    ]
    assert json.loads(as_json([Finding(problem, "x")]))[0]["message"] == "100% wrong\nreally::"


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (["tide"], 'did you mean "tides"?'),
        (["--only", "broken-links"], 'did you mean "broken-link"?'),
        (["--format", "xml"], "xml"),
        (["tides", "knots"], "unexpected"),
    ],
)
def test_wrong_usage_ends_with_2(calm: Path, arguments: list[str], hint: str) -> None:
    done = check(calm, *arguments)
    assert (done.code, done.stdout) == (2, "")
    assert hint in " ".join(done.stderr.replace("│", "").split())


def test_the_list_has_every_check_with_one_line(calm: Path) -> None:
    done = check(calm, "--list")
    assert done.code == 0
    shown = done.stdout.splitlines()
    assert [line.split()[0] for line in shown] == [check.name for check in CHECKS]
    assert all(len(line.split()) > 4 for line in shown)


def test_names_are_kebab_case_and_unique() -> None:
    names = [check.name for check in CHECKS]
    assert len(set(names)) == len(names)
    assert all(name.replace("-", "").isalpha() and name.islower() for name in names)


def test_outer_links_are_asked_on_request_only(calm: Path) -> None:
    """Without a network the command says so, and does not fail."""
    edit(calm / "readings/all.bib", "10.1000/unread", "")
    with (calm / FORCES).open("a") as file:
        file.write("\n[a](http://127.0.0.1:9/)\n")
    assert "127.0.0.1" not in check(calm).stderr
    for arguments in (["--links", "--only", "outer-links"], ["--only", "outer-links"]):
        done = check(calm, *arguments)
        assert done.code == 0
        [line] = done.stderr.splitlines()
        assert "1 link to 127.0.0.1:9 could not be tested: the host refuses connections" in line
