"""What Typst sets: the syllabus as a PDF, and pictures for those who share links."""

from syllabook.syllabus.data import syllabus_data
from syllabook.syllabus.render import PaperSize, render
from syllabook.syllabus.share import ShareCard, course_cards, draw

__all__ = ["PaperSize", "ShareCard", "course_cards", "draw", "render", "syllabus_data"]
