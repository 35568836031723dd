"""The syllabus PDFs: they conform, they can be navigated, they hold the whole course."""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
import typst
from pypdf import PdfReader

from syllabook.curriculum import CoursePlan
from syllabook.foundation.inline import plain
from syllabook.foundation.problems import ProblemsFound
from syllabook.papers import links
from syllabook.syllabus import PaperSize, render
from tests.syllabus import pdf_files
from tests.syllabus.conftest import SITE, Pdf

CASES: list[tuple[str, str | None, PaperSize]] = [
    (course, term, paper)
    for course in ("science_of_ai", "ai_for_science")
    for term in ("2027-spring", None)
    for paper in ("a4", "us-letter")
] + [("small_course", "2027-spring", "a4")]
COURSES = [("science_of_ai", "2027-spring"), ("ai_for_science", None), ("small_course", "x")]
Plans = Callable[[str, str | None], CoursePlan]

needs_pdftotext = pytest.mark.skipif(
    shutil.which("pdftotext") is None, reason="pdftotext (poppler-utils) is not installed"
)


def squeezed(text: str) -> str:
    """Text as one can compare it after line breaks, hyphens and typographic quotes."""
    straight = text.translate(str.maketrans("“”‘’", "\"\"''"))
    return re.sub(r"[\s\u00ad‐-]", "", straight).casefold()


@pytest.mark.parametrize(("course", "term", "paper"), CASES)
@pytest.mark.parametrize("profile", ["ua1", "2a"])
def test_it_conforms(
    pdf: Pdf, course: str, term: str | None, paper: PaperSize, profile: str
) -> None:
    assert pdf_files.failures(pdf(course, term, paper), profile) == []


@pytest.mark.parametrize(("course", "term", "paper"), CASES)
def test_pages_have_the_size_asked_for(
    pdf: Pdf, course: str, term: str | None, paper: PaperSize
) -> None:
    width, height = {"a4": (595.28, 841.89), "us-letter": (612, 792)}[paper]
    for page in PdfReader(io.BytesIO(pdf(course, term, paper))).pages:
        assert float(page.mediabox.width) == pytest.approx(width, abs=0.1)
        assert float(page.mediabox.height) == pytest.approx(height, abs=0.1)


@pytest.mark.parametrize(("course", "term"), COURSES)
def test_the_same_course_gives_the_same_bytes(
    pdf: Pdf, plans: Plans, course: str, term: str | None
) -> None:
    again = render(replace(plans(course, term)), site_url=SITE)
    assert again == pdf(course, term, "a4")


@pytest.mark.parametrize(("course", "term", "paper"), CASES)
def test_the_layout_settles(
    plans: Plans, monkeypatch: pytest.MonkeyPatch, course: str, term: str | None, paper: PaperSize
) -> None:
    warnings: list[typst.TypstWarning] = []

    def compiled(*args: Any, **options: Any) -> bytes:
        made, said = typst.compile_with_warnings(*args, **options)
        warnings.extend(said)
        assert isinstance(made, bytes)
        return made

    monkeypatch.setattr(typst, "compile", compiled)
    render(plans(course, term), paper=paper, site_url=SITE)
    assert [warning.message for warning in warnings] == []


@needs_pdftotext
@pytest.mark.parametrize(("course", "term"), COURSES)
def test_the_whole_course_can_be_read_out(
    pdf: Pdf, plans: Plans, course: str, term: str | None
) -> None:
    plan = plans(course, term)
    shown = squeezed(pdf_files.text(pdf(course, term, "a4")))
    expected = [plan.title, plan.course.tagline, *plan.course.outcomes]
    expected += [person.name for person in plan.staff]
    expected += [week.title for week in plan.weeks]
    expected += [topic for week in plan.weeks for topic in week.topics]
    expected += [due.what for week in plan.weeks for due in week.due]
    expected += [part.title for part in plan.course.assessment]
    expected += [policy.title for policy in plan.course.policies]
    missing = [text for text in expected if squeezed(plain(text)) not in shown]
    assert missing == []


@needs_pdftotext
def test_native_names_can_be_read_out(pdf: Pdf, plans: Plans) -> None:
    names = [person.native_name for person in plans("science_of_ai", None).staff]
    assert "刘子鸣" in names
    for course, term, paper in CASES:
        assert "刘子鸣" in pdf_files.text(pdf(course, term, paper))


@needs_pdftotext
def test_dates_and_what_is_not_decided_are_said(pdf: Pdf) -> None:
    dated = pdf_files.text(pdf("science_of_ai", "2027-spring", "a4"))
    assert "dates tentative" in dated
    assert "22 Feb – 13 Jun 2027, 16 weeks" in dated
    assert "Tomb-Sweeping Day" in dated
    assert "to be announced" in dated
    undated = pdf_files.text(pdf("science_of_ai", None, "a4"))
    assert "tentative" not in undated
    assert "Tomb-Sweeping" not in undated
    assert "16 weeks" in undated


@needs_pdftotext
def test_proposals_are_marked_as_such(pdf: Pdf, plans: Plans) -> None:
    shown = pdf_files.text(pdf("small_course", "x", "a4"))
    assert plans("small_course", "x").course.proposed == ("assessment",)
    assert "Assessment proposed" in shown
    assert "Policies proposed" not in shown


