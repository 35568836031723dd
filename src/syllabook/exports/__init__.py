"""Files that other programs read: reading lists for reference managers."""

from syllabook.exports.reading_lists import FORMATS, reading_list

__all__ = ["FORMATS", "reading_list"]
