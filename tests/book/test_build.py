"""A plain ``jupyter-book build`` of the small project, and what an edit rebuilds."""

from __future__ import annotations

import json
import os
import re
import shutil
from pathlib import Path

import pytest

from tests.conftest import Run, copy_project, edit, run

pytestmark = pytest.mark.book

TIDES = "courses/tides"
FORCES = f"{TIDES}/weeks/forces/index.html"
BASINS = f"{TIDES}/weeks/basins/index.html"
STORMS = f"{TIDES}/weeks/storms/index.html"


def jupyter_book(project: Path, *options: str) -> Run:
    return run("jupyter-book", "build", ".", *options, cwd=project)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    project = copy_project(tmp_path_factory.mktemp("site") / "project")
    done = jupyter_book(project, "-W", "--keep-going")
    assert done.code == 0, done.stderr
    return project / "_build" / "html"


def text(page: Path) -> str:
    """The words of a page's article, markup removed, white space folded."""
    html = page.read_text(encoding="utf-8")
    article = html[html.index("<article") : html.index("</article>")]
    plain = re.sub(r"<[^>]+>", "", article)
    for entity, character in (("&amp;", "&"), ("&#8217;", "’"), ("&quot;", '"')):
        plain = plain.replace(entity, character)
    return " ".join(plain.split())


class TestPages:
    def test_a_week_shows_the_outline_above_the_lecture(self, site: Path) -> None:
        page = text(site / FORCES)
        assert page.startswith("Forces of the Moon")
        for part in (
            "Tides · Causes · Week 1 · Tue 5 Mar, 10:15–11:45 (tentative)",
            "Why two bulges and not one?",
            "By the end of the week you can derive the tidal force.",
            "Required reading, 1 h Philosophiæ Naturalis Principia Mathematica Newton, I.",
            "60 min. the argument from differences",
            "Further reading (2)",
            "Handed out Problem set 1",
            "Next: 2. Basins that resonate",
        ):
            assert part in page

    def test_a_drawn_reading_says_by_which_query(self, site: Path) -> None:
        page = text(site / FORCES)
        assert "Dynamical Oceanography" in page
        assert "A Paper Nobody Reads & Übersees" in page
        assert "Drawn by topic:tides year:1900.." in page

    def test_the_title_is_the_outlines_whatever_the_lecture_says(self, site: Path) -> None:
        html = (site / STORMS).read_text(encoding="utf-8")
        assert "<title>Storm surges" in html
        assert "An old heading" not in html

    def test_a_week_directive_moves_the_card(self, site: Path) -> None:
        page = text(site / STORMS)
        assert page.count("Week 3") == 1
        assert page.index("Wind moves water.") < page.index("Week 3")

    def test_related_weeks_show_on_both_sides(self, site: Path) -> None:
        assert "Knots, week 1: Loops. both count turns" in text(site / BASINS)
        loops = text(site / "courses/knots/weeks/loops/index.html")
        assert "Tides, week 2: Basins that resonate. both count turns" in loops

    def test_citations_lead_to_the_library_and_carry_the_reference(self, site: Path) -> None:
        html = (site / FORCES).read_text(encoding="utf-8")
        anchor = "../../../../library.html#paper-newton1687principia"
        assert f'href="{anchor}"' in html
        page = text(site / FORCES)
        assert "Newton (1687) saw why" in page
        assert "(Newton, 1687; Thomson, 1881)" in page
        title = re.search(rf'<a[^>]*href="{re.escape(anchor)}"[^>]*title="([^"]+)"', html)
        assert title is not None
        assert "Philosophiæ Naturalis Principia Mathematica" in title[1]

    def test_citations_work_in_notebooks(self, site: Path) -> None:
        page = text(site / f"{TIDES}/weeks/basins/basin.html")
        assert "Lab: a basin" in page
        assert "Tides · Week 2: Basins that resonate · Download" in page
        assert "After Proudman (1953)." in page

    def test_the_library_names_where_each_paper_is_read_and_cited(self, site: Path) -> None:
        html = (site / "library.html").read_text(encoding="utf-8")
        entry = html[html.index('id="paper-proudman1953dynamical"') :]
        words = " ".join(re.sub(r"<[^>]+>", " ", entry[: entry.index("</li>")]).split())
        assert "Read in Tides, week 1 , further. Read in Tides, week 2 , required." in words
        assert "Cited in Lab: a basin , Basins that resonate ." in words
        assert 'id="paper-unread1999paper"' in html

    def test_schedule_reading_list_and_syllabus(self, site: Path) -> None:
        schedule = text(site / TIDES / "schedule.html")
        assert "Spring 2030, times in Europe/Berlin. The dates are tentative." in schedule
        assert "Problem set 1, Tue 12 Mar" in schedule
        assert "2. Basins that resonate" in text(site / TIDES / "readings.html")
        syllabus = text(site / TIDES / "syllabus.html")
        for part in ("Ada Wave 刘子鸣", "Policies (proposed)", "Problem sets 60 %", "Harbour 1"):
            assert part in syllabus

    def test_every_page_is_in_the_sidebar_in_the_outlines_order(self, site: Path) -> None:
        html = (site / FORCES).read_text(encoding="utf-8")
        sidebar = html[html.index("bd-sidebar-primary") : html.index("<article")]
        places = [
            sidebar.index(name)
            for name in (
                "Tides",
                "Schedule",
                "1. Forces of the Moon",
                "2. Basins that resonate",
                "3. Storm surges",
                "Knots",
                "Library",
            )
        ]
        assert places == sorted(places)


