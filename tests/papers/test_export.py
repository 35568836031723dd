"""Exports: BibLaTeX that reads back the same, CSL-JSON and RIS that keep their rules."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syllabook.papers import Library, biblatex, bibtex, csl_json, ris
from syllabook.papers.bibfile import read
from syllabook.papers.export import CSL_TYPES, RIS_TYPES
from syllabook.papers.record import paper_of
from syllabook.papers.types import KNOWN_TYPES, canonical
from tests.papers.conftest import Shelf

# The types of the CSL 1.0.2 specification, appendix III.
CSL_SPECIFIED = {
    "article",
    "article-journal",
    "article-magazine",
    "article-newspaper",
    "bill",
    "book",
    "broadcast",
    "chapter",
    "classic",
    "collection",
    "dataset",
    "document",
    "entry",
    "entry-dictionary",
    "entry-encyclopedia",
    "event",
    "figure",
    "graphic",
    "hearing",
    "interview",
    "legal_case",
    "legislation",
    "manuscript",
    "map",
    "motion_picture",
    "musical_score",
    "pamphlet",
    "paper-conference",
    "patent",
    "performance",
    "periodical",
    "personal_communication",
    "post",
    "post-weblog",
    "regulation",
    "report",
    "review",
    "review-book",
    "software",
    "song",
    "speech",
    "standard",
    "thesis",
    "treaty",
    "webpage",
}


class TestBiblatex:
    def test_every_field_survives_a_round_trip(self, samples: Library) -> None:
        text = biblatex(samples.papers())
        reading = read(text, "out.bib")
        assert reading.problems == ()
        again = {record.key: record for record in reading.records}
        for paper in samples.papers():
            assert again[paper.key].type == paper.type
            assert dict(again[paper.key].fields) == dict(paper.fields)

    def test_parents_stand_after_their_children(self, samples: Library) -> None:
        keys = [record.key for record in read(biblatex(samples.papers()), "out.bib").records]
        assert keys[-1] == "toys2017"

    def test_one_record_stands_alone(self, samples: Library) -> None:
        child = samples.get("Lindqvist2017")
        assert child is not None
        text = bibtex(child)
        assert text.startswith("@inproceedings{Lindqvist2017,\n  author    = {Lindqvist, Åsa},\n")
        assert "\n  crossref" not in text
        (record,) = read(text, "out.bib").records
        paper, problems = paper_of(record, "out.bib")
        assert problems == []
        assert (paper.venue, paper.year) == (child.venue, child.year)

    @given(
        st.dictionaries(
            st.sampled_from(["title", "note", "abstract", "custom-field"]),
            st.text(alphabet="ab =,#%@\"'\n$~-&", max_size=30),
        )
    )
    def test_any_text_of_a_field_survives(self, fields: dict[str, str]) -> None:
        body = "".join(f"{name} = {{{text}}},\n" for name, text in fields.items())
        first = read(f"@misc{{key, {body}}}", "x.bib")
        papers = [paper_of(record, "x.bib")[0] for record in first.records]
        second = read(biblatex(papers), "y.bib")
        assert [dict(record.fields) for record in second.records] == [
            dict(record.fields) for record in first.records
        ]


class TestCslJson:
    def test_an_article(self, samples: Library) -> None:
        items = {item["id"]: item for item in json.loads(csl_json(samples.papers()))}
        found = items["muller_learning_2021"]
        assert found["type"] == "article-journal"
        assert found["author"][0] == {"family": "Müller", "given": "Jürgen"}
        assert found["issued"] == {"date-parts": [[2021]]}
        assert (found["container-title"], found["volume"], found["issue"], found["page"]) == (
            "Journal of Invented Physics",
            "12",
            "3",
            "101-117",
        )
        assert found["DOI"] == "10.5555/example.2021.001"

    @pytest.mark.parametrize(
        ("key", "kind"),
        [
            ("nguyen2024kan", "article"),
            ("dubois2024SymmetryBlog", "post-weblog"),
            ("haddad_thesis_2019", "thesis"),
            ("okafor2018Handbook", "book"),
            ("Lindqvist2017", "paper-conference"),
        ],
    )
    def test_types(self, samples: Library, key: str, kind: str) -> None:
        items = {item["id"]: item["type"] for item in json.loads(csl_json(samples.papers()))}
        assert items[key] == kind

    def test_names_and_dates_in_full(self, samples: Library) -> None:
        items = {item["id"]: item for item in json.loads(csl_json(samples.papers()))}
        assert items["Kowalski2020"]["author"][1:] == [
            {"family": "Heide", "given": "Petra", "non-dropping-particle": "von der"},
            {"literal": "Open Toy Consortium"},
        ]
        assert items["Moreau2017"]["author"] == [
            {"family": "Moreau", "given": "Luc", "suffix": "Jr."}
        ]
        assert items["dubois2024SymmetryBlog"]["issued"] == {"date-parts": [[2024, 7, 9]]}
        assert items["okafor2018Handbook"]["issued"] == {"date-parts": [[2018], [2019]]}

    def test_every_type_is_one_that_csl_knows(self) -> None:
        assert set(CSL_TYPES.values()) <= CSL_SPECIFIED
        assert set(CSL_TYPES) <= {canonical(kind) for kind in KNOWN_TYPES}


class TestRis:
    def test_every_record_keeps_the_rules_of_the_format(self, samples: Library) -> None:
        text = ris(samples.papers())
        blocks = text.split("\r\n\r\n")
        assert len(blocks) == len(samples)
        for block in blocks:
            lines = block.rstrip("\r\n").split("\r\n")
            assert all(re.fullmatch(r"[A-Z][A-Z0-9]  - .*", line) for line in lines)
            assert lines[0].startswith("TY  - ")
            assert lines[-1] == "ER  - "
            assert sum(line[:2] in {"TY", "ER"} for line in lines) == 2
        assert "\n" not in text.replace("\r\n", "")

    def test_role_and_note_of_a_reading(self, samples: Library) -> None:
        paper = samples.get("Kowalski2020")
        assert paper is not None
        text = ris([paper], {"Kowalski2020": "required"}, {"Kowalski2020": "Look at\nthe drift"})
        assert text == (
            "TY  - JOUR\r\n"
            "ID  - Kowalski2020\r\n"
            "TI  - Energy drift of integrators: E(t) ∝ t^2 and below\r\n"
            "AU  - Kowalski, Jan\r\n"
            "AU  - von der Heide, Petra\r\n"
            "AU  - Open Toy Consortium\r\n"
            "PY  - 2020\r\n"
            "T2  - Journal of Invented Physics\r\n"
            "VL  - 7\r\n"
            "IS  - 1\r\n"
            "SP  - 1\r\n"
            "EP  - 20\r\n"
            "DO  - 10.5555/jip.7.1\r\n"
            "U1  - required\r\n"
            "N1  - Look at the drift\r\n"
            "ER  - \r\n"
        )

    def test_types_are_those_of_known_entries(self) -> None:
        assert set(RIS_TYPES) <= {canonical(kind) for kind in KNOWN_TYPES}


def test_an_exported_library_opens_as_the_same_library(
    samples: Library, shelf: Shelf, tmp_path: Path
) -> None:
    shelf.write("all.bib", biblatex(samples.papers()))
    again = shelf.open()
    assert again.digest == samples.digest
    assert again.problems == ()
