"""Write a handout as a folder or a zip: all of it or nothing, and over nothing unasked."""

from __future__ import annotations

import io
import json
import shutil
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

from syllabook.foundation.files import write_atomic
from syllabook.foundation.problems import Problem, ProblemsFound

MANIFEST = ".syllabook-release.json"
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest date of the zip format; same input, same bytes


def zip_bytes(name: str, files: Mapping[str, bytes]) -> bytes:
    """The files as a zip, in a folder called ``name``; the same files give the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in sorted(files.items()):
            info = zipfile.ZipInfo(f"{name}/{path}", _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            archive.writestr(info, content)
    return buffer.getvalue()


def write_zip(target: Path, name: str, files: Mapping[str, bytes], *, force: bool) -> Path:
    """Write the files to a zip.

    Raises:
        ProblemsFound: it exists and ``force`` is not set, or it cannot be written.
    """
    if target.suffix != ".zip":
        target = target.with_name(f"{target.name}.zip")
    if target.exists() and not force:
        raise _refused(target, "exists already", "write elsewhere, or over it with --force")
    try:
        write_atomic(target, zip_bytes(name, files))
    except OSError as error:
        raise _refused(target, f"cannot be written: {error.strerror}", "") from error
    return target


def write_folder(target: Path, files: Mapping[str, bytes], *, force: bool, root: Path) -> Path:
    """Write the files to a folder.

    It is made beside the target and then takes its place. Over a folder that is not empty this is
    done only with ``force``: files of an earlier release that are no longer in it go, all others
    that stand there (a student's notes, ``.git``) stay.

    Args:
        target: the folder.
        files: contents by path.
        force: whether the folder may hold something already.
        root: the project's folder, whose sources must not be written over.

    Raises:
        ProblemsFound: the folder is not empty, holds the project or is part of its sources, or
            cannot be written; it is then as it was.
    """
    target = target.resolve()
    root = root.resolve()
    if root.is_relative_to(target):
        raise _refused(target, "holds the project itself", "choose a folder of its own")
    if target.is_relative_to(root) and not target.is_relative_to(root / "_build"):
        message = "lies in the project, whose book would take its pages for sources"
        raise _refused(target, message, "choose a folder outside the project, or below _build")
    if target.exists() and not target.is_dir():
        raise _refused(target, "is a file", "choose a folder")
    if target.is_dir() and any(target.iterdir()) and not force:
        raise _refused(target, "is not empty", "choose another folder, or write over it: --force")
    try:
        _replace(target, files)
    except OSError as error:
        raise _refused(target, f"cannot be written: {error.strerror}", "") from error
    return target


def _replace(target: Path, files: Mapping[str, bytes]) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(
        dir=target.parent, prefix=f".{target.name}.", ignore_cleanup_errors=True
    ) as place:
        made = Path(place) / "new"
        made.mkdir()
        for name, content in files.items():
            path = made / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        manifest = json.dumps({"files": sorted(files)}, indent=1)
        (made / MANIFEST).write_text(f"{manifest}\n", encoding="utf-8")
        old = Path(place) / "old"
        if target.exists():
            _keep_others(target, made)
            target.rename(old)
        try:
            made.rename(target)
        except OSError:
            if old.exists():
                old.rename(target)
            raise


def _keep_others(target: Path, made: Path) -> None:
    """Copy what stands in the old folder and was not put there by a release."""
    try:
        found = json.loads((target / MANIFEST).read_text(encoding="utf-8"))["files"]
        released = {name for name in found if isinstance(name, str)}
    except (OSError, ValueError, KeyError, TypeError):
        released = set()
    for path in sorted(target.rglob("*")):
        name = path.relative_to(target).as_posix()
        if name in released or (made / name).exists():
            continue
        if path.is_symlink() or not path.is_dir():
            (made / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(path, made / name, follow_symlinks=False)
        elif not any(path.iterdir()):
            (made / name).mkdir(parents=True, exist_ok=True)


def _refused(target: Path, message: str, fix: str) -> ProblemsFound:
    return ProblemsFound([Problem(target.as_posix(), 0, 0, message, fix)])
