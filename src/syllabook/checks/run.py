"""All checks, in the order of the course's files, and how they are run."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from syllabook.checks import (
    lab_contents,
    labs,
    lectures,
    library,
    markdown,
    model,
    offerings,
    outer_links,
    weeks,
)
from syllabook.checks import launch_links as launch
from syllabook.checks.registry import MODEL, Check, Finding
from syllabook.curriculum import Curriculum
from syllabook.foundation.problems import Problem

CHECKS: tuple[Check, ...] = (
    Check(MODEL, model.model),
    # outlines
    Check.of(weeks.week_without_lab, "warning"),
    Check.of(weeks.week_without_objectives, "warning"),
    Check.of(weeks.objective_without_verb, "warning"),
    Check.of(weeks.week_without_required_reading, "warning"),
    Check.of(weeks.reading_load, "warning"),
    # terms
    Check.of(offerings.deadline_outside_term, "error"),
    Check.of(offerings.deadline_on_day_off, "warning"),
    Check.of(offerings.draws_not_pinned, "warning"),
    # the library
    Check.of(library.reading_without_link, "warning"),
    Check.of(library.paper_without_topic, "warning", scope="project"),
    Check.of(library.paper_never_read, "warning", scope="project"),
    # lectures, and the Markdown of labs
    Check.of(lectures.lecture_missing, "warning"),
    Check.of(lectures.title_differs, "warning", fix=lectures.write_titles),
    Check.of(lectures.folder_without_week, "warning"),
    Check.of(markdown.page_unreadable, "error"),
    Check.of(markdown.unknown_citation, "error"),
    Check.of(markdown.broken_link, "error"),
    Check.of(markdown.image_without_alt, "warning"),
    Check.of(markdown.lab_figure_missing, "error"),
    Check.of(markdown.heading_level, "warning"),
    Check.of(outer_links.outer_links, network=True),
    # labs
    Check.of(labs.not_a_notebook, "error"),
    Check.of(labs.not_executed, "error"),
    Check.of(labs.error_in_output, "error"),
    Check.of(labs.stale_outputs, "error"),
    Check.of(labs.no_kernel, "error"),
    Check.of(labs.solutions_not_separable, "error"),
    Check.of(labs.library_not_pinned, "warning"),
    Check.of(labs.stderr_in_output, "warning"),
    Check.of(labs.few_claims, "warning"),
    Check.of(labs.figure_without_alt, "warning"),
    Check.of(launch.launch_links, "warning", fix=launch.write_launch_links),
    Check.of(lab_contents.absolute_path, "error"),
    Check.of(lab_contents.secret, "error"),
    Check.of(lab_contents.large_output, "error"),
)


def local_checks() -> tuple[Check, ...]:
    """The checks that need no network."""
    return tuple(check for check in CHECKS if not check.network)


def find(
    curriculum: Curriculum, checks: Iterable[Check] | None = None, course: str | None = None
) -> list[Finding]:
    """What checks find, sorted by file and line.

    Args:
        curriculum: the model.
        checks: the checks to run; None for all that need no network.
        course: id of the only course to look at; None for all.

    Raises:
        ProblemsFound: there is no such course.
    """
    chosen = _in_scope(local_checks() if checks is None else checks, course)
    looked_at = narrowed(curriculum, course) if course else curriculum
    return sorted(
        {
            Finding(_graded(problem, check), check.name, check.fix is not None)
            for check in chosen
            for problem in check.function(looked_at)
        }
    )


def run_checks(curriculum: Curriculum) -> list[Problem]:
    """Everything that the checks without network find, the model's own problems included."""
    return sorted({finding.problem for finding in find(curriculum)})


def mend(
    curriculum: Curriculum, checks: Iterable[Check] | None = None, course: str | None = None
) -> list[str]:
    """Mend what can be mended safely; the curriculum has to be loaded anew afterwards.

    Returns:
        What was done, one line each.
    """
    chosen = _in_scope(local_checks() if checks is None else checks, course)
    looked_at = narrowed(curriculum, course) if course else curriculum
    return [line for check in chosen if check.fix for line in check.fix(looked_at)]


def narrowed(curriculum: Curriculum, course: str) -> Curriculum:
    """The curriculum as if it had one course; papers stay linked to the weeks of all.

    Raises:
        ProblemsFound: there is no such course.
    """
    plan = curriculum.course(course)
    here, others = f"{plan.folder}/", f"{plan.folder.parent}/"
    return replace(
        curriculum,
        courses={plan.id: plan},
        problems=tuple(
            problem
            for problem in curriculum.problems
            if problem.file.startswith(here) or not problem.file.startswith(others)
        ),
    )


def _in_scope(checks: Iterable[Check], course: str | None) -> Sequence[Check]:
    return [check for check in checks if course is None or check.scope == "course"]


def _graded(problem: Problem, check: Check) -> Problem:
    return replace(problem, severity=check.severity) if check.severity else problem
