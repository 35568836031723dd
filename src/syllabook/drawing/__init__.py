"""Drawings of a course as SVG, for the site and for the PDF."""

from syllabook.drawing.course_map import course_map
from syllabook.drawing.picture import picture
from syllabook.drawing.svg import Drawing

__all__ = ["Drawing", "course_map", "picture"]
