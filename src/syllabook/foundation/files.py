"""Writing files so that nothing is ever half-written and nothing unchanged gets a new date."""

from __future__ import annotations

import contextlib
import tempfile
from pathlib import Path


def write_atomic(path: Path, content: str | bytes) -> None:
    """Write ``content`` to ``path`` through a temporary file beside it and a rename.

    Args:
        path: the file to write; missing parent folders are made, the mode of an existing file
            is kept, and of a symbolic link the file behind it is written.
        content: text (written as UTF-8, line ends as they are) or bytes.

    Raises:
        OSError: the folder cannot be written; ``path`` is then as it was.
    """
    data = content.encode("utf-8") if isinstance(content, str) else content
    path = path.resolve()
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(
        dir=path.parent, prefix=f".{path.name}.", delete=False
    ) as stream:
        temporary = Path(stream.name)
        try:
            stream.write(data)
            stream.close()
            temporary.chmod(path.stat().st_mode & 0o777 if path.exists() else 0o644)
            temporary.replace(path)
        except BaseException:
            temporary.unlink(missing_ok=True)
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
