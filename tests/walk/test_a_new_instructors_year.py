"""From an empty folder to the archive of the first term, as a new instructor would go.

The walk is taken once; what every command said, and what lay there afterwards, is kept and looked
at. ``docs/a_first_year.md`` tells the same walk.
"""

from __future__ import annotations

import datetime as dt
import html
import json
import re
import shutil
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree as ET

import icalendar
import pytest
from pypdf import PdfReader

from tests.conftest import ROOT, Run
from tests.exports import cartridge_rules
from tests.walk import year
from tests.walk.year import COURSE, FIRST, OUTLINE, SECOND

pytestmark = pytest.mark.book
FIRST_PDF = "downloads/tides-2030-spring-syllabus-a4.pdf"
SECOND_PDF = "downloads/tides-2031-spring-syllabus-a4.pdf"


@dataclass
class Year:
    """The walk: the project, what commands said, and copies of what lay there on the way."""

    project: Path
    kept: Path
    said: dict[str, Run] = field(default_factory=dict)

    def type(self, name: str, *arguments: str) -> None:
        self.said[name] = year.syllabook(self.project, *arguments)

    def keep(self, name: str, path: str) -> None:
        """Copy a file or folder of the project as it is now."""
        source, target = self.project / path, self.kept / name
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("_static"))
        else:
            shutil.copy(source, target)

    def text(self, name: str) -> str:
        return (self.kept / name).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def walk(tmp_path_factory: pytest.TempPathFactory) -> Year:
    folder = tmp_path_factory.mktemp("year")
    project = folder / "tides"
    kept = folder / "kept"
    project.mkdir()
    kept.mkdir()
    made = Year(project, kept)

    made.said["new course"] = year.new_course(project)
    made.type("check new", "check")
    made.keep("outline at first", OUTLINE)
    made.said["new course again"] = year.new_course(project)
    made.keep("outline after refusal", OUTLINE)

    year.give_dates(project)
    year.shift(project)
    made.type("check overflow", "check", "--only", "model")
    year.nine_teaching_weeks(project)
    made.type("check shift", "check", "--only", "model")
    made.type("ics shift", "export", "tides", "-f", "ics", "-o", str(kept / "shift.ics"))
    year.skip_again(project)

    year.bring_papers(project)
    made.type("import", "papers", "import", "zotero.bib")
    made.type("new paper", "new", "paper", "friction.bib")
    made.type("new paper again", "new", "paper", "friction.bib")
    made.type("search", "papers", "search", "topic:tides sort:-year")

    year.fill_a_week(project)
    made.keep("outline before new week", OUTLINE)
    made.type("new week", "new", "week", "tides", "storms", "--title", "Storm surges")
    made.keep("outline after new week", OUTLINE)
    made.type("new week again", "new", "week", "tides", "storms", "--title", "Storms")
    made.keep("outline after second new week", OUTLINE)
    year.fill_the_new_week(project)

    for week in year.NEW_LABS:
        made.said[f"new lab {week}"] = year.new_lab(project, week)
    made.said["new lab again"] = year.new_lab(project, "storms")
    year.write_the_labs(project)
    made.type("check not run", "check", "--only", "stale-outputs", "--only", "not-executed")
    made.type("run", "run", "tides", "--workers", "1")
    made.type("run stale", "run", "tides", "--stale")

    year.say_where_the_site_is(project)
    made.type("lock", "lock", "tides")
    made.type("check deadline", "check", "--only", "deadline-on-day-off")
    year.mend_the_deadline(project)
    made.type("check", "check", "--format", "json")
    made.type("build", "build", "--strict")
    made.keep("first site", "_build/html")

    for suffix in ("ics", "imscc"):
        made.type(suffix, "export", "tides", "-f", suffix, "-o", str(kept / f"first.{suffix}"))
    made.type("release", "release", "tides", "../students")
    made.type("release again", "release", "tides", "../students")
    made.type("release zip", "release", "tides", "../april", "--zip", "--upto", "2030-04-30")

    made.said["library grows"] = year.library_grows(project)
    made.type("lock check", "lock", "tides", "--check")
    made.type("reading list", "export", "tides", "-f", "bib", "-o", str(kept / "first.bib"))

    made.said["new term"] = year.new_term(project)
    made.said["new term again"] = year.new_term(project)
    made.type("check second", "check")
    made.type("build second", "build")
    made.type("ics second", "export", "tides", "-f", "ics", "-o", str(kept / "second.ics"))
    return made


