"""Labs: run, measured, kept fresh, and handed out to students without their solutions."""

from syllabook.notebooks.digest import digest, is_fresh, pinned_versions, read_pins
from syllabook.notebooks.labs import Lab, LabTime, lab_times, labs_of
from syllabook.notebooks.lectures import public_page
from syllabook.notebooks.public import public_notebook
from syllabook.notebooks.solutions import MarkerError, student_notebook

__all__ = [
    "Lab",
    "LabTime",
    "MarkerError",
    "digest",
    "is_fresh",
    "lab_times",
    "labs_of",
    "pinned_versions",
    "public_notebook",
    "public_page",
    "read_pins",
    "student_notebook",
]
