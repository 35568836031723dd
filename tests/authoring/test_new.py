"""``syllabook new week|lab|term``: what is made, what is refused, and that nothing is half-done."""

from __future__ import annotations

import ast
import difflib
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from syllabook.authoring.new_week import new_week
from syllabook.checks import run_checks
from syllabook.curriculum import Curriculum, load, read_project
from syllabook.foundation.problems import errors
from syllabook.notebooks import student_notebook
from tests.authoring.conftest import Command, contents
from tests.conftest import ROOT, edit

TIDES = "courses/tides"


def model(root: Path) -> Curriculum:
    curriculum = load(read_project(root))
    assert errors(curriculum.problems) == []
    return curriculum


class TestWeek:
    def test_it_is_in_the_outline_in_its_unit_and_has_a_lecture(
        self, project: Path, syllabook: Command
    ) -> None:
        done = syllabook("new", "week", "tides", "moons", "--title", "Other: moons", "--unit",
                         "causes")  # fmt: skip
        assert (done.code, done.stderr) == (0, "")
        assert done.stdout.splitlines() == [
            f"wrote     {TIDES}/course.yml",
            f"wrote     {TIDES}/weeks/moons/index.md",
        ]
        plan = model(project).course("tides")
        assert [week.id for week in plan.weeks] == ["forces", "moons", "basins", "storms"]
        week = plan.weeks[1]
        assert (week.title, week.unit.id, week.pages[0].title) == (
            "Other: moons",
            "causes",
            "Other: moons",
        )

    @pytest.mark.parametrize(
        ("options", "order"),
        [
            ([], ["forces", "basins", "storms", "moons"]),
            (["--after", "basins"], ["forces", "basins", "moons", "storms"]),
            (["--after", "forces", "--unit", "effects"], ["forces", "moons", "basins", "storms"]),
        ],
    )
    def test_where_it_goes(
        self, project: Path, syllabook: Command, options: list[str], order: list[str]
    ) -> None:
        assert syllabook("new", "week", "tides", "moons", "--title", "M", *options).code == 0
        assert [week.id for week in model(project).course("tides").weeks] == order

    def test_the_first_week_of_an_empty_unit_follows_the_units_before_it(
        self, project: Path, syllabook: Command
    ) -> None:
        edit(project / TIDES / "course.yml", "units:\n", "units:\n  - {id: start, title: Start}\n")
        assert (
            syllabook("new", "week", "tides", "hello", "--title", "H", "--unit", "start").code == 0
        )
        assert model(project).course("tides").weeks[0].id == "hello"

    @pytest.mark.parametrize("course_id", ["science_of_ai", "ai_for_science"])
    def test_only_new_lines_appear_in_the_real_outlines(
        self, tmp_path: Path, course_id: str
    ) -> None:
        real = ROOT / "courses" / course_id / "course.yml"
        copy = tmp_path / "courses" / course_id / "course.yml"
        copy.parent.mkdir(parents=True)
        shutil.copy(real, copy)
        new_week(tmp_path, course_id, "one_more", "One more", after="introduction")
        changed = [
            line
            for line in difflib.unified_diff(
                real.read_text().splitlines(), copy.read_text().splitlines(), n=0, lineterm=""
            )
            if not line.startswith(("---", "+++", "@@"))
        ]
        assert changed == [
            "+  - id: one_more",
            "+    unit: intro",
            "+    title: One more",
            '+    question: ""',
            "+    topics: []",
            "+    objectives: []",
            "+    readings: []",
            "+",
        ]

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            (["tide", "x", "--title", "X"],
             'courses:0:0: unknown course "tide"; did you mean "tides"?'),
            (["tides", "x", "--title", "X", "--unit", "cause"],
             f'{TIDES}/course.yml:16:1: unknown unit "cause"; did you mean "causes"?'),
            (["tides", "x", "--title", "X", "--after", "force"],
             f'{TIDES}/course.yml:19:1: unknown week "force"; did you mean "forces"?'),
            (["tides", "basins", "--title", "X"],
             f'{TIDES}/course.yml:30:9: there is a week "basins" already;'
             " choose another id, or edit this week"),
            (["tides", "Big Waves", "--title", "X"],
             f'{TIDES}/course.yml:0:0: "Big Waves" cannot be an id;'
             " use lower-case letters, digits and _, a letter first"),
            (["tides", "x", "--title", " "],
             f'{TIDES}/course.yml:0:0: "title" is empty; write it or leave the key out'),
            (["tides", "x", "--title", "X", "--after", "basins", "--unit", "causes"],
             f'{TIDES}/course.yml:19:1: a week of unit "causes" cannot stand after "basins";'
                " leave out --unit or --after",
            ),
        ],
        ids=["course", "unit", "after", "taken", "no id", "no title", "unit in two parts"],
    )  # fmt: skip
    def test_what_is_refused_changes_nothing(
        self, project: Path, syllabook: Command, arguments: list[str], message: str
    ) -> None:
        before = contents(project)
        done = syllabook("new", "week", *arguments)
        assert (done.code, done.stderr.splitlines()) == (1, [message])
        assert contents(project) == before

    def test_a_lecture_that_is_there_already_is_kept(
        self, project: Path, syllabook: Command
    ) -> None:
        lecture = project / TIDES / "weeks" / "moons" / "index.md"
        lecture.parent.mkdir()
        lecture.write_text("# Mine\n")
        assert syllabook("new", "week", "tides", "moons", "--title", "Moons").code == 0
        assert lecture.read_text() == "# Mine\n"
        assert model(project).course("tides").week("moons") is not None

    def test_a_term_that_is_too_short_now_is_named(self, project: Path, syllabook: Command) -> None:
        with (project / TIDES / "terms" / "2030-spring.yml").open("a") as term:
            term.write("weeks: 3\n")
        done = syllabook("new", "week", "tides", "moons", "--title", "Moons")
        assert done.code == 0
        assert "4 weeks do not fit the 3 teaching weeks" in done.stderr