def meetings(path: Path) -> dict[str, str]:
    """The days of a calendar's meetings by week: those with a time of day, no spans."""
    events = icalendar.Calendar.from_ical(path.read_bytes()).walk("VEVENT")
    return {
        str(event["UID"]).split(".")[1]: event.decoded("dtstart").strftime("%a %d %b %H:%M")
        for event in events
        if ".meeting-" in str(event["UID"]) and isinstance(event.decoded("dtstart"), dt.datetime)
    }


def words(page: Path) -> str:
    """The words of a page's article."""
    text = page.read_text(encoding="utf-8")
    article = text[text.index("<article") : text.index("</article>")]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", article)).split())


def pdf_words(path: Path) -> str:
    return " ".join("".join(page.extract_text() for page in PdfReader(path).pages).split())


class TestANewCourse:
    def test_one_command_makes_the_project_and_the_course(self, walk: Year) -> None:
        done = walk.said["new course"]
        assert (done.code, done.stderr) == (0, "")
        written = [line.removeprefix("wrote     ") for line in done.stdout.splitlines()]
        assert written[:3] == [OUTLINE, FIRST, f"{COURSE}/index.md"]
        assert {f"{COURSE}/weeks/topic_{letter}/index.md" for letter in "abcdefgh"} < {*written}
        assert {"_config.yml", "_toc.yml", "index.md", "library.md"} < {*written}
        assert all((walk.project / name).is_file() for name in written)

    def test_it_has_no_errors_and_says_what_its_weeks_lack(self, walk: Year) -> None:
        done = walk.said["check new"]
        assert (done.code, done.stdout) == (0, "no errors, 16 warnings\n")
        assert done.stderr.count("[week-without-lab]") == 8
        assert done.stderr.count("[week-without-required-reading]") == 8

    def test_an_id_that_exists_is_refused_and_nothing_is_overwritten(self, walk: Year) -> None:
        done = walk.said["new course again"]
        assert (done.code, done.stdout) == (1, "")
        line = f"{OUTLINE}:0:0: is there already; use --force to write it anew"
        assert line in done.stderr.splitlines()
        assert walk.text("outline after refusal") == walk.text("outline at first")


class TestHolidays:
    def test_a_week_that_no_longer_fits_is_an_error_that_names_the_dates(self, walk: Year) -> None:
        done = walk.said["check overflow"]
        assert (done.code, done.stdout) == (1, "1 error, no warnings\n")
        assert done.stderr == (
            f"{FIRST}:5:1: 8 weeks do not fit the 8 teaching weeks 2030-04-08 to 2030-06-02"
            " without the meetings of Mon 22 Apr (Easter Monday); left over: topic_h;"
            " add make-up meetings or teaching weeks, or use the rule skip\n"
        )

    def test_with_shift_the_content_of_week_3_moves_on(self, walk: Year) -> None:
        assert walk.said["check shift"].stdout == "no errors, no warnings\n"
        days = meetings(walk.kept / "shift.ics")
        assert [day.rpartition(" ")[0] for day in days.values()] == [
            "Mon 08 Apr",
            "Mon 15 Apr",
            "Mon 29 Apr",
            "Mon 06 May",
            "Mon 13 May",
            "Mon 20 May",
            "Mon 27 May",
            "Mon 03 Jun",
        ]

    def test_with_skip_week_3_has_no_meeting_and_an_excluded_day_none_either(
        self, walk: Year
    ) -> None:
        days = meetings(walk.kept / "first.ics")
        assert days == {
            "topic_a": "Mon 08 Apr 10:15",
            "topic_b": "Mon 15 Apr 10:15",
            "topic_d": "Mon 29 Apr 10:15",
            "topic_e": "Mon 06 May 10:15",
            "topic_g": "Mon 20 May 10:15",
            "topic_h": "Mon 27 May 10:15",
            "storms": "Mon 03 Jun 10:15",
        }

    def test_the_calendar_says_why_and_carries_the_deadline(self, walk: Year) -> None:
        data = (walk.kept / "first.ics").read_bytes()
        events = {
            str(event["UID"]).partition(".")[2]: event
            for event in icalendar.Calendar.from_ical(data).walk("VEVENT")
        }
        easter = events["topic_c.meeting-1@syllabook"]
        assert str(easter["DESCRIPTION"]).startswith("No class Mon 22 Apr: Easter Monday.")
        festival = events["topic_f.meeting-1@syllabook"]
        assert str(festival["DESCRIPTION"]).startswith("No class Mon 13 May: Harbour festival.")
        due = events["topic_b.due-1@syllabook"]
        assert due["SUMMARY"] == "Tides and their physics: Problem set 1 due"
        assert due.decoded("dtstart").isoformat() == "2030-04-18T23:59:00+02:00"


