"""DOIs, arXiv ids and addresses, out of the many ways in which records write them."""

from __future__ import annotations

import re

from syllabook.papers.latex import url_text

# arXiv's identifier scheme: 0704.0001 since 2007 (five digits since 2015), before it
# hep-th/9901001 and math.GT/0309136. See info.arxiv.org/help/arxiv_identifier.html.
_ARXIV_ID = r"(?:\d{4}\.\d{4,5}|[a-z][a-z-]*(?:\.[A-Z]{2})?/\d{7})"
_BARE_ARXIV = re.compile(rf"^(?:arxiv:\s*|abs/)?({_ARXIV_ID})(?:v\d+)?$", re.IGNORECASE)
_ARXIV_URL = re.compile(
    rf"^(?:https?://)?(?:www\.|export\.)?arxiv\.org/(?:abs|pdf|html)/({_ARXIV_ID})(?:v\d+)?(?:\.pdf)?/?$",
    re.IGNORECASE,
)
_ARXIV_DOI = re.compile(rf"^10\.48550/arxiv\.({_ARXIV_ID})(?:v\d+)?$", re.IGNORECASE)
_ARXIV_TEXT = re.compile(
    rf"\barxiv(?:\.org)?[\s:/]*(?:abs/|pdf/)?({_ARXIV_ID})(?!\d)", re.IGNORECASE
)
_DOI_PREFIX = re.compile(r"^(?:https?://(?:dx\.|www\.)?doi\.org/|doi:\s*)", re.IGNORECASE)
_DOI = re.compile(r"^10\.\d{4,9}/\S+$")


def doi_of(value: str) -> str:
    """The DOI in a ``doi`` field, without resolver; an empty string if there is none."""
    text = _DOI_PREFIX.sub("", url_text(value))
    return text if _DOI.match(text) else ""


def doi_of_url(url: str) -> str:
    """The DOI a resolver address leads to, or an empty string."""
    return doi_of(url) if _DOI_PREFIX.match(url) and "doi.org" in url.lower() else ""


def arxiv_of(value: str) -> str:
    """The arXiv id that ``value`` is (bare, with ``arXiv:``, an arXiv address or arXiv DOI).

    The version (``v2``) is dropped. An empty string if it is none of these.
    """
    text = _DOI_PREFIX.sub("", url_text(value))
    for pattern in (_BARE_ARXIV, _ARXIV_URL, _ARXIV_DOI):
        found = pattern.match(text)
        if found:
            return found.group(1)
    return ""


def arxiv_in(text: str) -> str:
    """The arXiv id named inside a text such as ``arXiv preprint arXiv:2201.02177``."""
    found = _ARXIV_TEXT.search(text)
    return found.group(1) if found else ""
