"""The real site in headless Chromium: every page type, both colour modes, a phone, no network."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser import chromium, needs_browser
from tests.conftest import ROOT
from tests.site_server import Served, served

SITE = ROOT / "_build" / "html"
pytestmark = needs_browser

WEEK = "courses/science_of_ai/weeks/neuroscience_for_ai/index.html"
PAGES = {
    "home": "index.html",
    "course": "courses/ai_for_science/index.html",
    "week": "courses/science_of_ai/weeks/complex_systems/index.html",
    "lab": "courses/science_of_ai/weeks/complex_systems/grokking.html",
    "problem set": "courses/science_of_ai/problem_sets/classic.html",
    "schedule": "courses/science_of_ai/schedule.html",
    "readings": "courses/science_of_ai/readings.html",
    "syllabus": "courses/ai_for_science/syllabus.html",
    "library": "library.html",
    "pictures": "library_pictures.html",
    "search": "search.html?q=grokking",
    "documentation": "docs/changing_a_course.html",
    "not found": "404.html",
}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def server() -> Iterator[Served]:
    with served(SITE) as running:
        yield running


def open_page(
    browser: Browser, name: str, *, scheme: Literal["light", "dark"] = "light", width: int = 1280
) -> tuple[Page, list[str]]:
    """A page of the built site, from the disk, with all that went wrong while it was opened."""
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


class TestLibrary:
    def test_two_filters_find_papers_and_the_address_shares_them(
        self, browser: Browser, server: Served
    ) -> None:
        page = browser.new_page()
        page.goto(f"{server.address}library.html")
        status = page.locator(".sb-find [role=status]")
        page.select_option("select[data-field=topic]", "grokking")
        expect(status).to_contain_text("8 of")
        page.select_option("select[data-field=read-in]", "science_of_ai/complex_systems")
        expect(page.locator(".sb-results li.sb-paper").first).to_be_visible()
        found = page.locator(".sb-results .sb-title").all_inner_texts()
        assert any("Generalization Beyond Overfitting" in title for title in found)
        assert page.url.endswith("?q=topic%3Agrokking+read-in%3Ascience_of_ai%2Fcomplex_systems")
        other = browser.new_page()
        other.goto(page.url)
        expect(other.locator(".sb-results li.sb-paper").first).to_be_visible()
        assert other.locator(".sb-results .sb-title").all_inner_texts() == found
        assert other.input_value("select[data-field=topic]") == "grokking"

    def test_it_is_worked_by_keyboard_alone(self, browser: Browser) -> None:
        page, faults = open_page(browser, "library")
        page.wait_for_function("globalThis.syllabookLibrary")
        page.keyboard.press("/")
        page.keyboard.type('author:"Ziming Liu" kan')
        first = page.locator(".sb-results .sb-title a").first
        expect(first).to_be_visible()
        page.keyboard.press("ArrowDown")
        expect(first).to_be_focused()
        page.keyboard.press("ArrowUp")
        expect(page.locator("#sb-q")).to_be_focused()
        page.keyboard.press("Escape")
        expect(page.locator(".sb-whole-library")).to_be_visible()
        assert page.input_value("#sb-q") == ""
        assert faults == []

    def test_a_mistake_is_explained_and_the_results_stay(self, browser: Browser) -> None:
        page, _ = open_page(browser, "library")
        page.wait_for_function("globalThis.syllabookLibrary")
        page.fill("#sb-q", "topic:grokking")
        expect(page.locator(".sb-results li.sb-paper").first).to_be_visible()
        page.fill("#sb-q", "topic:groking")
        expect(page.locator(".sb-fault")).to_have_text(
            'Column 7: unknown topic "groking"; did you mean "grokking"?'
        )
        assert page.locator(".sb-results li.sb-paper").count() == 8

    def test_related_papers_share_topics(self, browser: Browser) -> None:
        page, _ = open_page(browser, "library")
        entry = page.locator("#paper-power2022grokking")
        entry.scroll_into_view_if_needed()
        entry.get_by_role("button", name="Related").click()
        related = entry.locator(".sb-related-list a").all_inner_texts()
        assert len(related) == 5
        assert any("Grokking" in title for title in related)

    def test_bibtex_is_copied(self, browser: Browser, server: Served) -> None:
        context = browser.new_context()
        context.grant_permissions(["clipboard-read", "clipboard-write"], origin=server.address)
        page = context.new_page()
        page.goto(f"{server.address}library.html#paper-power2022grokking")
        entry = page.locator("#paper-power2022grokking")
        entry.get_by_role("button", name="Copy BibTeX").click()
        expect(entry.get_by_role("button", name="Copied")).to_be_visible()
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied.startswith("@")
        assert "power2022grokking" in copied

    def test_without_javascript_it_is_a_complete_list(self, browser: Browser) -> None:
        page = browser.new_context(java_script_enabled=False).new_page()
        page.goto(f"{SITE.as_uri()}/library.html")
        assert page.locator(".sb-find").is_hidden()
        assert page.locator("li.sb-paper").count() > 350
        assert page.locator("#paper-power2022grokking").is_visible()


class TestReading:
    def test_a_citation_shows_its_reference_on_focus_and_on_hover(self, browser: Browser) -> None:
        page, _ = open_page(browser, "week")
        link = page.locator("article section p a[data-reference]").first
        box = page.locator("#sb-reference")
        link.focus()
        expect(box).to_be_visible()
        assert re.search(r"\(?\d{4}", box.inner_text())
        assert link.get_attribute("aria-describedby") == "sb-reference"
        page.keyboard.press("Escape")
        expect(box).to_be_hidden()
        link.hover()
        expect(box).to_be_visible()
        box.hover()  # it stays while the pointer is on it
        page.wait_for_timeout(400)
        expect(box).to_be_visible()

    def test_a_week_is_read_by_keyboard_alone(self, browser: Browser) -> None:
        page, _ = open_page(browser, "week")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "Skip to main content"
        page.keyboard.press("Enter")
        seen = set()
        for _ in range(400):
            page.keyboard.press("Tab")
            where = page.evaluate(
                "[document.activeElement.tagName, document.activeElement.textContent.trim(),"
                " getComputedStyle(document.activeElement).outlineStyle,"
                " document.activeElement.closest('.prev-next-footer') !== null]"
            )
            assert where[2] != "none", f"no visible focus on {where}"
            seen.add(where[1])
            if where[3]:
                break
        assert any(text.startswith("Optional reading") for text in seen)
        assert any(text.startswith("Lab: Grokking") for text in seen)
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_load_state()
        assert not page.url.endswith("complex_systems/index.html")

    @pytest.mark.parametrize(
        ("name", "times"),
        [("home", 2), ("schedule", 1), ("course", 2)],  # of two courses; on map and in schedule
    )
    def test_the_present_week_is_marked(self, browser: Browser, name: str, times: int) -> None:
        page = browser.new_context().new_page()
        page.clock.set_fixed_time("2027-04-28T12:00:00")  # week 10
        page.goto(f"{SITE.as_uri()}/{PAGES[name]}")
        marked = page.locator(".sb-now:visible")
        assert marked.count() == times
        text = marked.last.text_content() or ""
        assert "omplex" in text or "Biology" in text
        assert "This week" in text

    def test_every_formula_is_set(self, browser: Browser) -> None:
        page, _ = open_page(browser, "week")
        page.wait_for_function("document.documentElement.dataset.formulas === 'set'")
        assert page.locator(".math").count() > 50
        assert page.locator(".math:not(:has(mjx-container))").count() == 0
        assert page.locator("mjx-merror").count() == 0

    def test_on_paper_everything_is_open(self, browser: Browser) -> None:
        page, _ = open_page(browser, "week")
        page.emulate_media(media="print")
        page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
        assert page.locator("article details:not([open])").count() == 0
        assert page.locator(".bd-sidebar-primary").is_hidden()
        page.evaluate("window.dispatchEvent(new Event('afterprint'))")
        assert page.locator("article details:not([open])").count() > 0

    def test_the_search_finds_weeks_labs_and_papers(self, browser: Browser) -> None:
        page, faults = open_page(browser, "search")
        results = page.locator("#search-results li")
        expect(results.filter(has_text="Networks as complex systems").first).to_be_visible()
        expect(results.filter(has_text="Lab: Grokking").first).to_be_visible()
        paper = results.filter(has_text="Power et al").first.locator("a").first
        assert "library.html#paper-power2022grokking" in (paper.get_attribute("href") or "")
        assert faults == []

    def test_calm_where_motion_is_unwelcome(self, browser: Browser) -> None:
        page = browser.new_context(reduced_motion="reduce").new_page()
        page.goto(f"{SITE.as_uri()}/{WEEK}")
        moving = page.evaluate(
            "[...document.querySelectorAll('*')].filter((e) => "
            "parseFloat(getComputedStyle(e).transitionDuration) > 0.01).length"
        )
        assert moving == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_no_fault_of_accessibility(
    browser: Browser, name: str, scheme: Literal["light", "dark"]
) -> None:
    page, _ = open_page(browser, name, scheme=scheme)
    page.wait_for_load_state("networkidle")
    levels = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
    found = Axe().run(page, options={"runOnly": levels}).response["violations"]
    assert [_fault(violation) for violation in found] == []


def _fault(violation: dict[str, Any]) -> str:
    return f"{violation['id']}: {violation['nodes'][0]['html'][:200]}"


@pytest.mark.parametrize("name", PAGES)
def test_a_strict_policy_forbids_nothing(browser: Browser, server: Served, name: str) -> None:
    page = browser.new_page()
    faults: list[str] = []
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(f"{server.address}{PAGES[name]}", wait_until="networkidle")
    assert faults == []
    html = page.content()
    assert not re.search(r"<script(?![^>]*\b(?:src=|type=.application/ld))[^>]*>\s*\S", html)
    assert not re.search(r"\son(?:click|load|change)=", html)


def test_a_week_page_is_light(browser: Browser, server: Served) -> None:
    page = browser.new_context().new_page()
    server.sent.clear()
    page.goto(f"{server.address}{WEEK}", wait_until="networkidle")
    figures = {path for path in server.sent if "_images" in path}
    weight = sum(size for path, size in server.sent.items() if path not in figures)
    assert weight < 500_000, dict(server.sent.most_common(8))


def test_nothing_on_the_site_needs_what_the_stylesheet_lost() -> None:
    from syllabook.book.theme_style import UNUSED

    needed = set()
    for page in SITE.rglob("*.html"):
        for classes in re.findall(r'class="([^"]*)"', page.read_text(encoding="utf-8")):
            needed |= {name for name in classes.split() if UNUSED.match(f".{name}")}
    # icons are drawn by icons.css under their old names
    icons = (SITE / "_static" / "icons.css").read_text(encoding="utf-8")
    assert {name for name in needed if f".{name}" not in icons} == set()
