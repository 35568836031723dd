"""Many labs, here and on a cluster: those that run through are written, the others stay."""

from __future__ import annotations

import os
import re
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
import typer
from typer.testing import CliRunner

from syllabook.cli.labs import register
from syllabook.curriculum import load, read_project
from syllabook.foundation.problems import ProblemsFound
from syllabook.notebooks.digest import is_fresh, read_pins
from syllabook.notebooks.document import dumps, parse
from syllabook.notebooks.labs import lab_times, labs_of, missing_modules
from syllabook.notebooks.runner import Limits, cluster, here, problems_of, run_labs
from tests.notebooks.lab_files import (
    LAB,
    Notebook,
    code,
    copy_project,
    curriculum_of,
    notebook,
    text,
)

WEEKS = "courses/springs/weeks"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return copy_project(tmp_path / "project")


def add(root: Path, name: str, *cells: dict[str, Any]) -> Path:
    path = root / WEEKS / name
    path.write_text(dumps(notebook(text(f"# {path.stem}"), *cells)), encoding="utf-8")
    return path


def read(path: Path) -> Notebook:
    return parse(path.read_bytes())


def run(root: Path, *arguments: str) -> Any:
    app = typer.Typer(pretty_exceptions_enable=False)
    register(app)
    return CliRunner().invoke(app, [*arguments, "--project", str(root)])


def problems(result: Any) -> str:
    assert isinstance(result.exception, ProblemsFound), result.output
    return str(result.exception)


def test_labs_are_executed_and_written_with_their_digest(root: Path) -> None:
    result = run(root, "run")
    assert result.exit_code == 0, result.output
    made = read(root / LAB)
    assert is_fresh(made, (root / LAB).parent, read_pins(root))
    outputs = [cell["outputs"] for cell in made["cells"] if cell["cell_type"] == "code"]
    assert outputs[2][0]["text"] == ["[0.5, 0.5]\n"]
    assert re.search(rf"{LAB} +\d+\.\d s +\d+ MB\n", result.stdout)
    assert "1 lab executed, none failed" in result.stdout
    assert result.stderr == ""
    (found,) = lab_times(curriculum_of(root))
    assert (found.course, found.week, found.number, found.title) == (
        "springs",
        "energy",
        2,
        "Lab: energy of a spring",
    )
    assert found.seconds > 0
    assert found.peak_mb > 20


def test_a_failure_is_one_line_and_leaves_the_old_outputs(root: Path) -> None:
    old = [{"output_type": "stream", "name": "stdout", "text": ["old\n"]}]
    broken = add(root, "motion/broken.ipynb", code("print(1)", outputs=old), code("\nprint(2 / 0)"))
    before = broken.read_bytes()
    result = run(root, "run")
    assert result.exit_code == 1
    assert result.stderr == (
        f"{WEEKS}/motion/broken.ipynb:0:0: cell 3, line 2: ZeroDivisionError: division by zero\n"
    )
    assert broken.read_bytes() == before
    assert "1 lab executed, 1 failed" in result.stdout
    rows = [line for line in result.stdout.splitlines() if " MB" in line]
    assert ["broken" in row for row in rows] == [True, False]
    assert rows[0].endswith("failed")
    assert "syllabook" in read(root / LAB)["metadata"]


def test_stale_runs_what_changed_and_no_more(root: Path) -> None:
    other = add(root, "motion/other.ipynb", code("1 + 1"))
    assert run(root, "run").exit_code == 0
    assert "nothing to run" in run(root, "run", "--stale").stdout
    (root / WEEKS / "energy" / "states.csv").write_text("x,v\n3,0\n0,3\n")
    dates = {path: path.stat().st_mtime_ns for path in (root / LAB, other)}
    result = run(root, "run", "--stale")
    assert "1 lab executed" in result.stdout
    assert (root / LAB).stat().st_mtime_ns != dates[root / LAB]
    assert other.stat().st_mtime_ns == dates[other]


def test_a_course_or_a_week_can_be_named(root: Path) -> None:
    add(root, "motion/other.ipynb", code("1 + 1"))
    result = run(root, "run", "springs", "motion")
    assert "1 lab executed" in result.stdout
    assert "There are no labs here" in run(root, "run", "springs", "chaos").stdout
    assert 'unknown week "motoin"; did you mean "motion"?' in problems(
        run(root, "run", "springs", "motoin")
    )
    assert 'unknown course "sprigns"; did you mean "springs"?' in problems(
        run(root, "run", "sprigns")
    )


def test_a_library_that_is_missing_is_one_clear_line(root: Path) -> None:
    for name in ("a", "b"):
        add(root, f"motion/{name}.ipynb", code("import no_such_torch"))
    optional = "try:\n    import no_such_gpu\nexcept ImportError:\n    pass"
    lab = notebook(code(f"{optional}\nimport no_such_torch, tools"))
    assert missing_modules(lab, root / WEEKS / "energy") == {"no_such_torch"}
    words = problems(run(root, "run"))
    assert words.count("\n") == 0
    assert f"not installed here: no_such_torch ({WEEKS}/motion/a.ipynb and 1 more)" in words
    assert "scripts/labs" in words
    assert "pip install 'syllabook[labs]'" in words
    assert "syllabook" not in read(root / LAB)["metadata"]