class TestFiles:
    def test_syllabus_pdfs_and_reading_lists_are_linked_and_there(self, site: Path) -> None:
        html = (site / TIDES / "index.html").read_text(encoding="utf-8")
        links = re.findall(r'class="sb-file" href="\.\./\.\./(downloads/[^"]+)"', html)
        assert "downloads/tides-2030-spring-syllabus-a4.pdf" in links
        assert "downloads/tides-readings.ris" in links
        for link in links:
            assert (site / link).stat().st_size > 0

    def test_every_paper_has_its_bibtex(self, site: Path) -> None:
        html = (site / FORCES).read_text(encoding="utf-8")
        assert 'href="../../../../bibtex/newton1687principia.bib"' in html
        record = (site / "bibtex" / "unread1999paper.bib").read_text(encoding="utf-8")
        assert record.startswith("@article{unread1999paper,")

    def test_ris_carries_importance_and_study_note(self, site: Path) -> None:
        ris = (site / "downloads" / "tides-readings.ris").read_text(encoding="utf-8")
        record = next(part for part in ris.split("ER  -") if "Principia" in part)
        assert "U1  - required" in record
        assert "N1  - Week 1, Forces of the Moon: the argument from differences" in record

    def test_the_maps_weeks_are_links(self, site: Path) -> None:
        html = (site / TIDES / "index.html").read_text(encoding="utf-8")
        assert re.search(r'<svg.*href="weeks/forces/index\.html".*</svg>', html, re.DOTALL)


