"""Where a lab can be run: addresses that open it in Colab or Binder, right in every fork."""

from __future__ import annotations

import re
from collections.abc import Mapping
from configparser import ConfigParser, Error
from pathlib import Path
from urllib.parse import quote

from syllabook.curriculum.project import Project

#: The id of the cell in which ``syllabook new lab`` writes the links into a notebook.
LAUNCH_CELL = "launch"

_REMOTE = re.compile(r"(?:https://|ssh://git@|git@)github\.com[:/]([\w.-]+)/([\w.-]+?)(?:\.git)?/?")
_SERVICES = ("Colab", "Binder")


def github_repository(root: Path) -> str:
    """``owner/name`` of the GitHub repository that a checkout came from, or an empty string.

    Links made from it are right in every fork, without a setting to forget.
    """
    git = ConfigParser(strict=False, interpolation=None)
    try:
        git.read(root / ".git" / "config", encoding="utf-8")
        url = git.get('remote "origin"', "url", fallback="")
    except (Error, OSError, UnicodeDecodeError):
        return ""
    found = _REMOTE.fullmatch(url.strip())
    return f"{found[1]}/{found[2]}" if found else ""


def launch_addresses(project: Project, source: str) -> Mapping[str, str]:
    """Addresses by name of the service, of those that ``launch_buttons`` in ``_config.yml`` names.

    Args:
        project: the project, for its settings and its repository.
        source: the notebook's file, relative to the project.

    Returns:
        Nothing for a page that is no notebook, or without a GitHub repository. The forms are those
        that both services document: ``/github/OWNER/NAME/blob/BRANCH/FILE`` and
        ``/v2/gh/OWNER/NAME/BRANCH?urlpath=lab/tree/FILE``.
    """
    repository = github_repository(project.root) if project.launch else ""
    if not repository or not source.endswith(".ipynb"):
        return {}
    branch = _branch(project.root)
    place = quote(f"lab/tree/{source}", safe="")
    forms = {
        "Colab": f"/github/{repository}/blob/{branch}/{quote(source)}",
        "Binder": f"/v2/gh/{repository}/{branch}?urlpath={place}",
    }
    return {
        name: project.launch[name].rstrip("/") + forms[name]
        for name in _SERVICES
        if name in project.launch
    }


def launch_line(project: Project, source: str) -> str:
    """The same as a line of Markdown; empty where there is nowhere to run it."""
    links = (f"[{name}]({href})" for name, href in launch_addresses(project, source).items())
    made = " · ".join(links)
    return f"Run this lab in {made}" if made else ""


def _branch(root: Path) -> str:
    """The branch that is checked out; ``main`` if none is."""
    try:
        head = (root / ".git" / "HEAD").read_text(encoding="utf-8")
    except OSError:
        return "main"
    return head.strip().removeprefix("ref: refs/heads/") if head.startswith("ref:") else "main"
