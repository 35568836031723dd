"""Writing files so that nothing is ever half-written and nothing unchanged gets a new date."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path


def write_atomic(path: Path, content: str | bytes) -> None:
    """Write ``content`` to ``path`` through a temporary file beside it and a rename.

    Args:
        path: the file to write; missing parent folders are made.
        content: text (written as UTF-8 with ``\\n`` line ends) or bytes.

    Raises:
        OSError: the folder cannot be written; ``path`` is then as it was.
    """
    data = content.encode("utf-8") if isinstance(content, str) else content
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        mode = path.stat().st_mode & 0o777 if path.exists() else 0o644
        os.chmod(name, mode)
        os.replace(name, path)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(name)
        raise


def write_if_changed(path: Path, content: str | bytes) -> bool:
    """Like :func:`write_atomic`, but leave a file that already holds ``content`` alone.

    Returns:
        True if the file was written. An untouched file keeps its date, so builds stay incremental.
    """
    data = content.encode("utf-8") if isinstance(content, str) else content
    try:
        if path.read_bytes() == data:
            return False
    except FileNotFoundError:
        pass
    write_atomic(path, data)
    return True


def shown_path(path: Path, root: Path) -> str:
    """``path`` as the user knows it: relative to ``root`` when it lies below it, POSIX slashes."""
    with contextlib.suppress(ValueError):
        return path.resolve().relative_to(root.resolve()).as_posix()
    return path.as_posix()
