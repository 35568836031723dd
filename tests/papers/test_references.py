"""References: one style for site and PDF, letters for look-alikes, CSL on request."""

from __future__ import annotations

import sys

import pytest

from syllabook.foundation.problems import ProblemsFound
from syllabook.papers import Library, Name, Paper, reference
from syllabook.papers.csl import formatted
from syllabook.papers.references import (
    initials,
    letters,
    parenthetical,
    parenthetical_text,
    plain,
    short,
    textual,
)


def made(key: str = "k", **values: object) -> Paper:
    content: dict[str, object] = {
        "type": "article",
        "title": "A title",
        "authors": (Name("Liu", "Ziming"),),
        "year": 2026,
        "date": "2026",
    }
    return Paper(key=key, **(content | values))  # type: ignore[arg-type]


def people(*families: str) -> tuple[Name, ...]:
    return tuple(Name(family, "Ada B.") for family in families)


@pytest.mark.parametrize(
    ("key", "line"),
    [
        (
            "muller_learning_2021",
            "Müller, J., Álvarez-García, I., & Łuczak, P. (2021). Learning the Schrödinger equation "  # noqa: E501
            "from “noisy” data. Journal of Invented Physics, 12(3), 101–117.",
        ),
        (
            "Kowalski2020",
            "Kowalski, J., von der Heide, P., Open Toy Consortium, et al. (2020). Energy drift of "
            "integrators: E(t) ∝ t^2 and below. Journal of Invented Physics, 7(1), 1–20.",
        ),
        ("nguyen2024kan", "Nguyen, L. (2024). Splines on Edges. arXiv:2404.00011."),
        (
            "dubois2024SymmetryBlog",
            "Dubois, É. (2024). Why Symmetry Matters. The Example Blog, 9 July.",
        ),
        (
            "okafor2018Handbook",
            "Okafor, A., & The Handbook Team (Eds.) (2018). Handbook of Invented Results: Volume One. "  # noqa: E501
            "Example Press.",
        ),
        (
            "Moreau2017",
            "Moreau, L., Jr. (2018). Another child with a year of its own. "
            "Proceedings of the Workshop on Toys, 17.",
        ),
        (
            "vandenberg2022Scaling",
            "van den Berg, A., & Sato, K. (2022). Scaling Laws for Toy Models. "
            "Proceedings of the 3rd Workshop on Toys, pp. 1–9.",
        ),
    ],
)
def test_the_reference_of_a_record(samples: Library, key: str, line: str) -> None:
    found = samples.get(key)
    assert found is not None
    assert plain(found) == line


def test_up_to_six_authors_are_named_of_more_the_first_three() -> None:
    six = made(authors=people("A", "B", "C", "D", "E", "F"))
    assert reference(six).authors == (
        "A, A. B., B, A. B., C, A. B., D, A. B., E, A. B., & F, A. B."
    )
    seven = made(authors=people("A", "B", "C", "D", "E", "F", "G"))
    assert reference(seven).authors == "A, A. B., B, A. B., C, A. B., et al."


def test_short_forms() -> None:
    one, two, three = (made(authors=people(*"ABC"[:n])) for n in (1, 2, 3))
    assert [short(paper) for paper in (one, two, three)] == [
        "A 2026",
        "A and B 2026",
        "A et al. 2026",
    ]
    assert textual(three) == "A et al. (2026)"
    assert parenthetical_text(two) == "A and B, 2026"
    assert short(made(more_authors=True)) == "Liu et al. 2026"
    assert short(made(year=None, date="")) == "Liu n.d."


def test_who_stands_for_a_record_without_authors() -> None:
    press = made(authors=(), organization="A Magazine", venue="A Magazine", type="online")
    assert short(press) == "A Magazine 2026"
    assert plain(press) == "A Magazine (2026). A title."
    nobody = made(authors=(), title="One two three four five")
    assert short(nobody) == "One two three four… 2026"
    assert plain(nobody) == "One two three four five. (2026)."


def test_a_question_keeps_its_mark() -> None:
    assert plain(made(title="Why?", venue="J")) == "Liu, Z. (2026). Why? J."


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("Alethea", "A."),
        ("P. W.", "P. W."),
        ("P.W.", "P. W."),
        ("Jean-Luc", "J.-L."),
        ("Élodie m.", "É. M."),
        ("", ""),
    ],
)
def test_initials(given: str, expected: str) -> None:
    assert initials(given) == expected


class TestLetters:
    def test_papers_with_one_label_and_year_get_letters_by_date(self) -> None:
        late = made("late", date="2026-03-01")
        early = made("early", date="2026-01-01")
        other = made("other", year=2025, date="2025")
        together = made("together", authors=people("Liu", "B"))
        marks = letters([late, early, other, together])
        assert marks == {"early": "a", "late": "b"}
        assert short(late, marks["late"]) == "Liu 2026b"
        assert parenthetical([early, late, other], marks) == "(Liu, 2026a, 2026b, 2025)"
        assert parenthetical([early, together], marks) == "(Liu, 2026a; Liu and B, 2026)"

    def test_the_alphabet_does_not_end(self) -> None:
        marks = letters([made(f"k{n:03}") for n in range(60)])
        assert [marks["k000"], marks["k025"], marks["k026"], marks["k053"]] == [
            "a",
            "z",
            "aa",
            "bb",
        ]

    def test_undated_papers_are_told_apart_too(self) -> None:
        marks = letters([made("a", year=None, date=""), made("b", year=None, date="")])
        assert short(made("b", year=None, date=""), marks["b"]) == "Liu n.d.-b"

    def test_one_paper_twice_needs_no_letter(self) -> None:
        assert letters([made("a"), made("a")]) == {}


class TestCsl:
    def test_a_style_of_a_journal(self, samples: Library) -> None:
        pytest.importorskip("citeproc")
        papers = [paper for paper in samples.papers() if paper.authors]
        texts = formatted(papers, "harvard-cite-them-right")
        assert len(texts) == len(papers)
        for paper, text in zip(papers, texts, strict=True):
            assert paper.authors[0].family in text

    def test_an_unknown_style_is_one_line(self, samples: Library) -> None:
        pytest.importorskip("citeproc")
        with pytest.raises(ProblemsFound, match=r"no-such:0:0: the CSL style cannot be read"):
            formatted(list(samples.papers()), "no-such")

    def test_without_citeproc_the_message_says_what_to_install(
        self, samples: Library, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(sys.modules, "citeproc", None)
        with pytest.raises(ProblemsFound) as caught:
            formatted(list(samples.papers()), "apa")
        assert str(caught.value) == (
            "apa:0:0: references in a CSL style need citeproc-py; "
            'install it with: pip install "syllabook[csl]"'
        )
