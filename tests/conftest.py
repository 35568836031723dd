"""What several test folders share: the small project of tests/data/project, copied and built."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

DATA = Path(__file__).parent / "data"
ROOT = Path(__file__).parent.parent


@dataclass(frozen=True)
class Run:
    """What a command left behind."""

    code: int
    stdout: str
    stderr: str


def run(command: str, *arguments: str, cwd: Path) -> Run:
    """Run a command of this environment, without colours."""
    done = subprocess.run(
        [Path(sys.executable).parent / command, *arguments],
        cwd=cwd,
        env=os.environ | {"NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    plain = re.compile(r"\x1b\[[0-9;]*m")
    return Run(done.returncode, plain.sub("", done.stdout), plain.sub("", done.stderr))


def copy_project(target: Path) -> Path:
    """A fresh copy of the small project."""
    shutil.copytree(DATA / "project", target)
    return target


def edit(path: Path, old: str, new: str) -> None:
    """Replace a text that stands in a file exactly once."""
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path.name}"
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The small project, unbuilt."""
    return copy_project(tmp_path / "project")
