"""Reading ``course.yml``: what it holds, and the exact line for everything that is wrong in it."""

import shutil
from pathlib import Path

import pytest

from syllabook.outline import course_folders, read_outline

DATA = Path(__file__).parents[1] / "data" / "outlines"
SMALL = (DATA / "small_course" / "course.yml").read_text(encoding="utf-8")


def faults(tmp_path: Path, text: str | bytes, name: str = "small_course") -> list[str]:
    """What is reported about ``courses/<name>/course.yml`` with this text, file name left out."""
    folder = tmp_path / "courses" / name
    folder.mkdir(parents=True)
    (folder / "course.yml").write_bytes(text.encode() if isinstance(text, str) else text)
    lines = [str(problem) for problem in read_outline(folder, tmp_path)[1]]
    shown = f"courses/{name}/course.yml:"
    assert all(line.startswith(shown) for line in lines)
    return [line.removeprefix(shown) for line in lines]


def edited(*changes: tuple[str, str]) -> str:
    text = SMALL
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def test_a_course_is_read_whole() -> None:
    outline, problems = read_outline(DATA / "small_course", DATA)
    assert problems == []
    assert outline is not None
    course = outline.course
    assert (course.id, course.title, course.language) == ("small_course", "A small course", "en")
    assert outline.week_ids == ("introduction", "complex_systems", "projects")
    assert [week.unit for week in course.weeks] == ["classic", "modern", "modern"]
    assert course.staff[0].native_name == "刘子鸣"
    named, drawn = course.weeks[1].readings
    assert (named.paper, named.role, named.note) == (
        "power2022grokking",
        "required",
        "What weight decay does",
    )
    assert (drawn.query, drawn.limit, drawn.sort) == ("topic:grokking", 2, "-year")
    assert (course.weeks[2].due[0].day, course.weeks[2].due[0].time) == ("friday", "23:59")
    assert course.policies[0].text == "Two late days: no questions asked."
    assert sum(part.percent for part in course.assessment) == 100
    assert course.picture is not None
    assert course.picture.arrows[0].label == "show"


def test_courses_are_found_by_their_outline(tmp_path: Path) -> None:
    for name in ("b", "a", "no_outline"):
        (tmp_path / "courses" / name).mkdir(parents=True)
    for name in ("b", "a"):
        (tmp_path / "courses" / name / "course.yml").write_text("id: x\n")
    assert [folder.name for folder in course_folders(tmp_path)] == ["a", "b"]


