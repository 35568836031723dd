"""What students get: everything they need, nothing that is not theirs, all of it or nothing."""

from __future__ import annotations

import json
import os
import zipfile
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from syllabook.cli.labs import register
from syllabook.foundation.problems import ProblemsFound
from syllabook.notebooks.execution import LabTask, execute
from syllabook.notebooks.handout import MANIFEST, write_folder
from syllabook.notebooks.release import Handout, handout, weeks_upto
from tests.notebooks.lab_files import LAB, Notebook, as_bytes, copy_project, curriculum_of, read
from tests.notebooks.lab_files import source as source_of

WEEK = "courses/springs/weeks"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return copy_project(tmp_path / "project")


def made(root: Path, upto: str | None = None) -> Handout:
    curriculum = curriculum_of(root)
    return handout(curriculum, curriculum.course("springs"), upto)


def refused(root: Path) -> str:
    with pytest.raises(ProblemsFound) as found:
        made(root)
    return str(found.value)


def words(found: Handout) -> str:
    return "\n".join(content.decode("utf-8", "replace") for content in found.files.values())


def release(root: Path, *arguments: str) -> Any:
    app = typer.Typer(pretty_exceptions_enable=False)
    register(app)
    app.command("other")(lambda: None)
    return CliRunner().invoke(app, ["release", "springs", *arguments, "--project", str(root)])


def test_it_holds_lectures_labs_data_helpers_requirements_and_a_readme(root: Path) -> None:
    found = made(root)
    assert sorted(found.files) == [
        "README.md",
        "requirements.txt",
        "weeks/chaos/index.md",
        "weeks/energy/index.md",
        "weeks/energy/lab.ipynb",
        "weeks/energy/states.csv",
        "weeks/energy/tools/__init__.py",
        "weeks/energy/well.svg",
        "weeks/motion/index.md",
    ]
    assert (found.weeks, found.labs, found.name) == (3, 1, "springs-2030-spring")
    assert found.files["requirements.txt"].decode().splitlines()[1:] == ["ipykernel==7.4.0"]
    readme = found.files["README.md"].decode()
    assert "# Springs, Spring 2030" in readme
    assert (
        "| 2 | [Energy](weeks/energy/index.md) | 2030-03-13 | [Lab: energy of a spring]" in readme
    )
    assert "The dates may still change." in readme


def test_no_solution_no_output_and_no_teaching_note_gets_out(root: Path) -> None:
    lab = read(root / LAB)
    lab["cells"][1]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "PRINTED"}]
    (root / LAB).write_bytes(as_bytes(lab))
    folder = root / WEEK / "energy"
    (folder / "teaching").mkdir()
    (folder / "teaching" / "key.csv").write_text("TEACHING")
    (folder / "_draft.md").write_text("# DRAFT")
    (folder / ".hidden").write_text("HIDDEN")
    (folder / "link.md").symlink_to(root / "courses/springs/teaching/motion.md")
    (folder / "link.txt").symlink_to(root / "courses/springs/teaching/motion.md")
    found = words(made(root))
    for secret in (
        "PRINTED", "TEACHING", "DRAFT", "HIDDEN", "let them guess", "teaching", "remind them",
        "between us", "Towards rest", "two pi", "a potential", "solved.dat", "x * x",
        "one half", "answer.svg", "BEGIN SOLUTION",
    ):  # fmt: skip
        assert secret not in found, secret


def test_a_problem_set_of_a_unit_that_has_begun_goes_along_without_solutions(root: Path) -> None:
    folder = root / "courses/springs/problem_sets"
    folder.mkdir()
    text = "# Problem set {}\n\nWhy?\n\n```{{dropdown}} Solution\nBecause.\n```\n"
    for name in ("all", "unknown_unit"):
        (folder / f"{name}.md").write_text(text.format(name), encoding="utf-8")
    found = made(root)
    assert "Why?" in found.files["problem_sets/all.md"].decode()
    assert "Because." not in words(found)
    assert "problem_sets/unknown_unit.md" not in found.files
    assert "[Problem set all](problem_sets/all.md)" in found.files["README.md"].decode()


def test_a_lecture_that_is_a_link_into_the_teaching_notes_is_no_page_of_the_week(
    root: Path,
) -> None:
    (root / WEEK / "energy" / "link.md").symlink_to(root / "courses/springs/teaching/motion.md")
    assert "weeks/energy/link.md" not in made(root).files


def test_lectures_are_plain_markdown_with_references_and_readings(root: Path) -> None:
    page = made(root).files["weeks/motion/index.md"].decode()
    assert "[Hooke (1678)](<https://example.org/hooke_(1678)>) stretched springs" in page
    assert "Euler, 1740)" in page
    assert "> The force is $F=-kx$" in page
    assert "# {cite:t}`hooke1678` in code stays" in page
    assert "## Readings\n\n**Required**\n\n- Hooke, R. (1678)." in page
    assert "Section 1. How was force measured?" in page
    assert page.rstrip().endswith("Web](<https://example.org/hooke_(1678)>)")


