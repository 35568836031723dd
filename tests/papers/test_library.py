"""The index behind the library: always up to date, never in the way."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from syllabook.foundation.problems import ProblemsFound
from syllabook.papers import Library, Vocabulary, index_writing, read_vocabulary
from syllabook.papers import index as index_module
from syllabook.papers.bibfile import FileReader, read
from syllabook.papers.chunk_reading import ChunkReading
from syllabook.papers.chunks import Chunk
from tests.papers.conftest import Shelf


def entry(key: str, title: str = "A title", **fields: str) -> str:
    body = "".join(f"  {name} = {{{text}}},\n" for name, text in {"title": title, **fields}.items())
    return f"@article{{{key},\n{body}}}\n\n"


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The first lines of the chunks that are parsed."""
    seen: list[str] = []
    original = FileReader.read

    def spy(self: FileReader, chunk: Chunk) -> ChunkReading:
        seen.append(chunk.text.strip().split("\n")[0])
        return original(self, chunk)

    monkeypatch.setattr(FileReader, "read", spy)
    return seen


class TestReading:
    def test_papers_are_there_by_key(self, shelf: Shelf) -> None:
        shelf.write("a.bib", entry("b2", "Second") + entry("a1", "First"))
        library = shelf.open()
        assert library.keys() == ["a1", "b2"]
        assert [paper.key for paper in library.papers()] == ["a1", "b2"]
        assert len(library) == 2
        assert "a1" in library
        assert "c3" not in library
        assert library.get("c3") is None
        found = library.get("b2")
        assert found is not None
        assert (found.title, found.file, found.line) == ("Second", "a.bib", 1)

    def test_more_papers_than_a_page_come_out_each_once(
        self, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("syllabook.papers.library._PAGE", 3)
        shelf.write("a.bib", "".join(entry(f"k{n}") for n in range(10)))
        library = shelf.open()
        assert [paper.key for paper in library.papers()] == library.keys()

    def test_a_wrong_key_gets_the_nearest(self, shelf: Shelf) -> None:
        shelf.write("a.bib", entry("power2022grokking") + entry("liu2023omnigrok"))
        assert shelf.open().near("power2022groking") == 'did you mean "power2022grokking"?'
        assert shelf.open().near("nothing") == ""

    def test_the_key_of_a_broken_record_leads_to_the_record(self, shelf: Shelf) -> None:
        shelf.write("a.bib", entry("whole") + "@article{torn, title = {A\n" + entry("next"))
        library = shelf.open()
        assert library.near("torn") == "its record cannot be read; see a.bib:5"
        assert library.keys() == ["next", "whole"]

    def test_xdata_records_are_no_papers(self, shelf: Shelf) -> None:
        shelf.write("a.bib", "@xdata{x, publisher={P}}\n@book{b, title={B}, xdata={x}}\n")
        library = shelf.open()
        assert library.keys() == ["b"]
        assert library.get("b").venue == "P"  # type: ignore[union-attr]


class TestProblems:
    def test_problems_are_reported_by_every_opening(self, shelf: Shelf) -> None:
        shelf.write("a.bib", entry("a") + "@article{b, title = {B}, journal = nowhere}\n")
        first = shelf.open().problems
        assert [str(problem) for problem in first] == [
            'a.bib:5:36: undefined @string "nowhere" in "journal" of "b"; '
            "write {nowhere}, or define @string{nowhere = {...}}"
        ]
        assert shelf.open().problems == first

    def test_their_lines_move_with_the_text(self, shelf: Shelf, vocabulary: Vocabulary) -> None:
        shelf.vocabulary = vocabulary
        text = entry("a", keywords="groking")
        shelf.write("a.bib", text)
        assert [problem.line for problem in shelf.open().problems] == [3]
        shelf.write("a.bib", entry("new") + text)
        library = shelf.open()
        assert [problem.line for problem in library.problems] == [7]
        assert library.get("a").line == 5  # type: ignore[union-attr]

    def test_one_key_in_two_files(self, shelf: Shelf) -> None:
        shelf.write("a.bib", entry("x", "Of a"))
        shelf.write("b.bib", entry("y") + entry("x", "Of b"))
        library = shelf.open("a.bib", "b.bib")
        assert [str(problem) for problem in library.problems] == [
            'b.bib:5:1: duplicate key "x" (first on a.bib:1); '
            "give one of the two another key, or delete it if both are the same paper"
        ]
        assert library.get("x").title == "Of a"  # type: ignore[union-attr]
        assert len(library) == 2
        assert [paper.title for paper in library.search("key:x")] == ["Of a"]

    def test_the_order_of_files_decides_and_may_change(self, shelf: Shelf) -> None:
        shelf.write("a.bib", entry("x", "Of a"))
        shelf.write("b.bib", entry("x", "Of b"))
        assert shelf.open("a.bib", "b.bib").get("x").title == "Of a"  # type: ignore[union-attr]
        assert shelf.open("b.bib", "a.bib").get("x").title == "Of b"  # type: ignore[union-attr]
        library = shelf.open("a.bib")
        assert library.get("x").title == "Of a"  # type: ignore[union-attr]
        assert library.problems == ()

    def test_a_missing_file(self, shelf: Shelf) -> None:
        shelf.write("a.bib", entry("a"))
        library = shelf.open("a.bib", "gone.bib")
        assert [str(problem) for problem in library.problems] == [
            "gone.bib:0:0: the file is missing; create it, or take it off the list of .bib files"
        ]
        assert library.keys() == ["a"]
        shelf.write("gone.bib", entry("b"))
        assert shelf.open("a.bib", "gone.bib").problems == ()

    def test_a_file_that_is_not_utf8(self, shelf: Shelf) -> None:
        path = shelf.write("a.bib", "")
        path.write_bytes(b"@misc{a,\n  title = {A},\n  author = {M\xfcller, J},\n}\n")
        library = shelf.open()
        assert [str(problem) for problem in library.problems] == [
            "a.bib:3:14: the file is not UTF-8 (byte 0xfc); save it with the encoding UTF-8"
        ]
        assert library.get("a").authors[0].family == "Müller"  # type: ignore[union-attr]


class TestUpdates:
    def test_unchanged_files_are_not_read_again(
        self, shelf: Shelf, parsed: list[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        shelf.write("a.bib", entry("a"))
        shelf.open()
        assert parsed == ["@article{a,"]
        monkeypatch.setattr(index_writing, "_bytes", lambda path: pytest.fail(f"read {path}"))
        assert shelf.open().keys() == ["a"]

    def test_only_the_changed_entry_is_parsed(self, shelf: Shelf, parsed: list[str]) -> None:
        shelf.write("a.bib", entry("a") + entry("b") + entry("c"))
        before = shelf.open().digest
        parsed.clear()
        shelf.write("a.bib", entry("a") + entry("b", "Another title") + entry("c"))
        library = shelf.open()
        assert parsed == ["@article{b,"]
        assert library.get("b").title == "Another title"  # type: ignore[union-attr]
        assert [paper.key for paper in library.search("another")] == ["b"]
        assert library.digest != before

    def test_a_touched_file_is_hashed_and_not_parsed(self, shelf: Shelf, parsed: list[str]) -> None:
        shelf.write("a.bib", entry("a"))
        digest = shelf.open().digest
        parsed.clear()
        shelf.date("a.bib", 60)
        assert shelf.open().digest == digest
        assert parsed == []

    def test_a_change_that_keeps_size_and_date_is_seen_while_the_date_is_young(
        self, shelf: Shelf
    ) -> None:
        path = shelf.write("a.bib", entry("a", "Old"), age=0)
        shelf.open()
        stat = path.stat()
        path.write_text(entry("a", "New"))
        os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
        assert shelf.open().get("a").title == "New"  # type: ignore[union-attr]

    def test_a_changed_string_reaches_the_records_that_use_it(self, shelf: Shelf) -> None:
        rest = "@article{a, title={A}, journal=j}\n" + entry("b")
        shelf.write("a.bib", "@string{j = {Old}}\n" + rest)
        assert shelf.open().get("a").venue == "Old"  # type: ignore[union-attr]
        shelf.write("a.bib", "@string{j = {New}}\n" + rest)
        assert shelf.open().get("a").venue == "New"  # type: ignore[union-attr]

    def test_a_changed_parent_reaches_its_children(self, shelf: Shelf) -> None:
        child = "@inproceedings{c, title={C}, crossref={p}}\n"
        shelf.write("a.bib", child + "@proceedings{p, title={Old}}\n")
        assert shelf.open().get("c").venue == "Old"  # type: ignore[union-attr]
        shelf.write("a.bib", child + "@proceedings{p, title={New}}\n")
        assert shelf.open().get("c").venue == "New"  # type: ignore[union-attr]

    def test_a_changed_vocabulary_is_a_new_index(self, shelf: Shelf, tmp_path: Path) -> None:
        shelf.write("a.bib", entry("a", keywords="kan"))
        topics = tmp_path / "t.yml"
        topics.write_text("topics: [{id: kan, title: KAN}]\n")
        shelf.vocabulary, _ = read_vocabulary(topics, tmp_path)
        assert shelf.open().get("a").topics == ("kan",)  # type: ignore[union-attr]
        topics.write_text("pillars: [{id: kan, title: KAN}]\n")
        shelf.vocabulary, _ = read_vocabulary(topics, tmp_path)
        assert shelf.open().get("a").pillars == ("kan",)  # type: ignore[union-attr]

    def test_the_digest_does_not_depend_on_places(self, shelf: Shelf) -> None:
        shelf.write("a.bib", entry("a") + entry("b"))
        digest = shelf.open().digest
        shelf.write("a.bib", "% a comment\n\n" + entry("b") + entry("a"))
        assert shelf.open().digest == digest


class TestMishaps:
    @pytest.mark.parametrize("content", [b"", b"no database at all, not one bit of it" * 100])
    def test_a_foreign_file_in_its_place_is_replaced(self, shelf: Shelf, content: bytes) -> None:
        shelf.write("a.bib", entry("a"))
        shelf.index.parent.mkdir()
        shelf.index.write_bytes(content)
        assert shelf.open().keys() == ["a"]

    def test_an_index_of_other_code_is_replaced(
        self, shelf: Shelf, monkeypatch: pytest.MonkeyPatch, parsed: list[str]
    ) -> None:
        shelf.write("a.bib", entry("a"))
        shelf.open()
        parsed.clear()
        monkeypatch.setattr(index_module, "code_digest", lambda: "other")
        assert shelf.open().keys() == ["a"]
        assert parsed == ["@article{a,"]

    def test_a_database_of_another_program_is_replaced(self, shelf: Shelf) -> None:
        shelf.write("a.bib", entry("a"))
        shelf.index.parent.mkdir()
        connection = sqlite3.connect(shelf.index)
        connection.execute("CREATE TABLE meta (name, value)")
        connection.commit()
        connection.close()
        assert shelf.open().keys() == ["a"]

    def test_a_damaged_index_is_made_again_even_when_it_is_open(self, shelf: Shelf) -> None:
        shelf.write("a.bib", "".join(entry(f"k{n}", "word " * 50) for n in range(200)))
        library = shelf.open()
        data = bytearray(shelf.index.read_bytes())
        data[4096:] = b"\xff" * (len(data) - 4096)
        shelf.index.write_bytes(data)
        assert library.get("k7") is not None
        assert len(list(library.papers())) == 200

    def test_a_removed_index_comes_back(self, shelf: Shelf) -> None:
        shelf.write("a.bib", entry("a"))
        shelf.open()
        shelf.index.unlink()
        assert shelf.open().keys() == ["a"]

    def test_nothing_else_is_left_beside_it(self, shelf: Shelf) -> None:
        shelf.write("a.bib", entry("a"))
        shelf.open()
        shelf.write("a.bib", entry("b"))
        shelf.open()
        assert [path.name for path in shelf.index.parent.iterdir()] == ["library.sqlite"]

    def test_a_place_that_cannot_be_written_is_one_line(self, shelf: Shelf) -> None:
        shelf.write("a.bib", entry("a"))
        (shelf.root / "_build").write_text("a file where the folder should be")
        with pytest.raises(ProblemsFound) as caught:
            shelf.open()
        assert str(caught.value) == (
            "_build/library.sqlite:0:0: the index of the library cannot be written: File exists; "
            "make its folder writable, or remove what stands in its place"
        )


def _read_in_child(library: Library, queue: multiprocessing.Queue[list[str]]) -> None:
    queue.put([paper.key for paper in library.search("title")])


class TestProcesses:
    def test_a_forked_child_reads_with_a_connection_of_its_own(self, shelf: Shelf) -> None:
        shelf.write("a.bib", entry("a") + entry("b"))
        library = shelf.open()
        assert library.get("a")
        context = multiprocessing.get_context("fork")
        queue: multiprocessing.Queue[list[str]] = context.Queue()
        children = [context.Process(target=_read_in_child, args=(library, queue)) for _ in range(3)]
        for child in children:
            child.start()
        assert [queue.get(timeout=30) for _ in children] == [["a", "b"]] * 3
        for child in children:
            child.join(30)
            assert child.exitcode == 0
        assert library.keys() == ["a", "b"]

    def test_threads_read_side_by_side(self, shelf: Shelf) -> None:
        shelf.write("a.bib", entry("a"))
        library = shelf.open()
        found: list[list[str]] = []
        threads = [threading.Thread(target=lambda: found.append(library.keys())) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert found == [["a"]] * 4

    def test_many_processes_open_at_once(self, shelf: Shelf) -> None:
        shelf.write("a.bib", "".join(entry(f"k{n}") for n in range(300)))
        program = (
            "import sys; from pathlib import Path; from syllabook.papers import Library;"
            "root = Path(sys.argv[1]);"
            "library = Library.open([root / 'a.bib'], root / '_build' / 'library.sqlite', root);"
            "print(len(library), len(library.search('title')), library.digest)"
        )
        running = [
            subprocess.Popen(
                [sys.executable, "-c", program, str(shelf.root)], stdout=subprocess.PIPE, text=True
            )
            for _ in range(4)
        ]
        answers = {child.communicate(timeout=120)[0].strip() for child in running}
        assert answers == {f"300 300 {shelf.open().digest}"}
        assert all(child.returncode == 0 for child in running)

    def test_it_can_be_pickled(self, shelf: Shelf) -> None:
        shelf.write("a.bib", entry("a"))
        library = shelf.open()
        assert pickle.loads(pickle.dumps(library)).keys() == library.keys()


PIECES = {
    "plain": entry("plain"),
    "other": entry("plain", "Changed"),
    "double": entry("double") + entry("double", "Second"),
    "torn": "@article{torn, title = {A\n",
    "string": "@string{j = {Journal}}\n",
    "string2": "@string{j = {Newer}}\n",
    "user": "@article{user, title = {U}, journal = j}\n",
    "child": "@inproceedings{child, title = {C}, crossref = {parent}}\n",
    "parent": "@proceedings{parent, title = {P}, year = 2001}\n",
    "comment": "% nothing here\n",
    "keyword": entry("keyword", keywords="groking"),
}
TEXT = st.lists(st.sampled_from(sorted(PIECES)), max_size=6).map(
    lambda names: "".join(PIECES[name] for name in names)
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.tuples(TEXT, TEXT), min_size=2, max_size=4))
def test_an_updated_index_is_what_a_new_one_would_be(
    tmp_path_factory: pytest.TempPathFactory, vocabulary: Vocabulary, states: list[tuple[str, str]]
) -> None:
    shelf = Shelf(tmp_path_factory.mktemp("states"), vocabulary)
    for number, (first, second) in enumerate(states):
        shelf.write("a.bib", first, age=1000 - number)
        shelf.write("b.bib", second, age=1000 - number)
        updated = shelf.open("a.bib", "b.bib")
        fresh = Library.open(
            [shelf.root / "a.bib", shelf.root / "b.bib"],
            shelf.root / f"fresh{number}.sqlite",
            shelf.root,
            vocabulary,
        )
        assert list(updated.papers()) == list(fresh.papers())
        assert updated.problems == fresh.problems
        assert updated.digest == fresh.digest
        assert updated.search("a") == fresh.search("a")
        assert len(updated.search("")) == len(updated)
        alone = [p for p in read(first, "a.bib").problems if p.severity == "error"]
        assert set(alone) <= set(updated.problems)
