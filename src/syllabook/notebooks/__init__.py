"""Labs: notebooks that are committed with outputs."""

from syllabook.notebooks.digest import digest, pinned_versions

__all__ = ["digest", "pinned_versions"]