class TestPapers:
    def test_a_file_of_another_program_is_imported(self, walk: Year) -> None:
        done = walk.said["import"]
        assert (done.code, done.stderr) == (0, "")
        assert done.stdout == (
            "added  doe1998basins\nadded  roe2004primer\n"
            "2 added to readings/imported.bib, 0 left out\n"
        )

    def test_a_paper_is_added_once(self, walk: Year) -> None:
        added = "added     moe2011friction to readings/imported.bib\n"
        assert walk.said["new paper"].stdout == added
        left_out = "left out  moe2011friction: same key as moe2011friction\n"
        assert walk.said["new paper again"].stdout == left_out
        library = (walk.project / "readings/imported.bib").read_text(encoding="utf-8")
        assert library.count("@article{moe2011friction,") == 1

    def test_a_query_draws_what_the_topic_holds(self, walk: Year) -> None:
        found = [
            line.split()[0] for line in walk.said["search"].stdout.splitlines() if line[:1] > " "
        ]
        assert found == ["moe2011friction", "roe2004primer"]


class TestWeeksAndLabs:
    def test_a_new_week_is_put_at_the_end_and_the_rest_of_the_file_is_kept(
        self, walk: Year
    ) -> None:
        done = walk.said["new week"]
        assert (done.code, done.stdout.splitlines()) == (
            0,
            [f"wrote     {OUTLINE}", f"wrote     {COURSE}/weeks/storms/index.md"],
        )
        before, after = walk.text("outline before new week"), walk.text("outline after new week")
        start = after.index("  - id: storms\n")
        end = after.index("# Sums to 100.")
        assert after[:start] + after[end:] == before

    def test_a_week_that_exists_is_refused_and_the_file_stays_as_it_was(self, walk: Year) -> None:
        done = walk.said["new week again"]
        assert done.code == 1
        assert re.fullmatch(
            rf"{OUTLINE}:\d+:9: there is a week \"storms\" already;"
            " choose another id, or edit this week\n",
            done.stderr,
        )
        assert walk.text("outline after second new week") == walk.text("outline after new week")

    def test_a_new_lab_is_there_and_says_how_to_run_it(self, walk: Year) -> None:
        assert walk.said["new lab topic_b"].stdout == (
            f"wrote     {COURSE}/weeks/topic_b/resonance.ipynb\n"
            "Execute it with: syllabook run tides topic_b\n"
        )
        done = walk.said["new lab again"]
        line = (
            f"{COURSE}/weeks/storms/surge.ipynb:0:0: is there already; use --force to write it anew"
        )
        assert (done.code, done.stderr) == (1, f"{line}\n")

    def test_a_lab_that_was_not_run_is_an_error_until_it_is(self, walk: Year) -> None:
        done = walk.said["check not run"]
        assert (done.code, done.stdout) == (1, "4 errors, no warnings\n")
        for lab in ("topic_b/resonance", "storms/surge"):
            path = f"{COURSE}/weeks/{lab}.ipynb:0:0"
            assert f"{path}: carries no digest of what its outputs were made from" in done.stderr
        done = walk.said["run"]
        assert done.code == 0
        assert done.stdout.splitlines()[-1] == "2 labs executed, none failed"
        assert walk.said["run stale"].stdout == (
            "The outputs of 2 labs belong to their code; nothing to run.\n"
        )

    def test_a_lab_keeps_the_pattern_its_outputs_and_a_digest(self, walk: Year) -> None:
        notebook = json.loads(year.lab_of(walk.project, "topic_b").read_text(encoding="utf-8"))
        text = "\n".join("".join(cell["source"]) for cell in notebook["cells"])
        headings = re.findall(r"^## (.+)$", text, re.MULTILINE)
        assert headings == [
            "Question",
            "Toy model",
            "Observables",
            "Prediction",
            "Experiment",
            "Result against prediction",
            "Vary it",
            "Exercises",
            "Open question",
        ]
        assert "{cite:t}`doe1998basins`" in text
        printed = [
            "".join(output["text"])
            for cell in notebook["cells"]
            for output in cell.get("outputs", [])
        ]
        assert printed[-1] == "495 km\n"
        assert notebook["metadata"]["syllabook"]["digest"]
        assert notebook["metadata"]["kernelspec"]["name"] == "python3"


