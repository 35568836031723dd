"""The directives an instructor may write: thin, each shows one part of the model."""

from __future__ import annotations

from typing import ClassVar

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from syllabook.book import sections
from syllabook.book.cards import week_card
from syllabook.book.lab_page import lab_facts
from syllabook.book.library_page import library_list
from syllabook.book.library_pictures import library_pictures
from syllabook.book.state import curriculum_of, use
from syllabook.curriculum import CoursePlan
from syllabook.foundation.problems import suggest


class CourseDirective(SphinxDirective):
    """Shows a part of a course; the argument is its id, by default the course the page is in."""

    optional_arguments = 1
    slice_kind: ClassVar[str]

    def run(self) -> list[nodes.Node]:
        """Build the nodes, and note the slice of the model they were built from."""
        plan = self.plan(self.arguments[0] if self.arguments else self.own_course())
        use(self.env, f"{self.slice_kind}:{plan.id}")
        return self.show(plan)

    def show(self, plan: CoursePlan) -> list[nodes.Node]:
        """The part of the course that this directive shows."""
        raise self.error(f"{self.name}: shows nothing of {plan.id}")

    def own_course(self) -> str:
        """The course in whose folder the page lies."""
        parts = self.env.docname.split("/")
        if len(parts) < 3 or parts[0] != "courses":
            raise self.error(f"{self.name}: name a course, such as ```{{{self.name}}} my_course")
        return parts[1]

    def plan(self, course_id: str) -> CoursePlan:
        """The course with an id, or an error at the directive's line."""
        courses = curriculum_of(self.env.app).courses
        if course_id not in courses:
            hint = suggest(course_id, courses, "course")
            raise self.error(f'{self.name}: unknown course "{course_id}"; {hint}')
        return courses[course_id]


class CourseMapDirective(CourseDirective):
    """``{course-map}``: the map of units and weeks."""

    slice_kind = "map"

    def show(self, plan: CoursePlan) -> list[nodes.Node]:
        """The map."""
        return [sections.map_figure(plan)]


class CoursePictureDirective(CourseDirective):
    """``{course-picture}``: the course's idea as boxes and arrows."""

    slice_kind = "picture"

    def show(self, plan: CoursePlan) -> list[nodes.Node]:
        """The picture."""
        return sections.picture_figure(plan)


class ScheduleDirective(CourseDirective):
    """``{schedule}``: weeks, dates, topics, required readings, deadlines."""

    slice_kind = "schedule"

    def show(self, plan: CoursePlan) -> list[nodes.Node]:
        """The schedule."""
        return sections.schedule(plan)


class ReadingListDirective(CourseDirective):
    """``{reading-list}``: everything the course reads, by week and role."""

    slice_kind = "readings"

    def show(self, plan: CoursePlan) -> list[nodes.Node]:
        """The readings."""
        return sections.readings(plan)


class DownloadsDirective(CourseDirective):
    """``{downloads}``: the course's files."""

    slice_kind = "files"

    def show(self, plan: CoursePlan) -> list[nodes.Node]:
        """The list of files."""
        return sections.downloads(plan)


class SyllabusDirective(CourseDirective):
    """``{syllabus}``: facts, staff, prerequisites, outcomes, assessment, policies."""

    slice_kind = "course"

    def show(self, plan: CoursePlan) -> list[nodes.Node]:
        """The syllabus."""
        return sections.syllabus(plan)


class PastTermsDirective(CourseDirective):
    """``{past-terms}``: earlier terms, each with its schedule, syllabus and calendar."""

    slice_kind = "past"

    def show(self, plan: CoursePlan) -> list[nodes.Node]:
        """The archive."""
        offering = curriculum_of(self.env.app).offering
        return sections.past_terms([offering(plan.id, term.id) for term in plan.past_terms])


class WeekDirective(CourseDirective):
    """``{week}``: the week at a glance, where the lecture does not want it on top."""

    def run(self) -> list[nodes.Node]:
        """Build the card of ``course/week``, or of the week the page is in."""
        if self.arguments:
            course_id, _, week_id = self.arguments[0].rpartition("/")
            course_id = course_id or self.own_course()
        else:
            course_id, week_id = self.own_course(), self.own_week()
        plan = self.plan(course_id)
        week = plan.week(week_id)
        if week is None:
            hint = suggest(week_id, [other.id for other in plan.weeks], "week")
            raise self.error(f'{self.name}: unknown week "{week_id}"; {hint}')
        use(self.env, f"week:{course_id}/{week_id}")
        return [week_card(plan, week, lambda lab: lab_facts(self.env, lab.path))]

    def own_week(self) -> str:
        """The week in whose folder the page lies."""
        parts = self.env.docname.split("/")
        if len(parts) < 5 or parts[2] != "weeks":
            raise self.error(f"{self.name}: name a week, such as ```{{{self.name}}} course/week")
        return parts[3]


class CoursesDirective(SphinxDirective):
    """``{courses}``: every course at a glance."""

    def run(self) -> list[nodes.Node]:
        """Build the nodes."""
        use(self.env, "courses:")
        return sections.courses(curriculum_of(self.env.app))


class LibraryDirective(SphinxDirective):
    """``{library}``: every paper of the database."""

    def run(self) -> list[nodes.Node]:
        """Leave a placeholder: who cites what is known only when every page has been read."""
        use(self.env, "library:")
        return [library_list()]


class LibraryPicturesDirective(SphinxDirective):
    """``{library-pictures}``: the library and the courses' use of it, drawn."""

    def run(self) -> list[nodes.Node]:
        """Build the nodes."""
        use(self.env, "library:")
        return library_pictures(curriculum_of(self.env.app))


def setup(app: Sphinx) -> None:
    """Register the directives."""
    app.add_directive("course-map", CourseMapDirective)
    app.add_directive("course-picture", CoursePictureDirective)
    app.add_directive("schedule", ScheduleDirective)
    app.add_directive("reading-list", ReadingListDirective)
    app.add_directive("downloads", DownloadsDirective)
    app.add_directive("syllabus", SyllabusDirective)
    app.add_directive("past-terms", PastTermsDirective)
    app.add_directive("week", WeekDirective)
    app.add_directive("courses", CoursesDirective)
    app.add_directive("library", LibraryDirective)
    app.add_directive("library-pictures", LibraryPicturesDirective)
