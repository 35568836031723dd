"""A project: a folder with ``_config.yml``, ``courses/`` and ``readings/``."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from syllabook.foundation.problems import Problem, ProblemsFound
from syllabook.foundation.yaml_source import read_yaml
from syllabook.terms import PublicHolidays

CONFIG_FILE = "_config.yml"
# the environment variable that names the published site, for those who publish a fork
BASE_URL = "SYLLABOOK_BASE_URL"


@dataclass(frozen=True, slots=True)
class Project:
    """Where things are, and the few settings that are about the whole project.

    Attributes:
        root: the project's folder.
        title: title of the site.
        base_url: address of the published site, with a slash at the end; empty if unknown.
        course_order: ids of courses that come first, in this order; others follow by name.
        launch: by name of a service that runs labs (Colab, Binder), its address.
    """

    root: Path
    title: str = ""
    base_url: str = ""
    course_order: tuple[str, ...] = ()
    launch: Mapping[str, str] = field(default_factory=dict)

    @property
    def bib_files(self) -> list[Path]:
        """The files of the paper database."""
        return sorted((self.root / "readings").glob("*.bib"))

    @property
    def topics_file(self) -> Path:
        """The vocabulary of the papers' keywords."""
        return self.root / "readings" / "topics.yml"

    @property
    def build(self) -> Path:
        """Everything built."""
        return self.root / "_build"

    @property
    def cache(self) -> Path:
        """What is built only to build faster, and may be deleted at any time."""
        return self.build / "syllabook"

    @property
    def public_holidays(self) -> PublicHolidays:
        """The public holidays of terms, remembered between runs."""
        return PublicHolidays(self.cache / "holidays.json")

    @property
    def site(self) -> Path:
        """The built site."""
        return self.build / "html"

    @property
    def instructor_build(self) -> Path:
        """Where the instructors' site is built, apart from the public one."""
        return self.build / "instructor"

    @property
    def instructor_site(self) -> Path:
        """The instructors' site; Jupyter Book adds two folders to the place it is given."""
        return self.instructor_build / "_build" / "html"

    def relative(self, path: Path) -> str:
        """``path`` relative to the project, with POSIX slashes."""
        return path.relative_to(self.root).as_posix()


def find_root(start: Path) -> Path:
    """The nearest folder at or above ``start`` that holds ``_config.yml``.

    Raises:
        ProblemsFound: there is none.
    """
    start = start.resolve()
    for folder in (start, *start.parents):
        if (folder / CONFIG_FILE).is_file():
            return folder
    raise ProblemsFound(
        [
            Problem(
                start.as_posix(),
                0,
                0,
                f"no {CONFIG_FILE} here or in a folder above",
                "go to a syllabook project, or name it with --project",
            )
        ]
    )


def read_project(root: Path) -> Project:
    """Read the project's settings from its ``_config.yml``.

    Raises:
        ProblemsFound: the file is missing or is not YAML.
    """
    source, problems = read_yaml(root / CONFIG_FILE, root)
    if source.data is None:
        raise ProblemsFound(problems)
    config = _mapping(source.data)
    sphinx = _mapping(_mapping(config.get("sphinx")).get("config"))
    order = sphinx.get("syllabook_courses")
    base = (
        os.environ.get(BASE_URL, "")
        or _text(sphinx.get("html_baseurl"))
        or _text(_mapping(config.get("html")).get("baseurl"))
    )
    return Project(
        root=root.resolve(),
        title=_text(config.get("title")),
        base_url=base if not base or base.endswith("/") else f"{base}/",
        launch=_launch(_mapping(config.get("launch_buttons"))),
        course_order=tuple(map(_text, order if isinstance(order, list) else _text(order).split())),
    )


def _launch(buttons: Mapping[str, Any]) -> dict[str, str]:
    """The services that Jupyter Book's ``launch_buttons`` name."""
    named = {
        "Colab": _text(buttons.get("colab_url")),
        "Binder": _text(buttons.get("binderhub_url")),
    }
    return {name: address for name, address in named.items() if address}


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: Any) -> str:
    """A text; empty for what Jupyter Book, which knows YAML's types, takes as nothing."""
    return value if isinstance(value, str) and value not in {"null", "~"} else ""
