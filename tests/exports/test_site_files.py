"""The files beside the book: which there are, and when they are made again."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from syllabook.site.files import file_groups
from syllabook.site.manifest import is_fresh, write_site_files
from tests.conftest import edit
from tests.exports.conftest import BASE, loaded, with_address, with_past_term

SPRING = dt.datetime(2030, 3, 6, tzinfo=dt.UTC)
MADE = {
    "2029-autumn-syllabus-a4.pdf",
    "2029-autumn-syllabus-us-letter.pdf",
    "2029-autumn.ics",
    "2030-spring-alfolio.md",
    "2030-spring-cc1.1.imscc",
    "2030-spring-cc1.3.imscc",
    "2030-spring-syllabus-a4.pdf",
    "2030-spring-syllabus-us-letter.pdf",
    "2030-spring.ics",
    "2030-spring.json",
    *(
        f"{week}readings.{suffix}"
        for week in ("", "forces-", "basins-")
        for suffix in ("bib", "ris", "json")
    ),
}


def digests(project: Path, now: dt.datetime = SPRING) -> dict[str, str]:
    return {group.name: group.digest for group in file_groups(loaded(project), now)}


def changed(before: dict[str, str], after: dict[str, str]) -> set[str]:
    return {name for name in before | after if before.get(name) != after.get(name)}


def test_the_shown_term_has_everything_an_earlier_one_syllabus_and_calendar(project: Path) -> None:
    curriculum = loaded(with_past_term(project))
    out = project / "_build" / "html"
    write_site_files(curriculum, out)
    names = {path.name for path in (out / "downloads").iterdir()}
    assert {name.removeprefix("tides-") for name in names if name.startswith("tides-")} == MADE
    assert "tides.atom" in names
    assert "knots-cc1.3.imscc" in names
    assert not [name for name in names if name.startswith("knots") and name.endswith(".ics")]
    assert all((out / "downloads" / name).stat().st_size for name in names)


def test_nothing_is_made_twice(project: Path) -> None:
    curriculum = loaded(with_past_term(project))
    out = project / "_build" / "html"
    assert write_site_files(curriculum, out)
    assert write_site_files(curriculum, out) == []
    assert is_fresh(loaded(project), out)


def test_a_later_term_is_not_archived(project: Path) -> None:
    """A term in preparation is nobody's business yet."""
    terms = project / "courses/tides/terms"
    text = (terms / "2030-spring.yml").read_text(encoding="utf-8")
    (terms / "2031-spring.yml").write_text(
        text.replace("2030-spring", "2031-spring").replace("2030-03-04", "2031-03-03"),
        encoding="utf-8",
    )
    assert not [name for name in digests(project) if name.startswith("past/")]


def test_the_archive_of_a_term_that_is_removed_goes(project: Path) -> None:
    out = project / "_build" / "html"
    write_site_files(loaded(with_past_term(project)), out)
    (project / "courses/tides/terms/2029-autumn.yml").unlink()
    write_site_files(loaded(project), out)
    assert not list((out / "downloads").glob("*2029*"))
    assert (out / "downloads" / "tides-2030-spring.ics").exists()


def test_the_sites_address_changes_what_links_to_it(project: Path) -> None:
    before = digests(with_past_term(project))
    after = digests(with_address(project))
    assert changed(before, after) == {
        *(f"{kind}/tides" for kind in ("calendar", "data", "feed", "syllabus")),
        *(f"{kind}/knots" for kind in ("data", "syllabus")),
        "past/tides/2029-autumn",
    }
    out = project / "_build" / "html"
    write_site_files(loaded(project), out)
    for name in ("tides-2030-spring.ics", "tides-2029-autumn.ics", "tides-2030-spring.json"):
        text = (out / "downloads" / name).read_text(encoding="utf-8").replace("\n ", "")
        assert f"{BASE}courses/tides/weeks/forces/index.html" in text


def test_the_feed_alone_changes_when_a_week_begins(project: Path) -> None:
    later = SPRING + dt.timedelta(days=7)
    assert changed(digests(project), digests(project, SPRING + dt.timedelta(days=1))) == set()
    assert changed(digests(project), digests(project, later)) == {"feed/tides"}


def test_an_edit_of_a_past_term_makes_its_files_only(project: Path) -> None:
    before = digests(with_past_term(project))
    edit(project / "courses/tides/terms/2029-autumn.yml", "Harbour 2", "Harbour 3")
    # the terms a course has had are part of what is known of it
    assert "past/tides/2029-autumn" in changed(before, digests(project))
    assert "bibtex" not in changed(before, digests(project))
    assert not {name for name in changed(before, digests(project)) if "knots" in name}
