"""Several files are written together or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from syllabook.authoring.changes import write_all
from syllabook.foundation.problems import ProblemsFound
from tests.authoring.conftest import contents


def test_all_are_written_and_no_temporary_file_is_left(tmp_path: Path) -> None:
    write_all({tmp_path / "a" / "b" / "new.md": "new\n", tmp_path / "top.md": "top\n"}, tmp_path)
    assert contents(tmp_path) == {"a/b/new.md": b"new\n", "top.md": b"top\n"}


def test_the_mode_of_a_file_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "old.md"
    path.write_text("old")
    path.chmod(0o640)
    write_all({path: "new"}, tmp_path)
    assert path.stat().st_mode & 0o777 == 0o640


def test_of_a_link_the_file_behind_it_is_written(tmp_path: Path) -> None:
    (tmp_path / "real.md").write_text("old")
    (tmp_path / "link.md").symlink_to("real.md")
    write_all({tmp_path / "link.md": "new"}, tmp_path)
    assert (tmp_path / "link.md").is_symlink()
    assert (tmp_path / "real.md").read_text() == "new"


def test_if_one_cannot_be_staged_nothing_changes(tmp_path: Path) -> None:
    (tmp_path / "old.md").write_text("old")
    (tmp_path / "file").write_text("not a folder")
    before = contents(tmp_path)
    with pytest.raises(ProblemsFound) as found:
        write_all(
            {tmp_path / "old.md": "new", tmp_path / "x" / "y.md": "y", tmp_path / "file" / "z": ""},
            tmp_path,
        )
    assert str(found.value) == "file/z:0:0: cannot be written: Not a directory; nothing was changed"
    assert contents(tmp_path) == before
    assert not (tmp_path / "x").exists()


def test_if_one_cannot_be_put_in_place_those_before_it_are_undone(tmp_path: Path) -> None:
    (tmp_path / "old.md").write_text("old")
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "inside").write_text("")
    before = contents(tmp_path)
    with pytest.raises(ProblemsFound) as found:
        write_all(
            {
                tmp_path / "new.md": "new",
                tmp_path / "old.md": "changed",
                tmp_path / "taken": "a folder stands here",
            },
            tmp_path,
        )
    assert str(found.value).startswith("taken:0:0: cannot be written: ")
    assert contents(tmp_path) == before