class TestChecks:
    def test_a_deadline_on_a_public_holiday_is_pointed_out(self, walk: Year) -> None:
        done = walk.said["check deadline"]
        assert (done.code, done.stdout) == (0, "no errors, 1 warning\n")
        assert "Good Friday" in done.stderr

    def test_there_are_no_errors_and_the_warnings_name_what_is_still_to_be_written(
        self, walk: Year
    ) -> None:
        done = walk.said["check"]
        assert done.code == 0
        found = json.loads(done.stdout)
        assert {problem["severity"] for problem in found} == {"warning"}
        assert {problem["check"] for problem in found} == {
            "week-without-lab",
            "week-without-required-reading",
            "few-claims",
        }


class TestTheSite:
    def test_it_builds_with_warnings_as_errors(self, walk: Year) -> None:
        done = walk.said["build"]
        assert (done.code, done.stderr) == (0, "")
        assert done.stdout.startswith("Built 1 course, 9 weeks, ")
        assert f"_build/html/{FIRST_PDF}" in done.stdout

    def test_a_week_shows_its_date_readings_deadline_and_lab(self, walk: Year) -> None:
        page = words(walk.kept / f"first site/{COURSE}/weeks/topic_b/index.html")
        for part in (
            "Week 2 · Mon 15 Apr, 10:15–11:45 (tentative)",
            "Why is the tide in one bay ten times that of the next?",
            "derive the period of a basin from its length and depth.",
            "the made-up measurement",
            "Further reading (2)",
            "Drawn by topic:tides",
            "Problem set 1, Thu 18 Apr, 23:59",
            "Lab: A basin that resonates",
        ):
            assert part in page

    def test_the_schedule_says_why_there_is_no_class_in_week_3(self, walk: Year) -> None:
        page = words(walk.kept / f"first site/{COURSE}/schedule.html")
        assert "No class Mon 22 Apr: Easter Monday" in page
        assert "No earlier term is on record." in page

    def test_solutions_do_not_show(self, walk: Year) -> None:
        site = walk.kept / "first site"
        page = words(site / f"{COURSE}/weeks/topic_b/resonance.html")
        assert "resonant_length" in page
        for path in (path for path in site.rglob("*") if path.suffix in {".html", ".ipynb", ".js"}):
            assert "period * math.sqrt" not in re.sub(
                r"<[^>]+>", "", path.read_text(encoding="utf-8")
            ), path

    def test_the_syllabus_pdf_carries_the_dates(self, walk: Year) -> None:
        text = pdf_words(walk.kept / "first site" / FIRST_PDF)
        assert "Tides and their physics" in text
        assert "Spring 2030" in text
        assert "Storm surges" in text


class TestOutToOthers:
    def test_the_cartridge_has_every_week_and_the_syllabus(self, walk: Year) -> None:
        data = (walk.kept / "first.imscc").read_bytes()
        files = cartridge_rules.files(data)
        assert cartridge_rules.faults(files, "1.3") == []
        manifest = ET.fromstring(files["imsmanifest.xml"])
        titles = [element.text for element in manifest.iter() if element.tag.endswith("}title")]
        assert "Week 2: Basins that resonate" in titles
        assert "syllabus/tides-2030-spring-syllabus.pdf" in files
        page = "https://tides.example.org/courses/tides/weeks/storms/index.html"
        assert any(page in content.decode(errors="ignore") for content in files.values())

    def test_students_get_labs_without_solutions_and_outputs(self, walk: Year) -> None:
        done = walk.said["release"]
        assert done.code == 0
        assert re.search(r"students: 9 weeks, 2 labs, \d+ files\n$", done.stdout)
        students = walk.project.parent / "students"
        for week in year.NEW_LABS:
            lab = year.lab_of(students, week).relative_to(students / COURSE)
            notebook = json.loads((students / lab).read_text(encoding="utf-8"))
            code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
            assert not any(cell["outputs"] or cell["execution_count"] for cell in code)
            assert "# YOUR CODE HERE" in "".join(code[-1]["source"])
        everything = "".join(
            path.read_text(encoding="utf-8") for path in students.rglob("*") if path.is_file()
        )
        assert "SOLUTION" not in everything
        assert "period * math.sqrt" not in everything
        readme = (students / "README.md").read_text(encoding="utf-8")
        assert readme.startswith("# Tides and their physics, Spring 2030\n")

    def test_a_folder_with_files_is_not_written_over(self, walk: Year) -> None:
        done = walk.said["release again"]
        assert done.code == 1
        assert "is not empty; choose another folder, or write over it: --force" in done.stderr

    def test_a_zip_holds_the_weeks_that_have_begun(self, walk: Year) -> None:
        assert walk.said["release zip"].code == 0
        with zipfile.ZipFile(walk.project.parent / "april.zip") as april:
            weeks = {name.split("/")[2] for name in april.namelist() if "/weeks/" in name}
        assert weeks == {"topic_a", "topic_b", "topic_c", "topic_d"}


