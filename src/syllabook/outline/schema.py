"""The JSON Schema of ``course.yml``, kept in the project as ``schema/course.schema.json``."""

from __future__ import annotations

from syllabook.foundation.schema import schema_text
from syllabook.outline.model import Course

SCHEMA_FILE = "course.schema.json"


def course_schema() -> str:
    """The text of ``schema/course.schema.json``."""
    return schema_text(Course, "Course outline of syllabook")
