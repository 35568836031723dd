"""Course outlines: read and validated; they know no papers, no dates and no outputs."""

from syllabook.outline.model import ROLES, Course, Reading, Role, Unit, Week
from syllabook.outline.read import OUTLINE_FILE, Outline, course_folders, read_outline

__all__ = [
    "OUTLINE_FILE",
    "ROLES",
    "Course",
    "Outline",
    "Reading",
    "Role",
    "Unit",
    "Week",
    "course_folders",
    "read_outline",
]
