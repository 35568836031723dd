"""The syllabus as a PDF."""

from syllabook.syllabus.data import syllabus_data
from syllabook.syllabus.render import PaperSize, render

__all__ = ["PaperSize", "render", "syllabus_data"]
