"""A paper as compact JSON, and the hash of its content."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import blake2b
from typing import Any

from syllabook.papers.model import Name, Paper

_SIMPLE = (
    "type",
    "title",
    "more_authors",
    "organization",
    "date",
    "year",
    "venue",
    "volume",
    "number",
    "pages",
    "doi",
    "arxiv",
    "url",
    "pdf",
    "code",
    "note",
)
_dumps = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode


def encode(content: Mapping[str, Any]) -> str:
    """The content of a paper (its attributes by name) without its key, place and digest."""
    people = [(name.family, name.given, name.prefix, name.suffix) for name in content["authors"]]
    values: list[Any] = [content[name] for name in _SIMPLE]
    return _dumps([*values, people, content["topics"], content["pillars"], dict(content["fields"])])


def digest(key: str, data: str) -> str:
    """Hash of a paper's key and encoded content."""
    text = f"{key}\0{data}".encode("utf-8", "surrogatepass")
    return blake2b(text, digest_size=16).hexdigest()


def decode(row: tuple[str, str, str, str, int]) -> Paper:
    """A paper out of its key, encoded content, digest, file and line."""
    key, data, content_digest, file, line = row
    *values, people, topics, pillars, fields = json.loads(data)
    return Paper(
        key=key,
        authors=tuple(Name(*name) for name in people),
        topics=tuple(topics),
        pillars=tuple(pillars),
        fields=fields,
        file=file,
        line=line,
        digest=content_digest,
        **dict(zip(_SIMPLE, values, strict=True)),
    )