@pytest.mark.parametrize(("course", "term"), COURSES)
def test_tables_have_header_cells_for_columns_and_units(
    pdf: Pdf, plans: Plans, course: str, term: str | None
) -> None:
    tables = [
        found for kind, found in pdf_files.structure(pdf(course, term, "a4")) if kind == "/Table"
    ]
    units = len(list(plans(course, term).by_unit()))
    columns = 5 if plans(course, term).term else 4
    schedule, assessment = (pdf_files.below(table, "/TH") for table in tables)
    assert len(schedule) == columns + units
    assert len(assessment) == 3
    rows = [pdf_files.below(table, "/TR") for table in tables]
    assert len(rows[0]) == 1 + units + len(plans(course, term).weeks)


@pytest.mark.parametrize(("course", "term"), COURSES)
def test_drawings_have_words(pdf: Pdf, plans: Plans, course: str, term: str | None) -> None:
    figures = [
        found for kind, found in pdf_files.structure(pdf(course, term, "a4")) if kind == "/Figure"
    ]
    alts = [str(figure["/Alt"]) for figure in figures]
    plan = plans(course, term)
    assert len(alts) == (3 if plan.course.picture else 2)
    for week in plan.weeks:
        assert any(f"{week.number}, " in alt for alt in alts)


@pytest.mark.parametrize(("course", "term"), COURSES)
def test_every_paper_and_person_can_be_reached(
    pdf: Pdf, plans: Plans, course: str, term: str | None
) -> None:
    plan = plans(course, term)
    addresses, within = pdf_files.targets(pdf(course, term, "a4"))
    expected = {SITE}
    expected |= {f"mailto:{person.email}" for person in plan.staff if person.email}
    assert expected <= addresses
    for paper in plan.papers():
        ways = {link.href for link in links(paper)}
        assert not ways or ways & addresses, paper.key
        if paper.doi:
            assert f"https://doi.org/{paper.doi}" in addresses
        if paper.arxiv:
            assert f"https://arxiv.org/abs/{paper.arxiv}" in addresses
    assert within >= sum(len(week.by_role("required")) for week in plan.weeks)


def test_bookmarks_and_properties_name_the_course(pdf: Pdf) -> None:
    reader = PdfReader(io.BytesIO(pdf("science_of_ai", "2027-spring", "a4")))
    names = [str(item.title) for item in _flat(reader.outline)]
    for name in ("Description", "Course map", "Assessment proposed", "Reading list"):
        assert name in names
    assert "Week 10. Networks as complex systems" in names
    assert reader.metadata is not None
    assert reader.metadata.title == "Science of AI: Syllabus, Spring 2027"
    assert reader.metadata.author == "Ziming Liu"
    assert str(reader.root_object["/Lang"]) == "en"


def _flat(outline: Any) -> list[Any]:
    found: list[Any] = []
    for item in outline:
        found += _flat(item) if isinstance(item, list) else [item]
    return found


@pytest.mark.parametrize(("course", "term", "paper"), CASES[:-1])
def test_the_last_page_is_neither_ragged_nor_nearly_empty(
    pdf: Pdf, course: str, term: str | None, paper: PaperSize
) -> None:
    page = PdfReader(io.BytesIO(pdf(course, term, paper))).pages[-1]
    height, middle = float(page.mediabox.height), float(page.mediabox.width) / 2
    lowest = {"left": height, "right": height}

    def look(text: str, cm: list[float], tm: list[float], _font: Any, _size: float) -> None:
        y = tm[5] * cm[3] + cm[5]
        if text.strip() and y > 60:  # above the footer
            side = "left" if tm[4] * cm[0] + cm[4] < middle - 10 else "right"
            lowest[side] = min(lowest[side], y)

    page.extract_text(visitor_text=look)
    assert abs(lowest["left"] - lowest["right"]) < 75  # an entry or two
    assert max(lowest.values()) < height * 0.75


def test_a_character_that_no_font_has_is_named(small: CoursePlan) -> None:
    course = small.course.model_copy(update={"outcomes": ("Greet in Arabic: سلام",)})
    with pytest.raises(ProblemsFound) as caught:
        render(replace(small, course=course))
    (problem,) = caught.value.problems
    line = str(problem)
    assert line.startswith("courses/small_course/course.yml:0:0: the fonts of the PDF lack ")
    assert "(U+0633" in line
    assert 'stands in "Greet in Arabic: ' in line
    assert "\n" not in line


def test_long_courses_keep_their_table_heads_on_every_page(plans: Plans) -> None:
    plan = plans("science_of_ai", "2027-spring")
    weeks = tuple(
        replace(week, number=number, id=f"w{number}", topics=week.topics * 6)
        for number, week in enumerate(plan.weeks * 2, 1)
    )
    reader = PdfReader(io.BytesIO(render(replace(plan, weeks=weeks))))
    with_head = [
        number
        for number, page in enumerate(reader.pages)
        if "REQUIRED READING" in page.extract_text()
    ]
    assert len(with_head) > 3
    assert all(after == before + 1 for before, after in pairwise(with_head))
