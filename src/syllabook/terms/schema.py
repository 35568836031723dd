"""The JSON Schema of ``terms/<term>.yml``, kept in the project as ``schema/term.schema.json``."""

from __future__ import annotations

from syllabook.foundation.schema import schema_text
from syllabook.terms.model import Term

SCHEMA_FILE = "term.schema.json"


def term_schema() -> str:
    """The text of ``schema/term.schema.json``."""
    return schema_text(Term, "Term of a course of syllabook")
