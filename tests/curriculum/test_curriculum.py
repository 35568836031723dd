"""Outlines, papers and terms joined: what the outputs read, and what is said when they disagree."""

import datetime as dt
import shutil
from pathlib import Path, PurePosixPath

import pytest

from syllabook.curriculum import Curriculum, WeekPlan, find_root, load, read_project
from syllabook.foundation.problems import ProblemsFound

DATA = Path(__file__).parents[1] / "data" / "small_project"
SMALL = "courses/small_course/course.yml"
SECOND = "courses/second_course/course.yml"
TERM = "courses/small_course/terms/2027-spring.yml"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project of two courses and five papers."""
    return Path(shutil.copytree(DATA, tmp_path / "project"))


def loaded(root: Path) -> Curriculum:
    return load(read_project(root))


def edit(root: Path, file: str, *changes: tuple[str, str]) -> None:
    text = (root / file).read_text(encoding="utf-8")
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    (root / file).write_text(text, encoding="utf-8")


def faults(root: Path) -> list[str]:
    return [str(problem) for problem in loaded(root).problems]


def week(curriculum: Curriculum, course: str, week_id: str) -> WeekPlan:
    found = curriculum.courses[course].week(week_id)
    assert found is not None
    return found


def keys(plan: WeekPlan) -> list[str]:
    return [entry.paper.key for entry in plan.readings]


def test_a_project_without_faults_is_joined_whole(root: Path) -> None:
    curriculum = loaded(root)
    assert curriculum.problems == ()
    assert list(curriculum.courses) == ["small_course", "second_course"]
    small = curriculum.course("small_course")
    assert [unit.id for unit, _ in small.by_unit()] == ["classic", "modern"]
    assert [(plan.number, plan.id, plan.unit.hue) for plan in small.weeks] == [
        (1, "introduction", 0),
        (2, "complex_systems", 1),
        (3, "projects", 1),
    ]
    assert [person.name for person in small.staff] == ["Ziming Liu", "Ada Example"]
    assert small.folder == PurePosixPath("courses/small_course")


def test_a_query_draws_papers_that_the_week_does_not_read_already(root: Path) -> None:
    plan = week(loaded(root), "small_course", "complex_systems")
    assert keys(plan)[0] == "power2022grokking"
    drawn = plan.by_role("further")
    assert sorted(entry.paper.key for entry in drawn) == ["liu2023omnigrok", "nanda2023progress"]
    assert {entry.drawn_by for entry in drawn} == {"topic:grokking"}


def test_a_query_keeps_its_limit(root: Path) -> None:
    edit(root, SMALL, ("limit: 2", "limit: 1"))
    assert len(week(loaded(root), "small_course", "complex_systems").by_role("further")) == 1


def test_a_query_may_ask_what_another_course_reads(root: Path) -> None:
    edit(root, SMALL, ("topic:grokking", "read-in:second_course"))
    plan = week(loaded(root), "small_course", "complex_systems")
    assert keys(plan) == ["power2022grokking", "greydanus2019hamiltonian"]


def test_every_paper_knows_where_it_is_read(root: Path) -> None:
    curriculum = loaded(root)
    reads = curriculum.backlinks["power2022grokking"]
    assert [(read.week.path, read.week.number, read.role, read.note) for read in reads] == [
        ("small_course/complex_systems", 2, "required", "What weight decay does"),
        ("second_course/physics", 1, "optional", ""),
    ]
    assert curriculum.readings["belkin2019reconciling"] == {
        "small_course",
        "small_course/introduction",
    }
    assert [paper.key for paper in curriculum.courses["second_course"].papers()] == [
        "greydanus2019hamiltonian",
        "power2022grokking",
    ]


def test_related_weeks_link_both_ways_and_across_courses(root: Path) -> None:
    curriculum = loaded(root)
    there = week(curriculum, "second_course", "physics").related
    assert [(ref.path, ref.title, ref.note) for ref in there] == [
        (
            "small_course/complex_systems",
            "Neural networks as *complex systems*",
            "phase transitions",
        )
    ]
    here = week(curriculum, "small_course", "complex_systems").related
    assert [ref.path for ref in here] == ["small_course/projects", "second_course/physics"]
    back = week(curriculum, "small_course", "projects").related
    assert [(ref.path, ref.note) for ref in back] == [
        ("small_course/complex_systems", "grokking as a project")
    ]


def test_weeks_have_dates_only_through_a_term(root: Path) -> None:
    curriculum = loaded(root)
    dated = curriculum.course("small_course").weeks[2]
    assert dated.dates is not None
    assert dated.dates.monday == dt.date(2027, 3, 8)
    assert [(due.what, due.assessment, due.date, due.time) for due in dated.due] == [
        ("Problem set 1", "Problem sets", dt.date(2027, 3, 12), "23:59"),
        ("Report", "Project", dt.date(2027, 3, 8), ""),
    ]
    plain = curriculum.offering("small_course", None)
    assert plain.term is None
    assert all(plan.dates is None for plan in plain.weeks)
    assert all(due.date is None for plan in plain.weeks for due in plan.due)
    assert [person.name for person in plain.staff] == ["Ziming Liu"]
    assert curriculum.offering("small_course", "2027-spring") == curriculum.course("small_course")
    assert curriculum.course("second_course").term is None


def test_the_site_shows_the_latest_term_or_the_one_the_outline_names(root: Path) -> None:
    text = (root / TERM).read_text(encoding="utf-8").replace("2027-spring", "2028-spring")
    later = (root / TERM).with_name("2028-spring.yml")
    later.write_text(text.replace("2027-02-22", "2028-02-21"), encoding="utf-8")
    course = loaded(root).course("small_course")
    assert course.term is not None
    assert course.term.id == "2028-spring"
    assert [term.id for term in course.terms] == ["2027-spring", "2028-spring"]
    edit(root, SMALL, ("language: en", "language: en\nterm: 2027-spring"))
    course = loaded(root).course("small_course")
    assert course.term is not None
    assert course.term.id == "2027-spring"


def test_the_pages_of_a_week_are_its_files_the_lecture_first(root: Path) -> None:
    curriculum = loaded(root)
    plan = week(curriculum, "small_course", "complex_systems")
    assert [(page.path.name, page.title) for page in plan.pages] == [
        ("index.md", "Networks as *systems*"),
        ("a_lab.ipynb", "Grokking in a minute"),
        ("b_note.md", "B note"),
    ]
    assert plan.pages[0].is_lecture
    assert [page.path.name for page in plan.labs] == ["a_lab.ipynb"]
    assert week(curriculum, "small_course", "projects").pages == ()
    assert curriculum.course("small_course").pages == (
        PurePosixPath("courses/small_course/index.md"),
    )


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        '{"cells": [1]}',
        '{"cells": [{"cell_type": "markdown", "source": null}]}',
        "\xff",
    ],
)
def test_a_notebook_that_cannot_be_read_goes_by_its_name(root: Path, content: str) -> None:
    lab = root / "courses/small_course/weeks/complex_systems/a_lab.ipynb"
    lab.write_bytes(content.encode("latin-1"))
    plan = week(loaded(root), "small_course", "complex_systems")
    assert plan.labs[0].title == "A lab"


@pytest.mark.parametrize(
    ("file", "change", "expected"),
    [
        pytest.param(
            SMALL, ("paper: power2022grokking", "paper: power2022groking"),
            f'{SMALL}:39:16: unknown paper "power2022groking"; did you mean "power2022grokking"?',
            id="unknown paper",
        ),
        pytest.param(
            SMALL, ("paper: power2022grokking", "paper: zzz"),
            f'{SMALL}:39:16: unknown paper "zzz"; add it to a .bib file of readings/',
            id="unknown paper with no near one",
        ),
        pytest.param(
            SMALL, ("week: projects", "week: project"),
            f'{SMALL}:45:16: unknown week "project"; did you mean "small_course/projects"?',
            id="unknown related week",
        ),
        pytest.param(
            SECOND, ("week: small_course/complex_systems", "week: small_course/complex_system"),
            f'{SECOND}:15:16: unknown week "small_course/complex_system";'
            ' did you mean "small_course/complex_systems"?',
            id="unknown week of another course",
        ),
        pytest.param(
            SMALL, ("week: projects", "week: complex_systems"),
            f'{SMALL}:45:16: week "complex_systems" is related to itself; remove the entry',
            id="a week related to itself",
        ),
        pytest.param(
            SMALL, ("topic:grokking", "topic:sampling"),
            f'{SMALL}:42:17: the query "topic:sampling" draws nothing;'
            " try it with: syllabook papers search 'topic:sampling'",
            id="a query that draws nothing",
        ),
        pytest.param(
            SMALL, ("topic:grokking", "author:power"),
            f'{SMALL}:42:17: the query "author:power" draws nothing that the week does not already'
            " read; try it with: syllabook papers search 'author:power'",
            id="a query that draws only what is read",
        ),
        pytest.param(
            SMALL, ("language: en", "language: en\nterm: 2027-fall"),
            f'{SMALL}:6:7: unknown term "2027-fall"; known: 2027-spring',
            id="unknown term",
        ),
        pytest.param(
            TERM, ("weeks: 3", "weeks: 2"),
            f"{TERM}:5:1: 3 weeks do not fit the 2 teaching weeks 2027-02-22 to 2027-03-07;"
            " left over: projects; set weeks: 3 or shorten the course",
            id="a term whose weeks do not fit",
        ),
        pytest.param(
            TERM,
            ("place: Room 101", "place: X\noverrides: [{week: project, dates: [2027-03-09]}]"),
            f'{TERM}:11:20: unknown week "project"; did you mean "projects"?',
            id="an override of no week",
        ),
    ],
)  # fmt: skip
def test_each_disagreement_has_its_line(
    root: Path, file: str, change: tuple[str, str], expected: str
) -> None:
    edit(root, file, change)
    assert faults(root) == [expected]


@pytest.mark.parametrize(
    "query", ['title:"grokking', "topics:grokking", "year:soon", "topic:grocking"]
)
def test_a_query_that_cannot_be_read_is_told_where_it_stands(root: Path, query: str) -> None:
    edit(root, SMALL, ('"topic:grokking"', f"'{query}'"))
    (fault,) = faults(root)
    assert fault.startswith(f'{SMALL}:42:17: the query "{query}" cannot be read: ')


def test_everything_that_is_wrong_is_told_at_once(root: Path) -> None:
    edit(
        root, SMALL,
        ("paper: power2022grokking", "paper: power2022groking"),
        ("title: What a model is", "titel: What a model is"),
        ("topic:grokking", "topic:sampling"),
        ("percent: 40", "percent: 30"),
        ("week: projects", "week: project"),
    )  # fmt: skip
    edit(root, TERM, ("weeks: 3", "weeks: 2"))
    edit(root, SECOND, ("unit: only", "unit: onlyy"))
    assert faults(root) == [
        f'{SECOND}:9:11: unknown unit "onlyy"; did you mean "only"?',
        f'{SMALL}:25:5: "title" is missing in weeks[0]; add title: ...',
        f'{SMALL}:27:5: unknown key "titel" in weeks[0]; did you mean "title"?',
        f'{SMALL}:39:16: unknown paper "power2022groking"; did you mean "power2022grokking"?',
        f'{SMALL}:42:17: the query "topic:sampling" draws nothing;'
        " try it with: syllabook papers search 'topic:sampling'",
        f'{SMALL}:45:16: unknown week "project"; did you mean "small_course/projects"?',
        f"{SMALL}:52:1: the percentages sum to 90, not 100; add 10 points",
        f"{TERM}:5:1: 3 weeks do not fit the 2 teaching weeks 2027-02-22 to 2027-03-07;"
        " left over: projects; set weeks: 3 or shorten the course",
    ]


def test_a_broken_week_does_not_make_links_and_overrides_to_it_wrong(root: Path) -> None:
    edit(root, SMALL, ("    title: Projects\n", ""))
    edit(root, TERM, ("place:", "overrides: [{week: projects, dates: [2027-03-09]}]\nplace:"))
    assert faults(root) == [f'{SMALL}:46:5: "title" is missing in weeks[2]; add title: ...']


def test_an_unreadable_course_does_not_make_links_to_it_wrong(root: Path) -> None:
    edit(root, SMALL, ("topics: [models, data]", "topics: [models, data"))
    (fault,) = faults(root)
    assert fault.startswith(f"{SMALL}:29:15: not valid YAML: ")


def test_an_unreadable_term_is_not_called_unknown(root: Path) -> None:
    edit(root, SMALL, ("language: en", "language: en\nterm: 2027-spring"))
    edit(root, TERM, ("start: 2027-02-22", "start: soon"))
    assert faults(root) == [f'{TERM}:4:8: "start" should be a date such as 2027-02-22, not "soon"']


def test_asking_for_what_is_not_there_names_the_nearest(root: Path) -> None:
    curriculum = loaded(root)
    with pytest.raises(ProblemsFound) as found:
        curriculum.course("smal_course")
    assert str(found.value) == (
        'courses:0:0: unknown course "smal_course"; did you mean "small_course"?'
    )
    with pytest.raises(ProblemsFound) as found:
        curriculum.offering("small_course", "2027-sprig")
    assert str(found.value) == (
        'courses/small_course/terms:0:0: unknown term "2027-sprig"; did you mean "2027-spring"?'
    )


def test_an_offering_whose_weeks_do_not_fit_is_refused(root: Path) -> None:
    edit(root, TERM, ("weeks: 3", "weeks: 2"))
    with pytest.raises(ProblemsFound, match="3 weeks do not fit the 2 teaching weeks"):
        loaded(root).offering("small_course", "2027-spring")


def test_a_project_is_found_from_any_folder_in_it(root: Path, tmp_path: Path) -> None:
    assert find_root(root / "courses" / "small_course") == root.resolve()
    project = read_project(root)
    assert (project.title, project.base_url) == (
        "Two courses for tests",
        "https://example.org/courses/",
    )
    assert project.course_order == ("small_course",)
    with pytest.raises(ProblemsFound) as found:
        find_root(tmp_path)
    assert str(found.value).endswith(
        ":0:0: no _config.yml here or in a folder above;"
        " go to a syllabook project, or name it with --project"
    )


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"title: a: b\n", "_config.yml:1:9: not valid YAML: mapping values are not allowed"),
        (b"title: \xe9\n", "_config.yml:1:8: the file is not UTF-8; save it as UTF-8 text"),
    ],
)
def test_a_config_that_cannot_be_read_is_one_line(
    root: Path, content: bytes, expected: str
) -> None:
    (root / "_config.yml").write_bytes(content)
    with pytest.raises(ProblemsFound) as found:
        read_project(root)
    assert str(found.value).startswith(expected)
    assert "\n" not in str(found.value)


@pytest.mark.parametrize(
    "content", [b"", b"- a\n- b\n", b"title: [x]\nsphinx: text\n", b"html: {baseurl: null}\n"]
)
def test_a_config_without_our_settings_gives_none(root: Path, content: bytes) -> None:
    (root / "_config.yml").write_bytes(content)
    project = read_project(root)
    assert (project.title, project.base_url, project.course_order) == ("", "", ())


def test_one_course_may_be_named_without_a_list(root: Path) -> None:
    (root / "_config.yml").write_text("sphinx: {config: {syllabook_courses: second_course}}\n")
    assert list(loaded(root).courses) == ["second_course", "small_course"]
