"""Terms: one offering of a course, its rules read and laid out as dates."""

from syllabook.terms.calendar import DayOff, Meeting, WeekDates, schedule
from syllabook.terms.model import Term
from syllabook.terms.read import TERM_FOLDER, TermFile, read_terms

__all__ = [
    "TERM_FOLDER",
    "DayOff",
    "Meeting",
    "Term",
    "TermFile",
    "WeekDates",
    "read_terms",
    "schedule",
]
