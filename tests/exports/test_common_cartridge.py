"""The cartridge: what a learning management system finds in it."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syllabook.curriculum import CoursePlan
from syllabook.exports import VERSIONS, cartridge
from syllabook.exports.common_cartridge import Version
from syllabook.exports.texts import line
from syllabook.foundation.inline import plain
from tests.exports import cartridge_rules
from tests.exports.conftest import BASE

PDF = b"%PDF-1.7 a syllabus"
PACKAGE = f"{{{cartridge_rules.VERSIONS['1.3'].package}}}"
LINK = f"{{{cartridge_rules.VERSIONS['1.3'].link}}}"


def outline(item: ET.Element) -> list[object]:
    """Titles as a tree: a text, or a list of a text and what is below it."""
    found: list[object] = []
    for child in item.findall(f"{PACKAGE}item"):
        title = child.findtext(f"{PACKAGE}title")
        below = outline(child)
        found.append([title, *below] if below else title)
    return found


def root(package: bytes) -> ET.Element:
    manifest = ET.fromstring(cartridge_rules.files(package)["imsmanifest.xml"])
    item = manifest.find(f".//{PACKAGE}organization/{PACKAGE}item")
    assert item is not None
    return item


def test_the_manifest(plan: CoursePlan, same_as_golden: Callable[[str, str], None]) -> None:
    contents = cartridge_rules.files(cartridge(plan, base_url=BASE, syllabus=PDF))
    same_as_golden("imsmanifest.xml", contents["imsmanifest.xml"].decode())
    same_as_golden("weblink.xml", contents["links/forces-1.xml"].decode())


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("base_url", [BASE, ""])
@pytest.mark.parametrize("syllabus", [PDF, None])
def test_the_package_keeps_the_specification(
    plan: CoursePlan, knots: CoursePlan, version: Version, base_url: str, syllabus: bytes | None
) -> None:
    for course in (plan, knots):
        package = cartridge(course, base_url=base_url, syllabus=syllabus, version=version)
        assert cartridge_rules.faults(cartridge_rules.files(package), version) == []


def test_modules_are_units_and_weeks(plan: CoursePlan) -> None:
    assert outline(root(cartridge(plan, base_url=BASE, syllabus=PDF))) == [
        ["About the course", "Syllabus (PDF)", "Course site"],
        ["Causes", ["Week 1: Forces of the Moon", "Lecture: Forces of the Moon"]],
        [
            "Effects",
            ["Week 2: Basins that resonate", "Lecture: Basins that resonate", "Lab: a basin"],
            ["Week 3: Storm surges", "Lecture: Storm surges"],
        ],
    ]


def test_without_the_sites_address_weeks_are_headings(plan: CoursePlan) -> None:
    package = cartridge(plan, syllabus=PDF)
    assert outline(root(package)) == [
        ["About the course", "Syllabus (PDF)"],
        ["Causes", "Week 1: Forces of the Moon"],
        ["Effects", "Week 2: Basins that resonate", "Week 3: Storm surges"],
    ]
    assert set(cartridge_rules.files(package)) == {
        "imsmanifest.xml",
        "syllabus/tides-2030-spring-syllabus.pdf",
    }


def test_every_page_is_a_web_link_and_the_syllabus_a_file(plan: CoursePlan) -> None:
    contents = cartridge_rules.files(cartridge(plan, base_url=BASE, syllabus=PDF))
    assert contents["syllabus/tides-2030-spring-syllabus.pdf"] == PDF
    links = {
        element.findtext(f"{LINK}title"): url.get("href")
        for name, content in contents.items()
        if name.startswith("links/")
        and (url := (element := ET.fromstring(content)).find(f"{LINK}url")) is not None
    }
    tides = f"{BASE}courses/tides"
    assert links == {
        "Course site": f"{tides}/index.html",
        "Lecture: Forces of the Moon": f"{tides}/weeks/forces/index.html",
        "Lecture: Basins that resonate": f"{tides}/weeks/basins/index.html",
        "Lab: a basin": f"{tides}/weeks/basins/basin.html",
        "Lecture: Storm surges": f"{tides}/weeks/storms/index.html",
    }


def test_moodle_finds_its_mark_in_the_first_500_bytes(plan: CoursePlan) -> None:
    """As ``imscc11_converter::detect_format`` of Moodle looks for it."""
    package = cartridge(plan, base_url=BASE, syllabus=PDF, version="1.1")
    head = cartridge_rules.files(package)["imsmanifest.xml"][:500].decode().lower()
    squeezed = re.sub(r"[\s'\"]", "", head)
    assert "xmlns=http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1" in squeezed


def test_moodle_gets_module_titles_escaped_once_more(plan: CoursePlan) -> None:
    """It puts them unescaped into its own XML; an ``&`` would make it refuse the cartridge."""
    unit = replace(plan.units[0], title="Causes & effects, p < q")
    course = replace(plan, units=(unit, *plan.units[1:]))
    shown = {
        version: ET.fromstring(
            cartridge_rules.files(cartridge(course, version=version))["imsmanifest.xml"]
        ).findtext(f".//{{{cartridge_rules.VERSIONS[version].package}}}item/*/*")
        for version in VERSIONS
    }
    assert shown == {"1.3": "Causes & effects, p < q", "1.1": "Causes &amp; effects, p &lt; q"}


def test_two_courses_share_no_identifier(plan: CoursePlan, knots: CoursePlan) -> None:
    """Canvas takes equal ones for the same module, and mixes two courses into each other."""

    def identifiers(course: CoursePlan) -> set[str]:
        package = cartridge(course, base_url=BASE, syllabus=PDF)
        manifest = ET.fromstring(cartridge_rules.files(package)["imsmanifest.xml"])
        kinds = (f"{PACKAGE}item", f"{PACKAGE}resource")
        return {e.attrib["identifier"] for kind in kinds for e in manifest.iter(kind)} - {"root"}

    assert identifiers(plan) & identifiers(knots) == set()
    next_term = replace(plan, term=None)
    assert identifiers(next_term) == identifiers(plan)


def test_the_same_course_gives_the_same_bytes(plan: CoursePlan) -> None:
    package = cartridge(plan, base_url=BASE, syllabus=PDF)
    assert cartridge(plan, base_url=BASE, syllabus=PDF) == package
    with zipfile.ZipFile(io.BytesIO(package)) as opened:
        entries = opened.infolist()
    assert {entry.date_time for entry in entries} == {(1980, 1, 1, 0, 0, 0)}
    names = [entry.filename for entry in entries]
    assert names == ["imsmanifest.xml", *sorted(names[1:])]
    assert {entry.external_attr >> 16 for entry in entries} == {0o644}


@given(st.text(min_size=1))
def test_any_title_gives_a_package_that_can_be_read(plan: CoursePlan, title: str) -> None:
    week = replace(plan.weeks[0], title=title)
    package = cartridge(replace(plan, weeks=(week,)), base_url=BASE)
    assert cartridge_rules.faults(cartridge_rules.files(package)) == []
    assert outline(root(package))[-1] == [
        "Causes",
        [line(f"Week 1: {plain(title)}"), line(f"Lecture: {plain(title)}")],
    ]


@pytest.mark.parametrize(
    ("file", "old", "new", "what"),
    [
        ("imsmanifest.xml", "1.3.0", "1.2.0", "schemaversion"),
        ("imsmanifest.xml", 'structure="rooted-hierarchy"', "", "without structure"),
        ("imsmanifest.xml", '"week-storms.tides"', '"week-basins.tides"', "2 times"),
        ("imsmanifest.xml", '"week-storms.tides"', '"7th"', "no NCName"),
        (
            "imsmanifest.xml",
            'identifierref="link-site.tides"',
            'identifierref="gone"',
            "leads nowhere",
        ),
        ("imsmanifest.xml", 'href="links/site.xml"', 'href="links/home.xml"', "not those of"),
        ("imsmanifest.xml", "<title>Causes</title>", "", "0 title"),
        ("imsmanifest.xml", "imswl_xmlv1p3", "imswl_xmlv1p9", "of type"),
        ("imsmanifest.xml", '"syllabus">', '"bedtime">', "bedtime"),
        ("links/site.xml", "<title>Course site</title>", "", "0 title"),
        ("links/site.xml", "https://", "", "without an address"),
    ],
)
def test_the_rules_find_what_is_wrong(
    plan: CoursePlan, file: str, old: str, new: str, what: str
) -> None:
    """The checker of this folder, tried on packages that break one rule each."""
    contents = cartridge_rules.files(cartridge(plan, base_url=BASE, syllabus=PDF))
    text = contents[file].decode()
    assert old in text
    contents[file] = text.replace(old, new).encode()
    assert any(what in fault for fault in cartridge_rules.faults(contents))
