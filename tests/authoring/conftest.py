"""The commands of the authoring room, called in this process on a copy of the small project."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from syllabook.cli import main
from tests.conftest import Run

Command = Callable[..., Run]


@pytest.fixture
def syllabook(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Command:
    """Run a command in a folder; by default where the test's own project lies."""

    def call(*arguments: str, cwd: Path = tmp_path / "project") -> Run:
        monkeypatch.chdir(cwd)
        monkeypatch.setattr("sys.argv", ["syllabook", *arguments])
        capsys.readouterr()
        with pytest.raises(SystemExit) as stopped:
            main()
        said = capsys.readouterr()
        code = stopped.value.code
        return Run(code if isinstance(code, int) else 0 if code is None else 1, said.out, said.err)

    return call


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a project but what is built from them."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "_build" not in path.parts
    }
