"""What reading and joining the files has already found."""

from __future__ import annotations

from syllabook.curriculum import Curriculum
from syllabook.foundation.problems import Problem


def model(curriculum: Curriculum) -> list[Problem]:
    """Outlines, terms, locks and papers that cannot be read or do not agree with each other."""
    return list(curriculum.problems)