def test_words_that_yaml_would_turn_into_something_else_stay_as_written(tmp_path: Path) -> None:
    text = edited(
        ("title: A small course", "title: No"),
        ("tagline: Three weeks, two units", "tagline: 1_000"),
        ("title: Late work", "title: 0o17"),
        ("title: Projects", "title: 13:30"),
        ("title: Project,", "title: 2027-02-22,"),
        ("language: en", "language: no\ncode: 00123\ncredits: 1e3"),
    )
    folder = tmp_path / "small_course"
    folder.mkdir()
    (folder / "course.yml").write_text(text, encoding="utf-8")
    outline, problems = read_outline(folder, tmp_path)
    assert problems == []
    assert outline is not None
    course = outline.course
    assert (course.title, course.tagline, course.language) == ("No", "1_000", "no")
    assert (course.code, course.credits) == ("00123", "1e3")
    assert (course.policies[0].title, course.weeks[2].title) == ("0o17", "13:30")
    assert course.assessment[1].title == "2027-02-22"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param(
            [("tagline:", "tagine:")],
            ['4:1: unknown key "tagine"; did you mean "tagline"?'],
            id="unknown key at the top",
        ),
        pytest.param(
            [("    question: Why", "    qestion: Why")],
            ['36:5: unknown key "qestion" in weeks[1]; did you mean "question"?'],
            id="unknown key in a week",
        ),
        pytest.param(
            [("        note: What", "        nots: What")],
            ['41:9: unknown key "nots" in weeks[1].readings[0]; did you mean "note"?'],
            id="unknown key in a reading",
        ),
        pytest.param(
            [("label: C,", "colour: red,")],
            ['22:41: unknown key "colour" in units[0]; known: id, label, question, title'],
            id="unknown key with no near one",
        ),
        pytest.param(
            [("language: en", '"a[b]": en')],
            ['5:1: unknown key "a[b]"; known: assessment, audience, code, credits, description,'
             " formerly, id, institution, language, limits, outcomes, picture, ..."],
            id="unknown key with brackets",
        ),
        pytest.param(
            [("    out: [Problem set 1]", "    unit: classic")],
            ['43:5: duplicate key "unit" (first on line 34); keep one of the two'],
            id="duplicate key",
        ),
        pytest.param(
            [("percent: 60", "percent: forty")],
            ['53:54: "percent" should be a whole number, not "forty"'],
            id="percent in words",
        ),
        pytest.param(
            [("percent: 60", "percent: 59.5")],
            ['53:54: "percent" should be a whole number, not "59.5"'],
            id="half a percent",
        ),
        pytest.param(
            [("percent: 60", "percent: 160")],
            ['53:54: "percent" should be at most 100, not "160"'],
            id="percent beyond 100",
        ),
        pytest.param(
            [("minutes: 40", "minutes: 40 min")],
            ['32:87: "minutes" should be a whole number, not "40 min"'],
            id="minutes with a unit",
        ),
        pytest.param(
            [("minutes: 40", "minutes: 0")],
            ['32:87: "minutes" should be more than 0, not "0"'],
            id="no minutes",
        ),
        pytest.param(
            [(", minutes: 40}", ", minutes: }")],
            ['32:87: "minutes" should be a whole number, not empty; write it or leave the key out'],
            id="minutes left empty",
        ),
        pytest.param(
            [("topics: [grokking, double descent]", "topics: grokking")],
            ['37:13: "topics" should be a list, not "grokking";'
             ' write one entry per line, each after "- "'],
            id="a list given as a text",
        ),
        pytest.param(
            [("    out: [Problem set 1]", "    out:\n")],
            ['43:9: "out" should be a list, not empty; write it or leave the key out'],
            id="a list left empty",
        ),
        pytest.param(
            [("title: Projects", "title: [Projects]")],
            ['48:12: "title" should be a text, not a list'],
            id="a text given as a list",
        ),
        pytest.param(
            [("      - Name a model and its data", "      - Name: a model")],
            ['30:9: this entry should be a text, not a mapping;'
             ' put a text that holds ": " in quotes'],
            id="a text with a colon",
        ),
        pytest.param(
            [("  - id: projects\n    unit: modern\n    title: Projects\n    due:\n"
              "      - {what: Problem set 1, weight_of: problem_sets, day: friday, time: 23:59}\n"
              "      - {what: Report, weight_of: project}\n", "  - projects\n"),
             ("    related:\n      - {week: projects, note: grokking as a project}\n", "")],
            ['44:5: this entry should be a mapping of keys to values, not "projects"'],
            id="a week given as a text",
        ),
        pytest.param(
            [("day: friday", "day: Fri")],
            ['50:61: "day" should be "monday", "tuesday", "wednesday", "thursday", "friday",'
             ' "saturday" or "sunday", not "Fri"; did you mean "friday"?'],
            id="short weekday",
        ),
        pytest.param(
            [("time: 23:59", "time: 2359")],
            ['50:75: "time" should be a time such as 13:30, not "2359"'],
            id="time without a colon",
        ),
        pytest.param(
            [("role: further", "role: optinal")],
            ['42:41: "role" should be "required", "optional" or "further", not "optinal";'
             ' did you mean "optional"?'],
            id="role misspelt",
        ),
        pytest.param(
            [("    title: What a model is\n", "")],
            ['25:5: "title" is missing in weeks[0]; add title: ...'],
            id="missing key in a week",
        ),
        pytest.param(
            [("title: A small course\n", "")],
            ['2:1: "title" is missing; add title: ...'],
            id="missing key at the top",
        ),
        pytest.param(
            [("title: Modern views", "title: ' '")],
            ['23:25: "title" is empty; write it or leave the key out'],
            id="empty text",
        ),
        pytest.param(
            [("topics: [models, data]", "topics: [models, '']")],
            ['28:22: this entry is empty; write it or leave the key out'],
            id="empty entry",
        ),
        pytest.param(
            [("complex_systems\n    unit: modern", "complex_systems\n    unit: moderne")],
            ['34:11: unknown unit "moderne"; did you mean "modern"?'],
            id="unknown unit",
        ),
        pytest.param(
            [("weight_of: problem_sets", "weight_of: problemsets")],
            ['50:42: unknown assessment "problemsets"; did you mean "problem_sets"?'],
            id="unknown assessment",
        ),
        pytest.param(
            [("- id: projects", "- id: introduction")],
            ['46:9: two weeks have the id "introduction" (the first on line 25);'
             " give this one an id of its own"],
            id="two weeks with one id",
        ),
        pytest.param(
            [("{id: project,", "{id: problem_sets,"), (", weight_of: project}", "}")],
            ['54:10: two assessments have the id "problem_sets" (the first on line 53);'
             " give this one an id of its own"],
            id="two assessments with one id",
        ),
        pytest.param(
            [("- id: projects", "- id: Final-Projects")],
            ['46:9: "Final-Projects" cannot be an id;'
             " use lower-case letters, digits and _, a letter first"],
            id="not an id",
        ),
        pytest.param(
            [("percent: 60", "percent: 59")],
            ["52:1: the percentages sum to 99, not 100; add 1 point"],
            id="percentages too low",
        ),
        pytest.param(
            [("percent: 60", "percent: 65")],
            ["52:1: the percentages sum to 105, not 100; take away 5 points"],
            id="percentages too high",
        ),
        pytest.param(
            [("- id: projects\n    unit: modern", "- id: projects\n    unit: classic")],
            ['47:11: unit "classic" is interrupted by weeks of "modern";'
             " move the weeks of a unit together"],
            id="a unit interrupted",
        ),
        pytest.param(
            [("id: small_course", "id: tiny_course")],
            ['2:5: the id "tiny_course" is not the name of the folder;'
             ' write "id: small_course" or rename the folder to tiny_course'],
            id="id is not the folder's name",
        ),
        pytest.param(
            [('{query: "topic:grokking", role: further, limit: 2, sort: -year}',
              "{paper: power2022grokking}")],
            ['42:9: "power2022grokking" is read twice in week complex_systems;'
             " keep one of the two readings"],
            id="a paper read twice in a week",
        ),
        pytest.param(
            [('{query: "topic:grokking", role', "{paper: nanda2023progress, role")],
            ["42:9: limit and sort belong to a query; remove them or use query"],
            id="limit without a query",
        ),
        pytest.param(
            [('{query: "topic:grokking", role: further, limit: 2, sort: -year}', "{note: x}")],
            ["42:9: a reading needs a paper or a query; add paper: ..."],
            id="neither paper nor query",
        ),
        pytest.param(
            [('{query: "topic:grokking",', '{query: "topic:grokking", paper: power2022grokking,')],
            ["42:9: a reading has either paper or query; keep one of the two keys"],
            id="both paper and query",
        ),
        pytest.param(
            [("target: phenomena", "target: phenomenon")],
            ['20:32: unknown box "phenomenon"; did you mean "phenomena"?'],
            id="arrow to no box",
        ),
        pytest.param(
            [("    - {id: phenomena, title: Phenomena}\n", "")],
            ['17:5: "boxes" needs 2 or more entries, not 1'],
            id="one box is no picture",
        ),
        pytest.param(
            [("proposed: [assessment]", "proposed: [assesment]")],
            ['57:12: this entry should be "assessment", "policies", "schedule", "outcomes" or'
             ' "prerequisites", not "assesment"; did you mean "assessment"?'],
            id="a section that cannot be proposed",
        ),
        pytest.param(
            [("- {id: modern, title: Modern views}",
              "- &m {id: modern, title: Modern views}\n  - {<<: *m}")],
            ['24:5: "id" is missing in units[2]; add id: ...',
             '24:5: "title" is missing in units[2]; add title: ...',
             "24:6: merge keys (<<) are not supported; write out the keys that it stands for"],
            id="merge key",
        ),
        pytest.param(
            [("topics: [models, data]", "topics: &t [models, *t]")],
            ["28:13: this anchor contains an alias of itself; write the value out"],
            id="alias of itself",
        ),
        pytest.param(
            [("title: What a model is", "title: Models: what they are")],
            ["27:18: not valid YAML: mapping values are not allowed in this context;"
             ' put a text that holds ": " in quotes, or check the indentation'],
            id="colon in a plain text",
        ),
        pytest.param(
            [("    topics: [models, data]", "\ttopics: [models, data]")],
            ["28:1: not valid YAML: found a tab character that violates indentation;"
             " use spaces instead of tabs"],
            id="tab",
        ),
        pytest.param(
            [("topics: [models, data]", "topics: [models, data")],
            ["29:15: not valid YAML: did not find expected ',' or ']';"
             " close the bracket opened on line 28"],
            id="unclosed bracket",
        ),
    ],
)  # fmt: skip
def test_each_mistake_has_its_line(
    tmp_path: Path, changes: list[tuple[str, str]], expected: list[str]
) -> None:
    assert faults(tmp_path, edited(*changes)) == expected


