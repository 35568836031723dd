"""References in the citation style of a journal, through CSL (citeproc-py, extra ``csl``)."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from html import unescape
from pathlib import Path

from syllabook.foundation.problems import Problem, ProblemsFound
from syllabook.papers.export import csl_items
from syllabook.papers.model import Paper

MISSING = "references in a CSL style need citeproc-py"
MISSING_FIX = 'install it with: pip install "syllabook[csl]"'


def formatted(papers: Sequence[Paper], style: str | Path) -> list[str]:
    """One reference for each paper, plain text, in the order given.

    Args:
        papers: the papers.
        style: a ``.csl`` file, or the name of a style that citeproc-py ships.

    Raises:
        ProblemsFound: citeproc-py is not installed, or the style cannot be read.
    """
    # imported here: an optional dependency
    try:
        from citeproc import (  # type: ignore[import-untyped]  # noqa: PLC0415
            Citation,
            CitationItem,
            CitationStylesBibliography,
            CitationStylesStyle,
            formatter,
        )
        from citeproc.source.json import CiteProcJSON  # type: ignore[import-untyped]  # noqa: PLC0415
    except ImportError as error:
        raise ProblemsFound([Problem(str(style), 0, 0, MISSING, MISSING_FIX)]) from error
    name = str(style)
    # numbered ids: citeproc-py folds the case of keys, in which two papers may differ
    items = [item | {"id": f"p{place}"} for place, item in enumerate(csl_items(papers))]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns of every CSL variable that it does not know
        try:
            read_style = CitationStylesStyle(name, validate=False)
        except Exception as error:  # lxml and citeproc-py raise many kinds
            fix = "name a .csl file (see the Zotero style repository)"
            raise ProblemsFound(
                [Problem(name, 0, 0, f"the CSL style cannot be read: {error}", fix)]
            ) from error
        bibliography = CitationStylesBibliography(read_style, CiteProcJSON(items), formatter.plain)
        for item in items:
            bibliography.register(Citation([CitationItem(item["id"])]))
        texts = [unescape(str(entry)) for entry in bibliography.bibliography()]
        order = list(bibliography.keys)
    by_key = dict(zip(order, texts, strict=True))
    return [by_key[item["id"]] for item in items]
