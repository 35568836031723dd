"""Pictures of the built site and PDFs for the README and docs/: every page type, both modes.

With the argument ``year`` only those of ``docs/a_first_year.md``, taken on the way of
``tests/walk``.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parent.parent
SITE = ROOT / "_build" / "html"
IMAGES = ROOT / "docs" / "images"
PAGES = {
    "home": "index.html",
    "course": "courses/ai_for_science/index.html",
    "week": "courses/science_of_ai/weeks/complex_systems/index.html",
    "lab": "courses/science_of_ai/weeks/complex_systems/grokking.html",
    "problem-set": "courses/science_of_ai/problem_sets/classic.html",
    "schedule": "courses/science_of_ai/schedule.html",
    "readings": "courses/science_of_ai/readings.html",
    "syllabus-page": "courses/ai_for_science/syllabus.html",
    "library": "library.html",
    "library-search": "library.html#?q=topic%3Agrokking+year%3A2022..",
    "pictures": "library_pictures.html",
    "search": "search.html?q=grokking",
}
PHONE = "week"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]


def main() -> int:
    """Take all pictures; returns an exit code."""
    chromium = next(
        filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
    )
    if chromium is None or shutil.which("pdftoppm") is None:
        print("screenshots need Chromium and poppler-utils", file=sys.stderr)
        return 1
    year_only = sys.argv[1:] == ["year"]
    if not year_only and not (SITE / "index.html").exists():
        print("build the site first: scripts/build", file=sys.stderr)
        return 1
    IMAGES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        if not year_only:
            for mode in ("light", "dark"):
                for name, page in PAGES.items():
                    _take(browser, _built(page), IMAGES / f"{name}-{mode}.png", mode, 1280, 860)
            _take(browser, _built(PAGES[PHONE]), IMAGES / "phone.png", "light", 390, 844)
        _first_year(browser)
        browser.close()
    if not year_only:
        _syllabus(IMAGES / "syllabus")
    for picture in sorted(IMAGES.glob("*.png")):
        print(picture.relative_to(ROOT))
    return 0


def _built(page: str) -> str:
    return f"{SITE.as_uri()}/{page}"


def _take(browser, address: str, target: Path, mode: str, width: int, height: int) -> None:  # type: ignore[no-untyped-def]
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=mode, reduced_motion="reduce"
    )
    opened = context.new_page()
    opened.goto(address, wait_until="load")
    opened.evaluate("document.fonts.ready")
    opened.wait_for_timeout(1500)
    opened.screenshot(path=str(target))
    context.close()


def _first_year(browser) -> None:  # type: ignore[no-untyped-def]
    """The pictures of ``docs/a_first_year.md``: the steps of its test are taken anew."""
    sys.path.insert(0, str(ROOT))
    from tests.conftest import edit  # noqa: PLC0415 - found from here only
    from tests.walk import year  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder)
        year.new_course(project)
        year.give_dates(project)
        year.bring_papers(project)
        for source in ("zotero.bib", "friction.bib"):
            year.syllabook(project, "papers", "import", source)
        year.fill_a_week(project)
        year.syllabook(project, "new", "week", "tides", "storms", "--title", "Storm surges")
        year.fill_the_new_week(project)
        for week in year.NEW_LABS:
            year.new_lab(project, week)
        year.write_the_labs(project)
        year.mend_the_deadline(project)
        year.syllabook(project, "run")
        with _serving(project) as (address, lines):
            home, week = f"{address}{year.COURSE}/", f"{address}{year.COURSE}/weeks/topic_b/"
            _take(browser, f"{home}index.html", IMAGES / "year-home.png", "light", 1100, 760)
            _take(browser, f"{week}index.html", IMAGES / "year-week.png", "light", 1100, 900)
            edit(project / year.OUTLINE, "{paper: doe1998basins,", "{paper: doe1998basin,")
            _wait_for(lines, "not built in")
            _take(browser, f"{week}index.html", IMAGES / "year-error.png", "light", 1100, 560)
        pdf = project / "_build/html/downloads/tides-2030-spring-syllabus-a4.pdf"
        _pages(pdf, IMAGES / "year-syllabus", first=1, last=1)


@contextmanager
def _serving(project: Path) -> Iterator[tuple[str, Iterator[str]]]:
    """``syllabook serve`` after its first build: its address, and what it says from then on."""
    with subprocess.Popen(
        [Path(sys.executable).parent / "syllabook", "serve", "--port", "0"],
        cwd=project,
        env=os.environ | {"NO_COLOR": "1", "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as server:
        try:
            assert server.stdout is not None
            lines = iter(server.stdout)
            found = re.search(r"http://\S+", _wait_for(lines, "Serving"))
            assert found is not None
            _wait_for(lines, " built in")
            yield found[0], lines
        finally:
            server.terminate()


def _wait_for(lines: Iterator[str], words: str) -> str:
    """The next line with these words in it."""
    return next(line for line in lines if words in line)


def _syllabus(target: Path) -> None:
    """The first two pages of a syllabus as pictures."""
    pdf = SITE / "downloads" / "science_of_ai-2027-spring-syllabus-a4.pdf"
    _pages(pdf, target, first=1, last=2)


def _pages(pdf: Path, target: Path, *, first: int, last: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        stem = Path(folder) / "page"
        subprocess.run(
            ["pdftoppm", "-r", "70", "-f", str(first), "-l", str(last), "-png", pdf, stem],
            check=True,
        )
        for number, page in enumerate(sorted(Path(folder).glob("page-*.png")), 1):
            shutil.copy(page, target.with_name(f"{target.name}-{number}.png"))


if __name__ == "__main__":
    sys.exit(main())
