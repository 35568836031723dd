"""The parts of the site that show a whole course: map, schedule, readings, syllabus, downloads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Literal

from docutils import nodes

from syllabook.book.addresses import (
    LIBRARY_PAGE,
    calendar_file,
    cartridge_file,
    course_data_file,
    course_home,
    feed_file,
    lab_file,
    reading_list_file,
    syllabus_file,
    teaching_file,
    week_page,
)
from syllabook.book.cards import ROLE_TITLES, no_class, page_xref
from syllabook.book.nodes import bullet_list, file_link, fold, html_block, inline, paragraph
from syllabook.book.references import reading_list, short_xref
from syllabook.book.tables import Cell, table
from syllabook.curriculum import CoursePlan, Curriculum, WeekPlan, dates
from syllabook.drawing import course_map, monday_class, picture
from syllabook.drawing.palette import unit_class
from syllabook.foundation.inline import plain
from syllabook.outline.model import ROLES, Paragraph

PaperSize = Literal["a4", "us-letter"]
PAPER_SIZES: dict[PaperSize, str] = {"a4": "A4", "us-letter": "US letter"}
LIST_FORMATS = {"bib": "BibLaTeX", "ris": "RIS", "json": "CSL-JSON"}
CARTRIDGES = {"1.3": "Common Cartridge 1.3 (Canvas and others)", "1.1": "1.1 (Moodle)"}
UNDECIDED = "to be announced"


def map_figure(plan: CoursePlan) -> nodes.Node:
    """The course map, each week a link."""

    def href(week: WeekPlan) -> str:
        page = week_page(week)
        return f"doc:{page}" if page else ""

    wide = course_map(plan, href=href)
    narrow = course_map(plan, href=href, columns=2, prefix="narrow-")
    html = (
        f'<figure class="sb-figure sb-map"><div class="sb-wide">{wide.svg}</div>'
        f'<div class="sb-narrow">{narrow.svg}</div></figure>\n'
    )
    return html_block("", paragraph(wide.alt), html=html)


def picture_figure(plan: CoursePlan) -> list[nodes.Node]:
    """The course's boxes and arrows; nothing if it has none."""
    if not plan.course.picture:
        return []
    drawing = picture(plan)
    html = f'<figure class="sb-figure sb-picture">{drawing.svg}</figure>\n'
    return [html_block("", paragraph(drawing.alt), html=html)]


def schedule(plan: CoursePlan) -> list[nodes.Node]:
    """The weeks by unit with dates, topics, required readings and deadlines."""
    header = ["Week", *(["Date"] if plan.term else []), "Topic", "Required reading", "Due"]
    rows: list[Sequence[Cell] | str] = []
    classes: list[str] = []
    for unit, weeks in plan.by_unit():
        rows.append(plain(unit.title) + (f". {plain(unit.question)}" if unit.question else ""))
        classes.append(unit_class(unit.hue))
        for week in weeks:
            rows.append(_schedule_row(plan, week))
            classes.append(f"{unit_class(unit.hue)} {monday_class(week)}".strip())
    made: list[nodes.Node] = []
    if plan.term:
        text = f"{plan.term.title}, times in {plan.term.timezone}."
        if plan.term.tentative:
            text += " **The dates are tentative.**"
        if not plan.term.meetings:
            text += f" Meeting days and room are {UNDECIDED}; each week is given by its span."
        made.append(paragraph(text, "sb-term"))
    widths = [8, *([18] if plan.term else []), 41, 20, 16]
    return [*made, table(header, rows, "sb-schedule", widths=widths, row_classes=classes)]


def _schedule_row(plan: CoursePlan, week: WeekPlan) -> list[Cell]:
    page = week_page(week)
    title: nodes.Node = (
        page_xref(page, plain(week.title)) if page else nodes.Text(plain(week.title))
    )
    topic: list[nodes.Node] = [nodes.paragraph("", "", nodes.strong("", "", title))]
    if week.topics:
        topic.append(paragraph(", ".join(week.topics), "sb-topics"))
    cells: list[Cell] = [[nodes.paragraph(text=str(week.number))]]
    if plan.term:
        when: list[nodes.Node] = []
        if week.dates:
            when.append(nodes.paragraph(text=dates.long(week.dates)))
            if week.dates.days_off:
                when.append(nodes.paragraph(text=no_class(week.dates), classes=["sb-off"]))
        cells.append(when)
    required = [
        nodes.paragraph("", "", short_xref(entry.paper)) for entry in week.by_role("required")
    ]
    due: list[nodes.Node] = [paragraph(f"{text} out") for text in week.out]
    due += [paragraph(dates.deadline(item), "sb-due") for item in week.due]
    return [*cells, topic, required, due]