def put_on_github(project: Path, repository: str) -> None:
    """The project as a clone of a repository on GitHub, with launch buttons."""
    (project / ".git").mkdir(exist_ok=True)
    url = f'[remote "origin"]\n\turl = https://github.com/{repository}.git\n'
    (project / ".git" / "config").write_text(url, encoding="utf-8")
    config = project / "_config.yml"
    text = config.read_text(encoding="utf-8")
    if "launch_buttons" not in text:
        buttons = (
            "launch_buttons:\n  colab_url: https://colab.research.google.com\n"
            "  binderhub_url: https://mybinder.org\n"
        )
        config.write_text(buttons + text, encoding="utf-8")


class TestLab:
    @pytest.fixture
    def notebook(self, project: Path, syllabook: Command) -> nbformat.NotebookNode:
        done = syllabook("new", "lab", "tides", "forces", "two_bulges", "--title", "Two bulges")
        assert (done.code, done.stderr) == (0, "")
        path = project / TIDES / "weeks" / "forces" / "two_bulges.ipynb"
        found: nbformat.NotebookNode = nbformat.read(path, nbformat.NO_CONVERT)  # type: ignore[no-untyped-call]
        return found

    def test_it_has_the_pattern_of_a_lab(self, notebook: nbformat.NotebookNode) -> None:
        nbformat.validate(notebook)
        text = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
        assert re.findall(r"^## (.+)$", text, re.MULTILINE) == [
            "Question",
            "Toy model",
            "Observables",
            "Prediction",
            "Experiment",
            "Result against prediction",
            "Vary it",
            "Exercises",
            "Open question",
        ]
        first = notebook.cells[0].source
        assert first.startswith("# Lab: Two bulges\n")
        assert (
            "It belongs to the week *Forces of the Moon*, which reads"
            " {cite:t}`newton1687principia`, {cite:t}`unread1999paper` and"
            " {cite:t}`proudman1953dynamical`."
        ) in first
        assert "- Derive the tidal force." in first

    def test_it_leads_to_colab_and_binder_of_the_checkouts_repository(
        self, project: Path, syllabook: Command
    ) -> None:
        put_on_github(project, "someone/fork")
        assert syllabook("new", "lab", "tides", "forces", "two_bulges").code == 0
        path = project / TIDES / "weeks" / "forces" / "two_bulges.ipynb"
        cell = json.loads(path.read_text(encoding="utf-8"))["cells"][1]
        assert cell["id"] == "launch"
        text = "".join(cell["source"])
        where = "courses/tides/weeks/forces/two_bulges.ipynb"
        assert f"(https://colab.research.google.com/github/someone/fork/blob/main/{where})" in text
        assert "(https://mybinder.org/v2/gh/someone/fork/main?urlpath=lab%2Ftree%2F" in text

    def test_in_a_fork_the_check_mends_where_it_leads(
        self, project: Path, syllabook: Command
    ) -> None:
        put_on_github(project, "someone/original")
        assert syllabook("new", "lab", "tides", "forces", "two_bulges").code == 0
        put_on_github(project, "else/fork")
        found = syllabook("check", "--only", "launch-links")
        assert "two_bulges.ipynb:0:0: warning: cell 2: opens another repository's copy" in (
            found.stdout + found.stderr
        )
        mended = syllabook("check", "--only", "launch-links", "--fix")
        assert mended.code == 0
        path = project / TIDES / "weeks" / "forces" / "two_bulges.ipynb"
        text = path.read_text(encoding="utf-8")
        assert "someone/original" not in text
        assert "gh/else/fork/main" in text
        assert "opens another" not in syllabook("check", "--only", "launch-links").stdout

    def test_it_has_a_claim_a_solution_alt_texts_and_a_kernel(
        self, notebook: nbformat.NotebookNode
    ) -> None:
        code = {cell.id: cell for cell in notebook.cells if cell.cell_type == "code"}
        claims = [cell for cell in code.values() if cell.metadata.get("tags") == ["claim"]]
        assert len(claims) == 3
        assert all("assert " in claim.source for claim in claims)
        assert "swing" in code["figure"].metadata.mystnb.image.alt
        assert notebook.metadata.kernelspec.name == "python3"
        student = student_notebook(json.loads(json.dumps(notebook)))
        assert "periods_of(gammas)" in json.dumps(student)
        assert "duration=20.0" not in json.dumps(student)
        for cell in code.values():
            ast.parse(cell.source)

    def test_checks_find_nothing_but_that_it_was_not_executed(
        self, project: Path, notebook: nbformat.NotebookNode
    ) -> None:
        (project / "constraints-labs.txt").write_text("numpy==2.4.6\nmatplotlib==3.11.2\n")
        found = [
            problem.message
            for problem in run_checks(model(project))
            if problem.file.endswith("two_bulges.ipynb")
        ]
        assert all("executed" in message or "digest" in message for message in found), found
        assert found

    def test_it_runs_as_it_is(self, project: Path, notebook: nbformat.NotebookNode) -> None:
        python = python_with_matplotlib()
        code = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
        done = subprocess.run(
            [python, "-W", "error", "-c", f"import matplotlib; matplotlib.use('pdf')\n{code}"],
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert done.stdout.splitlines()[0] == "predicted: period 3.14553, decay rate 0.10000"

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            (["tides", "force", "x"],
             f'{TIDES}/course.yml:0:0: unknown week "force"; did you mean "forces"?'),
            (["tides", "forces", "My lab"],
             f'{TIDES}/weeks/forces:0:0: "My lab" cannot be the name of a lab;'
             " use lower-case letters, digits and _, a letter first"),
            (["tides", "basins", "basin.ipynb"],
             f"{TIDES}/weeks/basins/basin.ipynb:0:0: is there already;"
             " use --force to write it anew"),
        ],
        ids=["week", "name", "there"],
    )  # fmt: skip
    def test_what_is_refused_changes_nothing(
        self, project: Path, syllabook: Command, arguments: list[str], message: str
    ) -> None:
        before = contents(project)
        done = syllabook("new", "lab", *arguments)
        assert (done.code, done.stderr.splitlines()) == (1, [message])
        assert contents(project) == before

    def test_force_writes_it_anew(self, project: Path, syllabook: Command) -> None:
        assert syllabook("new", "lab", "tides", "basins", "basin", "--force").code == 0
        lab = project / TIDES / "weeks" / "basins" / "basin.ipynb"
        assert "# Lab: Basin" in lab.read_text()


