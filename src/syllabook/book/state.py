"""The model a build works on, and which page was made from which slices of it."""

from __future__ import annotations

from weakref import WeakKeyDictionary

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from syllabook.curriculum import Curriculum
from syllabook.curriculum.slices import slice_digest

_CURRICULA: WeakKeyDictionary[Sphinx, Curriculum] = WeakKeyDictionary()
_DIGESTS: WeakKeyDictionary[Sphinx, dict[str, str]] = WeakKeyDictionary()

Uses = dict[str, dict[str, str]]


def set_curriculum(app: Sphinx, curriculum: Curriculum) -> None:
    """Give a build its model."""
    _CURRICULA[app] = curriculum
    _DIGESTS[app] = {}


def curriculum_of(app: Sphinx) -> Curriculum:
    """The model a build works on."""
    return _CURRICULA[app]


def uses(env: BuildEnvironment) -> Uses:
    """By page, the slices it was made from, with their digests then; kept between builds."""
    if not hasattr(env, "syllabook_uses"):
        env.syllabook_uses = {}  # type: ignore[attr-defined]
    found: Uses = env.syllabook_uses  # type: ignore[attr-defined]
    return found


def digest(app: Sphinx, name: str) -> str:
    """The digest of a slice in this build."""
    known = _DIGESTS[app]
    if name not in known:
        known[name] = slice_digest(_CURRICULA[app], name)
    return known[name]


def use(env: BuildEnvironment, name: str, docname: str = "") -> None:
    """Note that a page (the one being read, if not named) shows a slice."""
    uses(env).setdefault(docname or env.docname, {})[name] = digest(env.app, name)


def outdated(env: BuildEnvironment) -> list[str]:
    """The pages that show a slice which has changed since they were made."""
    return [
        docname
        for docname, slices in uses(env).items()
        if any(digest(env.app, name) != then for name, then in slices.items())
    ]
