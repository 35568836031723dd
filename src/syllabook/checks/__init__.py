"""Checks: one small function each, every problem with a way out."""

from syllabook.checks.run import CHECKS, run_checks

__all__ = ["CHECKS", "run_checks"]
