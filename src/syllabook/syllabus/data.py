"""What the syllabus says: the resolved course as plain data for the template.

Everything that needs a decision is decided here; the template only sets it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from syllabook.curriculum import CoursePlan, Deadline, ReadingEntry, WeekPlan, dates
from syllabook.drawing import Drawing, course_map, palette, picture
from syllabook.foundation.inline import plain, runs
from syllabook.outline.model import ROLES, Paragraph, Person, Role
from syllabook.papers import Paper, links, reference
from syllabook.papers.references import NO_DATE, short
from syllabook.terms.model import MeetingTime

Rich = str | list[dict[str, Any]]

UNDECIDED = "to be announced"
_ROLE_TITLES: dict[Role, str] = {
    "required": "Required",
    "optional": "Optional",
    "further": "Further",
}
_HTTP = ("https://", "http://")


def syllabus_data(plan: CoursePlan, *, site_url: str = "") -> dict[str, Any]:
    """Everything that the syllabus shows, ready for JSON.

    Args:
        plan: the course, with the dates of a term or without.
        site_url: address of the course's site; empty if it has none.
    """
    course, term = plan.course, plan.term
    numbers = _numbers(plan)
    return {
        "title": rich(course.title),
        "plain_title": plain(course.title),
        "language": course.language,
        "subtitle": rich(course.subtitle),
        "tagline": rich(course.tagline),
        "masthead": [
            text
            for text in (
                course.institution,
                course.code or f"course code {UNDECIDED}",
                term.title if term else "",
            )
            if text
        ],
        "term": term.title if term else "",
        "tentative": bool(term and term.tentative),
        "proposed": list(course.proposed),
        "facts": [{"label": label, "text": text} for label, text in _facts(plan, site_url)],
        "staff": [_person(person) for person in plan.staff],
        "description": [rich(text) for text in course.description],
        "audience": rich(course.audience),
        "prerequisites": [_paragraph(item) for item in course.prerequisites],
        "outcomes": [rich(text) for text in course.outcomes],
        "picture": _drawing(picture(plan), course.picture.title) if course.picture else None,
        "map": _drawing(course_map(plan), "Course map"),
        "units": list(_units(plan, numbers)),
        "assessment": [
            {"title": rich(part.title), "percent": part.percent, "text": rich(part.text)}
            for part in course.assessment
        ],
        "assessment_alt": "Shares of the grade: "
        + ", ".join(f"{plain(part.title)} {part.percent}%" for part in course.assessment)
        + ".",
        "policies": [_paragraph(item) for item in course.policies],
        "readings": list(_reading_list(plan, numbers)),
        "colours": {
            "ink": palette.INK.light,
            "soft": palette.SOFT.light,
            "rule": palette.RULE.light,
            "accent": palette.ACCENT.light,
            "link": palette.LINK.light,
        },
    }


def rich(text: str) -> Rich:
    """Inline Markdown as the template reads it: a string, or runs where there is markup."""
    found = runs(text)
    if all(run.text and not (run.strong or run.emphasis or run.code or run.href) for run in found):
        return "".join(run.text for run in found)
    return [
        {
            "text": run.text,
            "strong": run.strong,
            "emphasis": run.emphasis,
            "code": run.code,
            # Typst takes an address only in full; a link within the book has none in a PDF
            "href": run.href if run.href.startswith((*_HTTP, "mailto:")) else "",
        }
        for run in found
    ]


def _paragraph(item: Paragraph) -> dict[str, Rich]:
    return {"title": rich(item.title), "text": rich(item.text)}


def _drawing(drawing: Drawing, title: str) -> dict[str, Any]:
    return {
        "title": rich(title),
        "svg": drawing.svg,
        "alt": drawing.alt,
        "width": drawing.width,
        "height": drawing.height,
    }


def _link(href: str) -> list[dict[str, Any]]:
    """An address as text that leads there."""
    shown = href
    for start in (*_HTTP, "mailto:", "www."):
        shown = shown.removeprefix(start)
    return [
        {
            "text": shown.removesuffix("/"),
            "strong": False,
            "emphasis": False,
            "code": False,
            "href": href,
        }
    ]


def _numbers(plan: CoursePlan) -> dict[str, int]:
    """Papers numbered in the order of the reading list: by week, and there by role."""
    keys = (
        entry.paper.key for week in plan.weeks for role in ROLES for entry in week.by_role(role)
    )
    return {key: number for number, key in enumerate(dict.fromkeys(keys), 1)}


def _facts(plan: CoursePlan, site_url: str) -> Iterator[tuple[str, Rich]]:
    term, count = plan.term, len(plan.weeks)
    weeks = f"{count} week" if count == 1 else f"{count} weeks"
    if term:
        dated = [week.dates for week in plan.weeks if week.dates]
        if dated:
            first, last = dated[0].monday, dated[-1].sunday
            yield "Dates", f"{dates.date(first)} – {dates.full(last)}, {weeks}"
        yield "Meetings", "; ".join(map(_meeting, term.meetings)) or UNDECIDED
        yield "Place", term.place or UNDECIDED
    else:
        yield "Length", weeks
    yield "Credits", rich(plan.course.credits) or UNDECIDED
    if site_url:
        yield "Course site", _link(site_url)


def _meeting(item: MeetingTime) -> str:
    when = " ".join(filter(None, (item.day.capitalize(), dates.clock(item.start, item.end))))
    return f"{when}, {item.place}" if item.place else when


def _person(person: Person) -> dict[str, Any]:
    return {
        "name": person.name,
        "native": person.native_name,
        "role": person.role,
        "about": [text for text in (person.position, person.affiliation) if text],
        "contact": [
            _link(address)
            for address in (f"mailto:{person.email}" if person.email else "", person.url)
            if address
        ],
        "office": person.office or UNDECIDED,
        "hours": person.hours or UNDECIDED,
    }


def _units(plan: CoursePlan, numbers: Mapping[str, int]) -> Iterator[dict[str, Any]]:
    for unit, weeks in plan.by_unit():
        yield {
            "title": rich(unit.title),
            "label": unit.label if any(letter.isdigit() for letter in unit.label) else "",
            "question": rich(unit.question),
            "colour": palette.unit(unit.hue).light,
            "tint": palette.tint(unit.hue).light,
            "weeks": [_week(week, numbers) for week in weeks],
        }


def _week(week: WeekPlan, numbers: Mapping[str, int]) -> dict[str, Any]:
    return {
        "number": week.number,
        "title": rich(week.title),
        "topics": [rich(topic) for topic in _capitalized(week.topics)],
        "when": dates.short(week.dates) if week.dates else "",
        "off": dates.days_off(week.dates) if week.dates else [],
        "moved": [
            dates.meeting(at) for at in (week.dates.meetings if week.dates else ()) if at.reason
        ],
        "required": [
            {
                "key": entry.paper.key,
                "text": short(entry.paper),
                "number": numbers[entry.paper.key],
            }
            for entry in week.by_role("required")
        ],
        "out": [rich(text) for text in week.out],
        "due": [{"what": rich(due.what), "when": _when(due)} for due in week.due],
    }


def _capitalized(topics: Sequence[str]) -> list[str]:
    """Topics as a sentence: the first begins with a capital, unless its spelling is special."""
    made = list(topics)
    if made and made[0].split()[0].islower():
        made[0] = made[0][0].upper() + made[0][1:]
    return made


def _when(due: Deadline) -> str:
    """``Fri 12 Mar, 23:59``; nothing without a date, to which a time would belong."""
    return ", ".join(filter(None, (dates.weekday(due.date), due.time))) if due.date else ""


def _reading_list(plan: CoursePlan, numbers: Mapping[str, int]) -> Iterator[dict[str, Any]]:
    """Weeks with their readings by role; a paper read again points to its first entry."""
    shown: set[str] = set()
    for week in plan.weeks:
        groups = []
        for role in ROLES:
            entries = [_entry(entry, numbers, shown) for entry in week.by_role(role)]
            if entries:
                groups.append({"role": _ROLE_TITLES[role], "entries": entries})
        if groups:
            yield {
                "number": week.number,
                "title": rich(week.title),
                "colour": palette.unit(week.unit.hue).light,
                "groups": groups,
            }


def _entry(entry: ReadingEntry, numbers: Mapping[str, int], shown: set[str]) -> dict[str, Any]:
    paper = entry.paper
    made: dict[str, Any] = {
        "key": paper.key,
        "number": numbers[paper.key],
        "plan": _plan(entry),
        "note": rich(entry.note),
        "again": paper.key in shown,
    }
    if made["again"]:
        return made | {"short": short(paper), "title": _sentence(paper.title)}
    shown.add(paper.key)
    parts = reference(paper)
    return made | {
        "authors": parts.authors,
        "year": parts.year or NO_DATE,
        "title": _sentence(parts.title),
        # a preprint's venue is its arXiv number, which stands among the links
        "venue": "" if parts.venue == f"arXiv:{paper.arxiv}" else parts.venue,
        "details": _unbroken(parts.details),
        "links": _links(paper),
    }


def _unbroken(details: str) -> str:
    """Details that stay on one line, such as ``2 January``; longer ones may break at commas."""
    return ", ".join(part.replace(" ", "\N{NO-BREAK SPACE}") for part in details.split(", "))


def _plan(entry: ReadingEntry) -> list[Rich]:
    """What to read of it and how long that takes."""
    return [
        text
        for text in (
            rich(entry.locator),
            f"{entry.minutes}\N{NO-BREAK SPACE}min" if entry.minutes else "",
        )
        if text
    ]


def _sentence(title: str) -> str:
    """A title with a full stop, unless it ends a sentence already."""
    ended = title.rstrip("”’\"')").endswith((".", "?", "!", "…"))
    return title if ended else f"{title}."


def _links(paper: Paper) -> list[dict[str, str]]:
    """Ways to the paper that paper can carry: DOI, arXiv with its number, code, and the web."""
    return list(_named_links(paper, links(paper)))


def _named_links(paper: Paper, found: Iterable[Any]) -> Iterator[dict[str, str]]:
    others = {link.label: link.href for link in found}
    if "DOI" in others:
        yield {"label": "DOI", "href": others["DOI"]}
    if "arXiv" in others:
        yield {"label": f"arXiv:{paper.arxiv}", "href": others["arXiv"]}
    if "DOI" not in others and "arXiv" not in others:
        for label in ("Web", "PDF"):
            if label in others:
                host = others[label].split("/")[2].lower().removeprefix("www.")
                yield {"label": host, "href": others[label]}
                break
