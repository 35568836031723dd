"""``syllabook papers``: search, show, count, import and export the library."""

from __future__ import annotations
