"""The command line as a person meets it: what it prints, where, and how it ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import Run, edit, run


def syllabook(project: Path, *arguments: str) -> Run:
    return run("syllabook", *arguments, cwd=project)


def one_line(done: Run) -> str:
    """The one line of an error; nothing on stdout, no traceback."""
    assert done.stdout == ""
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1, done.stderr
    return lines[0]


class TestUsage:
    @pytest.mark.parametrize(
        "arguments",
        [[], ["--help"], ["build", "--help"], ["syllabus", "-h"], ["papers", "search", "--help"]],
    )
    def test_help_says_how_to_use_it(self, project: Path, arguments: list[str]) -> None:
        done = syllabook(project, *arguments)
        assert "Usage:" in done.stdout + done.stderr
        assert "Traceback" not in done.stderr

    @pytest.mark.parametrize(
        "arguments",
        [
            ["bulid"],
            ["syllabus"],
            ["syllabus", "tides", "--paper", "a5"],
            ["papers", "export", "--format", "bibtext"],
            ["papers", "import"],
        ],
    )
    def test_wrong_usage_ends_with_2(self, project: Path, arguments: list[str]) -> None:
        done = syllabook(project, *arguments)
        assert done.code == 2
        assert "Traceback" not in done.stderr

    def test_outside_a_project(self, tmp_path: Path) -> None:
        done = syllabook(tmp_path, "check")
        assert done.code == 1
        assert "no _config.yml here or in a folder above; go to a syllabook project" in one_line(
            done
        )

    def test_output_in_a_pipe_has_no_colours_and_whole_lines(self, project: Path) -> None:
        done = syllabook(project, "papers", "search")
        assert "\x1b" not in done.stdout
        assert len(done.stdout.splitlines()) == 5


class TestSyllabus:
    def test_with_and_without_a_term(self, project: Path) -> None:
        done = syllabook(project, "syllabus", "tides", "--term", "2030-spring", "-o", "t.pdf")
        assert (done.code, done.stdout) == (0, "t.pdf\n")
        assert (project / "t.pdf").read_bytes().startswith(b"%PDF")
        assert syllabook(project, "syllabus", "tides").stdout == "tides-syllabus.pdf\n"

    def test_the_same_input_gives_the_same_bytes(self, project: Path) -> None:
        for name in ("one.pdf", "two.pdf"):
            syllabook(project, "syllabus", "tides", "-o", name)
        assert (project / "one.pdf").read_bytes() == (project / "two.pdf").read_bytes()

    def test_an_unknown_course_or_term(self, project: Path) -> None:
        done = syllabook(project, "syllabus", "tide")
        assert done.code == 1
        assert one_line(done) == 'courses:0:0: unknown course "tide"; did you mean "tides"?'
        done = syllabook(project, "syllabus", "tides", "-t", "2030-sprin")
        assert one_line(done) == (
            'courses/tides/terms:0:0: unknown term "2030-sprin"; did you mean "2030-spring"?'
        )

    def test_a_broken_outline_leaves_the_old_pdf(self, project: Path) -> None:
        syllabook(project, "syllabus", "tides", "-o", "t.pdf")
        before = (project / "t.pdf").read_bytes()
        edit(project / "courses/tides/course.yml", "percent: 60", "percent: sixty")
        done = syllabook(project, "syllabus", "tides", "-o", "t.pdf")
        assert done.code == 1
        assert 'should be a whole number, not "sixty"' in done.stderr
        assert (project / "t.pdf").read_bytes() == before


class TestPapers:
    def test_search_uses_the_query_language(self, project: Path) -> None:
        done = syllabook(project, "papers", "search", "topic:tides year:..1900 sort:year", "--keys")
        assert done.stdout.split() == ["newton1687principia", "thomson1881tides"]
        done = syllabook(project, "papers", "search", "read-in:knots", "--keys")
        assert done.stdout.split() == ["thomson1867vortex"]

    def test_a_query_that_cannot_be_read_points_at_the_place(self, project: Path) -> None:
        done = syllabook(project, "papers", "search", "topic:tides yaer:2000")
        assert done.code == 1
        line = one_line(done)
        assert line.startswith("query:1:13: ")
        assert 'did you mean "year"?' in line

    def test_a_query_that_draws_nothing(self, project: Path) -> None:
        done = syllabook(project, "papers", "search", "quaternions")
        assert done.code == 1
        assert '"quaternions" draws nothing' in one_line(done)

    def test_show_names_links_weeks_and_place(self, project: Path) -> None:
        done = syllabook(project, "papers", "show", "proudman1953dynamical")
        assert "read in Tides, week 2 (Basins that resonate), required" in done.stdout
        assert "stands in readings/all.bib:26" in done.stdout
        assert "@book{proudman1953dynamical," in done.stdout

    def test_show_an_unknown_paper(self, project: Path) -> None:
        done = syllabook(project, "papers", "show", "newton1687principa")
        assert one_line(done) == (
            'readings:0:0: unknown paper "newton1687principa"; did you mean "newton1687principia"?'
        )

    def test_stats(self, project: Path) -> None:
        done = syllabook(project, "papers", "stats")
        first = "5 papers; 4 read in a course, 1 not yet; 4 without a link, 0 without a topic"
        assert done.stdout.splitlines()[0] == first

    def test_export_in_every_format(self, project: Path) -> None:
        bib = syllabook(project, "papers", "export", "read-in:tides", "-f", "biblatex").stdout
        assert "@book{newton1687principia," in bib
        items = json.loads(syllabook(project, "papers", "export", "-f", "csl-json").stdout)
        assert {item["id"] for item in items} >= {"unread1999paper"}
        ris = syllabook(project, "papers", "export", "key:newton1687principia", "-f", "ris").stdout
        assert "U1  - required" in ris
        assert "N1  - the argument from differences" in ris

    def test_import_adds_what_is_new_and_tells_the_rest(self, project: Path) -> None:
        source = project / "zotero.bib"
        source.write_text(
            "---\n---\n@string{sea = {Journal of the Sea}}\n"
            '@article{new2001, title={Ebb {\\`a} la mode}, author={M{\\"u}ller, Eva},'
            " journal=sea, year=2001}\n"
            "@book{other, title={Dynamical Oceanography}, author={Proudman, J.}, year=1953}\n"
            "@misc{broken, title={No end}\n",
            encoding="utf-8",
        )
        before = (project / "readings/all.bib").read_bytes()
        done = syllabook(project, "papers", "import", "zotero.bib", "--into", "readings/all.bib")
        assert done.code == 1
        assert "zotero.bib:6:" in done.stderr
        assert "same title and first author as proudman1953dynamical" in done.stdout
        assert "1 added to readings/all.bib, 1 left out" in done.stdout
        assert (project / "readings/all.bib").read_bytes().startswith(before)
        shown = syllabook(project, "papers", "show", "new2001").stdout
        assert "Müller, E. (2001). Ebb à la mode. Journal of the Sea." in shown

    def test_import_writes_only_into_readings(self, project: Path) -> None:
        (project / "a.bib").write_text("@misc{a, title={A}}")
        done = syllabook(project, "papers", "import", "a.bib", "--into", "../elsewhere.bib")
        assert done.code == 2
        assert "name a .bib file of readings/" in done.stderr


class TestCheck:
    def test_problems_go_to_stderr_and_the_count_to_stdout(self, project: Path) -> None:
        edit(
            project / "courses/tides/course.yml",
            "unit: causes\n    title",
            "unit: cause\n    title",
        )
        done = syllabook(project, "check")
        assert done.code == 1
        expected = 'courses/tides/course.yml:21:11: unknown unit "cause"; did you mean "causes"?'
        assert expected in done.stderr.splitlines()
