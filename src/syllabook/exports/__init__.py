"""Files that other programs read: calendars, reading lists, cartridges, feeds, course data."""

from syllabook.exports.alfolio import teaching_page
from syllabook.exports.common_cartridge import cartridge
from syllabook.exports.course_json import course_export_schema, course_json
from syllabook.exports.feed import atom, begun
from syllabook.exports.ics import calendar
from syllabook.exports.places import build_time, offering_id
from syllabook.exports.reading_lists import FORMATS, reading_list
from syllabook.exports.structured_data import course_data, json_ld

__all__ = [
    "FORMATS",
    "atom",
    "begun",
    "build_time",
    "calendar",
    "cartridge",
    "course_data",
    "course_export_schema",
    "course_json",
    "json_ld",
    "offering_id",
    "reading_list",
    "teaching_page",
]
