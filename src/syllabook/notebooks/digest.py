"""Whether a lab's outputs still belong to its code.

The digest covers the code cells, the helper modules and data beside the notebook, and the pinned
versions of the libraries it imports. ``syllabook run`` writes it into the notebook when it has
executed it; a difference later means that the outputs are stale. A lab is executed in a folder
that holds these files and no others, so nothing that could change its outputs escapes the digest.
"""

from __future__ import annotations

import ast
import hashlib
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from importlib import metadata
from pathlib import Path
from typing import Any

from syllabook.notebooks.document import code_cells, within

LAB_PINS = "constraints-labs.txt"
# libraries whose distribution is not named like the module
DISTRIBUTIONS = {
    "PIL": "pillow",
    "IPython": "ipython",
    "cv2": "opencv-python",
    "kan": "pykan",
    "skimage": "scikit-image",
    "sklearn": "scikit-learn",
    "yaml": "pyyaml",
}
PAGES = {".md", ".ipynb"}
PICTURES = {".svg", ".png", ".jpg", ".jpeg", ".gif", ".webp", ".pdf"}
_PIN = re.compile(r"^([A-Za-z0-9_.-]+)==(\S+)", re.MULTILINE)
_NEEDS = re.compile(r"^([A-Za-z0-9_.-]+)==\S+[ \t]+# needs: *(.+)$", re.MULTILINE)


def imported_modules(sources: Iterable[str], *, optional: bool = True) -> set[str]:
    """The top-level modules that code imports; cell magics and broken cells import nothing.

    Args:
        sources: code, cell by cell or file by file.
        optional: also those imported within ``try``, which code may do without.
    """
    found: set[str] = set()
    for text in sources:
        tree = parse_code(text)
        for node in _nodes(tree, optional) if tree else ():
            if isinstance(node, ast.Import):
                found |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.add(node.module.partition(".")[0])
    return found - set(sys.stdlib_module_names)


def _nodes(tree: ast.AST, optional: bool) -> Iterator[ast.AST]:
    yield tree
    for child in ast.iter_child_nodes(tree):
        if optional or not isinstance(child, ast.Try):
            yield from _nodes(child, optional)


def parse_code(text: str) -> ast.Module | None:
    """The code of a cell, without IPython's magics and shell lines; None if it is not Python."""
    if text.lstrip().startswith("%%"):
        return None
    for code in (text, re.sub(r"(?m)^([ \t]*)[%!].*$", r"\1pass", text)):
        try:
            return ast.parse(code)
        except (SyntaxError, ValueError):
            continue
    return None


def distribution(module: str) -> str:
    """The name under which a module's library is installed."""
    return _normal(DISTRIBUTIONS.get(module, module))


def pinned_versions(constraints: str) -> dict[str, str]:
    """Versions by distribution name, from a constraints file."""
    return {_normal(name): version for name, version in _PIN.findall(constraints)}


def read_pins(root: Path) -> dict[str, str]:
    """The versions that the project's labs are executed with; none where nothing is pinned."""
    path = root / LAB_PINS
    return pinned_versions(path.read_text(encoding="utf-8")) if path.is_file() else {}


def read_needs(root: Path) -> dict[str, tuple[str, ...]]:
    """What libraries import without saying so in their own requirements, by distribution.

    It stands beside the pin: ``pykan==0.2.8  # needs: pandas, tqdm``.
    """
    path = root / LAB_PINS
    found = _NEEDS.findall(path.read_text(encoding="utf-8")) if path.is_file() else []
    return {
        _normal(name): tuple(_normal(need.strip()) for need in needs.split(","))
        for name, needs in found
    }


def installed_versions(pins: Mapping[str, str]) -> dict[str, str]:
    """For each pinned library the version that is installed here; the pin where there is none.

    The local part (``+cpu``) names a build of the same version and is left out.
    """
    found = dict(pins)
    for name in pins:
        try:
            found[name] = metadata.version(name).partition("+")[0]
        except metadata.PackageNotFoundError:
            continue
    return found


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def input_files(folder: Path, sources: Iterable[str]) -> dict[str, Path]:
    """The files of a week's folder that its labs may use, by path within the folder.

    Helper modules and data count; pages never do, and pictures only where the code names them.

    Args:
        folder: the week's folder.
        sources: the code cells of a lab.
    """
    code = "\n".join(sources)
    return {
        path.relative_to(folder).as_posix(): path
        for path in visible_files(folder)
        if path.suffix != ".ipynb"
        and (path.suffix.lower() not in PAGES | PICTURES or path.name in code)
    }


def visible_files(folder: Path) -> Iterator[Path]:
    """The files below a week's folder, sorted, less hidden and compiled ones and teaching notes.

    A link to a file outside the folder is none of its files.
    """
    home = folder.resolve()
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if any(part.startswith(".") or part in {"__pycache__", "teaching"} for part in parts):
            continue
        if path.is_file() and path.resolve().is_relative_to(home):
            yield path


def libraries(sources: Iterable[str], files: Mapping[str, Path]) -> set[str]:
    """The distributions that a lab and its helper modules import."""
    helpers = [
        path.read_text(encoding="utf-8", errors="replace")
        for name, path in files.items()
        if name.endswith(".py")
    ]
    modules = imported_modules([*sources, *helpers]) - local_modules(files)
    return {distribution(module) for module in modules}


def local_modules(files: Iterable[str]) -> set[str]:
    """The modules that stand beside a lab."""
    return {name.partition("/")[0].removesuffix(".py") for name in files if name.endswith(".py")}


def digest(notebook: Mapping[str, Any], folder: Path, pins: Mapping[str, str]) -> str:
    """The digest that a fresh notebook carries in ``metadata.syllabook.digest``.

    Args:
        notebook: the notebook as JSON.
        folder: the week's folder, see :func:`input_files`.
        pins: versions by distribution, see :func:`pinned_versions`.
    """
    sources = code_cells(notebook)
    files = input_files(folder, sources)
    found = hashlib.blake2b(digest_size=16)
    for text in sources:
        found.update(text.encode() + b"\0")
    for name, path in files.items():
        found.update(name.encode() + b"\0" + path.read_bytes() + b"\0")
    for name in sorted(libraries(sources, files) & set(pins)):
        found.update(f"{name}=={pins[name]}\0".encode())
    return found.hexdigest()


def is_fresh(notebook: Mapping[str, Any], folder: Path, pins: Mapping[str, str]) -> bool:
    """Whether a notebook's outputs were made by the code, files and versions that stand there."""
    return bool(
        within(notebook, "metadata", "syllabook", "digest") == digest(notebook, folder, pins)
    )
