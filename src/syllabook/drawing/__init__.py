"""Drawings of a course as SVG, for the site and for the PDF."""

from syllabook.drawing.course_map import course_map, monday_class
from syllabook.drawing.dots import Column, Row, dot_columns, dot_table
from syllabook.drawing.picture import picture
from syllabook.drawing.svg import Drawing

__all__ = [
    "Column",
    "Drawing",
    "Row",
    "course_map",
    "dot_columns",
    "dot_table",
    "monday_class",
    "picture",
]
