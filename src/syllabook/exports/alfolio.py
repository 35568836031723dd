"""A course for a homepage made with al-folio: a page for its ``_teachings`` folder.

The front matter is that of the theme's layout ``course`` (``_layouts/course.liquid``), which
shows instructor, term, location and time above the text and the schedule below it.
"""

from __future__ import annotations

from typing import Any

import yaml

from syllabook.curriculum import CoursePlan, WeekPlan, dates
from syllabook.exports.places import course_url, page_url
from syllabook.exports.texts import line
from syllabook.foundation.inline import plain


def teaching_page(
    plan: CoursePlan, *, base_url: str = "", downloads: dict[str, str] | None = None
) -> str:
    """The page, to be saved as ``_teachings/NAME.md``.

    Args:
        plan: the course, with the dates of a term or without.
        base_url: the site's address; without it nothing is linked.
        downloads: paths on the site by name, offered with the first week.
    """
    links = (
        {name: f"{base_url}{path}" for name, path in (downloads or {}).items()} if base_url else {}
    )
    front = _front_matter(plan)
    front["schedule"] = [
        _week(week, base_url, links if week is plan.weeks[0] else {}) for week in plan.weeks
    ]
    # a very long line keeps every value on one line, as the theme's own examples have them
    header = yaml.safe_dump(front, sort_keys=False, allow_unicode=True, width=10**6)
    return f"---\n{header}---\n\n{_body(plan, base_url)}"


def _front_matter(plan: CoursePlan) -> dict[str, Any]:
    course, term = plan.course, plan.term
    about = course.tagline or " ".join(course.description)  # the theme shows Markdown
    instructors = [person for person in plan.staff if person.role == "Instructor"]
    front: dict[str, Any] = {
        "layout": "course",
        "title": line(plain(plan.title)),
        "description": line(about),
        "instructor": ", ".join(person.name for person in instructors or plan.staff),
    }
    if term:
        front |= {
            "year": term.start.year,
            "term": term.title + (" (dates tentative)" if term.tentative else ""),
            "location": term.place,
            "time": "; ".join(
                " ".join(filter(None, (item.day.capitalize(), dates.clock(item.start, item.end))))
                for item in term.meetings
            ),
        }
    front["course_id"] = plan.id.replace("_", "-")
    return {name: value for name, value in front.items() if value}


def _week(week: WeekPlan, base_url: str, links: dict[str, str]) -> dict[str, Any]:
    row: dict[str, Any] = {"week": week.number}
    if week.dates:
        row["date"] = dates.short(week.dates)
    row["topic"] = line(plain(week.title))
    if week.question:
        row["description"] = line(week.question)  # the theme shows it as Markdown
    materials = [{"name": name, "url": url} for name, url in links.items()]
    if base_url:
        materials += [
            {
                "name": "Lecture" if page.is_lecture else line(plain(page.title)),
                "url": page_url(page.path, base_url),
            }
            for page in week.pages
        ]
    if materials:
        row["materials"] = materials
    return row


def _body(plan: CoursePlan, base_url: str) -> str:
    course = plan.course
    parts = list(course.description)
    if base_url:
        parts.append(f"The course has [a site of its own]({course_url(plan, base_url)}).")
    if course.outcomes:
        parts.append(f"## Outcomes{_proposed(plan, 'outcomes')}")
        parts.append("\n".join(f"- {line(text)}" for text in course.outcomes))
    if course.prerequisites:
        parts.append(f"## Prerequisites{_proposed(plan, 'prerequisites')}")
        parts.append(
            "\n".join(
                f"- **{plain(item.title)}.** {line(item.text)}" for item in course.prerequisites
            )
        )
    if course.assessment:
        parts.append(f"## Grading{_proposed(plan, 'assessment')}")
        parts.append(
            "\n".join(f"- {plain(part.title)}: {part.percent}%" for part in course.assessment)
        )
    return "\n\n".join(parts) + "\n"


def _proposed(plan: CoursePlan, section: str) -> str:
    return " (proposed)" if section in plan.course.proposed else ""
