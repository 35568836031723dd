"""What stands above the instructor's own text: the week at a glance, or the week of a lab."""

from __future__ import annotations

from collections.abc import Callable

from docutils import nodes
from sphinx import addnodes

from syllabook.book.addresses import (
    course_home,
    page_docname,
    week_page,
    week_ref_page,
)
from syllabook.book.lab_page import LabFacts
from syllabook.book.nodes import bullet_list, fold, inline, paragraph
from syllabook.book.references import reading_list
from syllabook.curriculum import CoursePlan, ReadingEntry, WeekPage, WeekPlan, dates
from syllabook.drawing.palette import unit_class
from syllabook.foundation.inline import plain
from syllabook.terms import WeekDates

ROLE_TITLES = {
    "required": "Required reading",
    "optional": "Optional reading",
    "further": "Further reading",
}


def page_xref(docname: str, text: str = "", *classes: str) -> addnodes.pending_xref:
    """A link to a page of the book; without a text it shows the page's title."""
    return addnodes.pending_xref(
        "",
        nodes.inline(text=text, classes=["doc", *classes]),
        refdomain="std",
        reftype="doc",
        reftarget=f"/{docname}",
        refexplicit=bool(text),
        refwarn=True,
    )


def _eyebrow(plan: CoursePlan, week: WeekPlan) -> nodes.paragraph:
    line = nodes.paragraph(classes=["sb-eyebrow"])
    line += page_xref(course_home(plan), plain(plan.title))
    line += nodes.Text(f" · {plain(week.unit.title)} · Week {week.number}")
    if week.dates:
        tentative = " (tentative)" if plan.term and plan.term.tentative else ""
        line += nodes.Text(f" · {dates.long(week.dates)}{tentative}")
    return line


def week_card(
    plan: CoursePlan, week: WeekPlan, facts: Callable[[WeekPage], LabFacts]
) -> nodes.container:
    """The week at a glance: date, unit, objectives, readings, labs, what is due, its neighbours.

    Args:
        plan: the course it belongs to.
        week: the week.
        facts: gives what is known of one of its labs.
    """
    card = nodes.container(classes=["sb-card", unit_class(week.unit.hue)])
    card += _eyebrow(plan, week)
    if week.dates and week.dates.days_off:
        card += nodes.paragraph(text=f"{no_class(week.dates)}.", classes=["sb-off"])
    if week.question:
        card += paragraph(week.question, "sb-question")
    if week.objectives:
        card += _heading("By the end of the week you can")
        card += bullet_list(
            [[paragraph(_objective(text))] for text in week.objectives], "sb-objectives"
        )
    required = week.by_role("required")
    if required:
        card += _heading(ROLE_TITLES["required"] + _time(required))
        card += reading_list(required)
    for role in ("optional", "further"):
        entries = week.by_role(role)
        if entries:
            card += fold("", reading_list(entries), summary=f"{ROLE_TITLES[role]} ({len(entries)})")
    for title, texts in (
        ("Handed out", list(week.out)),
        ("Due", [dates.deadline(due) for due in week.due]),
    ):
        if texts:
            card += _heading(title)
            card += bullet_list([[paragraph(text)] for text in texts], "sb-due")
    if week.labs:
        card += _heading("Labs")
        card += bullet_list(
            [[_lab(lab, facts(lab))] for lab in week.labs],
            "sb-labs",
        )
    if week.related:
        card += _heading("Related weeks")
        card += bullet_list([[_related(week, index)] for index in range(len(week.related))])
    card += _neighbours(plan, week)
    return card


def _time(entries: tuple[ReadingEntry, ...]) -> str:
    """``, 2 h 15 min``: the time planned for readings, if it is for all of them."""
    minutes = [entry.minutes for entry in entries if entry.minutes]
    if len(minutes) < len(entries):
        return ""
    hours, rest = divmod(sum(minutes), 60)
    parts = [f"{hours}\u00a0h" if hours else "", f"{rest}\u00a0min" if rest else ""]
    return ", " + " ".join(filter(None, parts))


def _lab(lab: WeekPage, facts: LabFacts) -> nodes.paragraph:
    line = nodes.paragraph("", "", page_xref(page_docname(lab), plain(lab.title)))
    line += nodes.inline("", "", *facts.links(), classes=["sb-launch"])
    return line


def _objective(text: str) -> str:
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


def no_class(when: WeekDates) -> str:
    """``No class Mon 5 Apr: Tomb-Sweeping Day``."""
    return f"No class {'; '.join(dates.days_off(when))}"


def _heading(text: str) -> nodes.paragraph:
    return nodes.paragraph("", "", nodes.strong(text=text), classes=["sb-label"])


def _related(week: WeekPlan, index: int) -> nodes.paragraph:
    ref = week.related[index]
    line = nodes.paragraph()
    line += page_xref(
        week_ref_page(ref), f"{plain(ref.course_title)}, week {ref.number}: {plain(ref.title)}"
    )
    if ref.note:
        line += [nodes.Text(". "), *inline(ref.note)]
    return line


def _neighbours(plan: CoursePlan, week: WeekPlan) -> nodes.paragraph:
    line = nodes.paragraph(classes=["sb-neighbours"])
    for step, mark in ((-1, "Previous: "), (1, "Next: ")):
        index = week.number - 1 + step
        if 0 <= index < len(plan.weeks):
            other = plan.weeks[index]
            text = f"{other.number}. {plain(other.title)}"
            page = week_page(other)
            item = nodes.inline("", mark, classes=["previous" if step < 0 else "next"])
            item += page_xref(page, text) if page else nodes.Text(text)
            line += item
    return line


def lab_line(plan: CoursePlan, week: WeekPlan, facts: LabFacts) -> nodes.paragraph:
    """The line above a lab: which week of which course it belongs to, and where to run it."""
    line = nodes.paragraph(classes=["sb-eyebrow", unit_class(week.unit.hue)])
    line += page_xref(course_home(plan), plain(plan.title))
    line += nodes.Text(" · ")
    text = f"Week {week.number}: {plain(week.title)}"
    page = week_page(week)
    line += page_xref(page, text) if page else nodes.Text(text)
    line += facts.links()
    return line
