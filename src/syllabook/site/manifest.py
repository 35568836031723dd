"""What earlier builds made: only what is missing or out of date is made again."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from syllabook.curriculum import Curriculum
from syllabook.foundation.files import write_atomic
from syllabook.site.files import FileGroup, file_groups


@dataclass(frozen=True, slots=True)
class Made:
    """A group as it was made: the digest then, and its files."""

    digest: str
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Manifest:
    """What earlier builds made, kept in the cache."""

    path: Path
    out: Path
    groups: Mapping[str, Made]
    _present: dict[str, set[str]] = field(default_factory=dict, compare=False)

    @classmethod
    def read(cls, path: Path, out: Path) -> Manifest:
        """Read it; what cannot be read, or tells of another site, counts as nothing made."""
        try:
            found = json.loads(path.read_text(encoding="utf-8"))
            groups = {
                name: Made(made["digest"], tuple(made["files"]))
                for name, made in found["groups"].items()
            }
            return cls(path, out, groups if found["out"] == out.as_posix() else {})
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return cls(path, out, {})

    def write(self) -> None:
        """Keep it for the next build."""
        groups = {
            name: {"digest": made.digest, "files": made.files} for name, made in self.groups.items()
        }
        write_atomic(self.path, json.dumps({"out": self.out.as_posix(), "groups": groups}))

    def is_fresh(self, group: FileGroup) -> bool:
        """Whether a group was made from what it would be made from now, and is still there."""
        made = self.groups.get(group.name)
        return (
            made is not None
            and made.digest == group.digest
            and all(map(self._is_there, made.files))
        )

    def _is_there(self, name: str) -> bool:
        """One listing of a folder instead of ten thousand questions."""
        folder, _, file = name.rpartition("/")
        if folder not in self._present:
            try:
                self._present[folder] = set(os.listdir(self.out / folder))  # noqa: PTH208 - names
            except OSError:
                self._present[folder] = set()
        return file in self._present[folder]


def write_site_files(curriculum: Curriculum, out: Path) -> list[Path]:
    """Make the files that are missing or out of date, and remove those that are no longer made.

    Args:
        curriculum: the model.
        out: the built site.

    Returns:
        The files made anew.

    Raises:
        ProblemsFound: a syllabus cannot be set, for a glyph that no font has.
    """
    manifest = Manifest.read(curriculum.project.cache / "files.json", out)
    current: dict[str, Made] = {}
    written: list[Path] = []
    for group in file_groups(curriculum):
        made = manifest.groups.get(group.name)
        if made is None or not manifest.is_fresh(group):
            contents = group.make()
            made = Made(group.digest, tuple(sorted(contents)))
            written += [out / name for name in made.files if _put(out / name, contents[name])]
        current[group.name] = made
    kept = {name for made in current.values() for name in made.files}
    for name in {name for made in manifest.groups.values() for name in made.files} - kept:
        (out / name).unlink(missing_ok=True)
    if current != manifest.groups:
        Manifest(manifest.path, out, current).write()
    return written


def is_fresh(curriculum: Curriculum, out: Path) -> bool:
    """Whether there is nothing to make."""
    manifest = Manifest.read(curriculum.project.cache / "files.json", out)
    groups = list(file_groups(curriculum))
    return {group.name for group in groups} == set(manifest.groups) and all(
        manifest.is_fresh(group) for group in groups
    )


def _put(path: Path, content: str | bytes) -> bool:
    """Write a built file if it changed, straight away.

    A file left half-written is not in the manifest yet, so the next build makes it again.
    """
    data = content.encode() if isinstance(content, str) else content
    try:
        if path.read_bytes() == data:
            return False
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return True
