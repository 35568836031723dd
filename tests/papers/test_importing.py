"""Imports: new records go in as they were written, duplicates and faults are named."""

from __future__ import annotations

from pathlib import Path

import pytest

from syllabook.foundation.problems import ProblemsFound
from syllabook.papers import Library
from syllabook.papers.bibfile import read
from syllabook.papers.importing import ImportPlan, apply, plan_import
from tests.papers.conftest import DATA, NAMES, Shelf

HELD = """@article{held,
  title  = {Held, {Already}},
  author = {Müller, Jürgen and Other, Ann},
  doi    = {10.5555/held},
  eprint = {2201.00001},
  eprinttype = {arxiv},
}
"""


@pytest.fixture
def library(shelf: Shelf) -> Library:
    shelf.write("held.bib", HELD)
    return shelf.open()


def keys(plan: ImportPlan) -> list[str]:
    return [record.key for record in plan.added]


@pytest.mark.parametrize("name", NAMES)
def test_a_file_of_each_program_comes_in_whole(library: Library, shelf: Shelf, name: str) -> None:
    text = (DATA / name).read_text(encoding="utf-8")
    plan = plan_import(text, library, name)
    source = read(text, name)
    assert keys(plan) == [record.key for record in source.records]
    assert (plan.duplicates, plan.problems) == ((), ())
    apply(plan, shelf.root / "new.bib")
    again = {r.key: r for r in read((shelf.root / "new.bib").read_text(), "new.bib").records}
    for record in source.records:
        assert dict(again[record.key].fields) == dict(record.fields)
    assert shelf.open().problems == ()


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        ("@article{held, title = {Held, already}}", "same key"),
        ("@article{held, title = {Another}}", "same key, another paper"),
        ("@misc{x, title = {T}, doi = {https://doi.org/10.5555/HELD}}", "same DOI"),
        ("@misc{x, title = {T}, url = {http://arxiv.org/abs/2201.00001v2}}", "same arXiv id"),
        (
            '@misc{x, title = {HELD -- {already}}, author = {M{\\"u}ller, J.}}',
            "same title and first author",
        ),
    ],
)
def test_a_duplicate_is_left_out_and_says_why(library: Library, record: str, reason: str) -> None:
    plan = plan_import(record, library)
    assert plan.added == ()
    (found,) = plan.duplicates
    assert (found.existing, found.reason) == ("held", reason)


def test_two_records_of_one_paper_in_the_source_come_in_once(library: Library) -> None:
    plan = plan_import(
        "@misc{a, title = {A}, doi = {10.5555/a}}\n@misc{b, title = {B}, doi = {10.5555/a}}\n",
        library,
    )
    assert keys(plan) == ["a"]
    assert [(d.record.key, d.existing, d.reason) for d in plan.duplicates] == [
        ("b", "a", "same DOI")
    ]


def test_another_title_or_author_is_another_paper(library: Library) -> None:
    text = "@misc{x, title={Held, already}, author={Else, A}}\n@misc{y, title={Helt}, author={Müller, J}}"  # noqa: E501
    assert keys(plan_import(text, library)) == ["x", "y"]


def test_malformed_entries_are_reported_and_the_rest_comes_in(
    library: Library, shelf: Shelf
) -> None:
    plan = plan_import((DATA / "broken.bib").read_text(), library, "broken.bib")
    assert keys(plan) == ["whole_before", "whole_between", "mistyped", "whole_after"]
    assert set(plan.malformed) == {
        "not_closed",
        "key_comma",
        "equals",
        "two words",
        "open_end",  # cannot be read
        "no_comma",
        "twice",
        "undefined",
        "joined",
        "early",
        "orphan",
        "empty",  # not wholly
    }
    apply(plan, shelf.root / "new.bib")
    assert [str(problem) for problem in shelf.open().problems] == [
        'new.bib:5:1: warning: unknown entry type "@artcile"; did you mean "article"?'
    ]
    assert 'broken.bib:11:3: the value of "title" in "not_closed" is not closed' in "\n".join(
        map(str, plan.problems)
    )


class TestWriting:
    def test_what_the_file_holds_stays_byte_for_byte(self, library: Library, shelf: Shelf) -> None:
        target = shelf.root / "target.bib"
        before = b"% My papers\r\n@misc{mine,\r\n  title = {Mine},\r\n}"
        target.write_bytes(before)
        raw = "@misc{new,\n  title={New},\n    note = {odd   layout},\n}"
        apply(plan_import(f"free text\n{raw}\nmore text", library), target)
        after = target.read_bytes()
        assert after.startswith(before)
        assert after[len(before) :] == b"\r\n\r\n" + raw.replace("\n", "\r\n").encode() + b"\r\n"

    def test_strings_are_written_out(self, library: Library, shelf: Shelf) -> None:
        plan = plan_import("@string{j = {Journal}}\n@misc{new, title={N}, journal=j}", library)
        apply(plan, shelf.root / "new.bib")
        assert (shelf.root / "new.bib").read_text() == (
            "@misc{new,\n  title   = {N},\n  journal = {Journal},\n}\n"
        )

    def test_a_parent_comes_with_its_child(self, library: Library, shelf: Shelf) -> None:
        text = "@inproceedings{c, title={C}, crossref={p}}\n@proceedings{p, title={P}}\n"
        apply(plan_import(text, library), shelf.root / "new.bib")
        assert (shelf.root / "new.bib").read_text() == (
            "@inproceedings{c, title={C}, crossref={p}}\n\n@proceedings{p, title={P}}\n"
        )

    def test_xdata_comes_with_its_child(self, library: Library, shelf: Shelf) -> None:
        text = (
            "@xdata{x, publisher={P}}\n@book{b, title={B}, xdata={x}}\n@xdata{y, publisher={Q}}\n"
        )
        apply(plan_import(text, library), shelf.root / "new.bib")
        assert shelf.open().get("b").venue == "P"  # type: ignore[union-attr]
        assert "{y," not in (shelf.root / "new.bib").read_text()

    def test_a_child_whose_parent_stays_behind_keeps_what_it_had_from_it(
        self, library: Library, shelf: Shelf
    ) -> None:
        text = (
            "@inproceedings{c, title={C}, crossref={held}}\n"
            "@proceedings{held, title={P}, year={2001}}\n"
        )
        apply(plan_import(text, library), shelf.root / "new.bib")
        found = shelf.open().get("c")
        assert found is not None
        assert (found.venue, found.year, "crossref" in found.fields) == ("P", 2001, False)
        assert shelf.open().problems == ()

    def test_nothing_to_add_writes_nothing(self, library: Library, shelf: Shelf) -> None:
        apply(plan_import(HELD, library), shelf.root / "new.bib")
        assert not (shelf.root / "new.bib").exists()

    def test_a_target_that_would_not_read_back_is_left_alone(
        self, library: Library, shelf: Shelf
    ) -> None:
        target: Path = shelf.root / "target.bib"
        target.write_text("@misc{new, title = {Here under the same key}}\n")
        plan = plan_import("@misc{new, title = {New}}", library)
        with pytest.raises(ProblemsFound, match='duplicate key "new"'):
            apply(plan, target)
        assert target.read_text() == "@misc{new, title = {Here under the same key}}\n"

    def test_a_target_that_is_not_utf8_is_left_alone(self, library: Library, shelf: Shelf) -> None:
        target = shelf.root / "target.bib"
        target.write_bytes(b"% M\xfcller\n")
        with pytest.raises(ProblemsFound, match="not UTF-8"):
            apply(plan_import("@misc{new, title = {New}}", library), target)
        assert target.read_bytes() == b"% M\xfcller\n"
