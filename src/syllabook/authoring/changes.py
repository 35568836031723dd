"""Several files written together: all of them, or none."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from syllabook.foundation.files import shown_path
from syllabook.foundation.problems import Problem, ProblemsFound


def existing(files: Iterable[Path], root: Path, *, force: bool) -> None:
    """Refuse to write over files that are there.

    Raises:
        ProblemsFound: some are, and ``force`` is not given.
    """
    if not force:
        problems = [
            Problem(
                shown_path(path, root), 0, 0, "is there already", "use --force to write it anew"
            )
            for path in files
            if path.exists()
        ]
        if problems:
            raise ProblemsFound(problems)


def write_all(files: Mapping[Path, str], root: Path) -> None:
    """Write ``files``, all or none of them.

    Every text goes to a temporary file beside its target first, so that a full disk or a folder
    without rights is known before anything is changed; then all are renamed. If a rename fails,
    those done are undone.

    Args:
        files: text by path; missing folders are made, and removed again on failure; of a
            symbolic link the file behind it is written.
        root: the project's folder, to which file names in problems are relative.

    Raises:
        ProblemsFound: a file cannot be written; every file is as it was.
    """
    undo: list[Callable[[], object]] = []
    staged: dict[Path, Path] = {}
    current = root
    try:
        for path, text in ((path.resolve(), text) for path, text in files.items()):
            current = path
            _make_folders(path.parent, undo)
            staged[path] = _stage(path, text, undo)
        for path, temporary in staged.items():
            current = path
            _keep_old(path, undo)
            temporary.replace(path)
    except BaseException as error:
        for step in reversed(undo):
            with contextlib.suppress(OSError):
                step()
        if isinstance(error, OSError):
            reason = error.strerror or str(error)
            message = f"cannot be written: {reason}; nothing was changed"
            raise ProblemsFound([Problem(shown_path(current, root), 0, 0, message)]) from error
        raise


def _make_folders(folder: Path, undo: list[Callable[[], object]]) -> None:
    for missing in reversed([part for part in (folder, *folder.parents) if not part.exists()]):
        missing.mkdir()
        undo.append(missing.rmdir)


def _stage(path: Path, text: str, undo: list[Callable[[], object]]) -> Path:
    with tempfile.NamedTemporaryFile(
        dir=path.parent, prefix=f".{path.name}.", delete=False
    ) as stream:
        temporary = Path(stream.name)
        undo.append(lambda: temporary.unlink(missing_ok=True))
        stream.write(text.encode("utf-8"))
    temporary.chmod(path.stat().st_mode & 0o777 if path.exists() else 0o644)
    return temporary


def _keep_old(path: Path, undo: list[Callable[[], object]]) -> None:
    """Remember how to give ``path`` back what it holds now."""
    if not path.exists():
        undo.append(lambda: path.unlink(missing_ok=True))
        return
    old = path.read_bytes()
    mode = path.stat().st_mode & 0o777

    def restore() -> None:
        path.write_bytes(old)
        path.chmod(mode)

    undo.append(restore)
