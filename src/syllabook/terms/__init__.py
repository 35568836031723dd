"""Terms: one offering of a course, its rules read and laid out as dates."""

from syllabook.terms.calendar import DayOff, Meeting, WeekDates, schedule
from syllabook.terms.model import Term
from syllabook.terms.public_holidays import PublicHolidays
from syllabook.terms.read import LOCK_SUFFIX, TERM_FOLDER, TermFile, read_terms

__all__ = [
    "LOCK_SUFFIX",
    "TERM_FOLDER",
    "DayOff",
    "Meeting",
    "PublicHolidays",
    "Term",
    "TermFile",
    "WeekDates",
    "read_terms",
    "schedule",
]
