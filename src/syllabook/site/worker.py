"""PDFs and downloads are made in a process of their own, while Sphinx reads and writes pages."""

from __future__ import annotations

import multiprocessing
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from weakref import WeakKeyDictionary

from sphinx.application import Sphinx
from sphinx.util import logging

from syllabook.book.state import curriculum_of
from syllabook.curriculum import Curriculum
from syllabook.foundation.problems import ProblemsFound
from syllabook.site.manifest import is_fresh, write_site_files

_LOGGER = logging.getLogger(__name__)


@dataclass(slots=True)
class _Worker:
    """Makes the files of the site in a process of its own, while Sphinx reads and writes."""

    process: multiprocessing.process.BaseProcess
    answer: Connection

    def result(self) -> None:
        """Wait for it; raises what went wrong there."""
        try:
            fault: Exception | None = self.answer.recv()
        except EOFError:
            fault = RuntimeError("the process that makes PDFs and downloads died")
        self.process.join()
        if fault is not None:
            raise fault


_WORKERS: WeakKeyDictionary[Sphinx, _Worker] = WeakKeyDictionary()


def _work(curriculum: Curriculum, out: Path, answer: Connection) -> None:
    try:
        write_site_files(curriculum, out)
        answer.send(None)
    except ProblemsFound as found:
        answer.send(ProblemsFound(found.problems))
    except Exception as error:
        answer.send(RuntimeError(f"{type(error).__name__}: {error}"))


def start_site_files(app: Sphinx) -> None:
    """Begin, if there is anything to make and the system can fork."""
    if app.builder.format != "html" or "fork" not in multiprocessing.get_all_start_methods():
        return
    curriculum, out = curriculum_of(app), Path(app.outdir)
    if is_fresh(curriculum, out):
        return
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(curriculum, out, sender), daemon=True)
    process.start()
    sender.close()
    _WORKERS[app] = _Worker(process, receiver)


def finish_site_files(app: Sphinx, exception: Exception | None) -> None:
    """Wait for what was begun, or make it now."""
    worker = _WORKERS.pop(app, None)
    if exception is not None or app.builder.format != "html":
        if worker:
            worker.process.terminate()
        return
    try:
        if worker:
            worker.result()
        else:
            write_site_files(curriculum_of(app), Path(app.outdir))
    except ProblemsFound as found:
        for problem in found.problems:
            _LOGGER.error(str(problem))
        raise
