"""What a record says, read out of its fields; and the vocabulary of its keywords."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from syllabook.papers import Library, Name, Paper, Vocabulary, links, read_vocabulary
from syllabook.papers.bibfile import read
from syllabook.papers.record import paper_of


def paper(text: str, vocabulary: Vocabulary | None = None) -> tuple[Paper, list[str]]:
    (record,) = read(text, "x.bib").records
    found, problems = paper_of(record, "x.bib", vocabulary)
    return found, [str(problem) for problem in problems]


def of(samples: Library, key: str) -> Paper:
    found = samples.get(key)
    assert found is not None
    return found


class TestSamples:
    def test_an_article_of_zotero(self, samples: Library) -> None:
        found = of(samples, "muller_learning_2021")
        assert found.title == "Learning the Schrödinger equation from “noisy” data"
        assert found.authors == (
            Name("Müller", "Jürgen"),
            Name("Álvarez-García", "Inés"),
            Name("Łuczak", "Paweł"),
        )
        assert (found.year, found.venue, found.volume, found.number, found.pages) == (
            2021,
            "Journal of Invented Physics",
            "12",
            "3",
            "101–117",
        )
        assert found.doi == "10.5555/example.2021.001"
        assert found.url == "https://www.example.org/articles/learning_the_equation"

    def test_a_preprint_of_zotero_has_no_venue(self, samples: Library) -> None:
        found = of(samples, "rossi_toy_2023")
        assert found.arxiv == "2301.00042"
        assert found.authors[1:] == (Name("Cruz", "María", "de la"), Name("O’Neil", "Shay"))
        assert found.venue == ""
        assert [link.href for link in links(found)] == [
            "https://doi.org/10.48550/arXiv.2301.00042",
            "https://arxiv.org/abs/2301.00042",
            "https://arxiv.org/pdf/2301.00042",
        ]

    def test_a_thesis_has_its_school_as_venue(self, samples: Library) -> None:
        assert of(samples, "haddad_thesis_2019").venue == "University of Examples"

    def test_a_post_has_its_blog_as_organization(self, samples: Library) -> None:
        found = of(samples, "dubois2024SymmetryBlog")
        assert (found.organization, found.venue) == ("The Example Blog", "The Example Blog")
        assert (found.date, found.year) == ("2024-07-09", 2024)

    def test_a_range_of_dates_counts_by_its_first_year(self, samples: Library) -> None:
        assert of(samples, "okafor2018Handbook").year == 2018
        assert of(samples, "okafor2018Handbook").title == "Handbook of Invented Results: Volume One"

    def test_names_in_bibers_long_form(self, samples: Library) -> None:
        assert of(samples, "vandenberg2022Scaling").authors[0] == Name("Berg", "Anna", "van den")

    def test_a_jabref_article(self, samples: Library) -> None:
        found = of(samples, "Kowalski2020")
        assert found.title == "Energy drift of integrators: E(t) ∝ t^2 and below"
        assert found.authors == (
            Name("Kowalski", "Jan"),
            Name("Heide", "Petra", "von der"),
            Name("Open Toy Consortium"),
        )
        assert found.more_authors
        assert (found.pages, found.doi) == ("1–20", "10.5555/jip.7.1")

    def test_a_record_of_a_homepage(self, samples: Library) -> None:
        found = of(samples, "PhysRevE.000.1")
        assert (found.venue, found.number) == ("Phys. Rev. E", "4")
        assert (found.pdf, found.code) == (
            "toy_networks.pdf",
            "https://github.com/example/toy-networks",
        )
        assert found.url == "https://doi.org/10.5555/PhysRevE.000.1"
        assert found.fields["selected"] == "true"
        preprint = of(samples, "nguyen2024kan")
        assert (preprint.arxiv, preprint.venue) == ("2404.00011", "")
        assert preprint.url == "https://example.org/splines"


@pytest.mark.parametrize(
    ("fields", "arxiv"),
    [
        ("eprint = {2201.00001}, eprinttype = {arxiv}", "2201.00001"),
        ("eprint = {2201.00001v3}, archiveprefix = {arXiv}", "2201.00001"),
        ("eprint = {2201.00001}", "2201.00001"),
        ("eprint = {123}, eprinttype = {jstor}", ""),
        ("arxiv = {2201.00001}", "2201.00001"),
        ("journal = {CoRR}, volume = {abs/2201.00001}", "2201.00001"),
        ("journal = {arXiv:2201.00001}", "2201.00001"),
        ("howpublished = {\\url{https://arxiv.org/abs/2201.00001}}", "2201.00001"),
        ("note = {arXiv:2201.00001 [cs.LG]}", "2201.00001"),
    ],
)
def test_an_arxiv_id_is_found_wherever_it_stands(fields: str, arxiv: str) -> None:
    found, _ = paper(f"@misc{{a, title = {{A}}, {fields}}}")
    assert found.arxiv == arxiv
    if arxiv:
        assert (found.venue, found.volume) == ("", "")


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("year = {soon}", 'x.bib:1:20: warning: "soon" is no year; write it like 2026'),
        (
            "date = {2026-13-01}",
            'x.bib:1:20: warning: "2026-13-01" is no date; write it like 2026-01-31',
        ),
        (
            "date = {1 May 2026}",
            'x.bib:1:20: warning: "1 May 2026" is no date; write it like 2026-01-31',
        ),
        (
            "doi = {example.org}",
            'x.bib:1:20: warning: "example.org" is no DOI; write it like 10.1038/nature14539',
        ),
    ],
)
def test_content_that_cannot_be_right_is_a_warning(fields: str, expected: str) -> None:
    assert paper(f"@misc{{a, title={{A}},{fields}}}")[1] == [expected]


def test_a_record_without_a_title_is_a_warning() -> None:
    assert paper("@misc{a, year = 2020}")[1] == [
        'x.bib:1:1: warning: "a" has no title; add title = {...}'
    ]


def test_the_digest_follows_the_content_and_not_the_place() -> None:
    first, _ = paper("@misc{a, title = {A}, year = 2020}")
    moved, _ = paper("\n\n@misc{a,\n  title = {A},\n  year  = {2020},\n}")
    other, _ = paper("@misc{a, title = {A}, year = 2021}")
    assert moved.line == 3
    assert first.digest == moved.digest
    assert first.digest != other.digest
    assert dataclasses.replace(moved, line=1) == first


class TestVocabulary:
    def test_keywords_are_told_apart_by_id_title_or_alias(self, vocabulary: Vocabulary) -> None:
        found, problems = paper(
            "@misc{a, title = {A}, "
            "keywords = {Grokking, delayed generalization; ai-for-physics, media, KAN}}",
            vocabulary,
        )
        assert (found.topics, found.pillars) == (("grokking", "kan"), ("ai-for-science",))
        assert problems == []

    def test_an_unknown_keyword_is_a_warning_with_the_nearest_one(
        self, vocabulary: Vocabulary
    ) -> None:
        _, problems = paper(
            "@misc{a,\n  title = {A},\n  keywords = {groking, umbrella},\n}", vocabulary
        )
        assert problems == [
            'x.bib:3:3: warning: unknown keyword "groking"; did you mean "grokking"?',
            'x.bib:3:3: warning: unknown keyword "umbrella"; add it to topics.yml, or remove it',
        ]

    def test_without_a_vocabulary_every_keyword_is_a_topic(self) -> None:
        found, problems = paper("@misc{a, title = {A}, keywords = {Deep Learning, x}}")
        assert (found.topics, problems) == (("deep-learning", "x"), [])

    def test_titles_for_readers(self, vocabulary: Vocabulary) -> None:
        assert vocabulary.title("kan") == "Kolmogorov-Arnold networks"
        assert vocabulary.title("no-such") == "no such"

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            (
                "topics:\n  - {id: Scaling Laws, title: A}\n",
                't.yml:2:10: "Scaling Laws" is no keyword id; write "scaling-laws"',
            ),
            (
                "topics:\n  - {id: a, titel: A}\n",
                't.yml:2:13: unknown key "titel" in topics[0]; did you mean "title"?',
            ),
            (
                "topics:\n  - {id: a, title: A}\npillars:\n  - {id: b, title: B, aliases: [a]}\n",
                't.yml:2:10: "a" already stands for "b"; rename one of the two',
            ),
        ],
    )
    def test_faults_of_the_file(self, tmp_path: Path, text: str, expected: str) -> None:
        (tmp_path / "t.yml").write_text(text)
        _, problems = read_vocabulary(tmp_path / "t.yml", tmp_path)
        assert expected in [str(problem) for problem in problems]

    def test_a_missing_file(self, tmp_path: Path) -> None:
        found, problems = read_vocabulary(tmp_path / "t.yml", tmp_path)
        assert not found
        assert [str(problem) for problem in problems] == [
            "t.yml:0:0: the vocabulary is missing; create it with a list of topics"
        ]
