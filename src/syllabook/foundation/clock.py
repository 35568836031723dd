"""The time of a build, which may be fixed so that a build can be repeated."""

from __future__ import annotations

import datetime as dt
import os

from syllabook.foundation.problems import Problem, ProblemsFound


def build_time() -> dt.datetime:
    """Now, or the moment that ``SOURCE_DATE_EPOCH`` names for a build that can be repeated.

    Raises:
        ProblemsFound: the variable is no number of seconds.
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    try:
        return dt.datetime.fromtimestamp(int(epoch), dt.UTC) if epoch else dt.datetime.now(dt.UTC)
    except (ValueError, OverflowError, OSError) as error:
        message = f'the environment variable SOURCE_DATE_EPOCH is "{epoch}"'
        fix = "unset it, or give seconds since 1970 in UTC"
        raise ProblemsFound([Problem("environment", 0, 0, message, fix)]) from error
