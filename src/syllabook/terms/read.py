"""Read the term files of a course."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from syllabook.foundation.problems import Problem
from syllabook.foundation.validation import validate
from syllabook.foundation.yaml_source import YamlSource, read_yaml
from syllabook.terms.model import Term

TERM_FOLDER = "terms"
LOCK_SUFFIX = ".lock.yml"  # of a file beside a term that pins what its queries drew


@dataclass(frozen=True, slots=True)
class TermFile:
    """A term and the file it came from."""

    term: Term
    source: YamlSource
    path: Path


def read_terms(folder: Path, root: Path) -> tuple[list[TermFile], list[Problem]]:
    """Read every term of the course in ``folder``, earliest first.

    Args:
        folder: the course's folder; its terms are ``terms/*.yml``, less the locks beside them.
        root: the project's folder, to which file names in problems are relative.
    """
    found: list[TermFile] = []
    problems: list[Problem] = []
    for path in sorted((folder / TERM_FOLDER).glob("*.yml")):
        if path.name.endswith(LOCK_SUFFIX):
            continue
        source, faults = read_yaml(path, root)
        term = None
        if source.data is not None:
            term, more = validate(source, Term)
            faults += more
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
    return sorted(found, key=lambda item: (item.term.start, item.term.id)), sorted(problems)
