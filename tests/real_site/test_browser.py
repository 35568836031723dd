"""A smoke test of the real site in headless Chromium: both colour modes, a phone, no network."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.conftest import ROOT

SITE = ROOT / "_build" / "html"
CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
if CHROMIUM is None and os.environ.get("CI") == "true":
    pytest.fail("CI needs Chromium: apt-get install chromium", pytrace=False)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium: apt-get install chromium"),
]

PAGES = {
    "home": "index.html",
    "course": "courses/ai_for_science/index.html",
    "week": "courses/science_of_ai/weeks/complex_systems/index.html",
    "lab": "courses/science_of_ai/weeks/complex_systems/grokking.html",
    "schedule": "courses/science_of_ai/schedule.html",
    "syllabus": "courses/ai_for_science/syllabus.html",
    "library": "library.html",
}
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()


def open_page(
    browser: Browser, name: str, *, scheme: Literal["light", "dark"] = "light", width: int = 1280
) -> tuple[Page, list[str]]:
    """A page of the built site, with everything that went wrong while it was opened."""
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, offline=True
    )
    page = context.new_page()
    faults: list[str] = []
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("requestfailed", lambda asked: faults.append(f"failed: {asked.url}"))
    page.on(
        "request",
        lambda asked: (
            None
            if asked.url.startswith(("file:", "data:"))
            else faults.append(f"left the site: {asked.url}")
        ),
    )
    page.goto(f"{SITE.as_uri()}/{PAGES[name]}", wait_until="load")
    return page, faults


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_opens_without_errors_and_without_a_network(
    browser: Browser, name: str, scheme: Literal["light", "dark"]
) -> None:
    page, faults = open_page(browser, name, scheme=scheme)
    assert page.locator("article h1").count() == 1
    assert page.locator("article h1").inner_text().strip()
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    brightness = sum(int(part) for part in ground.strip("rgba() ").split(",")[:3])
    assert (brightness > 600) if scheme == "light" else (brightness < 200)
    assert faults == []


@pytest.mark.parametrize("name", PAGES)
def test_nothing_sticks_out_on_a_phone(browser: Browser, name: str) -> None:
    page, _ = open_page(browser, name, width=390)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_course_map_leads_to_a_week(browser: Browser) -> None:
    page, _ = open_page(browser, "course")
    page.locator(".sb-wide svg a", has_text="Teaching AI symmetries").click()
    page.wait_for_load_state()
    assert page.locator("article h1").inner_text().startswith("Teaching AI symmetries")


def test_a_citation_leads_to_its_entry_in_the_library(browser: Browser) -> None:
    page, _ = open_page(browser, "week")
    page.locator('article a[href*="paper-power2022grokking"]').first.click()
    page.wait_for_load_state()
    entry = page.locator("#paper-power2022grokking")
    assert "Grokking" in entry.inner_text()
    assert entry.evaluate("element => element.matches(':target')")


def test_optional_readings_open_by_keyboard(browser: Browser) -> None:
    page, _ = open_page(browser, "week")
    fold = page.locator("details.sb-fold").first
    assert fold.get_attribute("open") is None
    fold.locator("summary").focus()
    page.keyboard.press("Enter")
    assert fold.get_attribute("open") is not None


def test_formulas_are_set(browser: Browser) -> None:
    page, faults = open_page(browser, "lab")
    page.wait_for_selector("mjx-container", timeout=10_000)
    assert page.locator("mjx-merror").count() == 0
    assert faults == []
