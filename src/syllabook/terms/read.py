"""Read the term files of a course."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from syllabook.foundation.files import shown_path
from syllabook.foundation.problems import Problem
from syllabook.foundation.yaml_source import YamlSource, parse, validate
from syllabook.terms.model import Term


@dataclass(frozen=True, slots=True)
class TermFile:
    """A term and the file it came from."""

    term: Term
    source: YamlSource
    path: Path


def read_terms(folder: Path, root: Path) -> tuple[list[TermFile], list[Problem]]:
    """Read every term of the course in ``folder``, earliest first.

    Args:
        folder: the course's folder; its terms are ``terms/*.yml``.
        root: the project's folder, to which file names in problems are relative.
    """
    found: list[TermFile] = []
    problems: list[Problem] = []
    for path in sorted((folder / "terms").glob("*.yml")):
        shown = shown_path(path, root)
        try:
            source, faults = parse(path.read_text(encoding="utf-8"), shown)
        except (OSError, UnicodeDecodeError) as error:
            problems.append(Problem(shown, 0, 0, f"cannot be read: {error}"))
            continue
        term = None
        if not (faults and source.data is None):
            term, more = validate(source, Term)
            faults = faults + more
        if term is not None:
            if term.id != path.stem:
                faults.append(
                    source.problem(
                        ("id",),
                        f'the id "{term.id}" is not the name of the file',
                        f'write "id: {path.stem}" or rename the file to {term.id}.yml',
                    )
                )
            found.append(TermFile(term, source, path))
        problems += faults
    return sorted(found, key=lambda item: (item.term.start, item.term.id)), problems
