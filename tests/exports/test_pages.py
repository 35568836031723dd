"""The pages that offer the files: downloads, past terms, what stands in the head."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.conftest import copy_project, edit, run
from tests.exports.conftest import BASE, with_address, with_past_term

pytestmark = pytest.mark.book

HOME = "courses/tides/index.html"
SCHEDULE = "courses/tides/schedule.html"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small project with a past term, the archive of past terms, and a known address."""
    project = copy_project(tmp_path_factory.mktemp("site") / "project")
    with_address(with_past_term(project))
    for course in ("tides/schedule.md", "knots/index.md"):
        with (project / "courses" / course).open("a", encoding="utf-8") as page:
            page.write("\n## Past terms\n\n```{past-terms}\n```\n")
    done = run("jupyter-book", "build", ".", "-W", "--keep-going", cwd=project)
    assert done.code == 0, done.stderr
    return project / "_build" / "html"


def article(site: Path, page: str) -> str:
    html = (site / page).read_text(encoding="utf-8")
    return html[html.index("<article") : html.index("</article>")]


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_every_download_is_there_and_named(site: Path) -> None:
    html = article(site, HOME)
    offered = dict(re.findall(r'class="sb-file" href="\.\./\.\./(downloads/[^"]+)">([^<]+)<', html))
    assert offered["downloads/tides-2030-spring.ics"] == "iCalendar"
    assert offered["downloads/tides.atom"] == "Atom feed"
    assert offered["downloads/tides-2030-spring-cc1.1.imscc"] == "1.1 (Moodle)"
    assert len(offered) == 11
    for path in offered:
        assert (site / path).stat().st_size > 0


def test_a_course_without_a_term_offers_no_calendar(site: Path) -> None:
    assert not list((site / "downloads").glob("knots*.ics"))
    assert "No earlier term is on record." in words(article(site, "courses/knots/index.html"))


def test_each_weeks_readings_can_be_downloaded(site: Path) -> None:
    html = article(site, "courses/tides/readings.html")
    link = re.search(r'href="\.\./\.\./(downloads/tides-basins-readings\.ris)"[^>]*>', html)
    assert link is not None
    assert 'aria-label="RIS, readings of week 2"' in link[0]
    assert (site / link[1]).stat().st_size > 0


def test_a_past_term_keeps_its_schedule_syllabus_and_calendar(site: Path) -> None:
    html = article(site, SCHEDULE)
    archive = html[html.index("sb-past-term") :]
    assert "Spring 2030" not in archive
    said = words(archive)
    assert "Autumn 2029 Syllabus (PDF): A4 US letter Calendar: iCalendar" in said
    assert "Mon 8 Oct, 10:15–11:45" in said
    assert "<summary>Schedule of Autumn 2029</summary>" in archive
    links = re.findall(r'href="\.\./\.\./(downloads/[^"]+)" aria-label="([^"]+)"', archive)
    assert dict(links)["downloads/tides-2029-autumn.ics"] == "iCalendar, Autumn 2029"
    for path, _ in links:
        assert (site / path).stat().st_size > 0


def test_the_home_page_tells_search_engines_what_the_course_is(site: Path) -> None:
    html = (site / HOME).read_text(encoding="utf-8")
    head = html[: html.index("</head>")]
    script = re.search(r'<script type="application/ld\+json">(.*?)</script>', head, re.DOTALL)
    assert script is not None
    data = json.loads(script[1])
    assert (data["@type"], data["name"]) == ("Course", "Tides")
    assert data["url"] == f"{BASE}{HOME}"
    assert f'type="application/atom+xml" title="Tides" href="{BASE}downloads/tides.atom"' in head
    others = [
        page for page in site.rglob("*.html") if "ld+json" in page.read_text(encoding="utf-8")
    ]
    assert {page.relative_to(site).as_posix() for page in others} == {
        HOME,
        "courses/knots/index.html",
    }


def test_an_edit_of_a_past_term_rewrites_the_archive(site: Path, tmp_path: Path) -> None:
    import shutil

    project = tmp_path / "project"
    shutil.copytree(site.parent.parent, project, copy_function=shutil.copy2)
    assert run("jupyter-book", "build", ".", cwd=project).code == 0
    edit(project / "courses/tides/terms/2029-autumn.yml", "2029-10-08", "2029-10-15")
    assert run("jupyter-book", "build", ".", cwd=project).code == 0
    built = project / "_build" / "html"
    assert "Mon 15 Oct, 10:15–11:45" in words(article(built, SCHEDULE))
    calendar = (built / "downloads" / "tides-2029-autumn.ics").read_bytes()
    assert b"DTSTART;TZID=Europe/Berlin:20291015T101500" in calendar
