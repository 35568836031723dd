"""What a query can ask of a paper, derived in one place for the index and the evaluator."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from syllabook.papers.folding import fold, slug, tokens
from syllabook.papers.model import Name, Paper
from syllabook.papers.names import names
from syllabook.papers.topics import split_keywords
from syllabook.papers.types import canonical

#: Stands between names, so that no phrase runs from one author into the next. No token holds it.
BOUNDARY = "¦"
#: What ``has:`` can ask for.
HAS = ("arxiv", "code", "doi", "note", "pdf", "url")
#: What ``type:`` can ask for beside the entry types.
EXTRA_TYPES = ("post", "preprint")

_PREPRINT_TYPES = frozenset({"article", "misc", "online", "report", "unpublished"})


def types_of(paper: Paper) -> frozenset[str]:
    """The values of ``type:`` that match.

    They are the entry type, its BibLaTeX name, ``post`` for an online record of a blog (the word
    stands in its organization or in its own ``type`` or ``entrysubtype`` field), and ``preprint``
    for a record on arXiv that appeared nowhere else.
    """
    found = {paper.type, canonical(paper.type)}
    if canonical(paper.type) == "online":
        about = (
            paper.organization,
            paper.fields.get("type", ""),
            paper.fields.get("entrysubtype", ""),
        )
        if any("blog" in tokens(text) for text in about):
            found.add("post")
    if paper.arxiv and not paper.venue and canonical(paper.type) in _PREPRINT_TYPES:
        found.add("preprint")
    return frozenset(found)


def has_of(paper: Paper) -> frozenset[str]:
    """The values of ``has:`` that match. Every paper on arXiv has a PDF."""
    present = {
        "arxiv": paper.arxiv,
        "code": paper.code,
        "doi": paper.doi,
        "note": paper.note,
        "pdf": paper.pdf or paper.arxiv,
        "url": paper.url,
    }
    return frozenset(name for name in HAS if present[name])


def people(paper: Paper) -> tuple[Name, ...]:
    """The authors; of a record without any its editors."""
    return paper.authors or names(paper.fields.get("editor", ""))[0]


@dataclass(frozen=True, slots=True)
class SearchText:
    """The words of a paper as search compares them: tokens joined by single spaces.

    Attributes:
        title, authors, topics, venue: the text columns. Each author stands there in both orders,
            so that "Ziming Liu" and "Liu, Ziming" both match.
        tags: one token for each exact fact (``topic¦grokking``, ``has¦code``).
    """

    title: str
    authors: str
    topics: str
    venue: str
    tags: str


def search_text(paper: Paper) -> SearchText:
    """The searchable words of ``paper``."""
    authors: list[str] = []
    authors += map(_person, people(paper))
    if not authors:
        authors = tokens(paper.organization)
    topics = [f"{' '.join(_words(topic))} {BOUNDARY}" for topic in paper.topics]
    return SearchText(
        " ".join(tokens(paper.title)),
        " ".join(authors),
        " ".join(topics),
        " ".join(_words(paper.venue)),
        " ".join(sorted(tags(paper))),
    )


@lru_cache(maxsize=65536)
def _person(name: Name) -> str:
    family = tokens(f"{name.prefix} {name.family} {name.suffix}")
    given = tokens(name.given)
    orders = [*given, *family, BOUNDARY]
    if given:
        orders += [*family, *given, BOUNDARY]
    return " ".join(orders)


@lru_cache(maxsize=16384)
def _words(text: str) -> tuple[str, ...]:
    return tuple(tokens(text))


def tags(paper: Paper) -> set[str]:
    """One token for each exact fact of ``paper``."""
    found = {tag("topic", topic) for topic in paper.topics}
    found |= {tag("pillar", pillar) for pillar in paper.pillars}
    found |= {tag("type", kind) for kind in types_of(paper)}
    found |= {tag("has", name) for name in has_of(paper)}
    found |= {tag("keyword", word) for word in split_keywords(paper.fields.get("keywords", ""))}
    return found


@lru_cache(maxsize=16384)
def tag(kind: str, value: str) -> str:
    """The token of one exact fact; case, accents and punctuation of the value do not count."""
    return f"{kind}{BOUNDARY}{slug(value).replace('-', BOUNDARY)}"


def sort_title(title: str) -> str:
    """What ``sort:title`` compares: the searchable title without a leading article."""
    article, _, rest = title.partition(" ")
    return rest if rest and article in {"a", "an", "the"} else title


def sort_author(paper: Paper) -> str:
    """What ``sort:author`` compares: folded family and given name of the first author."""
    for name in people(paper):
        return _sort_name(name)
    return " ".join(_words(paper.organization))


@lru_cache(maxsize=65536)
def _sort_name(name: Name) -> str:
    family = " ".join(tokens(f"{name.prefix} {name.family}"))
    return f"{family} , {' '.join(tokens(name.given))}"


def folded_key(key: str) -> str:
    """A citation key as ``key:`` compares it."""
    return fold(key)
