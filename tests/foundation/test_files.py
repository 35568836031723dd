"""Files are written whole or not at all."""

import stat
from pathlib import Path
from typing import NoReturn

import pytest

from syllabook.foundation.files import shown_path, write_atomic, write_if_changed


def test_writing_makes_the_folders_and_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "page.md"
    write_atomic(path, "刘子鸣\r\n")
    assert path.read_bytes() == "刘子鸣\r\n".encode()
    assert stat.S_IMODE(path.stat().st_mode) == 0o644


@pytest.mark.parametrize("mode", [0o600, 0o755])
def test_an_existing_file_keeps_its_mode(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "page.md"
    path.write_text("old")
    path.chmod(mode)
    write_atomic(path, b"new")
    assert path.read_text() == "new"
    assert stat.S_IMODE(path.stat().st_mode) == mode


def test_of_a_link_the_file_behind_it_is_written(tmp_path: Path) -> None:
    real, link = tmp_path / "real.yml", tmp_path / "link.yml"
    real.write_text("old")
    link.symlink_to(real)
    write_atomic(link, "new")
    assert link.is_symlink()
    assert real.read_text() == "new"


@pytest.mark.parametrize("step", ["chmod", "replace"])
def test_a_write_that_fails_leaves_the_old_file_and_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    path = tmp_path / "page.md"
    path.write_text("old")

    def fail(*_: object) -> NoReturn:
        raise OSError("no space left on device")

    monkeypatch.setattr(Path, step, fail)
    with pytest.raises(OSError, match="no space left"):
        write_atomic(path, "new")
    assert [item.name for item in tmp_path.iterdir()] == ["page.md"]
    assert path.read_text() == "old"


def test_a_text_that_cannot_be_encoded_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "page.md"
    path.write_text("old")
    with pytest.raises(UnicodeEncodeError):
        write_atomic(path, "half a character: \ud800")
    assert path.read_text() == "old"


def test_an_unchanged_file_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "page.md"
    assert write_if_changed(path, "text")
    before = path.stat()
    assert not write_if_changed(path, "text")
    assert (path.stat().st_mtime_ns, path.stat().st_ino) == (before.st_mtime_ns, before.st_ino)
    assert write_if_changed(path, "other")
    assert path.read_text() == "other"


def test_paths_are_shown_relative_to_the_project_where_they_lie_in_it(tmp_path: Path) -> None:
    root = tmp_path / "project"
    assert shown_path(root / "courses" / ".." / "a.yml", root) == "a.yml"
    assert shown_path(tmp_path / "b.yml", root) == (tmp_path / "b.yml").as_posix()
