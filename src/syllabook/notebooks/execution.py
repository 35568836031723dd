"""Run one lab: bytes in, bytes out, in a kernel process and a folder of its own.

The same function runs on this machine and on a worker of a cluster, so all that it needs travels
in its argument.
"""

from __future__ import annotations

import asyncio
import atexit
import logging
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import nbformat
import psutil
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager, NoSuchKernel
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, DeadKernelError

from syllabook.notebooks.digest import digest, installed_versions, libraries
from syllabook.notebooks.document import Notebook, code_cells, dumps, parse
from syllabook.notebooks.settle import settled

_POLL = 0.1  # seconds between two looks at a kernel
_GRACE = 2.0  # seconds a kernel has to stop after an interrupt, which tells the line it was at
_MEGABYTE = 2**20
_ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_FRAME = re.compile(r"Cell In\[(\d+)\], line (\d+)")
_CELL_FILE = re.compile(r" \(\d+\.py, line \d+\)$")  # IPython's name of a cell with bad syntax
_LONGEST = 300  # characters of an error that are shown
_SILENT = logging.getLogger("syllabook.notebooks.nbclient")  # what it would say is in the failure
_SILENT.disabled = True


@dataclass(frozen=True, slots=True)
class LabTask:
    """A lab to run, with everything it needs.

    Attributes:
        name: path relative to the project.
        notebook: the file.
        files: its helper modules and data, by path within its folder.
        pins: versions of libraries that its digest covers, by distribution.
        seconds: how long it may run, from its first cell on.
        megabytes: how much memory its processes may use together; None for any.
        threads: how many threads numerical libraries may use, unless the lab sets it.
    """

    name: str
    notebook: bytes
    files: Mapping[str, bytes] = field(default_factory=dict)
    pins: Mapping[str, str] = field(default_factory=dict)
    seconds: float = 180.0
    megabytes: int | None = None
    threads: int = 1


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a lab did not run through.

    Attributes:
        message: what happened, one line.
        cell: 1-based number of the cell; 0 if it was in none.
        line: 1-based line within the cell; 0 if unknown.
        fix: what to do about it.
    """

    message: str
    cell: int = 0
    line: int = 0
    fix: str = ""

    def __str__(self) -> str:
        """The failure with its place in the notebook."""
        place = f"cell {self.cell}" if self.cell else ""
        place += f", line {self.line}" if self.line else ""
        return f"{place}: {self.message}" if place else self.message


@dataclass(frozen=True, slots=True)
class LabResult:
    """What became of a lab.

    Attributes:
        name: path relative to the project.
        notebook: the executed notebook as it should be written; None if it failed.
        failure: why it failed; None if it did not.
        seconds: wall-clock time of its cells.
        peak_mb: the greatest memory of its processes together, in MiB, looked at every 0.1 s.
        other_versions: libraries it imports that are installed in another version than pinned,
            as ``numpy 2.4.1 (pinned: 2.4.6)``.
    """

    name: str
    notebook: bytes | None = None
    failure: Failure | None = None
    seconds: float = 0.0
    peak_mb: int = 0
    other_versions: tuple[str, ...] = ()


def execute(task: LabTask, stopped: Callable[[], bool] | None = None) -> LabResult:
    """Run a lab from top to bottom.

    Args:
        task: the lab.
        stopped: asked every 0.1 s; once true, the lab is given up.
    """
    before = parse(task.notebook)
    with tempfile.TemporaryDirectory(prefix="syllabook-lab-", ignore_cleanup_errors=True) as place:
        folder = Path(place) / "lab"
        folder.mkdir()
        for name, content in task.files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        versions = installed_versions(task.pins)
        made_from = digest(before, folder, versions)
        run = _Run(task, before, folder, stopped or (lambda: False))
        result = asyncio.run(run.execute())
    if result.failure:
        return result
    facts = {"digest": made_from, "seconds": result.seconds, "peak_mb": result.peak_mb}
    after = settled(before, run.notebook, facts)
    return replace(
        result,
        notebook=dumps(after).encode(),
        other_versions=_differing(before, task, versions),
    )


def _differing(notebook: Notebook, task: LabTask, versions: Mapping[str, str]) -> tuple[str, ...]:
    imported = libraries(code_cells(notebook), {})
    return tuple(
        f"{name} {versions[name]} (pinned: {pin})"
        for name, pin in sorted(task.pins.items())
        if name in imported and versions[name] != pin
    )


class _ThisPython(KernelSpecManager):
    """Offers the Python that is running, whatever kernels its user has installed."""

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        if kernel_name != "python3":
            return super().get_kernel_spec(kernel_name)
        command = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        return KernelSpec(argv=command, display_name="Python 3", language="python")


class _Run:
    """One execution, watched.

    Attributes:
        notebook: the executed notebook, once it is.
    """

    def __init__(
        self, task: LabTask, notebook: Notebook, folder: Path, stopped: Callable[[], bool]
    ) -> None:
        self.task = task
        self.folder = folder
        self.stopped = stopped
        self.notebook: Notebook = {}
        self.cells: list[int] = []  # numbers of the cells executed, in order
        self.started = 0.0
        self.peak = 0
        self.given_up: Failure | None = None
        kernel = notebook.get("metadata", {}).get("kernelspec", {})
        python = kernel.get("language", "python") == "python"
        self.manager = AsyncKernelManager(
            kernel_name="python3" if python else kernel.get("name", "python3"),
            kernel_spec_manager=_ThisPython(),
        )
        self.client = NotebookClient(
            nbformat.reads(dumps(notebook), as_version=4),  # type: ignore[no-untyped-call]
            km=self.manager,
            timeout=None,
            record_timing=False,
            coalesce_streams=True,
            shutdown_kernel="immediate",
            resources={"metadata": {"path": str(folder)}},
            on_notebook_start=self._on_start,
            on_cell_execute=self._on_cell,
        )
        self.client.log = self.manager.log = _SILENT

    def _on_start(self, **_: Any) -> None:
        self.started = time.monotonic()

    def _on_cell(self, cell_index: int, **_: Any) -> None:
        self.cells.append(cell_index + 1)

    async def execute(self) -> LabResult:
        watcher = asyncio.create_task(self._watch())
        failure: Failure | None = None
        try:
            node = await self.client.async_execute(
                cleanup_kc=True,
                env=self._environment(),
                # outputs come as messages; what a kernel prints besides is about itself
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            self.notebook = parse(nbformat.writes(node, version=nbformat.NO_CONVERT))  # type: ignore[no-untyped-call]
            failure = self.given_up  # it went on after an interrupt, but was over its time
        except CellExecutionError as error:
            failure = self.given_up or self._failure(error)
            if self.given_up:
                _, line = self._place(error)
                failure = replace(self.given_up, line=line)
        except DeadKernelError:
            died = "the kernel died; it may have run out of memory"
            failure = self.given_up or Failure(
                died, self._cell(), fix="run it in Jupyter and watch"
            )
        except (RuntimeError, OSError, NoSuchKernel) as error:
            failure = self.given_up or Failure(f"the kernel did not start: {_one_line(str(error))}")
        finally:
            watcher.cancel()
            # where a kernel did not start, nbclient leaves this behind, and it would fail
            atexit.unregister(self.client._cleanup_kernel)
        seconds = time.monotonic() - self.started if self.started else 0.0
        return LabResult(
            self.task.name,
            failure=failure,
            seconds=round(seconds, 1),
            peak_mb=round(self.peak / _MEGABYTE),
        )

    def _environment(self) -> dict[str, str]:
        """The same on every machine: no user's start-up files, no random hashes, few threads."""
        threads = str(self.task.threads)
        names = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
        return {
            **dict.fromkeys(names, threads),
            **os.environ,
            "IPYTHONDIR": str(self.folder.parent / "ipython"),
            "PYTHONHASHSEED": "0",
            "PYTHONDONTWRITEBYTECODE": "1",
        }

    async def _watch(self) -> None:
        """Measure memory, and stop a kernel that takes too long or too much."""
        while True:
            await asyncio.sleep(_POLL)
            process = self._process()
            if process is None:
                if self.stopped():
                    self.given_up = Failure("stopped")
                continue
            used = _memory(process)
            self.peak = max(self.peak, used)
            limit = self.task.megabytes
            elapsed = time.monotonic() - self.started if self.started else 0.0
            if self.stopped():
                self.given_up = Failure("stopped", self._cell())
                _kill(process)
            elif limit is not None and used > limit * _MEGABYTE:
                message = f"used {used // _MEGABYTE} MB of memory, more than the {limit} MB allowed"
                fix = "use less memory, or allow more with --memory"
                self.given_up = Failure(message, self._cell(), fix=fix)
                _kill(process)
            elif elapsed > self.task.seconds:
                message = f"was still running when the lab's {self.task.seconds:g} s were over"
                fix = "make it faster, or allow more with --timeout"
                self.given_up = Failure(message, self._cell(), fix=fix)
                await self.manager.interrupt_kernel()
                await asyncio.sleep(_GRACE)
                _kill(process)
                return

    def _process(self) -> psutil.Process | None:
        pid = getattr(self.manager.provisioner, "pid", None)
        try:
            return psutil.Process(pid) if pid else None
        except psutil.Error:
            return None

    def _cell(self) -> int:
        return self.cells[-1] if self.cells else 0

    def _failure(self, error: CellExecutionError) -> Failure:
        elsewhere, line = self._place(error)
        message = _one_line(f"{error.ename}: {error.evalue}".replace(f"{self.folder}{os.sep}", ""))
        fix = ""
        if error.ename == "ModuleNotFoundError":
            fix = "install it where the lab runs: scripts/labs does for this project"
        return Failure(message + elsewhere, self._cell(), line, fix)

    def _empty_lines(self, number: int) -> int:
        """The empty lines that a cell begins with, which IPython does not count."""
        text = str(self.client.nb.cells[number - 1].source)
        return text[: len(text) - len(text.lstrip())].count("\n")

    def _place(self, error: CellExecutionError) -> tuple[str, int]:
        """The line of the running cell, and where it called what failed, in other cells."""
        frames = [
            (number := self.cells[int(count) - 1], int(line) + self._empty_lines(number))
            for count, line in _FRAME.findall(_ANSI.sub("", error.traceback))
            if 0 < int(count) <= len(self.cells)
        ]
        own = [line for cell, line in frames if cell == self._cell()]
        if frames and frames[-1][0] != self._cell():
            return " (in cell {}, line {})".format(*frames[-1]), own[0] if own else 0
        return "", own[-1] if own else 0


def _memory(process: psutil.Process) -> int:
    """Resident memory of a process and its children, in bytes."""
    total = 0
    try:
        for one in (process, *process.children(recursive=True)):
            total += one.memory_info().rss
    except psutil.Error:
        pass  # it ended meanwhile
    return total


def _kill(process: psutil.Process) -> None:
    try:
        family = [*process.children(recursive=True), process]
    except psutil.Error:
        return
    for one in family:
        try:
            one.kill()
        except psutil.Error:
            continue


def _one_line(text: str) -> str:
    line = " ".join(_ANSI.sub("", text).split()).removesuffix(":")
    line = _CELL_FILE.sub("", line)
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"