def test_links_lead_into_the_handout_or_to_the_site_or_nowhere(root: Path) -> None:
    whole = made(root).files["weeks/motion/index.md"].decode()
    assert "[energy](../energy/index.md#work)" in whole
    assert "[last week](../chaos/index.md)" in whole.replace("\n", " ")
    assert "the notes and the lab" in whole.replace("\n", " ")
    part = made(root, "energy").files["weeks/motion/index.md"].decode()
    site = "https://example.org/springs/courses/springs/weeks/chaos/index.html"
    assert f"[last week]({site})" in part.replace("\n", " ")


def test_directives_left_out_and_libraries_without_pin_are_told(root: Path) -> None:
    lab = read(root / LAB)
    lab["cells"][1]["source"] = "import scipy, yaml\n" + source_of(lab["cells"][1])
    (root / LAB).write_bytes(as_bytes(lab))
    found = made(root)
    messages = [str(problem) for problem in found.warnings]
    assert any("the directive {python} is left out" in message for message in messages)
    assert any("scipy is not pinned" in message for message in messages)
    assert found.files["requirements.txt"].decode().splitlines()[1:] == [
        "ipykernel==7.4.0",
        "pyyaml==6.0.3",
        "scipy",
    ]


def test_what_a_library_imports_without_saying_so_is_required_too(root: Path) -> None:
    lab = read(root / LAB)
    lab["cells"][1]["source"] = "import kan\n" + source_of(lab["cells"][1])
    (root / LAB).write_bytes(as_bytes(lab))
    pins = root / "constraints-labs.txt"
    pins.write_text(f"{pins.read_text()}\npykan==0.2.8  # needs: tqdm, PyYAML\ntqdm==4.70.1\n")
    assert made(root).files["requirements.txt"].decode().splitlines()[1:] == [
        "ipykernel==7.4.0",
        "pykan==0.2.8",
        "pyyaml==6.0.3",
        "tqdm==4.70.1",
    ]


def runnable(lab: Notebook) -> Notebook:
    """A released lab without its exercises."""
    return lab | {"cells": [c for c in lab["cells"] if "NotImplementedError" not in source_of(c)]}


def test_a_released_lab_runs_by_itself_up_to_its_exercises(root: Path, tmp_path: Path) -> None:
    target = tmp_path / "handout"
    assert release(root, str(target)).exit_code == 0
    folder = target / "weeks" / "energy"
    lab = read(folder / "lab.ipynb")
    assert len(runnable(lab)["cells"]) == len(lab["cells"]) - 1
    files = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }
    result = execute(LabTask("lab.ipynb", as_bytes(runnable(lab)), files))
    assert result.failure is None
    exercise = execute(LabTask("lab.ipynb", as_bytes(lab), files))
    assert exercise.failure is not None
    assert exercise.failure.message.startswith("NotImplementedError: exercise")
    assert source_of(lab["cells"][-1]).startswith("## References\n\n- Hooke")


@pytest.mark.parametrize(
    ("upto", "weeks"),
    [
        (None, ["motion", "energy", "chaos"]),
        ("energy", ["motion", "energy"]),
        ("2030-03-06", ["motion"]),
        ("2030-03-19", ["motion", "energy"]),
        ("2031-01-01", ["motion", "energy", "chaos"]),
    ],
)
def test_weeks_up_to_a_week_or_a_date(root: Path, upto: str | None, weeks: list[str]) -> None:
    plan = curriculum_of(root).course("springs")
    assert [week.id for week in weeks_upto(plan, upto)] == weeks


def test_a_week_or_date_that_is_none_is_told(root: Path) -> None:
    curriculum = curriculum_of(root)
    plan = curriculum.course("springs")
    with pytest.raises(ProblemsFound, match=r'"enrgy" is no week .* did you mean "energy"'):
        weeks_upto(plan, "enrgy")
    with pytest.raises(ProblemsFound, match="no week of springs has begun by 2029-01-01"):
        weeks_upto(plan, "2029-01-01")
    with pytest.raises(ProblemsFound, match="has no dates without a term; name one with --term"):
        weeks_upto(curriculum.offering("springs", None), "2030-03-19")


def test_a_lab_whose_solutions_cannot_be_told_stops_everything(root: Path, tmp_path: Path) -> None:
    lab = read(root / LAB)
    lab["cells"][4]["source"] = source_of(lab["cells"][4]).replace("### END SOLUTION", "# end")
    (root / LAB).write_bytes(as_bytes(lab))
    assert "lab.ipynb:0:0: cell 5, line 3: a solution begins here that never ends" in refused(root)
    target = tmp_path / "handout"
    assert isinstance(release(root, str(target)).exception, ProblemsFound)
    assert not target.exists()


