"""Files that other programs read: calendars, reading lists, cartridges, feeds, course data.

Calendars are in :mod:`~syllabook.exports.ics`, imported where one is made: its library is slow to
import, and a build that makes nothing should not wait for it.
"""

from syllabook.exports.alfolio import teaching_page
from syllabook.exports.common_cartridge import VERSIONS, cartridge
from syllabook.exports.course_json import course_export_schema, course_json
from syllabook.exports.feed import atom
from syllabook.exports.places import offering_id
from syllabook.exports.reading_lists import FORMATS, reading_list
from syllabook.exports.redirects import redirects
from syllabook.exports.structured_data import course_data, json_ld

__all__ = [
    "FORMATS",
    "VERSIONS",
    "atom",
    "cartridge",
    "course_data",
    "course_export_schema",
    "course_json",
    "json_ld",
    "offering_id",
    "reading_list",
    "redirects",
    "teaching_page",
]
