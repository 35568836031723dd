"""Small mends of what Jupyter Book 1 and its theme do wrong, each with its reason."""

from __future__ import annotations

import os
import re
from configparser import ConfigParser, Error
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.config import Config


def use_all_cores(app: Sphinx, config: Config) -> None:
    """Read and write in parallel: Jupyter Book's command line offers no ``-j``."""
    if config.syllabook_parallel and app.parallel <= 1:
        app.parallel = (os.cpu_count() or 1) + 1


def declare_parallel_safe(app: Sphinx) -> None:
    """Two of Jupyter Book's extensions do not say that they may be read in parallel; they may."""
    for name in ("sphinx_multitoc_numbering", "sphinx_jupyterbook_latex"):
        if name in app.extensions:
            app.extensions[name].parallel_read_safe = True
            app.extensions[name].parallel_write_safe = True


def leave_thebe_out(app: Sphinx, config: Config) -> None:
    """Without its launch button, Thebe only declares the same constants twice on every page."""
    if config.html_theme_options.get("launch_buttons", {}).get("thebe"):
        return
    unwanted = {"init_thebe_core", "update_thebe_context"}
    for listeners in app.events.listeners.values():
        for listener in list(listeners):
            handler = listener.handler
            if handler.__module__ == "sphinx_thebe" and handler.__name__ in unwanted:
                app.disconnect(listener.id)


def name_the_default_mode(_app: Sphinx, config: Config) -> None:
    """The theme's script logs an error on a first visit when no colour mode is named."""
    config.html_context.setdefault("default_mode", "auto")


_JUPYTER_BOOK = "https://github.com/executablebooks/jupyter-book"
_GITHUB = re.compile(r"(?:https://|ssh://git@|git@)github\.com[:/]([\w.-]+)/([\w.-]+?)(?:\.git)?/?")


def github_repository(root: Path) -> str:
    """The address of the GitHub repository that a checkout came from, or an empty string.

    Launch buttons made from it are right in every fork, without a setting to forget.
    """
    git = ConfigParser(strict=False, interpolation=None)
    try:
        git.read(root / ".git" / "config", encoding="utf-8")
        url = git.get('remote "origin"', "url", fallback="")
    except (Error, OSError, UnicodeDecodeError):
        return ""
    found = _GITHUB.fullmatch(url.strip())
    return f"https://github.com/{found[1]}/{found[2]}" if found else ""


def name_the_repository(app: Sphinx, config: Config) -> None:
    """Tell the theme which repository the launch buttons open, if the settings do not.

    Jupyter Book would have them open its own. Without a repository there are no buttons.
    """
    options = config.html_theme_options
    if options.get("repository_url", _JUPYTER_BOOK) != _JUPYTER_BOOK:
        return
    root = Path(app.srcdir)
    url = github_repository(root)
    if url:
        options["repository_url"] = url
        options["repository_branch"] = _branch(root)
    else:
        options.pop("launch_buttons", None)


def _branch(root: Path) -> str:
    """The branch that is checked out; ``main`` if none is."""
    try:
        head = (root / ".git" / "HEAD").read_text(encoding="utf-8")
    except OSError:
        return "main"
    return head.strip().removeprefix("ref: refs/heads/") if head.startswith("ref:") else "main"


def setup(app: Sphinx) -> None:
    """Connect the mends."""
    app.add_config_value("syllabook_parallel", True, "", bool)
    app.connect("config-inited", use_all_cores)
    app.connect("config-inited", leave_thebe_out)
    app.connect("config-inited", name_the_default_mode)
    app.connect("config-inited", name_the_repository)
    app.connect("builder-inited", declare_parallel_safe)
