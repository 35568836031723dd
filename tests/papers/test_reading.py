"""Reading .bib files: nothing is lost, every fault is explained with its place."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from syllabook.papers.bibfile import Reading, read
from syllabook.papers.chunk_reading import read_with_parser
from syllabook.papers.chunks import chunks
from syllabook.papers.quick import read_quick
from syllabook.papers.raw import RawRecord
from syllabook.papers.values import MONTHS

DATA = Path(__file__).parents[1] / "data" / "papers"


def read_file(name: str) -> Reading:
    return read((DATA / name).read_text(encoding="utf-8"), name)


def records(reading: Reading) -> dict[str, RawRecord]:
    return {record.key: record for record in reading.records}


def messages(text: str) -> list[str]:
    return [str(problem) for problem in read(text, "x.bib").problems]


class TestRealFiles:
    @pytest.mark.parametrize(
        ("name", "keys"),
        [
            ("zotero.bib", ["muller_learning_2021", "rossi_toy_2023", "haddad_thesis_2019"]),
            (
                "better_bibtex.bib",
                ["dubois2024SymmetryBlog", "vandenberg2022Scaling", "okafor2018Handbook"],
            ),
            ("jabref.bib", ["Kowalski2020", "Lindqvist2017", "Moreau2017", "toys2017"]),
            ("al_folio.bib", ["PhysRevE.000.1", "nguyen2024kan"]),
        ],
    )
    def test_a_file_of_each_program_reads_whole_and_without_problems(
        self, name: str, keys: list[str]
    ) -> None:
        reading = read_file(name)
        assert [record.key for record in reading.records] == keys
        assert reading.problems == ()

    def test_jabref_strings_months_and_concatenation_are_resolved(self) -> None:
        found = records(read_file("jabref.bib"))
        assert found["Kowalski2020"].fields["journal"] == "Journal of Invented Physics"
        assert found["Kowalski2020"].fields["month"] == "December~24"
        assert found["Kowalski2020"].fields["year"] == "2020"
        assert found["toys2017"].fields["publisher"] == "Example Press, Inc."

    def test_jabref_file_names_with_escaped_colons_survive(self) -> None:
        found = records(read_file("jabref.bib"))
        assert r"C\:/notes/kowalski.txt:Text" in found["Kowalski2020"].fields["file"]

    def test_the_front_matter_of_a_homepage_is_skipped_and_lines_stay_true(self) -> None:
        text = (DATA / "al_folio.bib").read_text(encoding="utf-8")
        for record in read_file("al_folio.bib").records:
            assert text.split("\n")[record.line - 1].startswith(f"@{record.type}{{{record.key}")

    def test_each_field_knows_its_line(self) -> None:
        text = (DATA / "zotero.bib").read_text(encoding="utf-8").split("\n")
        for record in read_file("zotero.bib").records:
            for name, line in record.lines.items():
                assert re.match(rf"\s*{name} = ", text[line - 1])

    def test_the_raw_text_of_a_record_is_that_of_the_file(self) -> None:
        text = (DATA / "al_folio.bib").read_text(encoding="utf-8")
        for record in read_file("al_folio.bib").records:
            assert record.raw in text
            assert record.raw.startswith("@")
            assert record.raw.endswith("}")


class TestInheritance:
    def test_a_crossref_child_takes_over_what_biber_would_give_it(self) -> None:
        child = records(read_file("jabref.bib"))["Lindqvist2017"]
        assert child.fields["booktitle"] == "Proceedings of the Workshop on Toys"
        assert child.fields["title"] == "A crossref child"
        assert child.fields["year"] == "2017"
        assert child.fields["editor"] == "Nakamura, Yui"
        assert child.fields["publisher"] == "Example Press, Inc."
        assert child.fields["series"] == "Toy Notes"
        assert child.fields["volume"] == "17"
        assert child.parents == ("toys2017",)

    def test_what_identifies_the_parent_is_not_taken_over(self) -> None:
        assert "doi" not in records(read_file("jabref.bib"))["Lindqvist2017"].fields

    def test_fields_of_the_child_win(self) -> None:
        assert records(read_file("jabref.bib"))["Moreau2017"].fields["year"] == "2018"

    def test_a_date_of_the_child_keeps_out_the_year_of_the_parent(self) -> None:
        reading = read(
            "@inproceedings{c, title={C}, date={2020-02}, crossref={p}}\n"
            "@proceedings{p, title={P}, year={2019}, month=feb}\n",
            "x.bib",
        )
        fields = records(reading)["c"].fields
        assert fields["date"] == "2020-02"
        assert "year" not in fields
        assert "month" not in fields

    def test_xdata_gives_all_its_fields_and_chains(self) -> None:
        reading = read(
            "@xdata{press, publisher={Press}, xdata={place}}\n"
            "@xdata{place, location={Here}}\n"
            "@book{b, title={B}, xdata={press}}\n",
            "x.bib",
        )
        fields = records(reading)["b"].fields
        assert (fields["publisher"], fields["location"]) == ("Press", "Here")

    def test_a_chapter_has_the_author_of_its_book(self) -> None:
        reading = read(
            "@inbook{c, title={C}, crossref={b}}\n@book{b, title={B}, author={A, X}}\n", "x.bib"
        )
        fields = records(reading)["c"].fields
        assert (fields["author"], fields["bookauthor"], fields["booktitle"]) == (
            "A, X",
            "A, X",
            "B",
        )

    def test_a_circle_of_parents_is_reported_and_ends(self) -> None:
        assert messages(
            "@book{a, title={A}, crossref={b}}\n@book{b, title={B}, crossref={a}}\n"
        ) == [
            'x.bib:1:21: "a" is its own parent through crossref; break the circle',
            'x.bib:2:21: "b" is its own parent through crossref; break the circle',
        ]


# What each entry of broken.bib is there for, with the exact words.
BROKEN = [
    'broken.bib:7:3: no comma before the field "year" in "no_comma"; put one after the value above it',  # noqa: E501
    'broken.bib:11:3: the value of "title" in "not_closed" is not closed; add the "}" that ends it',
    "broken.bib:18:1: @article has no key; write @article{some_key, ...}",
    'broken.bib:22:19: no comma after the key "key_comma"; write "key_comma,"',
    'broken.bib:28:3: duplicate field "title" in "twice" (first on line 27); keep one of the two',
    'broken.bib:31:1: duplicate key "whole_before" (first on line 3); give one of the two another key, or delete it if both are the same paper',  # noqa: E501
    'broken.bib:37:13: undefined @string "jipp" in "journal" of "undefined"; did you mean "jip"?',
    'broken.bib:41:31: "#" joins the value to nothing in "title" of "joined"; remove the "#"',
    'broken.bib:45:30: ", year = {2020}, }" stands outside any entry; "early" was closed too early: remove a "}" above this line',  # noqa: E501
    'broken.bib:49:1: warning: unknown entry type "@artcile"; did you mean "article"?',
    'broken.bib:53:3: "=" is missing after "year" in "equals"; write year = {...}, or remove it',
    'broken.bib:56:45: crossref of "orphan" names "nobody", which is not in this file; add that record to this file, or remove the field',  # noqa: E501
    'broken.bib:58:50: no value in "year" of "empty"; write one in braces, or remove the field',
    'broken.bib:60:1: "two words" is no key: it holds a space or one of " # % \' ( ) , = { } ~ \\; use letters, digits, and - _ : . /',  # noqa: E501
    'broken.bib:64:20: the value of "title" in "open_end" is not closed; add the "}" that ends it',
]


class TestFaults:
    def test_every_fault_of_a_file_is_reported_at_once_with_place_and_way_out(self) -> None:
        assert [str(problem) for problem in read_file("broken.bib").problems] == BROKEN

    def test_whole_entries_and_those_whose_meaning_is_plain_are_kept(self) -> None:
        reading = read_file("broken.bib")
        assert list(records(reading)) == [
            "whole_before",
            "no_comma",
            "whole_between",
            "twice",
            "undefined",
            "joined",
            "early",
            "mistyped",
            "orphan",
            "empty",
            "whole_after",
        ]
        assert records(reading)["no_comma"].fields == {"title": "No comma", "year": "2021"}
        assert records(reading)["twice"].fields == {"title": "First"}
        assert records(reading)["whole_before"].fields["title"] == "Whole before"
        assert reading.broken == ("not_closed", "key_comma", "equals", "two words", "open_end")

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            (
                "@article{a,\n  title = {A},\n  year = {2020}\n",
                'x.bib:1:1: @article "a" is not closed; add the missing "}" at its end',
            ),
            (
                '@article{a,\n  title = "A,\n  year = {2020},\n}\n',
                'x.bib:2:3: the value of "title" in "a" is not closed; add the quote that ends it',
            ),
            ("@article{}", "x.bib:1:1: @article has no key; write @article{some_key, ...}"),
            (
                "@article{a, title = {A} {B}}",
                'x.bib:1:25: "{B}" stands after the end of the value in "title" of "a"; '
                'put the whole value in one pair of braces, or join its parts with "#"',
            ),
            (
                '@article{a, title = "A } B"}',
                'x.bib:1:21: braces and quotes do not pair up in "title" of "a"; '
                "write the value in braces",
            ),
            (
                "@article{a,, title = {A}}",
                'x.bib:1:12: a comma too many in "a"; remove one of the commas',
            ),
            (
                "@string{jip}\n",
                "x.bib:1:1: this @string defines nothing; write @string{name = {text}}",
            ),
            (
                "@string{jip = {A}}\n@string{JIP = {B}}\n",
                'x.bib:2:1: duplicate @string "jip" (first on line 1); remove one of the two',
            ),
            (
                "@article{a, title = {A}, month = jun # foo}",
                'x.bib:1:40: undefined @string "foo" in "month" of "a"; '
                "write {foo}, or define @string{foo = {...}}",
            ),
            (
                "@article key, title = {A}}",
                'x.bib:1:1: "@article key, title = {A}}" stands outside any entry; '
                'begin an entry with "@type{key,"',
            ),
            (
                "title = {A},\n}\n",
                'x.bib:1:1: "title = {A}, }" stands outside any entry; '
                "remove it, or begin its entry with @type{key,",
            ),
            (
                "@article{a, title = {A}, two words = {B}}",
                'x.bib:1:26: "two words" is no field name in "a"; use one word',
            ),
            (
                "@comment{never closed\n@article{a, title = {A}}\n",
                'x.bib:1:1: @comment is not closed; add the missing "}"',
            ),
        ],
    )
    def test_one_fault_one_line(self, text: str, expected: str) -> None:
        assert messages(text) == [expected]

    def test_percent_lines_and_comment_blocks_set_entries_aside(self) -> None:
        reading = read(
            "% @article{aside1, title = {A}}\n"
            "@comment{\n@article{aside2, title = {A}}\n}\n"
            "@article{kept,\n  % year = {2020},\n  title = {100% of it},\n}\n",
            "x.bib",
        )
        assert list(records(reading)) == ["kept"]
        assert reading.records[0].fields == {"title": "100% of it"}
        assert reading.problems == ()

    @pytest.mark.parametrize(
        "text",
        [
            "@article(a, title = {A})",
            "@ article {a, title = {A}}",
            "@article\n{a,\n title = {A}}",
            "  @ARTICLE{ a ,TITLE={A}}",
            '@article{a, title = "A"}',
            "\ufeff@article{a, title = {A}}",
            "@article{a,\r\n  title = {A},\r\n}\r\n",
            "free text\n@article{a, title = {A}} free text, me@example.org (home)\n",
            '@preamble{"\\newcommand{\\x}{y}"}\n@article{a, title = {A}}',
        ],
    )
    def test_what_bibtex_allows_is_read(self, text: str) -> None:
        reading = read(text, "x.bib")
        assert [(record.key, dict(record.fields)) for record in reading.records] == [
            ("a", {"title": "A"})
        ]
        assert reading.problems == ()

    def test_a_brace_after_a_line_break_closes_its_value(self) -> None:
        reading = read("@article{a, title = {A\\\\}, year = 2020}\n@misc{b, title={B}}", "x.bib")
        assert [dict(record.fields) for record in reading.records] == [
            {"title": "A\\\\", "year": "2020"},
            {"title": "B"},
        ]


WHOLE = """@article{{whole{n},
  title  = {{Title {{Number}} {n}}},
  author = {{Author, A{n}}},
  year   = {{20{n:02d}}},
}}
"""
BREAKS = [
    "@article{broken,\n  title = {Open,\n  year = {2020},\n}\n",
    "@article{broken,\n  title = {Open},\n",
    '@article{broken, title = "Open, year = 2020}\n',
    "@article{whole0,\n  title = {Duplicate key},\n}\n",
    "@article{broken,\n  title = {A},\n  title = {B},\n}\n",
    "@article{broken, journal = nowhere, title = {A}}\n",
    '@article{broken, title = "a" # }\n',
    "@article{broken, title = {A} # # {B}}\n",
    "@article{broken,\n  title = {A}\n  year = {2020}\n}\n",
    "@article{broken\n  title = {A},\n}\n",
    "@article{,\n  title = {A},\n}\n",
    "@article{\n  title = {A},\n}\n",
    "@article{broken,\n  title = {A}},\n  year = {2020},\n}\n",
    "@article{broken,\n  title,\n}\n",
    "@article{broken, = {A}}\n",
    "@article{broken, title = }\n",
    "@article{broken, title = {A}, crossref = {nowhere}}\n",
    "@article broken, title = {A}}\n",
    "@string{broken\n",
    "@comment{broken\n",
    "@{broken, title = {A}}\n",
]


@given(st.sampled_from(BREAKS), st.integers(0, 5), st.sampled_from(["\n", "", "\n\n% note\n"]))
def test_one_broken_entry_is_reported_and_costs_no_other(fault: str, at: int, gap: str) -> None:
    whole = [WHOLE.format(n=n) for n in range(5)]
    text = gap.join([*whole[:at], fault, *whole[at:]])
    reading = read(text, "x.bib")
    kept = records(reading)
    for n in range(5):
        if fault.startswith("@article{whole0") and at == 0 and n == 0:
            continue  # the first of two records with one key is the one that counts
        assert kept[f"whole{n}"].fields == {
            "title": f"Title {{Number}} {n}",
            "author": f"Author, A{n}",
            "year": f"20{n:02d}",
        }
    assert reading.problems
    lines = text.count("\n") + 1
    assert all(1 <= problem.line <= lines and problem.fix for problem in reading.problems)


@given(st.integers(0, 10_000), st.sampled_from(["cut", "drop", "double"]))
def test_a_file_damaged_anywhere_keeps_the_entries_away_from_the_damage(at: int, how: str) -> None:
    whole = "".join(WHOLE.format(n=n) for n in range(6))
    at %= len(whole)
    damaged = {
        "cut": whole[:at],
        "drop": whole[:at] + whole[at + 1 :],
        "double": whole[: at + 1] + whole[at:],
    }[how]
    hit = whole.count("@article", 0, at + 1) - 1
    kept = records(read(damaged, "x.bib"))
    for n in range(6):
        if n < hit or (n > hit + 1 and how != "cut"):
            assert kept[f"whole{n}"].fields["year"] == f"20{n:02d}"


VALUES = st.text(alphabet='ab {}\\"#=,%@\n~-$', max_size=25)


@given(st.lists(st.tuples(st.sampled_from(["title", "year", "a-b"]), VALUES), max_size=4))
@example([("title", "{a\\b} c")])
@example([("title", 'a " b'), ("year", "{x}")])
def test_the_quick_reader_agrees_with_the_parser(fields: list[tuple[str, str]]) -> None:
    body = "".join(f"  {name} = {{{value}}},\n" for name, value in fields)
    for chunk in chunks(f"@article{{key,\n{body}}}\n"):
        quick = read_quick(chunk.text, chunk.line)
        if quick is None:
            continue
        slow = read_with_parser(chunk, "x.bib", MONTHS)
        assert slow.problems == []
        (record,) = slow.records
        assert (record.key, record.type, record.line, record.column) == (
            quick.key,
            quick.type,
            quick.line,
            quick.column,
        )
        assert dict(record.fields) == dict(quick.fields)
        assert dict(record.lines) == dict(quick.lines)
        assert record.raw == quick.raw


@given(st.text(alphabet='@article{},="#\n ab1%()\\', max_size=120))
def test_any_text_is_read_without_an_exception(text: str) -> None:
    reading = read(text, "x.bib")
    lines = text.count("\n") + 1
    assert all(0 <= problem.line <= lines for problem in reading.problems)
