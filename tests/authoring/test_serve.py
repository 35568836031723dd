"""``syllabook serve``: the site with what is wrong on it, until it is mended."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import uvicorn
from websockets.sync.client import connect

from syllabook.authoring.preview import Outcome, Preview, preview_app
from syllabook.curriculum import read_project
from tests.authoring.conftest import Command
from tests.conftest import edit

SECONDS = 90  # for a build on a busy machine; a test that waits longer has failed
TIDES = "courses/tides"


def until(ready: Callable[[], bool], what: str) -> None:
    """Wait for something, but not for ever."""
    end = time.monotonic() + SECONDS
    while not ready():
        assert time.monotonic() < end, f"{what} did not happen within {SECONDS} s"
        time.sleep(0.2)


class Server:
    """A running ``syllabook serve``, and what it has said so far."""

    def __init__(self, process: subprocess.Popen[str], log: Path) -> None:
        self.process = process
        self._log = log

    def said(self) -> str:
        return self._log.read_text(encoding="utf-8")

    def page(self, path: str) -> str:
        address = re.search(r"http://127\.0\.0\.1:\d+/", self.said())
        if address is None:
            return ""
        try:
            with urllib.request.urlopen(address[0] + path, timeout=10) as answer:
                return str(answer.read().decode())
        except urllib.error.HTTPError as error:
            return error.read().decode()
        except OSError:
            return ""


@contextmanager
def serving(project: Path) -> Iterator[Server]:
    log = project.parent / "serve.log"
    with log.open("w") as stream:
        process = subprocess.Popen(
            [Path(sys.executable).parent / "syllabook", "serve", "--port", "0"],
            cwd=project,
            stdout=stream,
            stderr=subprocess.STDOUT,
            env=os.environ | {"PYTHONUNBUFFERED": "1", "NO_COLOR": "1"},
            text=True,
        )
    try:
        yield Server(process, log)
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=20) == 0
        assert "Traceback" not in log.read_text(encoding="utf-8")
    finally:
        process.kill()
        process.wait()


@pytest.mark.book
def test_a_broken_outline_is_shown_on_the_page_until_it_is_mended(project: Path) -> None:
    lecture = f"{TIDES}/weeks/forces/index.html"
    outline = project / TIDES / "course.yml"
    with serving(project) as server:
        until(lambda: "Why two bulges" in server.page(lecture), "the first build")
        assert "syllabook-problems" not in server.page(lecture)
        assert "/_syllabook/reload" in server.page(lecture)

        edit(outline, "percent: 60", "percent: 50")
        message = "the percentages sum to 90, not 100; add 10 points"
        until(lambda: message in server.page(lecture), "the error on the page")
        page = server.page(lecture)
        place = re.search(rf"<li>({TIDES}/course\.yml:\d+:1): {message}</li>", page)
        assert place is not None
        assert "Why two bulges" in page
        assert f"{place[1]}: {message}" in server.said()
        assert server.process.poll() is None

        edit(outline, "percent: 50", "percent: 60")
        edit(outline, "Why two bulges and not one?", "Why two bulges, not one?")
        until(
            lambda: (
                "Why two bulges, not one?" in (page := server.page(lecture))
                and "syllabook-problems" not in page
            ),
            "the mended page",
        )


class Builds:
    """A build that does as it is told, and counts."""

    def __init__(self, site: Path) -> None:
        self.count = 0
        self.outcome: Outcome | Exception = ()
        self._page = site / "index.html"

    def __call__(self) -> Outcome:
        self.count += 1
        if isinstance(self.outcome, Exception):
            raise self.outcome
        if not self.outcome:
            self._page.parent.mkdir(parents=True, exist_ok=True)
            self._page.write_text(f"<html><body>build {self.count}</body></html>")
        return self.outcome


@pytest.fixture
def builds(project: Path) -> Builds:
    return Builds(read_project(project).site)


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    text: str


class Browser:
    """What a browser asks a preview for."""

    def __init__(self, port: int) -> None:
        self.place = f"127.0.0.1:{port}"

    def get(self, path: str, headers: dict[str, str] | None = None) -> Answer:
        request = urllib.request.Request(f"http://{self.place}{path}", headers=headers or {})
        try:
            answer = urllib.request.urlopen(request, timeout=10)
        except urllib.error.HTTPError as error:
            answer = error
        with answer:
            return Answer(answer.status, dict(answer.headers), answer.read().decode())


@pytest.fixture
def browser(project: Path, builds: Builds) -> Iterator[Browser]:
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    app = preview_app(Preview(read_project(project), builds))
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    until(lambda: server.started and builds.count == 1, "the first build")
    yield Browser(listener.getsockname()[1])
    server.should_exit = True
    thread.join(timeout=20)
    assert not thread.is_alive()
    listener.close()


def rebuilt(builds: Builds, change: Callable[[], object]) -> None:
    count = builds.count
    change()
    until(lambda: builds.count > count, "a rebuild")


def shows(browser: Browser, path: str, text: str) -> Answer:
    """Wait for a page to show a text: the outcome is kept just after the build returns."""
    until(lambda: text in browser.get(path).text, f"{text!r} on the page")
    return browser.get(path)


@pytest.mark.parametrize(
    "name",
    [f"{TIDES}/weeks/storms/index.md", f"{TIDES}/course.yml", "readings/all.bib", "library.md",
     "_config.yml", f"{TIDES}/weeks/storms/new.md"],
)  # fmt: skip
def test_what_is_edited_is_built_and_the_browser_reloads(
    project: Path, builds: Builds, browser: Browser, name: str
) -> None:
    shows(browser, "/", "build 1")
    with connect(f"ws://{browser.place}/_syllabook/reload") as reload:
        assert reload.recv(timeout=SECONDS) == "refresh"  # that of the first build
        with (project / name).open("a") as file:
            file.write("\n")
        assert reload.recv(timeout=SECONDS) == "refresh"
    assert "build 1" not in browser.get("/").text


@pytest.mark.parametrize("name", ["_build/html/x.html", f"{TIDES}/.index.md.swp", "notes.txt"])
def test_other_files_build_nothing(
    project: Path, builds: Builds, browser: Browser, name: str
) -> None:
    (project / name).parent.mkdir(parents=True, exist_ok=True)
    (project / name).write_text("x")
    time.sleep(1)
    assert builds.count == 1
    rebuilt(builds, lambda: (project / "index.md").write_text("# x\n"))


def test_problems_are_escaped_and_an_exception_is_a_problem_too(
    project: Path, builds: Builds, browser: Browser
) -> None:
    builds.outcome = ("courses/a/course.yml:1:2: <b> is wrong",)
    rebuilt(builds, lambda: (project / "index.md").write_text("# one\n"))
    page = shows(browser, "/", "<li>courses/a/course.yml:1:2: &lt;b&gt; is wrong</li>").text
    assert "Not built: 1 problem<" in page
    assert "build 1" in page
    builds.outcome = RuntimeError("out of luck")
    rebuilt(builds, lambda: (project / "index.md").write_text("# two\n"))
    shows(browser, "/", "<li>RuntimeError: out of luck</li>")
    builds.outcome = ()
    rebuilt(builds, lambda: (project / "index.md").write_text("# three\n"))
    until(lambda: "syllabook-problems" not in browser.get("/").text, "the clean page")


def test_a_page_that_is_not_there_still_shows_what_is_wrong(
    project: Path, builds: Builds, browser: Browser
) -> None:
    builds.outcome = ("a:1:1: wrong",)
    rebuilt(builds, lambda: (project / "index.md").write_text("# one\n"))
    answer = shows(browser, "/nowhere.html", "<li>a:1:1: wrong</li>")
    assert answer.status == 404
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "There is no such page" in answer.text


def test_a_page_is_never_taken_from_the_browsers_cache(browser: Browser) -> None:
    first = browser.get("/")
    assert first.headers["cache-control"] == "no-store"
    again = browser.get("/", headers={"If-None-Match": first.headers["etag"]})
    assert again.status == 200
    assert len(again.text.encode()) == int(again.headers["content-length"])


def test_other_files_are_served_as_they_are(project: Path, browser: Browser) -> None:
    style = read_project(project).site / "_static" / "a.css"
    style.parent.mkdir(parents=True, exist_ok=True)
    style.write_text("p { color: red }")
    assert browser.get("/_static/a.css").text == "p { color: red }"


def test_a_port_that_is_taken_is_told(project: Path, syllabook: Command) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = syllabook("serve", "--port", str(port))
    assert (done.code, done.stderr.splitlines()) == (
        1,
        [
            f"syllabook serve:0:0: port {port} cannot be used: Address already in use;"
            " choose another with --port, or --port 0 for any that is free"
        ],
    )
