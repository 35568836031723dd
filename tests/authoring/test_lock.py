"""``syllabook lock``: what a term's queries drew stays what its weeks read."""

from __future__ import annotations

from pathlib import Path

import pytest
from pypdf import PdfReader

from syllabook.curriculum import load, read_project
from syllabook.foundation.problems import ProblemsFound
from tests.authoring.conftest import Command, contents
from tests.conftest import edit, run
from tests.exports.conftest import with_past_term

TIDES = "courses/tides"
LOCK = f"{TIDES}/terms/2030-spring.lock.yml"
QUERY = "topic:tides year:1900.."
DRAWN = ["unread1999paper", "proudman1953dynamical"]
AGAIN = "run: syllabook lock tides --term 2030-spring"
NEWER = """
@misc{new2029tides,
  title    = {New tides},
  author   = {New, Ann},
  year     = {2029},
  keywords = {tides},
}
"""


def drawn(root: Path, term: str = "2030-spring") -> list[str]:
    """The papers that week 1 reads by query."""
    week = load(read_project(root)).offering("tides", term).weeks[0]
    return [entry.paper.key for entry in week.readings if entry.drawn_by]


def said(root: Path) -> list[str]:
    return [str(problem) for problem in load(read_project(root)).problems]


@pytest.fixture
def locked(project: Path, syllabook: Command) -> Path:
    """The small project, its shown term locked, and then a newer paper in the library."""
    done = syllabook("lock", "tides")
    assert (done.code, done.stdout) == (0, f"wrote     {LOCK}: 1 query, 2 papers\n")
    with (project / "readings" / "all.bib").open("a") as library:
        library.write(NEWER)
    return project


def test_the_file_names_queries_and_papers(project: Path, syllabook: Command) -> None:
    before = drawn(project)
    assert sorted(before) == sorted(DRAWN)
    digest = load(read_project(project)).library.digest
    assert syllabook("lock", "tides", "--term", "2030-spring").code == 0
    assert (project / LOCK).read_text(encoding="utf-8") == (
        "# What the queries of the outline drew for this term; the weeks read these papers.\n"
        "# Written by: syllabook lock tides --term 2030-spring\n"
        "course: tides\n"
        "term: 2030-spring\n"
        f"library: {digest}\n"
        "weeks:\n"
        "  forces:\n"
        f"    - query: {QUERY}\n"
        "      limit: 2\n"
        "      papers:\n"
        f"        - {before[0]}\n"
        f"        - {before[1]}\n"
    )
    assert said(project) == []
    assert drawn(project) == before


def test_a_library_that_grows_changes_nothing_and_it_is_said(locked: Path) -> None:
    assert sorted(drawn(locked)) == sorted(DRAWN)
    (line,) = said(locked)
    assert line.startswith(
        f"{TIDES}/course.yml:28:17: warning: the lock of 2030-spring and the query"
    )
    assert f'"{QUERY}" differ: added new2029tides; removed ' in line
    assert line.endswith(f"the lock counts; to take what is drawn now, {AGAIN}")


def test_another_term_draws_anew(locked: Path, syllabook: Command) -> None:
    assert syllabook("new", "term", "tides", "2031-spring", "--start", "2031-03-03").code == 0
    assert "new2029tides" in drawn(locked, "2031-spring")
    assert "new2029tides" not in drawn(locked, "2030-spring")
    edit(locked / TIDES / "course.yml", "term: 2030-spring", "term: 2031-spring")
    assert said(locked) == []
    week = load(read_project(locked)).course("tides").weeks[0]
    assert "new2029tides" in [entry.paper.key for entry in week.readings]


def test_locking_again_takes_what_is_drawn_now(locked: Path, syllabook: Command) -> None:
    assert syllabook("lock", "tides").code == 0
    assert said(locked) == []
    assert "new2029tides" in drawn(locked)
    before = (locked / LOCK).stat().st_mtime_ns
    done = syllabook("lock", "tides")
    assert done.stdout == f"{LOCK} holds what is drawn now; left as it is\n"
    assert (locked / LOCK).stat().st_mtime_ns == before


def test_a_locked_paper_that_is_gone_is_an_error(locked: Path, syllabook: Command) -> None:
    edit(locked / "readings" / "all.bib", "unread1999paper", "unread1999again")
    (gone,) = [line for line in said(locked) if "warning" not in line]
    line = 1 + (locked / LOCK).read_text().splitlines().index("        - unread1999paper")
    assert gone == (
        f'{LOCK}:{line}:11: the locked paper "unread1999paper" is no longer in the library;'
        ' did you mean "unread1999again"?'
    )
    with pytest.raises(ProblemsFound):
        drawn(locked)
    assert syllabook("lock", "tides").code == 0
    assert said(locked) == []


def test_a_query_that_changed_draws_anew_and_it_is_said(locked: Path) -> None:
    edit(locked / TIDES / "course.yml", "limit: 2", "limit: 1")
    assert said(locked) == [
        f"{TIDES}/course.yml:28:17: warning: the lock of 2030-spring does not hold the query"
        f' "{QUERY}"; {AGAIN}',
        f'{LOCK}:8:14: warning: week "forces" no longer asks for this; {AGAIN}',
    ]
    assert len(drawn(locked)) == 1


