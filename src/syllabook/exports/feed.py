"""An Atom feed (RFC 4287) of a course's weeks, each of which comes in when it begins.

Ids are made from the ids of course, term and week, so a site may move and no reader shows a week
twice. Where the site's address is not known, links are relative: RFC 4287 (2) lets a reader
resolve them against the address it fetched the feed from; ``xml:base`` could say no more.
"""

from __future__ import annotations

import datetime as dt
import uuid
from xml.etree import ElementTree as ET

from syllabook.curriculum import CoursePlan, WeekPlan, dates
from syllabook.curriculum.dates import begun, moment
from syllabook.exports.places import course_url, offering_id, week_url
from syllabook.exports.texts import line, printable
from syllabook.foundation.inline import plain
from syllabook.papers.references import plain as reference_text
from syllabook.terms import Term

_ATOM = "http://www.w3.org/2005/Atom"
# one name space for all feeds; uuid5 makes of it and a name always the same id
_IDS = uuid.uuid5(uuid.NAMESPACE_DNS, "syllabook")


def atom(plan: CoursePlan, *, until: dt.datetime, path: str, base_url: str = "") -> str:
    """The weeks of a term that have begun, the latest first.

    Args:
        plan: the course with the dates of a term.
        until: weeks that begin after this moment are not in yet.
        path: the feed's own place on the site.
        base_url: the site's address; empty for links relative to ``path``.

    Raises:
        ValueError: the course has no dates.
    """
    term = plan.term
    if term is None:
        raise ValueError(f"{plan.id} has no term, so its weeks do not come")
    root = base_url or "../" * path.count("/") or "./"
    here = begun(plan, until)
    feed = ET.Element("feed", {"xmlns": _ATOM, "xml:lang": plan.course.language})
    _text(feed, "id", _id(plan.id))
    _text(feed, "title", f"{plain(plan.title)}, {term.title}")
    _text(feed, "subtitle", _subtitle(plan))
    _text(feed, "updated", _stamp(here[-1][1] if here else moment(term, term.first_monday)))
    for name in [person.name for person in plan.staff] or [plan.course.institution or plan.title]:
        _text(ET.SubElement(feed, "author"), "name", plain(name))
    if base_url:
        _link(feed, "self", f"{base_url}{path}", "application/atom+xml")
    _link(feed, "alternate", course_url(plan, root), "text/html")
    for week, begins in reversed(here):
        feed.append(_entry(plan, term, week, begins, root))
    ET.indent(feed)
    xml = ET.tostring(feed, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{xml}\n'


def _subtitle(plan: CoursePlan) -> str:
    first = min(week.dates.monday for week in plan.weeks if week.dates)
    last = max(week.dates.sunday for week in plan.weeks if week.dates)
    state = " (the dates are tentative)" if plan.term and plan.term.tentative else ""
    return (
        f"Each week of the course as it begins, {dates.full(first)} to {dates.full(last)}{state}."
    )


def _entry(
    plan: CoursePlan, term: Term, week: WeekPlan, begins: dt.datetime, root: str
) -> ET.Element:
    entry = ET.Element("entry")
    _text(entry, "id", _id(f"{offering_id(plan)}/{week.id}"))
    _text(entry, "title", f"Week {week.number}: {plain(week.title)}")
    _text(entry, "updated", _stamp(begins))
    _text(entry, "published", _stamp(begins))
    url = week_url(week, root)
    # RFC 4287 (4.1.2): an entry without content needs a link to what it stands for
    _link(entry, "alternate", url or course_url(plan, root), "text/html")
    ET.SubElement(entry, "category", {"term": week.unit.id, "label": line(plain(week.unit.title))})
    _text(entry, "summary", plain(week.question) or ", ".join(map(plain, week.topics)))
    content = ET.SubElement(entry, "content", {"type": "text"})
    content.text = printable(_content(term, week))
    return entry


def _content(term: Term, week: WeekPlan) -> str:
    lines = [
        plain(week.question),
        dates.long(week.dates) + (" (tentative)" if term.tentative else "") if week.dates else "",
        *_listed("Topics", [plain(topic) for topic in week.topics]),
        *_listed("By the end of the week you can", [plain(text) for text in week.objectives]),
        *_listed(
            "Required reading", [reference_text(entry.paper) for entry in week.by_role("required")]
        ),
        *_listed("Handed out", [plain(text) for text in week.out]),
        *_listed("Due", [plain(dates.deadline(due)) for due in week.due]),
    ]
    return "\n".join(filter(None, lines))


def _listed(title: str, items: list[str]) -> list[str]:
    return [f"{title}:", *(f"- {item}" for item in items)] if items else []


def _text(parent: ET.Element, name: str, text: str) -> None:
    if text:
        ET.SubElement(parent, name).text = line(text)


def _link(parent: ET.Element, relation: str, href: str, kind: str) -> None:
    ET.SubElement(parent, "link", {"rel": relation, "type": kind, "href": href})


def _id(name: str) -> str:
    return f"urn:uuid:{uuid.uuid5(_IDS, name)}"


def _stamp(moment: dt.datetime) -> str:
    """RFC 3339 with the offset, which is never left out."""
    return moment.isoformat(timespec="seconds")
