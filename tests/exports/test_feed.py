"""The feed: each week comes in as it begins."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from urllib.parse import urljoin
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syllabook.curriculum import CoursePlan
from syllabook.curriculum.dates import begun
from syllabook.exports import atom
from syllabook.foundation.clock import build_time
from syllabook.foundation.problems import ProblemsFound
from tests.conftest import edit
from tests.exports.conftest import BASE, loaded

ATOM = "{http://www.w3.org/2005/Atom}"
PATH = "downloads/tides.atom"
END = dt.datetime(2030, 7, 1, tzinfo=dt.UTC)
_RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)\Z")


def feed(plan: CoursePlan, until: dt.datetime = END, base_url: str = BASE) -> ET.Element:
    return ET.fromstring(atom(plan, until=until, path=PATH, base_url=base_url).encode())


def faults(found: ET.Element) -> list[str]:
    """What RFC 4287 (4.1.1, 4.1.2, 4.2) asks for and the feed does not give."""
    wrong = [] if found.tag == f"{ATOM}feed" else [f"the root is {found.tag}"]
    entries = found.findall(f"{ATOM}entry")
    for element in (found, *entries):
        name = element.tag.removeprefix(ATOM)
        for child in ("id", "title", "updated"):
            if len(element.findall(f"{ATOM}{child}")) != 1:
                wrong.append(f"{name} without one {child}")
        if not re.match(r"[a-z][a-z0-9+.-]*:.+", element.findtext(f"{ATOM}id") or ""):
            wrong.append(f"the id of a {name} is no absolute IRI")
        for child in ("updated", "published"):
            for stamp in element.findall(f"{ATOM}{child}"):
                if not _RFC3339.match(stamp.text or ""):
                    wrong.append(f"{child} is {stamp.text}")
        kinds = [
            (link.get("rel"), link.get("type"), link.get("hreflang"))
            for link in element.findall(f"{ATOM}link")
        ]
        if len(set(kinds)) != len(kinds):
            wrong.append(f"{name} with two links of one kind")
        for link in element.findall(f"{ATOM}link"):
            if not link.get("href"):
                wrong.append("a link without href")
    for author in found.iter(f"{ATOM}author"):
        if not author.findtext(f"{ATOM}name"):
            wrong.append("an author without name")
    if not found.findall(f"{ATOM}author") and not all(
        entry.findall(f"{ATOM}author") for entry in entries
    ):
        wrong.append("no author")
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    if len(set(ids)) != len(ids):
        wrong.append("two entries of one id")
    for entry in entries:
        content = entry.find(f"{ATOM}content")
        if content is not None and content.get("type") not in {"text", "html", "xhtml"}:
            wrong.append(f"content of type {content.get('type')}")
        alternate = [
            link for link in entry.findall(f"{ATOM}link") if link.get("rel") == "alternate"
        ]
        if content is None and not alternate:
            wrong.append("an entry without content and alternate link")
    return wrong


def titles(found: ET.Element) -> list[str | None]:
    return [entry.findtext(f"{ATOM}title") for entry in found.findall(f"{ATOM}entry")]


def test_the_document(plan: CoursePlan, same_as_golden: Callable[[str, str], None]) -> None:
    same_as_golden("tides.atom", atom(plan, until=END, path=PATH, base_url=BASE))


@pytest.mark.parametrize("base_url", [BASE, ""])
@pytest.mark.parametrize("until", [END, dt.datetime(2030, 1, 1, tzinfo=dt.UTC)])
def test_the_feed_is_valid_from_the_first_day_to_the_last(
    plan: CoursePlan, base_url: str, until: dt.datetime
) -> None:
    assert faults(feed(plan, until, base_url)) == []


def test_weeks_come_when_they_begin_the_latest_first(plan: CoursePlan) -> None:
    """The second week meets on 12 March at 10:15 in Berlin, which is 9:15 in UTC."""
    before = dt.datetime(2030, 3, 12, 9, 14, tzinfo=dt.UTC)
    assert titles(feed(plan, before)) == ["Week 1: Forces of the Moon"]
    after = feed(plan, before + dt.timedelta(minutes=1))
    assert titles(after) == ["Week 2: Basins that resonate", "Week 1: Forces of the Moon"]
    stamps = [entry.findtext(f"{ATOM}updated") for entry in after.findall(f"{ATOM}entry")]
    assert stamps == ["2030-03-12T10:15:00+01:00", "2030-03-05T10:15:00+01:00"]
    assert after.findtext(f"{ATOM}updated") == stamps[0]


def test_before_the_first_week_the_feed_says_when_it_comes(plan: CoursePlan) -> None:
    found = feed(plan, dt.datetime(2030, 1, 1, tzinfo=dt.UTC))
    assert titles(found) == []
    assert found.findtext(f"{ATOM}subtitle") == (
        "Each week of the course as it begins, 4 Mar 2030 to 24 Mar 2030 (the dates are tentative)."
    )


def test_a_week_without_known_days_begins_on_its_monday(project: Path) -> None:
    edit(
        project / "courses/tides/terms/2030-spring.yml",
        'meetings: [{day: tuesday, start: "10:15", end: "11:45"}]',
        "meetings: []",
    )
    plan = loaded(project).course("tides")
    midnight = dt.datetime(2030, 3, 3, 23, tzinfo=dt.UTC)
    assert [week.id for week, _ in begun(plan, midnight)] == ["forces"]
    assert begun(plan, midnight - dt.timedelta(seconds=1)) == []


def test_a_build_that_is_to_be_repeated_names_its_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1899000000")
    assert build_time() == dt.datetime(2030, 3, 6, 4, 0, tzinfo=dt.UTC)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")
    with pytest.raises(ProblemsFound, match='SOURCE_DATE_EPOCH is "yesterday"; unset it'):
        build_time()
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    assert abs(build_time() - dt.datetime.now(dt.UTC)) < dt.timedelta(minutes=1)


def test_ids_stay_when_titles_dates_and_the_sites_address_change(
    plan: CoursePlan, project: Path
) -> None:
    edit(project / "courses/tides/course.yml", "title: Storm surges", "title: Storms")
    edit(project / "courses/tides/terms/2030-spring.yml", "2030-03-04", "2030-03-11")
    changed = loaded(project).course("tides")

    def ids(found: ET.Element) -> list[str | None]:
        return [element.text for element in found.iter(f"{ATOM}id")]

    assert ids(feed(changed, base_url="https://elsewhere.example.org/")) == ids(feed(plan))


def test_links_lead_to_the_weeks_lectures(plan: CoursePlan) -> None:
    expected = [
        f"{BASE}courses/tides/weeks/{week}/index.html" for week in ("storms", "basins", "forces")
    ]
    for base_url in (BASE, ""):
        links = [
            link.get("href", "")
            for entry in feed(plan, base_url=base_url).findall(f"{ATOM}entry")
            for link in entry.findall(f"{ATOM}link")
        ]
        # relative to the place that the feed was fetched from
        assert [urljoin(f"{BASE}{PATH}", link) for link in links] == expected


def test_only_a_site_with_an_address_says_where_the_feed_itself_is(plan: CoursePlan) -> None:
    def own(base_url: str) -> list[str | None]:
        links = feed(plan, base_url=base_url).findall(f"{ATOM}link")
        return [link.get("href") for link in links if link.get("rel") == "self"]

    assert own(BASE) == [f"{BASE}{PATH}"]
    assert own("") == []


def test_an_entry_tells_what_the_week_holds(plan: CoursePlan) -> None:
    entry = feed(plan).findall(f"{ATOM}entry")[1]
    content = entry.findtext(f"{ATOM}content") or ""
    assert content.splitlines() == [
        "Tue 12 Mar, 10:15–11:45 (tentative)",
        "By the end of the week you can:",
        "- Compute a basin's period.",
        "Required reading:",
        "- Proudman, J. (1953). Dynamical Oceanography. Methuen.",
        "Due:",
        "- Problem set 1, Tue 12 Mar",
    ]


def test_a_course_without_dates_has_no_feed(knots: CoursePlan) -> None:
    assert begun(knots, END) == []
    with pytest.raises(ValueError, match="knots has no term"):
        atom(knots, until=END, path=PATH)


@given(st.text(min_size=1), st.text())
def test_any_title_gives_a_valid_feed(plan: CoursePlan, title: str, question: str) -> None:
    week = replace(plan.weeks[0], title=title, question=question)
    found = feed(replace(plan, weeks=(week,)))
    assert faults(found) == []
    assert (titles(found)[0] or "").startswith("Week 1:")


def test_the_rules_find_what_is_wrong(plan: CoursePlan) -> None:
    text = atom(plan, until=END, path=PATH, base_url=BASE)
    for pattern, new, what in (
        (r"<updated>.*?</updated>", "", "without one updated"),
        (r"urn:uuid:", "", "no absolute IRI"),
        (r"\+01:00", "", "updated is"),
        (r"<author>.*?</author>", "", "no author"),
        (r'type="text"', 'type="words"', "content of type"),
    ):
        broken = re.sub(pattern, new, text, flags=re.DOTALL)
        assert any(what in fault for fault in faults(ET.fromstring(broken.encode()))), what
