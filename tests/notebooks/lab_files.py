"""The project with labs of tests/data/labs_project, and notebooks made on the spot."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from syllabook.curriculum import Curriculum, load, read_project
from syllabook.foundation.problems import errors

DATA = Path(__file__).parent.parent / "data" / "labs_project"
LAB = "courses/springs/weeks/energy/lab.ipynb"

Notebook = dict[str, Any]


def copy_project(target: Path) -> Path:
    shutil.copytree(DATA, target)
    return target


def curriculum_of(root: Path) -> Curriculum:
    curriculum = load(read_project(root))
    assert not errors(curriculum.problems)
    return curriculum


def code(text: str, *, tags: list[str] | None = None, **more: Any) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "metadata": {"tags": tags} if tags else {},
        "source": text,
        "execution_count": None,
        "outputs": [],
        **more,
    }


def text(words: str, **more: Any) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": words, **more}


def notebook(*cells: dict[str, Any], **metadata: Any) -> Notebook:
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return {
        "cells": list(cells),
        "metadata": {"kernelspec": kernel, "language_info": {"name": "python"}, **metadata},
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def as_bytes(made: Notebook) -> bytes:
    return json.dumps(made).encode()


def read(path: Path) -> Notebook:
    found: Notebook = json.loads(path.read_text(encoding="utf-8"))
    return found


def source(cell: dict[str, Any]) -> str:
    return "".join(cell["source"])