def readings(plan: CoursePlan) -> list[nodes.Node]:
    """Everything the course reads, by week and role."""
    made: list[nodes.Node] = []
    for week in plan.weeks:
        if not week.readings:
            continue
        section = nodes.container(classes=["sb-week-readings", unit_class(week.unit.hue)])
        page = week_page(week)
        text = f"{week.number}. {plain(week.title)}"
        head = page_xref(page, text) if page else nodes.Text(text)
        section += nodes.paragraph("", "", nodes.strong("", "", head), classes=["sb-week-title"])
        section += _week_lists(plan, week)
        for role in ROLES:
            entries = week.by_role(role)
            if entries:
                section += nodes.paragraph(
                    "", "", nodes.strong(text=ROLE_TITLES[role]), classes=["sb-label"]
                )
                section += reading_list(entries)
        made.append(section)
    return made


def _week_lists(plan: CoursePlan, week: WeekPlan) -> nodes.paragraph:
    """The week's readings for reference managers."""
    made = nodes.paragraph(text="For reference managers: ", classes=["sb-linkline"])
    for suffix, label in LIST_FORMATS.items():
        link = file_link("", label, target=reading_list_file(plan, suffix, week))
        link["label"] = f"{label}, readings of week {week.number}"
        made += [link, nodes.Text("  ")]
    return made


def downloads(plan: CoursePlan) -> list[nodes.Node]:
    """The files a course offers: syllabus, readings, calendar, labs, packages for other systems."""
    rows: list[nodes.Node] = [
        _files("Syllabus (PDF)", _syllabus_files(plan)),
        _files(
            "Reading list",
            {label: reading_list_file(plan, suffix) for suffix, label in LIST_FORMATS.items()},
        ),
    ]
    if plan.term:
        rows.append(
            _files("Calendar", {"iCalendar": calendar_file(plan), "Atom feed": feed_file(plan)})
        )
    labs: list[list[nodes.Node]] = [
        [_files(f"Week {week.number}", {plain(lab.title): lab_file(lab)})]
        for week in plan.weeks
        for lab in week.labs
    ]
    if labs:
        noun = "notebook" if len(labs) == 1 else "notebooks"
        rows.append(fold("", bullet_list(labs), summary=f"Labs: {len(labs)} {noun}"))
    cartridges = {label: cartridge_file(plan, version) for version, label in CARTRIDGES.items()}
    rows.append(_files("Learning management systems", cartridges))
    others = {"JSON": course_data_file(plan), "al-folio page": teaching_file(plan)}
    rows.append(_files("Other programs", others))
    return [bullet_list([[row] for row in rows], "sb-downloads")]


def _syllabus_files(plan: CoursePlan) -> dict[str, str]:
    return {label: syllabus_file(plan, size) for size, label in PAPER_SIZES.items()}


def _files(title: str, files: Mapping[str, str]) -> nodes.paragraph:
    """A line that offers files, by label."""
    made = nodes.paragraph(text=f"{title}: ")
    for label, target in files.items():
        made += [file_link("", label, target=target), nodes.Text("  ")]
    return made


def past_terms(plans: Sequence[CoursePlan]) -> list[nodes.Node]:
    """The archive: each earlier term with its files and, folded, its schedule.

    Args:
        plans: the course with the dates of each term, the latest first.
    """
    made: list[nodes.Node] = []
    for plan in plans:
        if plan.term is None:
            continue
        archived = nodes.container(classes=["sb-past-term"])
        title = nodes.strong(text=plan.term.title)
        archived += nodes.paragraph("", "", title, classes=["sb-week-title"])
        archived += _labelled(_files("Syllabus (PDF)", _syllabus_files(plan)), plan.term.title)
        calendar = {"iCalendar": calendar_file(plan)}
        archived += _labelled(_files("Calendar", calendar), plan.term.title)
        archived += fold("", *schedule(plan), summary=f"Schedule of {plan.term.title}")
        made.append(archived)
    return made or [nodes.paragraph(text="No earlier term is on record.")]


def _labelled(row: nodes.paragraph, context: str) -> nodes.paragraph:
    """The row, its links told apart from those of other rows with the same words."""
    for link in row.findall(file_link):
        link["label"] = f"{link.astext()}, {context}"
    return row


def syllabus(plan: CoursePlan) -> list[nodes.Node]:
    """What the course is, whom it is for and how it is graded, as on the PDF."""
    course = plan.course
    made: list[nodes.Node] = [*downloads(plan)[:1]]
    made.append(table(["Fact", "Value"], _facts(plan), "sb-facts", widths=[14, 60]))
    made += _titled("Staff", [_staff(plan)] if plan.staff else [])
    made += _titled("Description", [paragraph(text) for text in course.description])
    made += _titled(
        "Prerequisites" + _proposed(plan, "prerequisites"), _paragraphs(course.prerequisites)
    )
    made += _titled(
        "Outcomes" + _proposed(plan, "outcomes"),
        [bullet_list([[paragraph(text)] for text in course.outcomes])] if course.outcomes else [],
    )
    made += _titled("Assessment" + _proposed(plan, "assessment"), _assessment(plan))
    made += _titled("Policies" + _proposed(plan, "policies"), _paragraphs(course.policies))
    return made


