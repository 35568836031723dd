"""The library: papers read from .bib files, indexed, searched, cited, exported.

The rooms above need no more than what stands here and in :mod:`~syllabook.papers.references`.
"""

from syllabook.papers.evaluate import Readings, matches
from syllabook.papers.export import biblatex, bibtex, csl_json, ris
from syllabook.papers.library import Library
from syllabook.papers.model import Link, Name, Paper, links
from syllabook.papers.query import Query, QueryError, parse
from syllabook.papers.references import Reference, letters, reference
from syllabook.papers.topics import Keyword, Vocabulary, read_vocabulary

__all__ = [
    "Keyword",
    "Library",
    "Link",
    "Name",
    "Paper",
    "Query",
    "QueryError",
    "Readings",
    "Reference",
    "Vocabulary",
    "biblatex",
    "bibtex",
    "csl_json",
    "letters",
    "links",
    "matches",
    "parse",
    "read_vocabulary",
    "reference",
    "ris",
]
