"""Where things are on the site. Addresses come from ids, so they survive reordering."""

from __future__ import annotations

from pathlib import PurePosixPath

from syllabook.curriculum import CoursePlan, WeekPage, WeekPlan, WeekRef

LIBRARY_PAGE = "library"


def docname(path: PurePosixPath) -> str:
    """The Sphinx name of a source file: its path without the suffix."""
    return path.with_suffix("").as_posix()


def course_home(plan: CoursePlan) -> str:
    """The course's home page."""
    return f"{plan.folder}/index"


def week_page(week: WeekPlan) -> str:
    """The week's lecture; empty if it is not written."""
    lecture = next((page for page in week.pages if page.is_lecture), None)
    return docname(lecture.path) if lecture else ""


def week_ref_page(ref: WeekRef) -> str:
    """The page of a week of any course."""
    return f"courses/{ref.course}/weeks/{ref.week}/index"


def page_docname(page: WeekPage) -> str:
    """The page of a lecture, lab or note."""
    return docname(page.path)


def paper_anchor(key: str) -> str:
    """The id of a paper's entry on the library page; fixed, as others link to it."""
    return "paper-" + "".join(c if c.isalnum() or c in "-_." else "-" for c in key)


def bibtex_file(key: str) -> str:
    """The file of the site that holds a paper's BibTeX."""
    safe = "".join(c if c.isalnum() or c in "-_." else "-" for c in key)
    return f"bibtex/{safe}.bib"


def offering_name(plan: CoursePlan) -> str:
    """``course-term``, or ``course`` without one: how the files of an offering begin."""
    return f"{plan.id}-{plan.term.id}" if plan.term else plan.id


def syllabus_file(plan: CoursePlan, paper: str) -> str:
    """The file of the site that holds a course's syllabus in a paper size (``a4``, ``letter``)."""
    return f"downloads/{offering_name(plan)}-syllabus-{paper}.pdf"


def reading_list_file(plan: CoursePlan, suffix: str, week: WeekPlan | None = None) -> str:
    """The file of the site that holds the reading list of a course, or a week, in a format."""
    return f"downloads/{plan.id}{f'-{week.id}' if week else ''}-readings.{suffix}"


def calendar_file(plan: CoursePlan) -> str:
    """The file of the site that holds the calendar of a course's term."""
    return f"downloads/{offering_name(plan)}.ics"


def cartridge_file(plan: CoursePlan, version: str) -> str:
    """The file of the site that holds a course for learning management systems."""
    return f"downloads/{offering_name(plan)}-cc{version}.imscc"


def course_data_file(plan: CoursePlan) -> str:
    """The file of the site that holds the resolved course."""
    return f"downloads/{offering_name(plan)}.json"


def teaching_file(plan: CoursePlan) -> str:
    """The file of the site that holds a course's page for an al-folio homepage."""
    return f"downloads/{offering_name(plan)}-alfolio.md"


def lab_file(lab: WeekPage) -> str:
    """The file of the site that holds a notebook; Sphinx puts sources there."""
    return f"_sources/{lab.path}"


def share_picture(course: str = "", week: str = "") -> str:
    """The picture that others show for a link to a week, a course, or any other page."""
    return f"share/{'-'.join(filter(None, (course, week))) or 'site'}.png"


def feed_file(plan: CoursePlan) -> str:
    """The file of the site that holds a course's feed; the same in every term."""
    return f"downloads/{plan.id}.atom"
