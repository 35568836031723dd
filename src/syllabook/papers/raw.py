"""A record as it stands in a .bib file, before anything is made of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class RawRecord:
    """One entry of a .bib file.

    Attributes:
        key: citation key.
        type: entry type in lower case.
        fields: values by field name in lower case, outer delimiters removed, @string names
            replaced; inherited fields come after the entry's own.
        line, column: where its ``@`` stands.
        raw: its characters in the file.
        lines: line of each of its own fields.
        macros: @string names it uses, months excepted.
        inherited: names of the fields it has from crossref or xdata parents.
        parents: keys of those parents.
        faulty: an error was reported in it; what it holds may not be all.
    """

    key: str
    type: str
    fields: Mapping[str, str]
    line: int = 1
    column: int = 1
    raw: str = ""
    lines: Mapping[str, int] = field(default_factory=dict)
    macros: tuple[str, ...] = ()
    inherited: frozenset[str] = frozenset()
    parents: tuple[str, ...] = ()
    faulty: bool = False

    @property
    def links(self) -> bool:
        """Whether it takes fields from other records."""
        return "crossref" in self.fields or "xdata" in self.fields

    @property
    def own_fields(self) -> dict[str, str]:
        """The fields that stand in the entry itself."""
        return {name: text for name, text in self.fields.items() if name not in self.inherited}
