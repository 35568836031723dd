"""The library of the two courses itself: every record reads, and reads well."""

from __future__ import annotations

from pathlib import Path

import pytest

from syllabook.papers import Library, biblatex, links, read_vocabulary
from syllabook.papers.bibfile import read
from syllabook.papers.evaluate import select
from syllabook.papers.query import parse
from syllabook.papers.references import letters, parenthetical_text, plain
from syllabook.papers.stats import stats

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / "readings").glob("*.bib"))


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    vocabulary, problems = read_vocabulary(ROOT / "readings" / "topics.yml", ROOT)
    assert problems == []
    return Library.open(FILES, tmp_path_factory.mktemp("real") / "i.sqlite", ROOT, vocabulary)


def test_it_reads_without_a_problem(library: Library) -> None:
    assert library.problems == ()


def test_every_entry_of_the_files_is_a_paper(library: Library) -> None:
    written = sum(path.read_text(encoding="utf-8").count("\n@") for path in FILES)
    written += sum(path.read_text(encoding="utf-8").startswith("@") for path in FILES)
    assert len(library) == written
    assert len(library) >= 362


def test_every_reference_is_whole_and_free_of_latex(library: Library) -> None:
    for paper in library.papers():
        line = plain(paper)
        assert paper.title in line
        assert not set("{}\\$~`") & set(line), line
        assert ".." not in line, line
        assert paper.authors or paper.organization
        assert paper.venue or paper.arxiv or paper.url
        assert links(paper), f"{paper.key} cannot be reached"


def test_every_record_has_a_topic_and_a_place_among_the_pillars(library: Library) -> None:
    found = stats(library.papers())
    assert found.without_topic == 0
    assert all(paper.pillars for paper in library.papers())
    assert found.total == found.linked == len(library)


def test_no_two_citations_look_the_same(library: Library) -> None:
    papers = list(library.papers())
    marks = letters(papers)
    shown = [parenthetical_text(paper, marks.get(paper.key, "")) for paper in papers]
    assert len(set(shown)) == len(shown)


def test_it_survives_a_round_trip(library: Library) -> None:
    reading = read(biblatex(library.papers()), "out.bib")
    assert reading.problems == ()
    fields = {record.key: dict(record.fields) for record in reading.records}
    assert fields == {paper.key: dict(paper.fields) for paper in library.papers()}


@pytest.mark.parametrize(
    "query",
    [
        "grokking",
        "topic:grokking year:2022.. -author:power",
        "type:post has:code",
        '"neural network" sort:author',
    ],
)
def test_searches_agree_with_the_reference_evaluator(library: Library, query: str) -> None:
    found = library.search(query)
    assert found
    assert found == select(parse(query), library.papers())
