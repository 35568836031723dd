"""The query language in JavaScript gives what it gives in Python."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from syllabook.book.library_index import index_data, places_of
from syllabook.curriculum import load, read_project
from syllabook.papers import Library, Paper, QueryError, Vocabulary, parse
from syllabook.papers.evaluate import select
from tests.browser import chromium, needs_browser
from tests.conftest import ROOT
from tests.papers.conftest import DATA, NAMES
from tests.papers.test_query import QUERY, READINGS

pytestmark = needs_browser

SCRIPT = Path(ROOT, "src/syllabook/book/static/library-query.js")
PLACES = ["physics", "physics/drift", "physics/splines", "art", "art/week_1", "none"]
ASK = """([index, queries]) => {
  const { papers, known } = LibraryQuery.unpack(index);
  return queries.map((text) => {
    try {
      return LibraryQuery.select(LibraryQuery.parse(text, known), papers).map((paper) => paper.key);
    } catch (error) {
      return error instanceof LibraryQuery.QueryError
        ? `column ${error.position}: ${error.message}`
        : `broken: ${error}`;
    }
  });
}"""

Ask = Callable[[dict[str, Any], Sequence[str]], list[list[str] | str]]


@pytest.fixture(scope="module")
def ask() -> Iterator[Ask]:
    """Asks a browser: for each query the keys found, or the message."""
    with chromium() as browser:
        page = browser.new_page()
        page.add_script_tag(path=SCRIPT)

        def asked(index: dict[str, Any], queries: Sequence[str]) -> list[list[str] | str]:
            found: list[list[str] | str] = page.evaluate(ASK, [index, list(queries)])
            return found

        yield asked


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Library:
    index = tmp_path_factory.mktemp("samples") / "i.sqlite"
    return Library.open([DATA / name for name in NAMES], index, DATA)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(queries=st.lists(QUERY, min_size=20, max_size=40))
def test_any_query_finds_the_same_papers_in_the_same_order(
    ask: Ask, samples: Library, queries: list[str]
) -> None:
    papers = list(samples.papers())
    expected = [
        [paper.key for paper in select(parse(query), papers, READINGS)] for query in queries
    ]
    assert ask(index_data(samples, READINGS, PLACES), queries) == expected


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(texts=st.lists(st.text(st.characters(max_codepoint=0x24F), max_size=25), max_size=40))
def test_any_text_is_a_query_in_both_or_in_neither(
    ask: Ask, samples: Library, texts: list[str]
) -> None:
    papers = list(samples.papers())
    expected = [_answer(text, papers) for text in texts]
    found = ask(index_data(samples, {}, []), texts)
    # what to write instead may be guessed differently
    assert [one.partition("; ")[0] if isinstance(one, str) else one for one in found] == expected


def _answer(text: str, papers: list[Paper]) -> list[str] | str:
    try:
        return [paper.key for paper in select(parse(text, None, []), papers)]
    except QueryError as error:
        return str(error).partition("; ")[0]


QUERIES = (
    "",
    "grokking",
    "topic:grokking,scaling-laws year:2022..",
    'author:"Ziming Liu" sort:title',
    "-has:code type:article sort:-author",
    "pillar:science-for-ai read-in:ai_for_science",
    'topic:"Scaling laws" sort:year',
    "type:preprint,book read-in:*",
    "read-in:science_of_ai/complex_systems sort:author",
    "schrodinger equation",
    "key:liu2026*",
)


def test_the_real_library_answers_alike(ask: Ask) -> None:
    curriculum = load(read_project(ROOT))
    places = places_of(curriculum)
    index = index_data(curriculum.library, curriculum.readings, places)
    for query, found in zip(QUERIES, ask(index, QUERIES), strict=True):
        expected = curriculum.library.search(query, readings=curriculum.readings)
        assert found == [paper.key for paper in expected], query
        assert expected, query


@pytest.mark.parametrize(
    "query",
    [
        "topic:groking",
        "topic:science-of-ai",
        "authr:power",
        "grokking: a theory",
        'a "b c',
        "year:20",
        "-year:2021..2018",
        "sort:year sort:title",
        "-sort:year",
        "read-in:phyics",
        'author:"--"',
    ],
)
def test_mistakes_are_explained_alike(
    ask: Ask, vocabulary: Vocabulary, tmp_path: Path, query: str
) -> None:
    with pytest.raises(QueryError) as caught:
        parse(query, vocabulary, PLACES)
    library = Library.open([DATA / "al_folio.bib"], tmp_path / "i.sqlite", DATA, vocabulary)
    assert ask(index_data(library, {}, PLACES), [query]) == [str(caught.value)]
