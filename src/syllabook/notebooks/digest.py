"""Whether a lab's outputs still belong to its code.

The digest covers the code cells, the helper modules and data beside the notebook, and the pinned
versions of the libraries it imports. ``syllabook run`` writes it into the notebook when it has
executed it; a difference later means that the outputs are stale.
"""

from __future__ import annotations

import ast
import hashlib
import re
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

# libraries whose distribution is not named like the module
DISTRIBUTIONS = {"sklearn": "scikit-learn", "PIL": "pillow", "kan": "pykan", "yaml": "pyyaml"}
_PIN = re.compile(r"^([A-Za-z0-9_.-]+)==(\S+)", re.MULTILINE)


def code_cells(notebook: Mapping[str, Any]) -> list[str]:
    """The sources of a notebook's code cells, in order."""
    return [
        _text(cell.get("source", ""))
        for cell in notebook.get("cells", [])
        if cell.get("cell_type") == "code"
    ]


def _text(source: str | list[str]) -> str:
    return source if isinstance(source, str) else "".join(source)


def imported_modules(sources: Iterable[str]) -> set[str]:
    """The top-level modules that code imports; cell magics and broken cells import nothing."""
    found: set[str] = set()
    for source in sources:
        lines = [line for line in source.splitlines() if not line.lstrip().startswith(("%", "!"))]
        try:
            tree = ast.parse("\n".join(lines))
        except SyntaxError:
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                found |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.add(node.module.partition(".")[0])
    return found - set(sys.stdlib_module_names)


def pinned_versions(constraints: str) -> dict[str, str]:
    """Versions by distribution name, from a constraints file."""
    return {_normal(name): version for name, version in _PIN.findall(constraints)}


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def digest(notebook: Mapping[str, Any], folder: Path, pins: Mapping[str, str]) -> str:
    """The digest that a fresh notebook carries in ``metadata.syllabook.digest``.

    Args:
        notebook: the notebook as JSON.
        folder: the week's folder; every file in it but pages, pictures and hidden files counts.
        pins: versions by distribution, see :func:`pinned_versions`.
    """
    sources = code_cells(notebook)
    helpers = {
        path.relative_to(folder).as_posix(): path
        for path in sorted(folder.rglob("*"))
        if path.is_file() and _is_input(path.relative_to(folder))
    }
    helper_code = [
        path.read_text(encoding="utf-8") for name, path in helpers.items() if name.endswith(".py")
    ]
    names = {
        _normal(DISTRIBUTIONS.get(module, module))
        for module in imported_modules([*sources, *helper_code])
    }
    found = hashlib.blake2b(digest_size=16)
    for source in sources:
        found.update(source.encode() + b"\0")
    for name, path in helpers.items():
        found.update(name.encode() + b"\0" + path.read_bytes() + b"\0")
    for name in sorted(names & set(pins)):
        found.update(f"{name}=={pins[name]}\0".encode())
    return found.hexdigest()


def _is_input(path: Path) -> bool:
    hidden = any(part.startswith((".", "__")) for part in path.parts)
    return not hidden and path.suffix not in {".ipynb", ".md", ".svg", ".png", ".pyc"}
