"""Pictures of the built site and PDFs for the README and docs/: every page type, both modes."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
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
    "schedule": "courses/science_of_ai/schedule.html",
    "library": "library.html",
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
    if not (SITE / "index.html").exists():
        print("build the site first: scripts/build", file=sys.stderr)
        return 1
    IMAGES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        for mode in ("light", "dark"):
            for name, page in PAGES.items():
                _take(browser, page, IMAGES / f"{name}-{mode}.png", mode, 1280, 860)
        _take(browser, PAGES[PHONE], IMAGES / "phone.png", "light", 390, 844)
        browser.close()
    _syllabus(IMAGES / "syllabus")
    for picture in sorted(IMAGES.glob("*.png")):
        print(picture.relative_to(ROOT))
    return 0


def _take(browser, page: str, target: Path, mode: str, width: int, height: int) -> None:  # type: ignore[no-untyped-def]
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=mode, reduced_motion="reduce"
    )
    opened = context.new_page()
    opened.goto(f"{SITE.as_uri()}/{page}", wait_until="load")
    opened.evaluate("document.fonts.ready")
    opened.wait_for_timeout(500)
    opened.screenshot(path=str(target))
    context.close()


def _syllabus(target: Path) -> None:
    """The first two pages of a syllabus as pictures."""
    pdf = SITE / "downloads" / "science_of_ai-2027-spring-syllabus-a4.pdf"
    with tempfile.TemporaryDirectory() as folder:
        stem = Path(folder) / "page"
        subprocess.run(["pdftoppm", "-r", "70", "-l", "2", "-png", pdf, stem], check=True)
        for number, page in enumerate(sorted(Path(folder).glob("page-*.png")), 1):
            shutil.copy(page, target.with_name(f"{target.name}-{number}.png"))


if __name__ == "__main__":
    sys.exit(main())
