"""Small mends of what Jupyter Book 1 and its theme do wrong, each with its reason."""

from __future__ import annotations

import os

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


def leave_buttons_out(_app: Sphinx, config: Config) -> None:
    """The pages name where a lab can be run; the theme's own buttons need Bootstrap's menus."""
    config.html_theme_options.pop("launch_buttons", None)


def setup(app: Sphinx) -> None:
    """Connect the mends."""
    app.add_config_value("syllabook_parallel", True, "", bool)
    app.connect("config-inited", use_all_cores)
    app.connect("config-inited", leave_thebe_out)
    app.connect("config-inited", name_the_default_mode)
    app.connect("config-inited", leave_buttons_out)
    app.connect("builder-inited", declare_parallel_safe)
