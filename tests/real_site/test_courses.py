"""The real site of both courses, as ``scripts/test`` has just built it into ``_build/html``.

``tests/data/facts`` holds what the professor's drafts say: titles, and which paper belongs where.
"""

from __future__ import annotations

import html
import re
import subprocess
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
import yaml

from syllabook.papers.bibfile import read
from tests.conftest import DATA, ROOT

pytestmark = pytest.mark.book

SITE = ROOT / "_build" / "html"
COURSES = ("science_of_ai", "ai_for_science")
RECORDS = 364


@pytest.fixture(scope="module", autouse=True)
def site() -> Path:
    if not (SITE / "index.html").exists():
        pytest.fail("the site is not built; run scripts/test, or syllabook build first")
    return SITE


def facts(course: str) -> list[tuple[int, str]]:
    """Week numbers and titles (up to the colon) of the facts file's table."""
    text = (DATA / "facts" / f"{course}.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\d+) \| [^|]+ \| ([^|]+?) \|$", text, re.MULTILINE)
    return [(int(number), re.split(r"(?<=\?) |:", topic)[0].strip()) for number, topic in rows]


@cache
def words(path: Path) -> str:
    """The visible words of a page, white space folded."""
    page = path.read_text(encoding="utf-8")
    page = page[page.index("<main") : page.rindex("</main>")]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


@cache
def pdf_words(course: str) -> str:
    pdf = SITE / "downloads" / f"{course}-2027-spring-syllabus-a4.pdf"
    done = subprocess.run(
        ["pdftotext", "-layout", pdf, "-"], capture_output=True, text=True, check=True
    )
    return " ".join(done.stdout.split())


def outline(course: str) -> dict[str, object]:
    found: dict[str, object] = yaml.safe_load(
        (ROOT / "courses" / course / "course.yml").read_text(encoding="utf-8")
    )
    return found


def week_ids(course: str) -> list[str]:
    return [week["id"] for week in outline(course)["weeks"]]  # type: ignore[attr-defined]


@pytest.mark.parametrize("course", COURSES)
def test_all_sixteen_weeks_are_there_under_the_professors_titles(course: str) -> None:
    rows = facts(course)
    assert [number for number, _ in rows] == list(range(1, 17))
    ids = week_ids(course)
    for number, title in rows:
        page = words(SITE / "courses" / course / "weeks" / ids[number - 1] / "index.html")
        assert title in page, f"week {number} of {course}"
        assert f"Week {number} ·" in page
        assert title in pdf_words(course), f"week {number} of {course} in the PDF"


@pytest.mark.parametrize("course", COURSES)
def test_every_paper_the_professor_gives_a_week_is_on_its_page_with_its_role(course: str) -> None:
    text = (DATA / "facts" / f"{course}_readings.yml").read_text(encoding="utf-8")
    assigned = yaml.safe_load(text)
    ids = week_ids(course)
    library = (SITE / "library.html").read_text(encoding="utf-8")
    title = str(outline(course)["title"])
    missing: list[str] = []
    for number, roles in assigned.items():
        page = (SITE / "courses" / course / "weeks" / ids[number - 1] / "index.html").read_text()
        for role, keys in roles.items():
            for key in keys:
                entry = library[library.index(f'id="paper-{key}"') :]
                entry = html.unescape(re.sub(r"<[^>]+>", "", entry[: entry.index("</li>")]))
                expected = rf"{title}, week {number}( \({role}\)|\b)" if role != "posts" else title
                if f"paper-{key}" not in page or not re.search(expected, entry):
                    missing.append(f"{course} week {number}: {role} {key}")
    assert missing == []


def test_every_record_of_the_database_is_in_the_library() -> None:
    page = (SITE / "library.html").read_text(encoding="utf-8")
    keys = [
        record.key
        for path in sorted((ROOT / "readings").glob("*.bib"))
        for record in read(path.read_text(encoding="utf-8"), path.name).records
    ]
    assert len(keys) == len(set(keys)) >= RECORDS
    assert [key for key in keys if f'id="paper-{key}"' not in page] == []
    assert [key for key in keys if not (SITE / "bibtex" / f"{key}.bib").exists()] == []


def test_every_required_reading_says_what_to_read_or_look_for() -> None:
    bare = [
        f"{course}/{week['id']}: {reading['paper']}"
        for course in COURSES
        for week in outline(course)["weeks"]  # type: ignore[attr-defined]
        for reading in week["readings"]
        if reading.get("role") == "required" and not (reading.get("note") or reading.get("locator"))
    ]
    assert bare == []


def test_no_internal_link_is_broken() -> None:
    broken: set[str] = set()
    ids: dict[Path, set[str]] = {}
    pages = list(SITE.rglob("*.html"))
    assert len(pages) > 50
    for page in pages:
        text = page.read_text(encoding="utf-8")
        for href in re.findall(r'<a\s[^>]*?href="([^"]+)"', text):
            link = urlsplit(html.unescape(href))
            if link.scheme or link.netloc:
                continue
            target = (page.parent / unquote(link.path)).resolve() if link.path else page
            if target.is_dir():
                target /= "index.html"
            if not target.exists():
                broken.add(f"{page.relative_to(SITE)} -> {href}")
            elif link.fragment.startswith("?"):  # a query to the library, which its page reads
                if target != SITE / "library.html":
                    broken.add(f"{page.relative_to(SITE)} -> {href}")
            elif link.fragment and target.suffix == ".html":
                if target not in ids:
                    ids[target] = set(
                        re.findall(r'\sid="([^"]+)"', target.read_text(encoding="utf-8"))
                    )
                if unquote(link.fragment) not in ids[target]:
                    broken.add(f"{page.relative_to(SITE)} -> {href}")
    assert sorted(broken) == []


def test_nothing_of_this_machine_and_no_teaching_note_is_published() -> None:
    for path in SITE.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert str(ROOT) not in text, path.name
        assert "Teaching note" not in text, path.name


@pytest.mark.parametrize("course", COURSES)
def test_every_lecture_shows_pictures_of_its_labs(course: str) -> None:
    for week in week_ids(course):
        page = (SITE / "courses" / course / "weeks" / week / "index.html").read_text("utf-8")
        figures = re.findall(r'<figure class="[^"]*sb-lab-figure.*?</figure>', page, re.DOTALL)
        assert figures, week
        for figure in figures:
            assert re.search(r'<img[^>]* alt="[^"]{20,}"', figure), week
            assert 'loading="lazy"' in figure
            [lab] = re.findall(r'<a class="reference internal" href="([\w-]+\.html)">', figure)
            assert (SITE / "courses" / course / "weeks" / week / lab).is_file()
            [picture] = re.findall(r'<img[^>]* src="([^"]+\.png)"', figure)
            assert (SITE / "courses" / course / "weeks" / week / picture).is_file()