class TestTheSecondTerm:
    def test_a_locked_term_does_not_change_when_the_library_grows(self, walk: Year) -> None:
        lock = FIRST.replace(".yml", ".lock.yml")
        assert walk.said["lock"].stdout == f"wrote     {lock}: 1 query, 2 papers\n"
        assert (
            walk.said["library grows"].stdout == "added     poe2030later to readings/imported.bib\n"
        )
        done = walk.said["lock check"]
        assert done.code == 1
        assert "poe2030later" in done.stderr
        assert "poe2030later" not in walk.text("first.bib")

    def test_rules_are_taken_over_and_days_of_the_old_term_are_not(self, walk: Year) -> None:
        done = walk.said["new term"]
        assert (done.code, done.stdout.splitlines()) == (
            0,
            [f"wrote     {SECOND}", f"wrote     {OUTLINE}"],
        )
        term = (walk.project / SECOND).read_text(encoding="utf-8")
        assert "holidays: {country: DE, rule: skip}" in term
        assert 'meetings: [{day: monday, start: "10:15", end: "11:45"}]' in term
        assert "Harbour festival" not in term
        outline = (walk.project / OUTLINE).read_text(encoding="utf-8")
        assert "\nterm: 2031-spring\n" in outline

    def test_a_term_that_exists_is_refused(self, walk: Year) -> None:
        done = walk.said["new term again"]
        line = f"{SECOND}:0:0: is there already; use --force to write it anew"
        assert (done.code, done.stderr) == (1, f"{line}\n")

    def test_the_site_shows_the_new_dates(self, walk: Year) -> None:
        assert walk.said["check second"].code == 0
        assert walk.said["build second"].code == 0
        site = walk.project / "_build/html"
        week = words(site / f"{COURSE}/weeks/topic_b/index.html")
        assert "Week 2 · Mon 7 Apr, 10:15–11:45 (tentative)" in week
        assert "An invented primer on tides" in week
        assert "Invented later findings" in week
        assert "Spring 2031" in pdf_words(site / SECOND_PDF)
        days = meetings(walk.kept / "second.ics")
        assert "topic_c" not in days  # Easter Monday of 2031
        assert days["topic_f"] == "Mon 05 May 10:15"  # no festival

    def test_the_first_term_is_archived_with_its_pdf_and_calendar(self, walk: Year) -> None:
        site = walk.project / "_build/html"
        schedule = site / COURSE / "schedule.html"
        page = words(schedule)
        archive = page[page.index("Earlier terms") :]
        assert "Spring 2030" in archive
        assert "Harbour festival" in archive
        assert f'href="../../{FIRST_PDF}"' in schedule.read_text(encoding="utf-8")
        text = pdf_words(site / FIRST_PDF)
        assert "Spring 2030" in text
        assert "Invented later findings" not in text
        archived = meetings(site / "downloads/tides-2030-spring.ics")
        assert archived == meetings(walk.kept / "first.ics")


class TestThePageThatTellsIt:
    @pytest.mark.parametrize(
        "name",
        [
            "check overflow",
            "import",
            "new paper",
            "new paper again",
            "new week",
            "new week again",
            "new lab topic_b",
            "check deadline",
            "lock",
            "lock check",
            "new term",
        ],
    )
    def test_it_quotes_what_a_command_says(self, walk: Year, name: str) -> None:
        told = " ".join((ROOT / "docs/a_first_year.md").read_text(encoding="utf-8").split())
        done = walk.said[name]
        summary = re.compile(r"(no|\d+) errors?, (no|\d+) warnings?")
        said = (done.stdout + done.stderr).splitlines()
        lines = [" ".join(line.split()) for line in said if not summary.fullmatch(line)]
        assert lines
        assert [line for line in lines if line not in told] == []