def test_everything_wrong_in_a_file_is_told_at_once_and_in_its_order(tmp_path: Path) -> None:
    source = DATA / "many_errors"
    shutil.copytree(source, tmp_path / "many_errors")
    outline, problems = read_outline(tmp_path / "many_errors", tmp_path)
    expected = (source / "expected.txt").read_text(encoding="utf-8").splitlines()
    assert [str(problem) for problem in problems] == expected
    assert problems == sorted(problems)
    # what is valid is kept, so that papers and terms can be checked in the same breath
    assert outline is not None
    assert outline.week_ids == ("introduction", "complex_systems", "introduction")
    assert [week.title for week in outline.course.weeks] == ["What a model is", "The same id again"]
    assert outline.source.mark(("weeks", 1, "title")).line == 21


def test_the_ids_of_entries_that_had_to_be_left_out_are_still_known(tmp_path: Path) -> None:
    text = edited(
        ("{id: modern, title: Modern views}", "{id: modern}"),
        ("percent: 40", "percent: forty"),
    )
    assert faults(tmp_path, text) == [
        '23:5: "title" is missing in units[1]; add title: ...',
        '54:44: "percent" should be a whole number, not "forty"',
    ]


def test_several_mistakes_of_one_week_do_not_hide_those_of_the_next(tmp_path: Path) -> None:
    text = edited(
        ("    title: What a model is\n", ""),
        ("minutes: 40", "minutes: long"),
        ("title: Neural networks as *complex systems*", "titel: Neural networks"),
        ("weight_of: project}", "weight_of: projekt}"),
    )
    assert faults(tmp_path, text) == [
        '25:5: "title" is missing in weeks[0]; add title: ...',
        '31:87: "minutes" should be a whole number, not "long"',
        '32:5: "title" is missing in weeks[1]; add title: ...',
        '34:5: unknown key "titel" in weeks[1]; did you mean "title"?',
        '50:35: unknown assessment "projekt"; did you mean "project"?',
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_neither_a_byte_order_mark_nor_windows_line_ends_matter(
    tmp_path: Path, encoding: str, newline: str
) -> None:
    text = edited(("label: C,", "colour: red,"), ("percent: 60", "percent: 50"))
    assert faults(tmp_path, text.replace("\n", newline).encode(encoding)) == [
        '22:41: unknown key "colour" in units[0]; known: id, label, question, title',
        "52:1: the percentages sum to 90, not 100; add 10 points",
    ]


def test_a_file_that_is_not_utf8_is_told_by_line_and_column(tmp_path: Path) -> None:
    text = edited(("title: A small course", "title: Café"))
    assert faults(tmp_path, text.replace("刘子鸣", "Liu").encode("latin-1")) == [
        "3:11: the file is not UTF-8; save it as UTF-8 text"
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("just a text\n", '1:1: the file should be a mapping of keys to values, not "just a text"'),
        ("- a\n- b\n", "1:1: the file should be a mapping of keys to values, not a list"),
    ],
)
def test_a_file_that_is_no_mapping_is_one_problem(tmp_path: Path, text: str, expected: str) -> None:
    assert faults(tmp_path, text) == [expected]


def test_an_empty_file_names_all_that_must_be_in_it(tmp_path: Path) -> None:
    assert faults(tmp_path, "# nothing yet\n") == [
        f'1:1: "{key}" is missing; add {key}: ...'
        for key in ("description", "id", "title", "units", "weeks")
    ]


def test_a_course_without_any_valid_week_still_has_its_other_errors_told(tmp_path: Path) -> None:
    text = (
        "id: x\ntitle: T\ndescription: [D]\n"
        "units: [{id: a, title: A}, {id: a, title: B}]\nweeks: []\n"
    )
    assert faults(tmp_path, text, "x") == [
        '4:33: two units have the id "a" (the first on line 4); give this one an id of its own',
        '5:8: "weeks" needs 1 or more entries, not 0',
    ]


def test_a_missing_outline_is_one_problem(tmp_path: Path) -> None:
    outline, problems = read_outline(tmp_path / "courses" / "none", tmp_path)
    assert outline is None
    assert [str(problem) for problem in problems] == [
        "courses/none/course.yml:0:0: cannot be read: No such file or directory"
    ]
