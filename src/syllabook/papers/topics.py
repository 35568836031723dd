"""The controlled vocabulary of keywords: topics, pillars and marks, itself a file of the user's.

pillars: [{id: science-of-ai, title: Science of AI}]
topics: [{id: grokking, title: Grokking, aliases: [delayed generalization]}]
marks: [{id: media, title: Press}]
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import blake2b
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, field_validator

from syllabook.foundation.files import shown_path
from syllabook.foundation.problems import Problem
from syllabook.foundation.validation import validate
from syllabook.foundation.yaml_source import YamlSource, read_yaml
from syllabook.papers.folding import slug

Kind = Literal["topic", "pillar", "mark"]


class Keyword(BaseModel):
    """One keyword of the vocabulary.

    Attributes:
        id: as records write it: lower case, words joined by hyphens.
        title: as readers see it.
        aliases: other keywords that mean the same.
        group: heading under which lists show it, optional.
        description: one sentence for readers, optional.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    title: str
    aliases: tuple[str, ...] = ()
    group: str = ""
    description: str = ""

    @field_validator("id")
    @classmethod
    def _is_slug(cls, value: str) -> str:
        if value != slug(value) or not value:
            raise ValueError(f'"{value}" is no keyword id; write "{slug(value) or "some-topic"}"')
        return value


class _VocabularyFile(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    pillars: tuple[Keyword, ...] = ()
    topics: tuple[Keyword, ...] = ()
    marks: tuple[Keyword, ...] = ()


@dataclass(frozen=True)
class Classified:
    """The keywords of one record, told apart; ids, in the record's order."""

    topics: tuple[str, ...] = ()
    pillars: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True)
class Vocabulary:
    """What each keyword is. An empty vocabulary takes every keyword for a topic.

    Attributes:
        pillars, topics, marks: in the order of the file.
        file: the file it was read from, as shown to the user.
    """

    pillars: tuple[Keyword, ...] = ()
    topics: tuple[Keyword, ...] = ()
    marks: tuple[Keyword, ...] = ()
    file: str = ""
    _cache: dict[str, Classified] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def by_name(self) -> dict[str, tuple[Kind, Keyword]]:
        """Kind and keyword by every id, title and alias, in slug form."""
        found: dict[str, tuple[Kind, Keyword]] = {}
        groups: tuple[tuple[Kind, tuple[Keyword, ...]], ...] = (
            ("pillar", self.pillars),
            ("topic", self.topics),
            ("mark", self.marks),
        )
        for kind, keywords in groups:
            for keyword in keywords:
                found[keyword.id] = (kind, keyword)
        for kind, keywords in groups:
            for keyword in keywords:
                for name in (keyword.title, *keyword.aliases):
                    found.setdefault(slug(name), (kind, keyword))
        return found

    @cached_property
    def digest(self) -> str:
        """Hash of everything that classification depends on."""
        text = repr([(name, kind, word.id) for name, (kind, word) in sorted(self.by_name.items())])
        return blake2b(text.encode(), digest_size=16).hexdigest()

    def __bool__(self) -> bool:
        """Whether it knows any keyword."""
        return bool(self.by_name)

    def find(self, name: str) -> tuple[Kind, Keyword] | None:
        """Kind and keyword that ``name`` (an id, a title or an alias) stands for."""
        return self.by_name.get(slug(name))

    def title(self, id_: str) -> str:
        """What readers see for a keyword id; an unknown id with its hyphens as spaces."""
        found = self.by_name.get(id_)
        return found[1].title if found else id_.replace("-", " ")

    def classify(self, keywords: str) -> Classified:
        """Tell apart the keywords of a ``keywords`` field (separated by commas or semicolons)."""
        known = self._cache.get(keywords)
        if known is None:
            known = self._cache[keywords] = self._classify(split_keywords(keywords))
        return known

    def _classify(self, words: Iterable[str]) -> Classified:
        found: dict[str, dict[str, None]] = {"topic": {}, "pillar": {}, "mark": {}, "unknown": {}}
        for word in words:
            entry = self.find(word)
            if entry:
                found[entry[0]][entry[1].id] = None
            elif self:
                found["unknown"][word] = None
            else:
                found["topic"][slug(word) or word] = None
        return Classified(*(tuple(group) for group in found.values()))


def split_keywords(text: str) -> list[str]:
    """The keywords of a ``keywords`` field, as written."""
    words = (" ".join(word.split()) for word in text.replace(";", ",").split(","))
    return [word for word in words if word]


def read_vocabulary(path: Path, root: Path) -> tuple[Vocabulary, list[Problem]]:
    """Read the vocabulary from a YAML file.

    Args:
        path: the file, such as ``readings/topics.yml``.
        root: folder of the project; problems name the file relative to it.

    Returns:
        The vocabulary (empty where the file cannot be read), and every problem in the file.
    """
    shown = shown_path(path, root)
    if not path.exists():
        return Vocabulary(file=shown), [
            Problem(shown, 0, 0, "the vocabulary is missing", "create it with a list of topics")
        ]
    source, problems = read_yaml(path, root)
    if source.data is None:
        return Vocabulary(file=shown), problems
    model, more = validate(source, _VocabularyFile)
    problems += more
    if model is None:
        return Vocabulary(file=shown), problems
    problems += _clashes(source, model)
    return Vocabulary(model.pillars, model.topics, model.marks, shown), problems


def _clashes(source: YamlSource, model: _VocabularyFile) -> list[Problem]:
    """Ids, titles and aliases that stand for two keywords at once."""
    problems: list[Problem] = []
    seen: dict[str, str] = {}
    groups = (("pillars", model.pillars), ("topics", model.topics), ("marks", model.marks))
    for group, keywords in groups:
        for index, keyword in enumerate(keywords):
            places = [("id", keyword.id), ("title", keyword.title)]
            names = {slug(name): (group, index, label) for label, name in reversed(places)}
            names |= {slug(alias): (group, index, "aliases") for alias in keyword.aliases}
            for name, place in names.items():
                if name in seen:
                    message = f'"{name}" already stands for "{seen[name]}"'
                    problems.append(source.problem(place, message, "rename one of the two"))
                else:
                    seen[name] = keyword.id
    return problems
