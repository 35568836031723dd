"""A library on disk whose files a test can change."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import pytest

from syllabook.papers.library import Library
from syllabook.papers.topics import Vocabulary, read_vocabulary

DATA = Path(__file__).parents[1] / "data" / "papers"
NAMES = ("zotero.bib", "better_bibtex.bib", "jabref.bib", "al_folio.bib")
HOUR = 3600


@dataclass
class Shelf:
    """A folder of .bib files and their index."""

    root: Path
    vocabulary: Vocabulary | None = None

    @property
    def index(self) -> Path:
        return self.root / "_build" / "library.sqlite"

    def write(self, name: str, text: str, age: float = HOUR) -> Path:
        """Write a file that was last changed ``age`` seconds ago."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        self.date(name, age)
        return path

    def date(self, name: str, age: float) -> None:
        stat = (self.root / name).stat()
        when = stat.st_ctime_ns - int(age * 1e9)
        os.utime(self.root / name, ns=(when, when))

    def open(self, *names: str) -> Library:
        files = [self.root / name for name in names] or sorted(self.root.glob("*.bib"))
        return Library.open(files, self.index, self.root, self.vocabulary)


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path)


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    found, problems = read_vocabulary(DATA / "topics.yml", DATA)
    assert problems == []
    return found


@pytest.fixture(scope="session")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """The sample files of all programs as one library."""
    root = tmp_path_factory.mktemp("samples")
    return Library.open([DATA / name for name in NAMES], root / "library.sqlite", DATA)
