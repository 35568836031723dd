"""Checks: one small function each, every problem with a way out."""

from syllabook.checks.registry import Check, Finding
from syllabook.checks.run import CHECKS, find, local_checks, mend, run_checks

__all__ = ["CHECKS", "Check", "Finding", "find", "local_checks", "mend", "run_checks"]
