"""What a course is, for search engines: schema.org ``Course`` and ``CourseInstance`` as JSON-LD."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from syllabook.curriculum import CoursePlan, WeekPlan
from syllabook.exports.places import course_url, week_url
from syllabook.exports.texts import line
from syllabook.foundation.inline import plain
from syllabook.outline.model import Person
from syllabook.terms import Meeting, Term

_CONTEXT = "https://schema.org"


def course_data(plan: CoursePlan, base_url: str = "") -> dict[str, Any]:
    """A course and its offering in the term it is shown with, as a JSON-LD object.

    Only what the outline and the term say is in it: an undecided code, room or time is left out.

    Args:
        plan: the course, with the dates of a term or without.
        base_url: the site's address; without it nothing has a URL.
    """
    course = plan.course
    made = {
        "@context": _CONTEXT,
        "@type": "Course",
        "@id": course_url(plan, base_url),
        "name": _line(course.title),
        "alternateName": _line(course.subtitle),
        "description": _line(" ".join(course.description)),
        "abstract": _line(course.tagline),
        "url": course_url(plan, base_url),
        "courseCode": course.code,
        # schema.org wants a number; "3 credits" says the unit, which it has no place for
        "numberOfCredits": int(course.credits) if course.credits.strip().isdecimal() else None,
        "inLanguage": course.language,
        "provider": _provider(course.institution),
        "audience": _thing("Audience", audienceType=_line(course.audience)),
        "coursePrerequisites": [
            _line(f"{item.title}: {item.text}") for item in course.prerequisites
        ],
        "teaches": [_line(text) for text in course.outcomes],
        "syllabusSections": [_section(week, base_url) for week in plan.weeks],
        "hasCourseInstance": _instance(plan, plan.term) if plan.term else None,
    }
    return _filled(made)


def json_ld(data: dict[str, Any]) -> str:
    """The object as a ``<script>`` for the head of a page.

    No text of it can end the element or open a comment: ``<``, ``>`` and ``&`` are written as
    escapes of JSON.
    """
    text = json.dumps(data, ensure_ascii=False)
    for letter in "<>&":
        text = text.replace(letter, f"\\u{ord(letter):04x}")
    return f'<script type="application/ld+json">{text}</script>'


def _section(week: WeekPlan, base_url: str) -> dict[str, Any]:
    return _filled(
        {
            "@type": "Syllabus",
            "position": week.number,
            "name": _line(week.title),
            "description": _line(week.question) or ", ".join(map(_line, week.topics)),
            "teaches": [_line(text) for text in week.objectives],
            "url": week_url(week, base_url),
        }
    )


def _instance(plan: CoursePlan, term: Term) -> dict[str, Any]:
    dated = [week.dates for week in plan.weeks if week.dates]
    meetings = [
        (week, meeting) for week in plan.weeks if week.dates for meeting in week.dates.meetings
    ]
    return _filled(
        {
            "@type": "CourseInstance",
            "name": _line(f"{plain(plan.title)}, {term.title}"),
            # "onsite" is said only where there is a room to come to
            "courseMode": "onsite" if term.place else "",
            "startDate": min(at.monday for at in dated).isoformat() if dated else "",
            "endDate": max(at.sunday for at in dated).isoformat() if dated else "",
            "location": _thing("Place", name=term.place),
            "instructor": [_person(person) for person in plan.staff],
            "subEvent": [_event(week, meeting, term) for week, meeting in meetings],
        }
    )


def _event(week: WeekPlan, meeting: Meeting, term: Term) -> dict[str, Any]:
    return _filled(
        {
            "@type": "EducationEvent",
            "name": _line(week.title),
            "startDate": _moment(meeting.date, meeting.start, term),
            "endDate": _moment(meeting.date, meeting.end, term) if meeting.end else "",
            "location": _thing("Place", name=meeting.place or term.place),
        }
    )


def _moment(day: dt.date, time: dt.time | None, term: Term) -> str:
    """ISO 8601 with the offset that holds on the day; the day alone without a time."""
    if time is None:
        return day.isoformat()
    return dt.datetime.combine(day, time, tzinfo=term.zone).isoformat(timespec="minutes")


def _person(person: Person) -> dict[str, Any]:
    return _filled(
        {
            "@type": "Person",
            "name": person.name,
            "alternateName": person.native_name,
            "jobTitle": person.position,
            "url": person.url,
            "affiliation": _thing("Organization", name=person.affiliation),
        }
    )


def _provider(institution: str) -> dict[str, Any]:
    return _thing("CollegeOrUniversity", name=_line(institution))


def _thing(kind: str, **properties: str) -> dict[str, Any]:
    """An object, or nothing if it has no property."""
    filled = _filled(properties)
    return {"@type": kind, **filled} if filled else {}


def _filled(data: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if value not in (None, "", [], {})}


def _line(text: str) -> str:
    return line(plain(text))