def _proposed(plan: CoursePlan, section: str) -> str:
    return " (proposed)" if section in plan.course.proposed else ""


def _titled(title: str, content: list[nodes.Node]) -> list[nodes.Node]:
    if not content:
        return []
    section = nodes.section("", nodes.title(text=title), *content)
    section["ids"] = [nodes.make_id(title.removesuffix(" (proposed)"))]
    return [section]


def _paragraphs(items: Sequence[Paragraph]) -> list[nodes.Node]:
    return [
        nodes.paragraph("", "", nodes.strong(text=f"{plain(item.title)}. "), *inline(item.text))
        for item in items
    ]


def _facts(plan: CoursePlan) -> list[list[Cell]]:
    course, term = plan.course, plan.term
    facts = {
        "Course": f"{course.title}" + (f" ({course.subtitle})" if course.subtitle else ""),
        "Institution": course.institution or UNDECIDED,
        "Code": course.code or UNDECIDED,
        "Credits": course.credits or UNDECIDED,
        "For": course.audience,
        "Weeks": str(len(plan.weeks)),
    }
    if term:
        facts["Term"] = term.title + (" (dates tentative)" if term.tentative else "")
        facts["Meetings"] = (
            "; ".join(
                f"{item.day.capitalize()}"
                + (f" {item.start:%H:%M}" if item.start else "")
                + (f"–{item.end:%H:%M}" if item.end else "")
                for item in term.meetings
            )
            or UNDECIDED
        )
        facts["Place"] = term.place or UNDECIDED
    return [
        [[nodes.paragraph(text=name)], [paragraph(value)]] for name, value in facts.items() if value
    ]


def _staff(plan: CoursePlan) -> nodes.Node:
    rows: list[list[Cell]] = []
    for person in plan.staff:
        name = f"{person.name} {person.native_name}".strip()
        who: nodes.Node = (
            nodes.reference("", name, refuri=person.url, internal=False)
            if person.url
            else nodes.Text(name)
        )
        mail: nodes.Node = (
            nodes.reference("", person.email, refuri=f"mailto:{person.email}", internal=False)
            if person.email
            else nodes.Text("")
        )
        position = ", ".join(part for part in (person.position, person.affiliation) if part)
        rows.append(
            [
                [nodes.paragraph("", "", who)],
                [nodes.paragraph(text=person.role), *([paragraph(position)] if position else [])],
                [nodes.paragraph("", "", mail)],
                [nodes.paragraph(text=person.office or UNDECIDED)],
                [nodes.paragraph(text=person.hours or UNDECIDED)],
            ]
        )
    return table(
        ["Name", "Role", "E-mail", "Office", "Hours"], rows, "sb-staff", widths=[16, 24, 24, 16, 16]
    )


def _assessment(plan: CoursePlan) -> list[nodes.Node]:
    rows: list[list[Cell]] = [
        [
            [paragraph(part.title)],
            [nodes.paragraph(text=f"{part.percent} %")],
            [paragraph(part.text)],
        ]
        for part in plan.course.assessment
    ]
    return (
        [table(["Part", "Share", "What it asks for"], rows, "sb-assessment", widths=[24, 8, 48])]
        if rows
        else []
    )


def this_week(plan: CoursePlan) -> nodes.Node:
    """One line for every week, of which the page shows that of the day when it is read."""
    items = "".join(
        f'<li class="{monday_class(week)}"><span class="sb-now-mark">This week</span> '
        f'<a href="doc:{page}">{week.number}. {escape(plain(week.title))}</a></li>'
        for week in plan.weeks
        if week.dates and (page := week_page(week))
    )
    return html_block("", html=f'<ul class="sb-now-list" hidden>{items}</ul>\n')


def courses(curriculum: Curriculum) -> list[nodes.Node]:
    """Both courses at a glance, for the home page."""
    made: list[nodes.Node] = []
    for plan in curriculum.courses.values():
        card = nodes.container(classes=["sb-course"])
        title = page_xref(course_home(plan), plain(plan.title))
        card += nodes.paragraph("", "", nodes.strong("", "", title), classes=["sb-course-title"])
        if plan.course.tagline:
            card += paragraph(plan.course.tagline, "sb-tagline")
        units = ", ".join(plain(unit.title) for unit, _ in plan.by_unit())
        card += paragraph(f"{len(plan.weeks)} weeks: {units}.")
        if plan.term:
            state = " (dates tentative)" if plan.term.tentative else ""
            card += paragraph(
                f"{plan.term.title}, from {dates.weekday(plan.term.first_monday)}{state}."
            )
            card += this_week(plan)
        made.append(card)
    line = nodes.paragraph()
    line += [page_xref(LIBRARY_PAGE, "The library"), nodes.Text(" holds what they read.")]
    return [nodes.container("", *made, classes=["sb-courses"]), line]