class TestIncremental:
    """After an edit only the pages that show what changed are written again."""

    def written(self, project: Path) -> set[str]:
        """Build, and name the pages (not Sphinx's own) that were written."""
        out = project / "_build" / "html"
        before = {path: path.stat().st_mtime_ns for path in out.rglob("*.html")}
        done = jupyter_book(project)
        assert done.code == 0, done.stderr
        return {
            path.relative_to(out).as_posix()
            for path in out.rglob("*.html")
            if before.get(path) != path.stat().st_mtime_ns
            and path.name not in {"404.html", "genindex.html", "search.html"}
        }

    @pytest.fixture
    def built(self, site: Path, tmp_path: Path) -> Path:
        """The built project in a place of its own; a first build there settles paths."""
        project = tmp_path / "project"
        shutil.copytree(site.parent.parent, project, copy_function=shutil.copy2)
        assert jupyter_book(project).code == 0
        return project

    def test_nothing_changed(self, built: Path) -> None:
        assert self.written(built) == set()

    def test_an_objective_of_one_week(self, built: Path) -> None:
        edit(built / TIDES / "course.yml", "Compute a basin's period.", "Compute its period.")
        written = self.written(built)
        assert BASINS in written
        # the parent's toctree names the page, so Sphinx writes it too
        assert written <= {BASINS, f"{TIDES}/syllabus.html", f"{TIDES}/index.html", "index.html"}
        assert "compute its period" in text(built / "_build" / "html" / BASINS)

    def test_one_entry_of_a_bib(self, built: Path) -> None:
        edit(built / "readings/all.bib", "On Vortex Atoms", "On Vortex Rings")
        written = self.written(built)
        assert {"library.html", "courses/knots/weeks/loops/index.html"} <= written
        assert not any(page.startswith(f"{TIDES}/weeks") for page in written)
        assert "On Vortex Rings" in text(built / "_build/html/library.html")
        assert "On Vortex Rings" in (built / "_build/html/bibtex/thomson1867vortex.bib").read_text()

    def test_a_lecture_that_cites_anew_changes_the_library(self, built: Path) -> None:
        with (built / TIDES / "weeks/storms/index.md").open("a") as lecture:
            lecture.write("\nAs {cite:t}`thomson1867vortex` did not know.\n")
        written = self.written(built)
        assert {STORMS, "library.html"} <= written
        assert FORCES not in written
        assert "Cited in Loops, Storm surges" in text(built / "_build/html/library.html")

    def test_a_new_title_reaches_every_sidebar(self, built: Path) -> None:
        edit(built / TIDES / "course.yml", "title: Storm surges", "title: Surges and storms")
        written = self.written(built)
        assert {FORCES, BASINS, STORMS, "library.html"} <= written
        assert "3. Surges and storms" in (built / "_build/html" / FORCES).read_text()

    def test_a_notebook_dropped_into_a_week(self, built: Path) -> None:
        lab = built / TIDES / "weeks/basins/basin.ipynb"
        notebook = json.loads(lab.read_text())
        notebook["cells"][0]["source"] = ["# Another lab"]
        (lab.parent / "another.ipynb").write_text(json.dumps(notebook))
        written = self.written(built)
        assert f"{TIDES}/weeks/basins/another.html" in written
        assert "Another lab" in text(built / "_build/html" / BASINS)

    def test_another_term_gives_other_dates_and_another_pdf(self, built: Path) -> None:
        terms = built / TIDES / "terms"
        new = (
            (terms / "2030-spring.yml")
            .read_text()
            .replace("2030", "2031")
            .replace("03-04", "03-03")
        )
        (terms / "2031-spring.yml").write_text(new)
        edit(built / TIDES / "course.yml", "term: 2030-spring", "term: 2031-spring")
        self.written(built)
        downloads = built / "_build/html/downloads"
        assert (downloads / "tides-2031-spring-syllabus-a4.pdf").exists()
        # the term that is over is archived
        assert (downloads / "tides-2030-spring-syllabus-a4.pdf").exists()
        assert not (downloads / "tides-2030-spring.json").exists()
        assert "Tue 4 Mar, 10:15–11:45" in text(built / "_build/html" / FORCES)


class TestOtherWays:
    def test_parallel_and_serial_builds_are_the_same_to_the_byte(
        self, site: Path, tmp_path: Path
    ) -> None:
        project = copy_project(tmp_path / "project")
        config = project / "_config.yml"
        config.write_text(config.read_text() + "    syllabook_parallel: false\n")
        done = jupyter_book(project, "-W", "--keep-going")
        assert done.code == 0, done.stderr
        serial = project / "_build" / "html"
        for page in site.rglob("*.html"):
            assert page.read_bytes() == (serial / page.relative_to(site)).read_bytes(), page.name

    @pytest.mark.parametrize(("builder", "page"), [("text", "library.txt"), ("latex", "book.tex")])
    def test_other_sphinx_builders_get_ordinary_nodes(
        self, tmp_path: Path, builder: str, page: str
    ) -> None:
        project = copy_project(tmp_path / "project")
        options = (
            ("--builder", "latex")
            if builder == "latex"
            else ("--builder", "custom", "--custom-builder", builder)
        )
        done = jupyter_book(project, *options)
        assert done.code == 0, done.stderr
        written = "\n".join(
            path.read_text(encoding="utf-8")
            for path in (project / "_build" / builder).rglob("*")
            if path.suffix in {".txt", ".tex"}
        )
        assert "A Paper Nobody Reads" in written
        assert "The Moon pulls the sea" in written


