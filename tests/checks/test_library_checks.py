"""Papers that cannot be opened, found or that nobody reads."""

from __future__ import annotations

from pathlib import Path

from syllabook.checks import library
from tests.checks.looking import FORCES, lines
from tests.conftest import edit


def bib(root: Path) -> str:
    [path] = (root / "readings").glob("*.bib")
    return path.relative_to(root).as_posix()


def line_of(root: Path, key: str) -> int:
    text = (root / bib(root)).read_text()
    return text[: text.index(f"{{{key},")].count("\n") + 1


def test_readings_without_a_link_are_named_where_the_record_stands(project: Path) -> None:
    found = lines(project, library.reading_without_link)
    keys = ("newton1687principia", "thomson1867vortex", "proudman1953dynamical")
    weeks = ("tides/forces", "knots/loops", "tides/forces")  # the last is drawn there
    assert found == [
        f'{bib(project)}:{line_of(project, key)}:1: "{key}" is read in {week} and has no link;'
        " add doi, eprint or url to its record"
        for key, week in zip(keys, weeks, strict=True)
    ]


def test_a_reading_with_a_link(project: Path) -> None:
    path = project / bib(project)
    edit(path, "publisher = {Royal Society},", "url = {https://example.org/principia},")
    assert not any("newton" in line for line in lines(project, library.reading_without_link))


def test_a_paper_nobody_reads_or_cites_is_told_with_its_file(project: Path) -> None:
    assert lines(project, library.paper_never_read) == []
    (project / "readings/new.bib").write_text("@misc{unused2000, title = {T}}\n")
    [line] = lines(project, library.paper_never_read)
    assert line.startswith("readings/new.bib:0:0: 1 paper is neither read nor cited: unused2000;")


def test_a_paper_that_a_page_cites_is_in_use(project: Path) -> None:
    (project / "readings/new.bib").write_text("@misc{unused2000, title = {T}}\n")
    with (project / FORCES).open("a") as file:
        file.write("\nBut see {cite:t}`unused2000`.\n")
    assert lines(project, library.paper_never_read) == []


def test_many_papers_are_counted(project: Path) -> None:
    records = "".join(f"@misc{{new{number}, title = {{T}}}}\n" for number in range(10, 30))
    (project / "readings/new.bib").write_text(records)
    [line] = [line for line in lines(project, library.paper_never_read) if "new.bib" in line]
    assert "20 papers are neither read nor cited: new10, new11, new12, new13, new14" in line
    assert "and 15 more; read them in a week" in line


def test_papers_without_topic(project: Path) -> None:
    records = "".join(f"@misc{{new{number}, title = {{T}}}}\n" for number in range(10, 30))
    (project / "readings/new.bib").write_text(records)
    found = lines(project, library.paper_without_topic)
    assert found[0].startswith('readings/new.bib:1:1: "new10" has no topic; add one of')
    assert found[10].startswith("readings/new.bib:11:1: 10 more papers of this file have no topic")
    assert len(found) == 11
