"""Outputs are stale when code, data or versions are not those that made them, and only then."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from syllabook.notebooks.digest import (
    digest,
    imported_modules,
    input_files,
    installed_versions,
    is_fresh,
    libraries,
    pinned_versions,
    read_pins,
)
from syllabook.notebooks.document import Notebook, NotebookError, dumps, parse
from tests.notebooks.lab_files import LAB, code, copy_project, notebook, read, text


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return (copy_project(tmp_path / "project") / LAB).parent


def pins() -> dict[str, str]:
    return {"numpy": "2.4.6", "scipy": "1.17.1"}


def lab() -> Notebook:
    return notebook(text("# Lab"), code("import numpy as np\nfrom tools import double"))


def edit_code(_: Path, made: Notebook) -> None:
    made["cells"][1]["source"] += "\nprint(1)"


def edit_helper(folder: Path, _: Notebook) -> None:
    path = folder / "tools" / "__init__.py"
    path.write_text(path.read_text() + "\n# another\n")


def edit_data(folder: Path, _: Notebook) -> None:
    (folder / "states.csv").write_text("x,v\n2,2\n")


def add_data(folder: Path, _: Notebook) -> None:
    (folder / "more.bin").write_bytes(b"\xff\x00")


@pytest.mark.parametrize("change", [edit_code, edit_helper, edit_data, add_data])
def test_it_changes_with_code_helpers_and_data(
    folder: Path, change: Callable[[Path, Notebook], None]
) -> None:
    made = lab()
    before = digest(made, folder, pins())
    change(folder, made)
    assert digest(made, folder, pins()) != before


def edit_text(_: Path, made: Notebook) -> None:
    made["cells"][0]["source"] = "# Another title"


def add_output(_: Path, made: Notebook) -> None:
    made["cells"][1]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "2"}]


def split_lines(_: Path, made: Notebook) -> None:
    made["cells"][1]["source"] = made["cells"][1]["source"].splitlines(keepends=True)


def edit_lecture(folder: Path, _: Notebook) -> None:
    (folder / "index.md").write_text("# Other\n")


def edit_picture(folder: Path, _: Notebook) -> None:
    (folder / "well.svg").write_text("<svg/>")


def add_hidden(folder: Path, _: Notebook) -> None:
    (folder / ".ipynb_checkpoints").mkdir()
    (folder / ".ipynb_checkpoints" / "copy.py").write_text("1")
    (folder / "tools" / "__pycache__").mkdir()
    (folder / "tools" / "__pycache__" / "x.py").write_text("1")


@pytest.mark.parametrize(
    "change", [edit_text, add_output, split_lines, edit_lecture, edit_picture, add_hidden]
)
def test_it_stays_when_nothing_that_makes_outputs_changes(
    folder: Path, change: Callable[[Path, Notebook], None]
) -> None:
    made = lab()
    before = digest(made, folder, pins())
    change(folder, made)
    assert digest(made, folder, pins()) == before


def test_only_versions_of_imported_libraries_count(folder: Path) -> None:
    before = digest(lab(), folder, pins())
    assert digest(lab(), folder, pins() | {"scipy": "2.0"}) == before
    assert digest(lab(), folder, pins() | {"numpy": "3.0"}) != before


def test_a_picture_that_the_code_names_is_data(folder: Path) -> None:
    assert "well.svg" not in input_files(folder, ["x = 1"])
    assert "well.svg" in input_files(folder, ["open('well.svg')"])


def test_a_link_out_of_the_folder_is_none_of_its_files(folder: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside.txt"
    outside.write_text("secret")
    (folder / "link.txt").symlink_to(outside)
    assert "link.txt" not in input_files(folder, [])


def test_helpers_count_for_what_they_import(folder: Path) -> None:
    (folder / "tools" / "__init__.py").write_text("import yaml\nfrom PIL import Image\n")
    sources = ["import tools, numpy"]
    files = input_files(folder, sources)
    assert libraries(sources, files) == {"numpy", "pyyaml", "pillow"}


def test_magics_and_broken_cells_do_not_hide_imports() -> None:
    sources = [
        "%matplotlib inline\nimport numpy",
        "!pip list\nimport scipy",
        "x = = 1",
        "%%bash\nls",
    ]
    assert imported_modules(sources) == {"numpy", "scipy"}


def test_an_import_within_try_is_optional() -> None:
    sources = ["try:\n    import cupy\nexcept ImportError:\n    import numpy\n"]
    assert imported_modules(sources, optional=False) == set()
    assert imported_modules(sources) == {"cupy", "numpy"}


def test_pins_are_read_from_the_constraints_file(folder: Path) -> None:
    assert pinned_versions("# c\nNumPy==2.4.6\nscikit_learn==1.9.1 \n") == {
        "numpy": "2.4.6",
        "scikit-learn": "1.9.1",
    }
    root = folder.parents[3]
    assert read_pins(root)["pyyaml"] == "6.0.3"
    assert read_pins(folder) == {}


def test_installed_versions_replace_pins() -> None:
    import yaml

    found = installed_versions({"pyyaml": "1.0", "not-there-at-all": "7.0"})
    assert found == {"pyyaml": yaml.__version__, "not-there-at-all": "7.0"}


def test_fresh_is_what_carries_its_digest(folder: Path) -> None:
    made = lab()
    assert not is_fresh(made, folder, pins())
    made["metadata"]["syllabook"] = {"digest": digest(made, folder, pins())}
    assert is_fresh(made, folder, pins())
    made["metadata"]["syllabook"] = "nonsense"
    assert not is_fresh(made, folder, pins())


@pytest.mark.parametrize(
    ("content", "message", "line"),
    [
        (b"{\n", "is no notebook: Expecting property name", 2),
        (b"[]", "is no notebook: it has no cells", 1),
        (b'{"cells": [1]}', "its cell 1 has no type", 1),
        (b'{"cells": [], "nbformat": 3}', "has notebook format 3", 1),
        (b"\xff\xfe", "byte 1 is not UTF-8", 0),
    ],
)
def test_what_is_no_notebook_is_told(content: bytes, message: str, line: int) -> None:
    with pytest.raises(NotebookError, match=message) as found:
        parse(content)
    assert found.value.line == line


def test_writing_gives_ids_that_stay(folder: Path) -> None:
    made = notebook(code("1"), code("1"), code("1", id="mine"))
    first = dumps(made)
    assert dumps(made) == first == dumps(parse(first))
    ids = [cell["id"] for cell in parse(first)["cells"]]
    assert ids[2] == "mine"
    assert len(set(ids)) == 3
    older = made | {"nbformat_minor": 4, "cells": [code("1")]}
    assert "id" not in parse(dumps(older))["cells"][0]
    committed = folder / "lab.ipynb"
    assert read(committed)["cells"][0]["id"] == parse(dumps(read(committed)))["cells"][0]["id"]