class TestMistakes:
    def test_an_unknown_citation_names_page_line_and_the_nearest_key(self, project: Path) -> None:
        with (project / TIDES / "weeks/storms/index.md").open("a") as lecture:
            lecture.write("\n{cite:p}`newton1687principa`\n")
        done = jupyter_book(project, "-W", "--keep-going")
        assert done.code != 0
        assert (
            f'{TIDES}/weeks/storms/index.md:10: WARNING: unknown paper "newton1687principa"; '
            'did you mean "newton1687principia"?'
        ) in done.stderr.replace(f"{project}{os.sep}", "")

    def test_a_broken_outline_stops_the_build_with_every_problem(self, project: Path) -> None:
        edit(project / TIDES / "course.yml", "percent: 60", "percent: 50")
        edit(project / TIDES / "course.yml", "paper: proudman1953dynamical", "paper: proudman1953")
        done = run("syllabook", "build", cwd=project)
        assert done.code == 1
        assert "Traceback" not in done.stderr
        assert done.stderr.splitlines() == [
            f'{TIDES}/course.yml:35:17: unknown paper "proudman1953"; '
            'did you mean "proudman1953dynamical"?',
            f"{TIDES}/course.yml:42:1: the percentages sum to 90, not 100; add 10 points",
        ]

    def test_an_unknown_course_in_a_directive(self, project: Path) -> None:
        edit(project / TIDES / "readings.md", "{reading-list} tides", "{reading-list} tide")
        done = jupyter_book(project, "-W", "--keep-going")
        assert done.code != 0
        assert 'reading-list: unknown course "tide"; did you mean "tides"?' in done.stderr


