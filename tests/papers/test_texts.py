"""LaTeX, names and identifiers, as records write them."""

from __future__ import annotations

import pytest
from bibtexparser.middlewares.names import parse_single_name_into_parts
from hypothesis import given
from hypothesis import strategies as st

from syllabook.papers.folding import fold, slug, tokens
from syllabook.papers.identifiers import arxiv_in, arxiv_of, doi_of
from syllabook.papers.latex import plain, url_text
from syllabook.papers.model import Name
from syllabook.papers.names import names


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        ("The {Ising} model", "The Ising model"),
        (r"Schr{\"o}dinger and Poincar\'e", "Schrödinger and Poincaré"),
        (r"{\L}ukasz Mi{\l}osz, Ho{\v s}ek, {\'{\i}}", "Łukasz Miłosz, Hošek, í"),
        (r"Stra{\ss}e \AA ngstr{\"{o}}m", "Straße Ångström"),
        (
            r"Geometry \& Topology, 95\% of it, 5\$, a\_b, \#1",
            "Geometry & Topology, 95% of it, 5$, a_b, #1",
        ),
        (r"sets \{a, b\} of {braces}", "sets {a, b} of braces"),
        (r"100% {\"o} & #1", "100% ö & #1"),
        ("Fokker--Planck---a view", "Fokker–Planck—a view"),
        ("Eq.~5", "Eq. 5"),
        ("``Quoted'' and `single' but Nesterov's", "“Quoted” and ‘single’ but Nesterov's"),
        (r"\emph{in vivo} \textbf{bold}", "in vivo bold"),
        ("$O(n^2)$ and $\\alpha$-decay", "O(n^2) and α-decay"),
        ("from $5 to $10", "from $5 to $10"),
        ("two\n   lines", "two lines"),
        (r"see \url{https://example.org/a_b%20c}", "see https://example.org/a_b%20c"),
        (r"\href{https://example.org}{a {nested} link}", "a nested link"),
        ("刘子鸣", "刘子鸣"),
        ("", ""),
    ],
)
def test_latex_becomes_the_text_it_would_set(latex: str, text: str) -> None:
    assert plain(latex) == text


@given(st.text(alphabet="abc ÄÖß,.:;!?()'刘", max_size=40))
def test_a_text_without_latex_stays_as_it_is(text: str) -> None:
    if "''" not in text:
        assert plain(text) == " ".join(text.split())


@given(st.text(alphabet="\\{}$~`'-%&ab\"^_ ", max_size=40))
def test_any_latex_gives_one_line(latex: str) -> None:
    text = plain(latex)
    assert text == " ".join(text.split())


@pytest.mark.parametrize(
    ("written", "url"),
    [
        (r"\url{https://example.org/a\_b}", "https://example.org/a_b"),
        (r"https://example.org/\~{}user", "https://example.org/~user"),
        (
            r"https://example.org/{\textasciitilde}user?a=1\&b=2\%20",
            "https://example.org/~user?a=1&b=2%20",
        ),
        ("<https://example.org>", "https://example.org"),
        ("https://example.org/a_b%20c", "https://example.org/a_b%20c"),
    ],
)
def test_addresses_lose_their_latex(written: str, url: str) -> None:
    assert url_text(written) == url


@pytest.mark.parametrize(
    ("written", "people", "more"),
    [
        ("Power, Alethea and Yuri Burda", [Name("Power", "Alethea"), Name("Burda", "Yuri")], False),
        ("Ludwig van Beethoven", [Name("Beethoven", "Ludwig", "van")], False),
        ("van der Maaten, Laurens", [Name("Maaten", "Laurens", "van der")], False),
        ("King, Jr., Martin Luther", [Name("King", "Martin Luther", "", "Jr.")], False),
        ("{OpenAI} and others", [Name("OpenAI")], True),
        ("{Barnes and Noble, Inc.}", [Name("Barnes and Noble, Inc.")], False),
        (r"M{\"u}ller, J{\"u}rgen", [Name("Müller", "Jürgen")], False),
        ("Liu, Ziming AND Tegmark, Max", [Name("Liu", "Ziming"), Name("Tegmark", "Max")], False),
        ("family=Berg, given=Anna, prefix=van den", [Name("Berg", "Anna", "van den")], False),
        ("刘子鸣", [Name("刘子鸣")], False),
        ("Mansouri Tehrani, Aria", [Name("Mansouri Tehrani", "Aria")], False),
        ("Smith, J. and et al.", [Name("Smith", "J.")], True),
        ("", [], False),
        ("Plato,", [Name("Plato")], False),
    ],
)
def test_names_are_split_as_bibtex_splits_them(
    written: str, people: list[Name], more: bool
) -> None:
    assert names(written) == (tuple(people), more)


WORD = st.text(alphabet="ABab.-é", min_size=1, max_size=5)


@given(st.lists(WORD, min_size=1, max_size=4), st.lists(WORD, max_size=3))
def test_the_short_way_through_common_names_agrees_with_bibtexparser(
    first: list[str], second: list[str]
) -> None:
    text = " ".join(first) + (f", {' '.join(second)}" if second else "")
    if any(word.casefold() in {"and", "others"} for word in [*first, *second]):
        return
    parts = parse_single_name_into_parts(text, strict=False)
    (found,), _ = names(text)
    assert found == Name(
        plain(" ".join(parts.last)),
        plain(" ".join(parts.first)),
        plain(" ".join(parts.von)),
        plain(" ".join(parts.jr)),
    )


@pytest.mark.parametrize(
    ("written", "arxiv"),
    [
        ("2201.02177", "2201.02177"),
        ("2201.02177v2", "2201.02177"),
        ("arXiv:2201.02177", "2201.02177"),
        ("https://arxiv.org/abs/2201.02177", "2201.02177"),
        ("http://arxiv.org/pdf/2201.02177v1.pdf", "2201.02177"),
        ("10.48550/arXiv.2201.02177", "2201.02177"),
        ("hep-th/9901001", "hep-th/9901001"),
        ("math.GT/0309136", "math.GT/0309136"),
        ("https://example.org/2201.02177", ""),
        ("12345", ""),
    ],
)
def test_an_arxiv_id_is_known_in_every_form(written: str, arxiv: str) -> None:
    assert arxiv_of(written) == arxiv


def test_an_arxiv_id_is_found_in_a_journal_field() -> None:
    assert arxiv_in("arXiv preprint arXiv:2201.02177") == "2201.02177"
    assert arxiv_in("Journal 2201.02177") == ""


@pytest.mark.parametrize(
    "written",
    [
        "10.5555/a.1",
        "https://doi.org/10.5555/a.1",
        "http://dx.doi.org/10.5555/a.1",
        "doi: 10.5555/a.1",
        r"\url{https://doi.org/10.5555/a.1}",
    ],
)
def test_a_doi_loses_its_resolver(written: str) -> None:
    assert doi_of(written) == "10.5555/a.1"


def test_folding_forgets_case_accents_and_punctuation() -> None:
    assert fold("Łukasz Ångström ØRSTED Weiß") == "lukasz angstrom orsted weiss"
    assert tokens("Physics-informed: a “view”") == ["physics", "informed", "a", "view"]
    assert tokens("刘子鸣 2026") == ["刘", "子", "鸣", "2026"]
    assert slug("Scaling  Laws!") == "scaling-laws"


@given(st.text(max_size=30))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert tokens(" ".join(tokens(text))) == tokens(text)
