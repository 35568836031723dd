"""``syllabook export``: one file for another program."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import run
from tests.exports import cartridge_rules, rfc5545
from tests.exports.conftest import with_past_term


@pytest.mark.parametrize(
    ("form", "name", "start"),
    [
        ("ics", "tides-2030-spring.ics", b"BEGIN:VCALENDAR\r\n"),
        ("atom", "tides-2030-spring.atom", b"<?xml"),
        ("json", "tides-2030-spring.json", b"{"),
        ("alfolio", "tides-2030-spring.md", b"---\nlayout: course\n"),
        ("bib", "tides-readings.bib", b"@book{newton1687principia"),
        ("ris", "tides-readings.ris", b"TY  - BOOK"),
        ("csl", "tides-readings.json", b"[\n"),
    ],
)
def test_every_format_has_a_name_of_its_own(
    project: Path, form: str, name: str, start: bytes
) -> None:
    done = run("syllabook", "export", "tides", "--format", form, cwd=project)
    assert (done.code, done.stdout.strip()) == (0, name), done.stderr
    assert (project / name).read_bytes().startswith(start)


@pytest.mark.parametrize(("form", "version"), [("imscc", "1.3"), ("imscc-1.1", "1.1")])
def test_a_cartridge_holds_the_syllabus(project: Path, form: str, version: str) -> None:
    done = run("syllabook", "export", "tides", "-f", form, "-o", "out.imscc", cwd=project)
    assert done.code == 0, done.stderr
    contents = cartridge_rules.files((project / "out.imscc").read_bytes())
    assert cartridge_rules.faults(contents, version) == []
    assert contents["syllabus/tides-2030-spring-syllabus.pdf"].startswith(b"%PDF-")


def test_a_term_can_be_named(project: Path) -> None:
    with_past_term(project)
    done = run(
        "syllabook",
        "export",
        "tides",
        "-t",
        "2029-autumn",
        "-f",
        "ics",
        "-o",
        "out.ics",
        cwd=project,
    )
    assert done.code == 0, done.stderr
    data = (project / "out.ics").read_bytes()
    assert rfc5545.faults(data) == []
    assert b"UID:tides-2029-autumn.forces.meeting-1@syllabook" in data


def test_a_week_can_be_named(project: Path) -> None:
    done = run("syllabook", "export", "tides", "-f", "csl", "-w", "basins", cwd=project)
    assert done.stdout.strip() == "tides-basins-readings.json", done.stderr
    found = json.loads((project / "tides-basins-readings.json").read_text(encoding="utf-8"))
    assert [item["id"] for item in found] == ["proudman1953dynamical"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ("knots", "-f", "ics"),
            'courses/knots/terms:0:0: "knots" has no term, so no dates; '
            "add terms/<term>.yml, or choose a format that needs no dates",
        ),
        (
            ("tide", "-f", "ics"),
            'courses:0:0: unknown course "tide"; did you mean "tides"?',
        ),
        (
            ("tides", "-f", "ics", "-t", "2031-spring"),
            'courses/tides/terms:0:0: unknown term "2031-spring"; did you mean "2030-spring"?',
        ),
        (
            ("tides", "-f", "bib", "-w", "storm"),
            'courses/tides/course.yml:0:0: unknown week "storm"; did you mean "storms"?',
        ),
        (
            ("tides", "-f", "json", "-w", "storms"),
            "export:0:0: --week does not go with --format json; leave it out, or use bib, ris, csl",
        ),
        (
            ("tides", "-f", "ics", "-o", "index.md/out.ics"),
            "index.md/out.ics:0:0: cannot be written: File exists",
        ),
    ],
)
def test_a_mistake_is_one_line_and_writes_nothing(
    project: Path, arguments: tuple[str, ...], said: str
) -> None:
    before = sources(project)
    done = run("syllabook", "export", *arguments, cwd=project)
    assert done.code == 1
    assert done.stderr.strip() == said
    assert sources(project) == before


def sources(project: Path) -> dict[str, bytes]:
    """Every file but the cache of the library."""
    return {
        name: path.read_bytes()
        for path in project.rglob("*")
        if path.is_file()
        and not (name := path.relative_to(project).as_posix()).startswith("_build/")
    }