def test_a_notebook_saved_meanwhile_is_not_written_over(root: Path) -> None:
    path = add(root, "chaos/slow.ipynb", code("import time; time.sleep(2)"))
    saved = dumps(notebook(code("mine")))

    def save() -> None:
        time.sleep(1.2)
        path.write_text(saved, encoding="utf-8")

    saver = threading.Thread(target=save)
    saver.start()
    result = run(root, "run", "springs", "chaos")
    saver.join()
    assert result.exit_code == 1
    assert "was not written: it was saved by somebody else while it ran" in result.stderr
    assert path.read_text(encoding="utf-8") == saved


def test_what_is_no_notebook_fails_alone(root: Path) -> None:
    (root / WEEKS / "motion" / "broken.ipynb").write_text("{")
    curriculum = curriculum_of(root)
    results = list(run_labs(labs_of(curriculum), root, here(2), Limits(), {}))
    assert [result.failure is None for result in results] == [False, True]
    assert "is no notebook" in str(problems_of(results)[0])


def test_labs_run_at_the_same_time_and_no_more_than_the_workers(root: Path, tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.touch()
    body = (
        "import time\n"
        "def note(sign):\n"
        f"    with open({str(log)!r}, 'a') as stream:\n"
        "        stream.write(sign)\n"
        "note('(')\ntime.sleep(2)\nnote(')')"
    )
    for number in range(4):
        add(root, f"motion/lab{number}.ipynb", code(body))
    labs = labs_of(curriculum_of(root), "springs", "motion")
    results = list(run_labs(labs, root, here(2), Limits(), {}))
    assert [result.failure for result in results] == [None] * 4
    running = most = 0
    for sign in log.read_text():
        running += 1 if sign == "(" else -1
        most = max(most, running)
    assert most == 2


def kernels() -> set[int]:
    return {
        process.pid
        for process in psutil.Process().children(recursive=True)
        if "ipykernel_launcher" in " ".join(process.cmdline())
    }


def test_leaving_early_stops_the_kernels(root: Path) -> None:
    add(root, "motion/fast.ipynb", code("1"))
    add(root, "motion/slow.ipynb", code("import time; time.sleep(60)"))
    labs = labs_of(curriculum_of(root), "springs", "motion")
    results = run_labs(labs, root, here(2), Limits(), {})
    assert next(results).name.endswith("fast.ipynb")
    started = time.monotonic()
    results.close()  # type: ignore[attr-defined]
    assert time.monotonic() - started < 10
    assert kernels() == set()


def test_limits_reach_the_labs(root: Path) -> None:
    add(root, "chaos/slow.ipynb", code("import time; time.sleep(60)"))
    result = run(root, "run", "springs", "chaos", "--timeout", "1")
    assert result.exit_code == 1
    assert "was still running when the lab's 1 s were over" in result.stderr
    result = run(root, "run", "springs", "chaos", "--memory", "1")
    assert "more than the 1 MB allowed" in result.stderr


@pytest.fixture(scope="module")
def scheduler() -> Iterator[str]:
    """The address of a cluster of two workers on this machine."""
    distributed = pytest.importorskip("distributed", reason="needs the extra: cluster")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
    ) as made:
        yield made.scheduler_address


def test_a_cluster_runs_labs_with_the_files_they_need(root: Path, scheduler: str) -> None:
    for number in range(3):
        where = "import os\nprint(os.environ.get('DASK_PARENT', os.getppid()))"
        add(root, f"motion/lab{number}.ipynb", code(f"{where}\nimport time; time.sleep(1)"))
    broken = add(root, "chaos/broken.ipynb", code("1 / 0"))
    before = broken.read_bytes()
    result = run(root, "run", "--scheduler", scheduler)
    assert result.exit_code == 1
    assert "chaos/broken.ipynb:0:0: cell 2, line 1: ZeroDivisionError" in result.stderr
    assert broken.read_bytes() == before
    assert "4 labs executed, 1 failed" in result.stdout
    outputs = [cell["outputs"] for cell in read(root / LAB)["cells"] if "outputs" in cell]
    assert outputs[2][0]["text"] == ["[0.5, 0.5]\n"]
    parents = {
        read(root / WEEKS / "motion" / f"lab{number}.ipynb")["cells"][1]["outputs"][0]["text"][0]
        for number in range(3)
    }
    assert len(parents) == 2  # both workers had their share
    assert str(os.getpid()) not in {words.strip() for words in parents}


def test_a_cluster_gives_the_same_notebook_as_this_machine(root: Path, scheduler: str) -> None:
    made = []
    for extra in ((), ("--scheduler", scheduler)):
        assert run(root, "run", *extra).exit_code == 0
        lab = read(root / LAB)
        made.append((lab["cells"], lab["metadata"]["syllabook"]["digest"]))
    assert made[0] == made[1]


def test_a_cluster_that_does_not_answer_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("distributed", reason="needs the extra: cluster")
    monkeypatch.setattr("syllabook.notebooks.runner._CONNECT", "1s")
    with (
        pytest.raises(ProblemsFound, match="no scheduler answers at tcp://127"),
        cluster("tcp://127.0.0.1:9"),
    ):
        pass


def test_a_cluster_needs_its_library(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "distributed", None)
    with (
        pytest.raises(ProblemsFound, match=r"pip install 'syllabook\[labs,cluster\]'"),
        cluster("tcp://127.0.0.1:9"),
    ):
        pass


def test_times_leave_out_what_was_never_run(root: Path) -> None:
    assert lab_times(load(read_project(root))) == []