class TestSolutions:
    """Exercises stand on the public site; their solutions wait for the term's day."""

    LAB = f"{TIDES}/weeks/basins/basin.ipynb"
    PAGE = f"{TIDES}/weeks/basins/basin.html"

    @pytest.fixture
    def exercise(self, project: Path) -> Path:
        lab = project / self.LAB
        notebook = json.loads(lab.read_text())
        source = "x = 1\n### BEGIN SOLUTION\nx = 6 * 7\n### END SOLUTION\nprint(x)"
        cell = {"id": "exercise", "cell_type": "code", "metadata": {}, "execution_count": 2}
        notebook["cells"].append(cell | {"source": source, "outputs": []})
        lab.write_text(json.dumps(notebook))
        return project

    def test_hidden_in_the_page_and_in_the_source_beside_it(self, exercise: Path) -> None:
        assert jupyter_book(exercise).code == 0
        site = exercise / "_build" / "html"
        for shown in (site / self.PAGE, site / "_sources" / self.LAB):
            words = shown.read_text(encoding="utf-8")
            assert "SOLUTION" not in words
            assert "x = 6" not in re.sub(r"<[^>]+>", "", words)
        assert "YOUR CODE HERE" in text(site / self.PAGE)

    def test_shown_from_the_terms_day_on(self, exercise: Path) -> None:
        assert jupyter_book(exercise).code == 0
        term = exercise / TIDES / "terms/2030-spring.yml"
        edit(term, "tentative: true", "tentative: true\nsolutions: 2020-01-01")
        assert jupyter_book(exercise).code == 0
        assert "x = 6 * 7" in text(exercise / "_build/html" / self.PAGE)

    def test_a_problem_set_stands_after_the_weeks_without_its_solutions(
        self, project: Path
    ) -> None:
        folder = project / TIDES / "problem_sets"
        folder.mkdir()
        solution = "```{dropdown} Solution\nTwelve hours.\n```\n"
        (folder / "causes.md").write_text(f"# Problem set 1\n\nHow long?\n\n{solution}")
        assert jupyter_book(project, "-W", "--keep-going").code == 0
        site = project / "_build" / "html"
        page = site / TIDES / "problem_sets/causes.html"
        assert "How long?" in text(page)
        for shown in (page, site / "_sources" / TIDES / "problem_sets/causes.md"):
            assert "Twelve hours" not in shown.read_text(encoding="utf-8")
        html = (site / FORCES).read_text(encoding="utf-8")
        assert html.index("3. Storm") < html.index("problem_sets/causes.html")
        assert run("syllabook", "build", "--instructor", cwd=project).code == 0
        shown = project / "_build/instructor/_build/html" / TIDES / "problem_sets/causes.html"
        assert "Twelve hours." in text(shown)

    def test_instructors_see_solutions_and_teaching_notes(self, exercise: Path) -> None:
        notes = exercise / TIDES / "teaching"
        notes.mkdir()
        (notes / "basins.md").write_text("# Teaching note: basins\n\nBring a bucket.\n")
        config = exercise / "_config.yml"
        config.write_text(f'exclude_patterns: ["courses/*/teaching"]\n{config.read_text()}')
        assert run("syllabook", "build", cwd=exercise).code == 0
        assert not (exercise / "_build/html" / TIDES / "teaching").exists()
        done = run("syllabook", "build", "--instructor", "--strict", cwd=exercise)
        assert done.code == 0, done.stderr
        site = exercise / "_build/instructor/_build/html"
        assert "x = 6 * 7" in text(site / self.PAGE)
        assert "Bring a bucket." in text(site / TIDES / "teaching/basins.html")


def test_a_paper_keeps_the_address_of_its_earlier_key(project: Path) -> None:
    library = project / "readings" / "all.bib"
    text = library.read_text(encoding="utf-8")
    library.write_text(
        text.replace(
            "{proudman1953dynamical,", "{proudman1953dynamical,\n  ids = {old1953key},", 1
        ),
        encoding="utf-8",
    )
    assert jupyter_book(project, "-W", "--keep-going").code == 0
    html = (project / "_build/html/library.html").read_text(encoding="utf-8")
    entry = html[html.index('id="paper-proudman1953dynamical"') :]
    assert 'id="paper-old1953key"' in entry[: entry.index("</li>")]


def test_a_renamed_week_leaves_its_old_address(project: Path) -> None:
    edit(
        project / "courses/tides/course.yml",
        "  - id: basins\n",
        "  - id: basins\n    formerly: [bays]\n",
    )
    assert jupyter_book(project, "-W", "--keep-going").code == 0
    old = (project / "_build/html/courses/tides/weeks/bays/index.html").read_text(encoding="utf-8")
    assert 'url=../../../../courses/tides/weeks/basins/index.html"' in old
    assert (project / "_build/html/courses/tides/weeks/bays/basin.html").exists()


def test_launch_buttons_lead_to_the_fork(project: Path) -> None:
    config = project / "_config.yml"
    buttons = "launch_buttons: {colab_url: https://colab.research.google.com}\n"
    config.write_text(buttons + config.read_text())
    (project / ".git").mkdir()
    (project / ".git/config").write_text(
        '[remote "origin"]\n\turl = git@github.com:someone/fork.git\n'
    )
    assert jupyter_book(project, "-W", "--keep-going").code == 0
    page = (project / "_build/html" / TIDES / "weeks/basins/basin.html").read_text()
    colab = "https://colab.research.google.com/github/someone/fork/blob/main/"
    assert f'href="{colab}courses/tides/weeks/basins/basin.ipynb">Colab</a>' in page
    assert 'href="../../../../_sources/courses/tides/weeks/basins/basin.ipynb">Download</a>' in page
