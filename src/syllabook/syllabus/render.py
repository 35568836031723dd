"""The syllabus as a PDF, set by Typst."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

import typst

from syllabook.curriculum import CoursePlan
from syllabook.foundation.problems import Problem, ProblemsFound
from syllabook.outline import OUTLINE_FILE
from syllabook.syllabus.data import syllabus_data

PaperSize = Literal["a4", "us-letter"]

# Typst writes a time into every PDF; a course without a term gets one that never changes
_NO_TERM = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
_MISSING_GLYPH = re.compile(r"the text `\"(.+?)\"` could not be displayed")


def render(plan: CoursePlan, *, paper: PaperSize = "a4", site_url: str = "") -> bytes:
    """Set a course's syllabus.

    The PDF conforms to PDF/A-2a and PDF/UA-1. The same course gives the same bytes.

    Args:
        plan: the course, with the dates of a term or without.
        paper: size of the pages.
        site_url: address of the course's site; empty if it has none.

    Raises:
        ProblemsFound: the bundled fonts lack a character of the outline or the library.
    """
    data = syllabus_data(plan, site_url=site_url)
    start = plan.term.start if plan.term else None
    stamp = dt.datetime(start.year, start.month, start.day, tzinfo=dt.UTC) if start else _NO_TERM
    room = Path(str(files("syllabook") / "syllabus"))
    try:
        pdf = typst.compile(
            room / "syllabus.typ",
            root=room,
            font_paths=bundled_fonts(),
            ignore_system_fonts=True,
            format="pdf",
            sys_inputs={"data": json.dumps(data, ensure_ascii=False), "paper": paper},
            pdf_standards=["a-2a", "ua-1"],
            timestamp=stamp,
        )
    except typst.TypstError as error:
        missing = sorted(set(_MISSING_GLYPH.findall(error.diagnostic)))
        if not missing:
            raise
        raise ProblemsFound([_missing_glyphs(plan, data, missing)]) from error
    return pdf


@cache
def bundled_fonts() -> typst.Fonts:
    """The bundled fonts, and Typst's own monospaced one for code."""
    folder = str(files("syllabook") / "assets" / "fonts")
    return typst.Fonts(include_system_fonts=False, font_paths=[folder])


def _missing_glyphs(plan: CoursePlan, data: dict[str, Any], missing: list[str]) -> Problem:
    named = ", ".join(
        f'"{text}" ({" ".join(f"U+{ord(letter):04X}" for letter in text)})' for text in missing
    )
    where = next((text for text in _texts(data) if missing[0] in text), "")
    where = f'; the first stands in "{_shortened(where, missing[0])}"' if where else ""
    return Problem(
        f"{plan.folder}/{OUTLINE_FILE}",
        0,
        0,
        f"the fonts of the PDF lack {named}{where}",
        "write it in Latin, Greek, Cyrillic or simplified Chinese characters, in the outline or in"
        " the .bib file that it comes from",
    )


def _texts(value: Any) -> Iterator[str]:
    """Every text of the data, whatever its place."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)


def _shortened(text: str, around: str) -> str:
    """Sixty characters of ``text`` with ``around`` among them."""
    start = max(0, text.index(around) - 30)
    return text[start : start + 60].strip()