def test_a_locked_query_may_come_to_draw_nothing(locked: Path) -> None:
    library = locked / "readings" / "all.bib"
    text = library.read_text(encoding="utf-8")
    library.write_text(text.replace("{tides}", "{knots}"), encoding="utf-8")
    (line,) = said(locked)
    assert "warning: the lock of 2030-spring and the query" in line
    assert "differ: removed proudman1953dynamical, unread1999paper" in line
    assert sorted(drawn(locked)) == sorted(DRAWN)


def test_a_paper_that_the_week_comes_to_name_is_read_once(locked: Path) -> None:
    edit(
        locked / TIDES / "course.yml",
        "      - {query:",
        "      - {paper: unread1999paper}\n      - {query:",
    )
    week = load(read_project(locked)).course("tides").weeks[0]
    keys = [entry.paper.key for entry in week.readings]
    assert keys == ["newton1687principia", "unread1999paper", "proudman1953dynamical"]


def test_check_writes_nothing_and_fails_where_they_differ(locked: Path, syllabook: Command) -> None:
    before = contents(locked)
    done = syllabook("lock", "tides", "--check")
    assert done.code == 1
    assert "added new2029tides" in done.stderr
    assert "warning" not in done.stderr
    assert contents(locked) == before
    syllabook("lock", "tides")
    done = syllabook("lock", "tides", "--check")
    assert (done.code, done.stdout) == (0, f"{LOCK} holds what is drawn now\n")
    (locked / LOCK).unlink()
    done = syllabook("lock", "tides", "--check")
    assert (done.code, done.stderr) == (1, f"{LOCK}:0:0: there is no lock; {AGAIN}\n")


@pytest.mark.parametrize("options", [[], ["--check"]])
def test_a_course_without_queries_needs_no_lock(
    project: Path, syllabook: Command, options: list[str]
) -> None:
    line = '      - {query: "topic:tides year:1900..", role: further, limit: 2}\n'
    edit(project / TIDES / "course.yml", line, "")
    done = syllabook("lock", "tides", *options)
    assert (done.code, done.stdout) == (
        0,
        "no reading is drawn by a query; there is nothing to pin\n",
    )
    assert not (project / LOCK).exists()


def test_a_lock_that_is_none_is_told_with_its_line(locked: Path) -> None:
    edit(locked / LOCK, "      limit: 2\n", "      limit: two\n")
    assert said(locked) == [
        f'{LOCK}:9:14: "limit" should be a whole number, not "two"',
    ]


def test_a_lock_of_no_term_is_told(locked: Path) -> None:
    (locked / LOCK).rename(locked / TIDES / "terms" / "2029-spring.lock.yml")
    assert said(locked) == [
        f'{TIDES}/terms/2029-spring.lock.yml:4:7: warning: there is no term "2029-spring";'
        " remove this file"
    ]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["tides", "--term", "2030-sprin"],
         f'{TIDES}/terms:0:0: unknown term "2030-sprin"; did you mean "2030-spring"?'),
        (["knots"],
         "courses/knots/terms:0:0: the course has no term to lock;"
         " make one with: syllabook new term knots TERM_ID --start DATE"),
        (["tide"], 'courses:0:0: unknown course "tide"; did you mean "tides"?'),
    ],
)  # fmt: skip
def test_what_is_refused_changes_nothing(
    project: Path, syllabook: Command, arguments: list[str], message: str
) -> None:
    before = contents(project)
    done = syllabook("lock", *arguments)
    assert (done.code, done.stderr.splitlines()) == (1, [message])
    assert contents(project) == before


class TestPastTerms:
    """A term that is over keeps what it read, on the built site too."""

    LOCK = f"{TIDES}/terms/2029-autumn.lock.yml"

    @pytest.fixture
    def over(self, project: Path, syllabook: Command) -> Path:
        """Autumn 2029, locked, is past; since then the library has grown."""
        with_past_term(project)
        assert syllabook("lock", "tides", "--term", "2029-autumn").code == 0
        with (project / "readings" / "all.bib").open("a") as library:
            library.write(NEWER)
        return project

    def test_that_its_queries_would_draw_more_by_now_is_no_fault(self, over: Path) -> None:
        assert said(over) == []
        assert sorted(drawn(over, "2029-autumn")) == sorted(DRAWN)
        assert "new2029tides" in drawn(over)

    def test_a_paper_that_is_gone_is_told_though_the_site_shows_another_term(
        self, over: Path
    ) -> None:
        lock = over / self.LOCK
        text = lock.read_text(encoding="utf-8")
        lock.write_text(text.replace("unread1999paper", "unread1998paper"), encoding="utf-8")
        (fault,) = said(over)
        assert fault.startswith(f"{self.LOCK}:")
        assert 'the locked paper "unread1998paper" is no longer in the library' in fault

    @pytest.mark.book
    def test_the_archived_syllabus_lists_what_was_read_then(self, over: Path) -> None:
        with (over / TIDES / "schedule.md").open("a") as page:
            page.write("\n```{past-terms}\n```\n")
        assert run("syllabook", "build", "--strict", cwd=over).code == 0
        downloads = over / "_build" / "html" / "downloads"
        then, now = (
            " ".join(page.extract_text() for page in PdfReader(downloads / name).pages)
            for name in (
                "tides-2029-autumn-syllabus-a4.pdf",
                "tides-2030-spring-syllabus-a4.pdf",
            )
        )
        assert "New tides" in now
        assert "New tides" not in then
        assert "Dynamical Oceanography" in then
        archive = (over / "_build/html/courses/tides/schedule.html").read_text(encoding="utf-8")
        assert "tides-2029-autumn" in archive