def python_with_matplotlib() -> str:
    """This Python, or that of the labs; building the site needs neither NumPy nor Matplotlib."""
    for python in (sys.executable, str(ROOT / ".venv-labs" / "bin" / "python")):
        wanted = [python, "-c", "import numpy, matplotlib"]
        if Path(python).exists():
            done = subprocess.run(wanted, capture_output=True, check=False)
            if done.returncode == 0:
                return python
    pytest.skip("NumPy and Matplotlib are not installed; scripts/labs installs them")


class TestTerm:
    def test_rules_are_taken_over_dates_and_people_are_not(
        self, project: Path, syllabook: Command
    ) -> None:
        (project / TIDES / "terms" / "2030-spring.yml").write_text(
            "# A term.\nid: 2030-spring\ntitle: Spring 2030\nstart: 2030-03-04   # a Monday\n"
            "timezone: Europe/Berlin\n"
            'meetings: [{day: tuesday, start: "10:15", end: "11:45"}]   # the usual\n'
            "place: Harbour 1\nholidays: {country: DE, rule: skip}\n"
            "exclude: [{date: 2030-03-12, reason: Fair}]\n"
            "make_up: [{date: 2030-03-14, week: basins}]\n"
            "overrides: [{week: storms, dates: [2030-03-21]}]\n"
            "staff: [{name: Tim Ide}]\n"
            "solutions: 2030-06-30\n"
        )
        done = syllabook("new", "term", "tides", "2031-spring", "--start", "2031-03-03")
        assert (done.code, done.stderr) == (0, "")
        assert (project / TIDES / "terms" / "2031-spring.yml").read_text() == (
            "# A term.\nid: 2031-spring\ntitle: Spring 2031\nstart: 2031-03-03   # a Monday\n"
            "tentative: true\ntimezone: Europe/Berlin\n"
            'meetings: [{day: tuesday, start: "10:15", end: "11:45"}]   # the usual\n'
            "place: Harbour 1\nholidays: {country: DE, rule: skip}\n"
        )
        plan = model(project).offering("tides", "2031-spring")
        meeting = plan.weeks[0].dates
        assert meeting is not None
        assert str(meeting.meetings[0].date) == "2031-03-04"

    def test_the_site_shows_it_if_asked_to(self, project: Path, syllabook: Command) -> None:
        outline = project / TIDES / "course.yml"
        old = outline.read_text()
        syllabook("new", "term", "tides", "2031-spring", "--start", "2031-03-03")
        assert outline.read_text() == old
        done = syllabook("new", "term", "tides", "2032-autumn", "--start", "2032-09-06", "--show",
                         "--from", "2030-spring", "--title", "Autumn at sea")  # fmt: skip
        assert done.code == 0
        assert outline.read_text() == old.replace("term: 2030-spring", "term: 2032-autumn")
        shown = model(project).course("tides").term
        assert shown is not None
        assert (shown.id, shown.title, shown.place) == ("2032-autumn", "Autumn at sea", "Harbour 1")

    def test_a_course_without_a_term_gets_its_first(
        self, project: Path, syllabook: Command
    ) -> None:
        done = syllabook("new", "term", "knots", "2031-spring", "--start", "2031-03-03", "--show")
        assert (done.code, done.stderr) == (0, "")
        term = model(project).course("knots").term
        assert term is not None
        assert (term.title, term.tentative, term.meetings) == ("Spring 2031", True, ())

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            (["tides", "2030-spring"],
             f"{TIDES}/terms/2030-spring.yml:0:0: is there already; use --force to write it anew"),
            (["tides", "2031-spring", "--from", "2030-sprin"],
             f'{TIDES}/terms:0:0: unknown term "2030-sprin"; did you mean "2030-spring"?'),
            (["tides", "Next Term"],
             f'{TIDES}/terms/Next Term.yml:0:0: "Next Term" cannot be a term\'s id;'
             " use lower-case letters, digits, - and _"),
        ],
        ids=["there", "from", "id"],
    )  # fmt: skip
    def test_what_is_refused_changes_nothing(
        self, project: Path, syllabook: Command, arguments: list[str], message: str
    ) -> None:
        before = contents(project)
        done = syllabook("new", "term", *arguments, "--start", "2031-03-03", "--show")
        assert (done.code, done.stderr.splitlines()) == (1, [message])
        assert contents(project) == before
