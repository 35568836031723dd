"""The query language: what it means, its errors, and that SQL and Python agree on it."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syllabook.papers import Library, QueryError, Vocabulary, matches, parse
from syllabook.papers.evaluate import select
from syllabook.papers.query import SORTS, AnyOf, Query, Words, Years
from tests.papers.conftest import DATA, NAMES

READINGS = {
    "Kowalski2020": {"physics", "physics/drift"},
    "nguyen2024kan": {"physics", "physics/splines", "art", "art/week_1"},
    "gone": {"art"},
}


def keys(library: Library, query: str) -> list[str]:
    found = library.search(query, readings=READINGS)
    assert found == select(parse(query), library.papers(), READINGS)
    return [paper.key for paper in found]


class TestMeaning:
    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ("scaling", ["vandenberg2022Scaling"]),
            ("scal law", ["vandenberg2022Scaling"]),
            ('"scal law"', []),
            ('"laws for toy"', ["vandenberg2022Scaling"]),
            ("SCHRODINGER", ["muller_learning_2021"]),
            ("luczak", ["muller_learning_2021"]),
            ("author:müller", ["muller_learning_2021"]),
            ('author:"Jürgen Müller"', ["muller_learning_2021"]),
            ('author:"Müller, Jürgen"', ["muller_learning_2021"]),
            ('author:"Müller Inés"', []),
            ('author:"van den Berg"', ["vandenberg2022Scaling"]),
            ("author:okafor", ["okafor2018Handbook"]),
            ('venue:"invented physics"', ["muller_learning_2021", "Kowalski2020"]),
            ("title:invented", ["okafor2018Handbook"]),
            ("topic:grokking", ["muller_learning_2021"]),
            ("topic:grok", []),
            ("topic:grokking,scaling-laws", ["vandenberg2022Scaling", "muller_learning_2021"]),
            ('topic:"Scaling laws"', ["vandenberg2022Scaling"]),
            ("keyword:grokking", ["muller_learning_2021"]),
            ("year:2019", ["haddad_thesis_2019"]),
            ("year:2024..", ["dubois2024SymmetryBlog", "nguyen2024kan"]),
            ("year:..2017", ["Lindqvist2017", "toys2017"]),
            ("year:2018..2019", ["haddad_thesis_2019", "Moreau2017", "okafor2018Handbook"]),
            ("type:thesis", ["haddad_thesis_2019"]),
            ("type:phdthesis", ["haddad_thesis_2019"]),
            ("type:post", ["dubois2024SymmetryBlog"]),
            ("type:preprint", ["nguyen2024kan", "rossi_toy_2023"]),
            ("has:code", ["PhysRevE.000.1"]),
            (
                "has:pdf",
                ["nguyen2024kan", "rossi_toy_2023", "PhysRevE.000.1", "vandenberg2022Scaling"],
            ),
            ("key:kowalski2020", ["Kowalski2020"]),
            ("key:nguy*", ["nguyen2024kan"]),
            ("read-in:physics", ["nguyen2024kan", "Kowalski2020"]),
            ("read-in:physics/drift", ["Kowalski2020"]),
            ("read-in:art,physics/drift", ["nguyen2024kan", "Kowalski2020"]),
            ("read-in:* -read-in:art", ["Kowalski2020"]),
            (
                "toy -scaling -venue:toys -type:preprint",
                ["PhysRevE.000.1", "toys2017", "Kowalski2020"],
            ),
            ("splines & edges", ["nguyen2024kan"]),
            (
                "sort:title title:toy",
                ["toys2017", "vandenberg2022Scaling", "rossi_toy_2023", "PhysRevE.000.1"],
            ),
            (
                "sort:-title type:article",
                ["PhysRevE.000.1", "muller_learning_2021", "Kowalski2020"],
            ),
            (
                "sort:author type:article",
                ["Kowalski2020", "muller_learning_2021", "PhysRevE.000.1"],
            ),
            ("sort:year type:article", ["Kowalski2020", "muller_learning_2021", "PhysRevE.000.1"]),
        ],
    )
    def test_a_query_finds(self, samples: Library, query: str, expected: list[str]) -> None:
        assert keys(samples, query) == expected

    def test_an_empty_query_is_everything_newest_first(self, samples: Library) -> None:
        found = keys(samples, "")
        assert len(found) == len(samples) == 12
        assert found[:2] == ["dubois2024SymmetryBlog", "nguyen2024kan"]

    def test_words_in_the_title_count_most(self, samples: Library) -> None:
        # "toys" stands in the title of the proceedings, in the venue of its children
        assert keys(samples, "toys")[0] == "toys2017"

    def test_the_limit_takes_the_first(self, samples: Library) -> None:
        whole = samples.search("year:2017..")
        assert samples.search("year:2017..", limit=3) == whole[:3]
        assert samples.search("year:2017..", limit=0) == []

    def test_a_query_is_plain_data(self) -> None:
        query = parse('grok "weight decay" -topic:kan,mlp year:2020..')
        assert query == Query(
            (
                Words("", ("grok",), prefix=True),
                Words("", ("weight", "decay"), prefix=False),
                AnyOf("topic", ("kan", "mlp"), negated=True),
                Years(2020, None),
            )
        )
        assert json.loads(json.dumps(query.to_json())) == query.to_json()
        assert query.to_json()["order"] == "relevance"

    def test_aliases_and_titles_stand_for_topics(self, vocabulary: Vocabulary) -> None:
        query = parse('topic:"Delayed generalization"', vocabulary)
        assert query.clauses == (AnyOf("topic", ("grokking",)),)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("authr:power", 'column 1: unknown field "authr"; did you mean "author"?'),
        (
            "grokking: a theory",
            'column 1: unknown field "grokking"; write "grokking: ..." in quotes to search for the words',  # noqa: E501
        ),
        ("a author:", "column 3: author: has no value; write author:something"),
        ('a "b c', 'column 3: the quote is not closed; add a "'),
        (
            "year:20",
            'column 6: "20" is no year; write year:2020, year:2020.., year:..2020 or year:2018..2021',  # noqa: E501
        ),
        (
            "year:..",
            'column 6: ".." is no year; write year:2020, year:2020.., year:..2020 or year:2018..2021',  # noqa: E501
        ),
        (
            "-year:2021..2018",
            "column 7: the years 2021..2018 run backwards; write year:2018..2021",
        ),
        ("type:artcle", 'column 6: unknown type "artcle"; did you mean "article"?'),
        (
            "has:video",
            'column 5: unknown value of has: "video"; known: arxiv, code, doi, note, pdf, url',
        ),
        ("sort:date", 'column 6: unknown order "date"; did you mean'),
        ("-sort:year", "column 1: sort: cannot be negated; write sort:-year"),
        ("sort:year sort:title", "column 11: a second sort:; keep one of them"),
        ("topic:groking", 'column 7: unknown topic "groking"; did you mean "grokking"?'),
        (
            "topic:science-of-ai",
            'column 7: unknown topic "science-of-ai"; write pillar:science-of-ai',
        ),
        ("topic:media", 'column 7: unknown topic "media"; write keyword:media'),
        (
            "pillar:sience-of-ai",
            'column 8: unknown pillar "sience-of-ai"; did you mean "science-of-ai"?',
        ),
        ("read-in:phyics", 'column 9: unknown course or week "phyics"; did you mean "physics"?'),
        ('author:"--"', 'column 9: "--" holds no letter or digit; give it a word'),
    ],
)
def test_a_query_that_cannot_be_read_says_where_and_what_to_write(
    vocabulary: Vocabulary, query: str, expected: str
) -> None:
    with pytest.raises(QueryError) as caught:
        parse(query, vocabulary, {"physics", "physics/drift"})
    if expected.endswith("did you mean"):
        assert str(caught.value).startswith(expected.removesuffix("did you mean"))
    else:
        assert str(caught.value) == expected
    assert caught.value.fix


WORDS = ["toy", "toys", "laws", "müller", "invented physics", "a", "the", "刘", "grok", "x"]
VALUES = {
    "author": WORDS,
    "title": WORDS,
    "venue": WORDS,
    "topic": ["grokking", "scaling-laws", "none"],
    "pillar": ["ai-for-science"],
    "keyword": ["grokking", "Physics - Computational Physics"],
    "type": ["article", "post", "preprint", "thesis", "misc,book"],
    "has": ["code", "pdf", "doi,arxiv", "url", "note"],
    "key": ["kowalski2020", "n*", "*"],
    "read-in": ["physics", "art", "physics/drift", "*", "none"],
    "year": ["2017", "2018..", "..2020", "2018..2022"],
}
FIELDED = st.sampled_from(sorted(VALUES)).flatmap(
    lambda name: st.sampled_from(VALUES[name]).map(lambda value: f'{name}:"{value}"')
)
ITEM = st.one_of(
    st.sampled_from(WORDS).filter(lambda word: " " not in word),
    st.sampled_from(WORDS).map(lambda word: f'"{word}"'),
    st.text(alphabet="abcdefghijklmnopqrstuvwxyzäöéł", min_size=1, max_size=3),
    FIELDED,
)
QUERY = st.builds(
    lambda items, sort: " ".join([*items, *([f"sort:{sort}"] if sort else [])]),
    st.lists(st.tuples(st.sampled_from(["", "", "-"]), ITEM).map("".join), max_size=4),
    st.sampled_from(["", *SORTS]),
)


class TestAgreement:
    @given(QUERY, st.one_of(st.none(), st.integers(0, 4)))
    def test_sql_and_python_find_the_same_papers_in_the_same_order(
        self, query: str, limit: int | None
    ) -> None:
        library = _samples()
        read = parse(query)
        found = library.search(read, limit=limit, readings=READINGS)
        assert found == select(read, library.papers(), READINGS, limit)
        assert all(matches(read, paper, READINGS) for paper in found)

    @given(st.text(max_size=40))
    def test_any_text_is_a_query_or_a_query_error(self, text: str) -> None:
        library = _samples()
        try:
            read = parse(text)
        except QueryError as error:
            position = error.position
        else:
            assert library.search(read) == select(read, library.papers())
            return
        assert 1 <= position <= len(text) + 1


_opened: list[Library] = []


def _samples() -> Library:
    # hypothesis does not mix with function fixtures; the library never changes
    if not _opened:
        folder = Path(tempfile.mkdtemp())
        _opened.append(Library.open([DATA / name for name in NAMES], folder / "i.sqlite", DATA))
    return _opened[0]
