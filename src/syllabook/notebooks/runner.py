"""Run many labs, here or on a cluster, and write back those that ran through."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ThreadPoolExecutor, wait
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from syllabook.foundation.files import write_atomic
from syllabook.foundation.problems import Problem, ProblemsFound
from syllabook.notebooks.digest import input_files
from syllabook.notebooks.document import code_cells
from syllabook.notebooks.execution import Failure, LabResult, LabTask, execute
from syllabook.notebooks.labs import Lab, read_lab

_CONNECT = "10s"


@dataclass(frozen=True, slots=True)
class Limits:
    """What every lab may use.

    Attributes:
        seconds: of time.
        megabytes: of memory (MiB), all its processes together; None for any.
        threads: of the numerical libraries, unless the lab or the environment sets them.
    """

    seconds: float = 180.0
    megabytes: int | None = None
    threads: int = 1


@dataclass(frozen=True, slots=True)
class Pool:
    """Where labs run.

    Attributes:
        executor: takes them.
        width: how many it has at hand at once, so that not all files are in memory.
        stopped: whether they shall be given up, where this process can tell them; else None.
    """

    executor: Executor
    width: int
    stopped: Callable[[], bool] | None = None


@contextmanager
def here(workers: int) -> Iterator[Pool]:
    """This machine. On leaving early, kernels that still run are stopped."""
    stop = threading.Event()
    executor = ThreadPoolExecutor(workers)  # a thread each to watch; the labs are processes
    try:
        yield Pool(executor, workers, stop.is_set)
    finally:
        stop.set()
        executor.shutdown(cancel_futures=True)


@contextmanager
def cluster(address: str) -> Iterator[Pool]:
    """An existing Dask cluster, whose workers have syllabook and the labs' libraries.

    Args:
        address: of its scheduler, such as ``tcp://10.0.0.1:8786``.

    Raises:
        ProblemsFound: Dask is not installed, no scheduler answers, or it has no workers.
    """
    try:
        from distributed import Client  # noqa: PLC0415 - an optional extra, slow to import
    except ImportError as error:
        fix = "pip install 'syllabook[labs,cluster]'"
        raise ProblemsFound(
            [Problem("--scheduler", 0, 0, "needs dask.distributed", fix)]
        ) from error
    try:
        client = Client(address, timeout=_CONNECT, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        fix = "start one with: dask scheduler"
        raise ProblemsFound(
            [Problem("--scheduler", 0, 0, f"no scheduler answers at {address}", fix)]
        ) from error
    with client:
        threads = sum(client.nthreads().values())  # type: ignore[no-untyped-call]
        if not threads:
            fix = f"start some with: dask worker {address}"
            message = f"the cluster at {address} has no workers"
            raise ProblemsFound([Problem("--scheduler", 0, 0, message, fix)])
        # twice the threads: a worker finds its next lab waiting when it has done one
        yield Pool(client.get_executor(pure=False), 2 * threads)  # type: ignore[no-untyped-call]


def run_labs(
    labs: Iterable[Lab],
    root: Path,
    pool: AbstractContextManager[Pool],
    limits: Limits,
    pins: Mapping[str, str],
) -> Iterator[LabResult]:
    """Run labs and write back those that ran through; a lab that failed keeps its old outputs.

    Args:
        labs: what to run, taken one by one.
        root: the project's folder.
        pool: where to run, see :func:`here` and :func:`cluster`.
        limits: what each lab may use.
        pins: versions of libraries that digests cover.

    Yields:
        Results in the order in which the labs finish.
    """
    waiting = iter(labs)
    with pool as place:
        pending: dict[Future[LabResult], LabTask] = {}
        while True:
            while len(pending) < place.width and (lab := next(waiting, None)):
                try:
                    task = lab_task(lab, root, limits, pins)
                except ProblemsFound as found:
                    fault = found.problems[0]
                    yield LabResult(
                        lab.path.as_posix(), failure=Failure(fault.message, fix=fault.fix)
                    )
                    continue
                arguments: tuple[Any, ...] = (task, place.stopped) if place.stopped else (task,)
                pending[place.executor.submit(execute, *arguments)] = task
            if not pending:
                return
            done, _ = wait(pending, return_when=FIRST_COMPLETED)
            for future in done:
                task = pending.pop(future)
                yield _written(_result(future, task), task, root)


def lab_task(lab: Lab, root: Path, limits: Limits, pins: Mapping[str, str]) -> LabTask:
    """A lab with its files, ready to be sent anywhere.

    Raises:
        ProblemsFound: its notebook cannot be read.
    """
    path = root / lab.path
    notebook = read_lab(path, lab.path.as_posix())
    files = input_files(path.parent, code_cells(notebook))
    return LabTask(
        name=lab.path.as_posix(),
        notebook=path.read_bytes(),
        files={name: file.read_bytes() for name, file in files.items()},
        pins=dict(pins),
        seconds=limits.seconds,
        megabytes=limits.megabytes,
        threads=limits.threads,
    )


def _result(future: Future[LabResult], task: LabTask) -> LabResult:
    try:
        return future.result()
    except Exception as error:  # a worker may die, or lack what is needed to begin
        message = " ".join(f"{type(error).__name__}: {error}".split())
        fix = "it needs syllabook[labs] where it runs; on a cluster, see the worker's log"
        return LabResult(task.name, failure=Failure(f"was not run: {message}", fix=fix))


def _written(result: LabResult, task: LabTask, root: Path) -> LabResult:
    """Write the executed notebook, unless somebody has saved it since the run began."""
    if result.notebook is None:
        return result
    path = root / task.name
    try:
        if path.read_bytes() != task.notebook:
            raise OSError(0, "it was saved by somebody else while it ran")
        write_atomic(path, result.notebook)
    except OSError as error:
        failure = Failure(f"was not written: {error.strerror}", fix="run it again")
        return LabResult(result.name, None, failure, result.seconds, result.peak_mb)
    return result


def problems_of(results: Sequence[LabResult]) -> list[Problem]:
    """What went wrong in a run: failures as errors, other versions than pinned as warnings."""
    found = [
        Problem(result.name, 0, 0, str(result.failure), result.failure.fix)
        for result in results
        if result.failure
    ]
    return sorted(
        found
        + [
            Problem(
                result.name,
                0,
                0,
                f"was executed with {', '.join(result.other_versions)}: its outputs count as stale",
                "run it with: scripts/labs",
                "warning",
            )
            for result in results
            if result.other_versions
        ]
    )
