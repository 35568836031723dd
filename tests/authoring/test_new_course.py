"""``syllabook new course``: from an empty folder to a site in one command."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from syllabook.authoring.new_course import next_monday, term_of
from syllabook.curriculum import load, read_project
from tests.authoring.conftest import Command, contents
from tests.conftest import run

NEW = ("new", "course", "waves", "--title", "Waves: a course", "--weeks", "5")


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    folder = tmp_path / "empty"
    folder.mkdir()
    return folder


def test_an_empty_folder_becomes_a_project_without_problems(
    empty: Path, syllabook: Command
) -> None:
    done = syllabook(*NEW, "--start", "2030-03-06", cwd=empty)
    assert (done.code, done.stderr) == (0, "")
    curriculum = load(read_project(empty))
    assert curriculum.problems == ()
    assert curriculum.project.title == "Waves: a course"
    plan = curriculum.course("waves")
    assert plan.title == "Waves: a course"
    assert [(week.id, week.title) for week in plan.weeks][::4] == [
        ("topic_a", "Topic A"),
        ("topic_e", "Topic E"),
    ]
    assert all(week.pages[0].title == week.title for week in plan.weeks)
    assert plan.term is not None
    assert (plan.term.id, plan.term.title, plan.term.tentative) == (
        "2030-spring",
        "Spring 2030",
        True,
    )
    assert sum(part.percent for part in plan.course.assessment) == 100
    lines = (empty / "courses/waves/course.yml").read_text(encoding="utf-8").splitlines()
    assert sum(line.startswith("#") for line in lines) > 10


def test_a_second_course_leaves_the_project_as_it_is(project: Path, syllabook: Command) -> None:
    before = contents(project)
    done = syllabook(*NEW)
    assert (done.code, done.stderr) == (0, "")
    after = contents(project)
    assert {name: after[name] for name in before} == before
    assert all(name.startswith("courses/waves/") for name in after.keys() - before.keys())
    assert list(load(read_project(project)).courses) == ["tides", "knots", "waves"]


def test_a_course_that_is_there_is_kept(project: Path, syllabook: Command) -> None:
    before = contents(project)
    done = syllabook("new", "course", "knots", "--title", "Knots again")
    assert done.code == 1
    assert (
        "courses/knots/course.yml:0:0: is there already; use --force to write it anew"
        in done.stderr.splitlines()
    )
    assert contents(project) == before
    assert syllabook("new", "course", "knots", "--title", "Knots again", "--force").code == 0
    assert load(read_project(project)).course("knots").title == "Knots again"


def test_a_folder_with_other_things_in_it_is_left_alone(empty: Path, syllabook: Command) -> None:
    (empty / "thesis.tex").write_text("mine")
    done = syllabook(*NEW, cwd=empty)
    assert (done.code, done.stderr.splitlines()) == (
        1,
        [
            f"{empty.as_posix()}:0:0: no _config.yml here or in a folder above, and the folder is"
            " not empty; go to a syllabook project, or to an empty folder to begin one"
        ],
    )
    assert contents(empty) == {"thesis.tex": b"mine"}


def test_an_id_that_is_none_is_refused(empty: Path, syllabook: Command) -> None:
    done = syllabook("new", "course", "Big Waves", "--title", "W", cwd=empty)
    assert (done.code, done.stderr.splitlines()) == (
        1,
        [
            'courses/Big Waves/course.yml:0:0: "Big Waves" cannot be an id;'
            " use lower-case letters, digits and _, a letter first"
        ],
    )
    assert contents(empty) == {}


@pytest.mark.parametrize(
    ("day", "monday", "term"),
    [
        ("2030-03-03", "2030-03-04", "2030-spring"),
        ("2030-03-04", "2030-03-11", "2030-spring"),
        ("2030-08-30", "2030-09-02", "2030-autumn"),
        ("2030-07-04", "2030-07-08", "2030-summer"),
    ],
)
def test_the_term_begins_on_the_next_monday(day: str, monday: str, term: str) -> None:
    start = next_monday(dt.date.fromisoformat(day))
    assert (start.isoformat(), term_of(start)) == (monday, term)


@pytest.mark.book
def test_it_builds_at_once_without_warnings(empty: Path) -> None:
    assert run("syllabook", *NEW, cwd=empty).code == 0
    assert run("syllabook", "new", "lab", "waves", "topic_b", "a_lab", cwd=empty).code == 0
    done = run("syllabook", "build", "--strict", cwd=empty)
    assert (done.code, done.stderr) == (0, "")
    site = empty / "_build" / "html"
    assert (site / "courses/waves/weeks/topic_b/a_lab.html").exists()
    assert "1. Topic A" in (site / "courses/waves/index.html").read_text(encoding="utf-8")
