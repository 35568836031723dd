"""One lab in a kernel and a folder of its own: what comes back, and what is told when it fails."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest

from syllabook.notebooks.document import parse
from syllabook.notebooks.execution import LabResult, LabTask, execute
from tests.notebooks.lab_files import as_bytes, code, notebook, source, text


def run(*cells: dict[str, Any], **task: Any) -> LabResult:
    return execute(LabTask("lab.ipynb", as_bytes(notebook(*cells)), **task))


def printed(result: LabResult) -> list[str]:
    assert result.notebook is not None, result.failure
    return [
        "".join(output.get("text", output.get("data", {}).get("text/plain", "")))
        for cell in parse(result.notebook)["cells"]
        for output in cell.get("outputs", [])
    ]


def test_outputs_are_written_and_everything_else_stays() -> None:
    attached = {"dot.png": {"image/png": "AAAA"}}
    before = notebook(
        text("# Lab ![d](attachment:dot.png)", id="title", attachments=attached),
        code("import os, tools\nfrom pathlib import Path\nprint(tools.word)", id="first"),
        code(
            "print(Path('data.csv').read_text())\nsorted(os.listdir())", id="second", tags=["claim"]
        ),
        code("1 / 0", id="fails", tags=["raises-exception"]),
        code("print('never')", id="skipped", tags=["skip-execution"]),
        code("  ", id="empty"),
        code("object()", id="where"),
        code("import warnings; warnings.warn('careful')", id="warns"),
    )
    before["metadata"]["language_info"] = {"name": "python", "version": "3.0.0"}
    before["cells"][1]["metadata"] = {"execution": {"iopub.status.busy": "then"}, "mine": 1}
    files = {"tools.py": b"word = 'spring'", "data.csv": b"1,2"}
    task = LabTask("lab.ipynb", as_bytes(before), files, seconds=60)
    result = execute(task)
    assert result.failure is None
    assert result.notebook is not None
    after = parse(result.notebook)
    assert [cell["id"] for cell in after["cells"]] == [cell["id"] for cell in before["cells"]]
    assert [source(cell) for cell in after["cells"]] == [source(cell) for cell in before["cells"]]
    assert after["cells"][0]["attachments"] == attached
    assert after["cells"][1]["metadata"] == {"mine": 1}
    assert after["cells"][2]["metadata"] == {"tags": ["claim"]}
    assert [cell.get("execution_count") for cell in after["cells"]] == [
        None, 1, 2, 3, None, None, 4, 5,
    ]  # fmt: skip
    assert after["metadata"]["language_info"] == {"name": "python"}
    facts = after["metadata"]["syllabook"]
    assert set(facts) == {"digest", "seconds", "peak_mb"}
    assert 0 < facts["seconds"] < 60
    assert 20 < facts["peak_mb"] < 2000
    words = printed(result)
    assert words[0] == "spring\n"
    assert words[1] == "1,2\n"
    assert words[2] == "['data.csv', 'tools.py']"
    assert words[4] == "<object at 0x…>"
    assert words[5].startswith("<cell>:1: UserWarning: careful")

    again = execute(task)
    assert again.notebook is not None
    other = parse(again.notebook)
    other["metadata"]["syllabook"] |= {name: facts[name] for name in ("seconds", "peak_mb")}
    assert other == after


def test_a_failure_names_cell_line_and_error() -> None:
    result = run(text("# Lab"), code("x = 1"), code("y = 2\n\nprint(x / 0)"))
    assert result.notebook is None
    assert str(result.failure) == "cell 3, line 3: ZeroDivisionError: division by zero"


def test_a_failure_deep_in_another_cell_names_both() -> None:
    result = run(code("def f(x):\n    y = 1\n    return y / x"), text("."), code("a = 0\nf(a)"))
    assert str(result.failure) == (
        "cell 3, line 2: ZeroDivisionError: division by zero (in cell 1, line 3)"
    )


def test_a_failure_in_a_helper_names_the_line_that_called_it() -> None:
    task = {"files": {"tools.py": b"def f():\n    raise ValueError('no\\nway')\n"}}
    result = run(code("import tools\n\ntools.f()"), **task)
    assert str(result.failure) == "cell 1, line 3: ValueError: no way"


def test_broken_syntax_and_missing_files_and_libraries_are_named() -> None:
    assert str(run(code("x = 1\ny = = 2")).failure) == "cell 1, line 2: SyntaxError: invalid syntax"
    missing = run(code("open('nowhere.csv')")).failure
    assert str(missing) == (
        "cell 1, line 1: FileNotFoundError: [Errno 2] No such file or directory: 'nowhere.csv'"
    )
    library = run(code("import no_such_library")).failure
    assert library is not None
    assert library.message == "ModuleNotFoundError: No module named 'no_such_library'"
    assert "scripts/labs" in library.fix


def test_time_is_limited_for_the_lab_as_a_whole() -> None:
    nap = "import time\ntime.sleep(0.6)"
    started = time.monotonic()
    result = run(code(nap), code(nap), code(f"{nap}\ntime.sleep(60)"), seconds=2)
    assert time.monotonic() - started < 20
    assert str(result.failure) == ("cell 3, line 3: was still running when the lab's 2 s were over")
    assert result.failure is not None
    assert "--timeout" in result.failure.fix


def test_a_kernel_that_does_not_listen_is_killed_in_the_end() -> None:
    deaf = (
        "import time\nwhile True:\n    try:\n        time.sleep(60)\n"
        "    except BaseException:\n        pass"
    )
    started = time.monotonic()
    result = run(code(deaf), seconds=1)
    assert time.monotonic() - started < 20
    assert str(result.failure) == "cell 1: was still running when the lab's 1 s were over"


def test_memory_is_limited_with_that_of_child_processes() -> None:
    greedy = (
        "import subprocess, sys\n"
        "hold = 'import time; x = bytearray(300 * 2**20); '\n"
        "hold += 'x[::4096] = b\"1\" * len(x[::4096]); time.sleep(60)'\n"
        "subprocess.run([sys.executable, '-c', hold])"
    )
    started = time.monotonic()
    result = run(code(greedy), megabytes=250, seconds=60)
    assert time.monotonic() - started < 30
    assert result.failure is not None
    assert result.failure.cell == 1
    assert "more than the 250 MB allowed" in result.failure.message
    assert result.peak_mb > 250


def test_a_kernel_that_dies_is_no_success() -> None:
    result = run(code("1"), code("import os\nos._exit(1)"))
    assert str(result.failure) == "cell 2: the kernel died; it may have run out of memory"


def test_the_kernel_is_this_python_with_few_threads_and_steady_hashes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import sys

    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    asked = "import os, sys\n[sys.executable, os.environ['OMP_NUM_THREADS'], hash('a')]"
    cell = code(asked)
    lab = notebook(cell)
    lab["metadata"]["kernelspec"] = {"name": "somebody-elses", "language": "python"}
    results = [execute(LabTask("lab.ipynb", as_bytes(lab), threads=2)) for _ in range(2)]
    assert printed(results[0]) == printed(results[1])
    assert repr(sys.executable) in printed(results[0])[0]
    assert "'2'" in printed(results[0])[0]
    assert json.loads((results[0].notebook or b"").decode())["metadata"]["kernelspec"]["name"] == (
        "somebody-elses"
    )


def test_a_kernel_nobody_has_is_told() -> None:
    lab = notebook(code("1"))
    lab["metadata"]["kernelspec"] = {"name": "no-such-kernel", "language": "cobol"}
    result = execute(LabTask("lab.ipynb", as_bytes(lab)))
    assert result.failure is not None
    assert "no-such-kernel" in result.failure.message


def test_it_can_be_stopped() -> None:
    started = time.monotonic()
    lab = notebook(code("import time\ntime.sleep(60)"))
    result = execute(LabTask("lab.ipynb", as_bytes(lab)), lambda: time.monotonic() - started > 1.5)
    assert time.monotonic() - started < 15
    assert result.failure is not None
    assert result.failure.message == "stopped"


def test_other_versions_than_pinned_are_told_and_make_the_digest() -> None:
    import yaml

    cell = code("import yaml")
    right = run(cell, pins={"pyyaml": yaml.__version__})
    wrong = run(cell, pins={"pyyaml": "1.0"})
    assert right.other_versions == ()
    assert wrong.other_versions == (f"pyyaml {yaml.__version__} (pinned: 1.0)",)
    facts = [
        parse(made.notebook or b"")["metadata"]["syllabook"]["digest"] for made in (right, wrong)
    ]
    assert facts[0] == facts[1]


def test_nothing_stays_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    run(code("open('made.txt', 'w').write('1')"))
    assert list(tmp_path.glob("syllabook-lab*")) == []
