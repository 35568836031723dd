"""Courses to set, and their PDFs, each set once."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest

from syllabook.curriculum import CoursePlan, Curriculum
from syllabook.syllabus import PaperSize, render
from tests.drawing.conftest import real, small

__all__ = ["real", "small"]

Pdf = Callable[[str, str | None, PaperSize], bytes]
SITE = "https://example.org/courses/"


@pytest.fixture(scope="session")
def plans(small: CoursePlan, real: Curriculum) -> Callable[[str, str | None], CoursePlan]:
    """A course by id with the dates of a term, or without."""

    def plan(course: str, term: str | None) -> CoursePlan:
        return small if course == small.id else real.offering(course, term)

    return plan


@pytest.fixture(scope="session")
def pdf(plans: Callable[[str, str | None], CoursePlan]) -> Pdf:
    """The syllabus of a course."""

    @cache
    def make(course: str, term: str | None, paper: PaperSize) -> bytes:
        return render(plans(course, term), paper=paper, site_url=SITE)

    return make
