"""Run a command to its end or to a time limit, and say what it took."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Run:
    """What became of a command.

    Attributes:
        ok: whether it ended by itself with exit code 0.
        stopped: whether it was stopped at the limit.
        seconds: wall clock.
        cpu: seconds of processor time, of the command and all that it started.
        rss: bytes; the largest resident size that one of those processes had.
        output: what it printed, standard error included.
    """

    ok: bool
    stopped: bool
    seconds: float
    cpu: float
    rss: int
    output: str


def run(
    command: Sequence[str],
    log: Path,
    limit: float,
    folder: Path | None = None,
    environment: Mapping[str, str] | None = None,
) -> Run:
    """Run a command in a session of its own, so that a stop reaches all that it started.

    Args:
        command: program and arguments.
        log: file for its output.
        limit: seconds after which it is stopped.
        folder: where it runs.
        environment: variables on top of those of this process.
    """
    stopped = threading.Event()
    with log.open("wb") as stream:
        started = time.perf_counter()
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=os.environ | {"NO_COLOR": "1"} | dict(environment or {}),
            stdout=stream,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )

        def stop() -> None:
            stopped.set()
            os.killpg(process.pid, signal.SIGKILL)

        timer = threading.Timer(limit, stop)
        timer.start()
        try:
            # the usage that comes with the exit code covers the children it has waited for
            _, status, usage = os.wait4(process.pid, 0)
        except BaseException:
            os.killpg(process.pid, signal.SIGKILL)
            raise
        finally:
            timer.cancel()
        seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
    return Run(
        ok=process.returncode == 0,
        stopped=stopped.is_set(),
        seconds=seconds,
        cpu=usage.ru_utime + usage.ru_stime,
        rss=usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024),
        output=log.read_text(encoding="utf-8", errors="replace"),
    )