def test_a_solution_in_a_helper_or_a_page_stops_everything(root: Path) -> None:
    tools = root / WEEK / "energy" / "tools" / "__init__.py"
    tools.write_text(tools.read_text().replace("### END SOLUTION", ""))
    assert "tools/__init__.py:6:1: a solution begins here" in refused(root)
    tools.write_text("")
    page = root / WEEK / "energy" / "index.md"
    copied = "numbers = Path('solved.dat').read_text().split()\nreturn (x * x + v * v) / 2"
    page.write_text(f"# Energy\n\n{copied.replace(chr(39), chr(34))} + 0 * len(numbers)\n")
    assert "energy/index.md:0:0: a solution of one of the week's labs stands here" in refused(root)


def test_a_folder_in_use_is_left_alone(root: Path, tmp_path: Path) -> None:
    target = tmp_path / "handout"
    target.mkdir()
    (target / "mine.txt").write_text("mine")
    result = release(root, str(target))
    assert "is not empty" in str(result.exception)
    assert os.listdir(target) == ["mine.txt"]  # noqa: PTH208
    assert sorted(path.name for path in tmp_path.iterdir()) == ["handout", "project"]


def test_force_replaces_the_last_release_and_keeps_what_is_not_of_it(
    root: Path, tmp_path: Path
) -> None:
    target = tmp_path / "handout"
    assert release(root, str(target)).exit_code == 0
    (target / ".git").mkdir()
    (target / ".git" / "HEAD").write_text("ref")
    (target / "weeks" / "energy" / "notes.txt").write_text("mine")
    (target / "README.md").write_text("changed")
    assert release(root, str(target), "--upto", "energy", "--force").exit_code == 0
    assert not (target / "weeks" / "chaos").exists()
    assert (target / ".git" / "HEAD").read_text() == "ref"
    assert (target / "weeks" / "energy" / "notes.txt").read_text() == "mine"
    assert (target / "README.md").read_text().startswith("# Springs")
    assert "weeks/chaos/index.md" not in json.loads((target / MANIFEST).read_text())["files"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["handout", "project"]


def test_a_failure_in_the_middle_leaves_the_old_folder(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "handout"
    assert release(root, str(target)).exit_code == 0
    before = {path: path.read_bytes() for path in target.rglob("*") if path.is_file()}
    original = Path.rename

    def rename(self: Path, to: Path) -> Path:
        if self.name == "new":
            raise OSError(28, "No space left on device")
        return original(self, to)

    monkeypatch.setattr(Path, "rename", rename)
    result = release(root, str(target), "--upto", "motion", "--force")
    assert "cannot be written: No space left on device" in str(result.exception)
    assert {path: path.read_bytes() for path in target.rglob("*") if path.is_file()} == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["handout", "project"]


def test_the_project_is_never_written_over(root: Path) -> None:
    for target, why in (
        (root, "holds the project itself"),
        (root.parent, "holds the project itself"),
        (root / "courses", "lies in the project"),
        (root / "README.md", "lies in the project"),
    ):
        with pytest.raises(ProblemsFound, match=why):
            write_folder(target, {"a": b""}, force=True, root=root)
    write_folder(root / "_build" / "handout", {"a": b"1"}, force=False, root=root)
    assert (root / "_build" / "handout" / "a").read_bytes() == b"1"


def test_a_zip_has_one_folder_and_the_same_bytes_each_time(root: Path, tmp_path: Path) -> None:
    result = release(root, str(tmp_path / "handout"), "--zip")
    assert result.exit_code == 0
    target = tmp_path / "handout.zip"
    assert f"{target}: 3 weeks, 1 lab, 9 files" in result.stdout
    first = target.read_bytes()
    with zipfile.ZipFile(target) as archive:
        assert {name.partition("/")[0] for name in archive.namelist()} == {"springs-2030-spring"}
        assert archive.read("springs-2030-spring/weeks/energy/states.csv") == b"x,v\n1,0\n0,1\n"
    assert "exists already" in str(release(root, str(target), "--zip").exception)
    assert release(root, str(target), "--zip", "--force").exit_code == 0
    assert target.read_bytes() == first


def test_a_term_can_be_named(root: Path, tmp_path: Path) -> None:
    later = root / "courses/springs/terms/2031-fall.yml"
    later.write_text("id: 2031-fall\ntitle: Fall 2031\nstart: 2031-09-01\n")
    target = tmp_path / "handout"
    result = release(root, str(target), "--term", "2031-fall", "--upto", "2031-09-08")
    assert result.exit_code == 0
    assert "2 weeks" in result.stdout
    assert "Fall 2031" in (target / "README.md").read_text()
    wrong = release(root, str(target), "--term", "2031-fal")
    assert 'unknown term "2031-fal"; did you mean "2031-fall"?' in str(wrong.exception)
