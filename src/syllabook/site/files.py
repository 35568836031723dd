"""The files of the site that are no pages: which there are, and how each is made.

The rooms that make them are imported when something is made: most builds make nothing.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import html
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from syllabook.book.addresses import (
    bibtex_file,
    calendar_file,
    cartridge_file,
    course_data_file,
    feed_file,
    reading_list_file,
    share_picture,
    syllabus_file,
    teaching_file,
)
from syllabook.book.library_index import LIBRARY_INDEX, library_index
from syllabook.book.sections import PAPER_SIZES
from syllabook.curriculum import CoursePlan, Curriculum
from syllabook.curriculum.dates import begun
from syllabook.curriculum.slices import slice_digest
from syllabook.drawing.palette import ACCENT
from syllabook.foundation.clock import build_time
from syllabook.foundation.inline import plain
from syllabook.papers import biblatex

_PACKAGE = Path(__file__).parent.parent


@dataclass(frozen=True, slots=True)
class FileGroup:
    """Files of the site that are made together.

    Attributes:
        name: names the group between builds.
        digest: of everything the files are made from.
        make: gives their contents by path within the site.
    """

    name: str
    digest: str
    make: Callable[[], Mapping[str, str | bytes]]


def file_groups(curriculum: Curriculum, now: dt.datetime | None = None) -> Iterator[FileGroup]:
    """Every file of the site that is no page.

    Syllabus PDFs, reading lists and BibTeX, and per course its calendar, feed, cartridges and data,
    pictures for shared links, and pages at addresses it once had; of earlier terms the syllabus and
    the calendar.

    Args:
        curriculum: the model.
        now: the weeks that have begun by then are in the feeds; None for the time of the build.
    """
    code = _code_digest()
    base = curriculum.project.base_url
    now = now or build_time()
    for plan in curriculum.courses.values():
        digest = slice_digest(curriculum, f"course:{plan.id}") + code
        yield FileGroup(f"readings/{plan.id}", digest, partial(_reading_lists, plan))
        digest += base
        yield FileGroup(f"syllabus/{plan.id}", digest, partial(_syllabi, plan, base))
        yield FileGroup(f"data/{plan.id}", digest, partial(_data, plan, base))
        if plan.term:
            yield FileGroup(f"calendar/{plan.id}", digest, partial(_calendar, plan, base))
            weeks = ",".join(week.id for week, _ in begun(plan, now))
            yield FileGroup(f"feed/{plan.id}", digest + weeks, partial(_feed, plan, base, now))
        for term in plan.past_terms:
            name = f"{plan.id}/{term.id}"
            digest = slice_digest(curriculum, f"offering:{name}") + code + base
            make = partial(_archive, curriculum, plan.id, term.id)
            yield FileGroup(f"past/{name}", digest, make)
        title = curriculum.project.title
        digest = slice_digest(curriculum, f"cards:{plan.id}") + code + title
        yield FileGroup(f"share/{plan.id}", digest, partial(_share_pictures, plan, title))
        old = [plan.course.formerly, *((week.formerly, week.pages) for week in plan.weeks)]
        digest = f"{plan.folder} {plan.pages} {old}" + code
        yield FileGroup(f"redirects/{plan.id}", digest, partial(_redirects, plan))
    courses = ", ".join(plain(plan.title) for plan in curriculum.courses.values())
    make = partial(_site_picture, curriculum.project.title, courses)
    yield FileGroup("share", curriculum.project.title + courses + code, make)
    digest = curriculum.library.digest + code
    yield FileGroup("bibtex", digest, partial(_bibtex, curriculum))
    digest = slice_digest(curriculum, "library:") + code
    yield FileGroup("library index", digest, lambda: {LIBRARY_INDEX: library_index(curriculum)})


def _syllabi(plan: CoursePlan, base_url: str) -> dict[str, str | bytes]:
    """The syllabus in every paper size, and the cartridges, which hold the first of them."""
    from syllabook.exports import VERSIONS, cartridge  # noqa: PLC0415

    pdfs = _pdfs(plan)
    first = next(iter(pdfs.values()))
    return {
        **pdfs,
        **{
            cartridge_file(plan, version): cartridge(
                plan, base_url=base_url, syllabus=first, version=version
            )
            for version in VERSIONS
        },
    }


def _pdfs(plan: CoursePlan) -> dict[str, bytes]:
    from syllabook.syllabus import render  # noqa: PLC0415

    return {syllabus_file(plan, size): render(plan, paper=size) for size in PAPER_SIZES}


def _reading_lists(plan: CoursePlan) -> dict[str, str | bytes]:
    from syllabook.exports import FORMATS, reading_list  # noqa: PLC0415

    return {
        reading_list_file(plan, suffix, week): reading_list(plan, suffix, week)
        for suffix in FORMATS
        for week in (None, *plan.weeks)
        if week is None or week.readings
    }


def _data(plan: CoursePlan, base_url: str) -> dict[str, str | bytes]:
    from syllabook.exports import course_json, teaching_page  # noqa: PLC0415

    offered = {"Syllabus (PDF)": syllabus_file(plan, next(iter(PAPER_SIZES)))}
    if plan.term:
        offered["Calendar"] = calendar_file(plan)
    return {
        course_data_file(plan): course_json(plan, base_url),
        teaching_file(plan): teaching_page(plan, base_url=base_url, downloads=offered),
    }


def _calendar(plan: CoursePlan, base_url: str) -> dict[str, str | bytes]:
    from syllabook.exports.ics import calendar  # noqa: PLC0415 - slow to import

    return {calendar_file(plan): calendar(plan, base_url)}


def _feed(plan: CoursePlan, base_url: str, now: dt.datetime) -> dict[str, str | bytes]:
    from syllabook.exports import atom  # noqa: PLC0415

    path = feed_file(plan)
    return {path: atom(plan, until=now, path=path, base_url=base_url)}


def _archive(curriculum: Curriculum, course_id: str, term_id: str) -> dict[str, str | bytes]:
    plan = curriculum.offering(course_id, term_id)
    return {**_pdfs(plan), **_calendar(plan, curriculum.project.base_url)}


def _share_pictures(plan: CoursePlan, site: str) -> dict[str, str | bytes]:
    from syllabook.syllabus import course_cards, draw  # noqa: PLC0415

    return {share_picture(plan.id, name): draw(card) for name, card in course_cards(plan, site)}


def _site_picture(title: str, courses: str) -> dict[str, str | bytes]:
    from syllabook.syllabus import ShareCard, draw  # noqa: PLC0415

    return {share_picture(): draw(ShareCard("", title or courses, "", courses, ACCENT.light))}


def _redirects(plan: CoursePlan) -> dict[str, str | bytes]:
    from syllabook.exports import redirects  # noqa: PLC0415

    return dict(redirects(plan))


def _bibtex(curriculum: Curriculum) -> dict[str, str | bytes]:
    papers = list(curriculum.library.papers())
    single: dict[str, str | bytes] = {bibtex_file(paper.key): biblatex([paper]) for paper in papers}
    return single | {"downloads/library.bib": biblatex(papers)}


def _code_digest() -> str:
    """Changes when the code that makes the files does; cheaper than hashing it."""
    stats = [
        (path.name, found.st_size, found.st_mtime_ns)
        for room in ("book", "curriculum", "drawing", "exports", "foundation", "papers", "syllabus")
        for path in sorted((_PACKAGE / room).glob("*.*"))
        for found in (path.stat(),)
    ]
    return hashlib.blake2b(repr(stats).encode(), digest_size=8).hexdigest()


def course_head(plan: CoursePlan, base_url: str) -> str:
    """For the head of a course's home page: what the course is, and where its feed is."""
    from syllabook.exports import course_data, json_ld  # noqa: PLC0415

    made = json_ld(course_data(plan, base_url))
    if not plan.term:
        return made
    href = html.escape(base_url + feed_file(plan)) if base_url else f"../../{feed_file(plan)}"
    title = html.escape(plain(plan.title))
    return (
        f'{made}\n<link rel="alternate" type="application/atom+xml" title="{title}" href="{href}">'
    )
