"""``syllabook serve``: the site while it is being written.

The watching and the websocket are sphinx-autobuild's; what it builds is ours, since its own
builder runs plain Sphinx, and it has nowhere to show what is wrong. Problems of a build stand on
every page until they are mended, and the server goes on.
"""

from __future__ import annotations

import asyncio
import html
import traceback
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path

import watchfiles
from sphinx_autobuild.filter import IgnoreFilter  # type: ignore[import-untyped]
from sphinx_autobuild.server import RebuildServer  # type: ignore[import-untyped]
from starlette.applications import Starlette
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.routing import Mount, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from syllabook.authoring.templates import fill
from syllabook.curriculum import Project

Outcome = tuple[str, ...]
"""What stopped a build, a line each; empty if it went well."""

_FOLDERS = ("courses", "readings", "docs")
_AT_THE_TOP = {".md", ".ipynb", ".yml"}


class Preview(RebuildServer):  # type: ignore[misc]
    """Watches a project, builds it, and tells browsers to reload.

    Attributes:
        problems: what stopped the last build; empty if it went well.
        built: whether there has been a build yet.
    """

    def __init__(self, project: Project, build: Callable[[], Outcome]) -> None:
        """Prepare to preview ``project``; nothing is built before the server starts."""
        folders = [project.root / name for name in _FOLDERS if (project.root / name).is_dir()]
        super().__init__(folders, IgnoreFilter([], [r"/[.~][^/]*$", r"~$"]), self._rebuild)
        self.project = project
        self.problems: Outcome = ()
        self.built = False
        self._build = build

    async def watch(self) -> None:
        """Build once, and again after every change."""
        changed = asyncio.Event()
        watchers = [
            asyncio.create_task(_note(self._folders(), changed)),
            asyncio.create_task(_note(self._top(), changed)),
        ]
        try:
            while True:
                await asyncio.to_thread(self._rebuild)
                self.flag.set()
                await changed.wait()
                changed.clear()
        finally:
            for watcher in watchers:
                watcher.cancel()

    def _folders(self) -> AsyncIterator[object]:
        return watchfiles.awatch(*self.paths, watch_filter=lambda _, path: not self.ignore(path))

    def _top(self) -> AsyncIterator[object]:
        """The project's own pages and settings, without the folders below it (``.venv``)."""

        def wanted(_change: watchfiles.Change, path: str) -> bool:
            return Path(path).suffix in _AT_THE_TOP and not self.ignore(path)

        return watchfiles.awatch(self.project.root, recursive=False, watch_filter=wanted)

    def _rebuild(self, *, changed_paths: Sequence[Path] = ()) -> None:  # noqa: ARG002 - the base's
        try:
            self.problems = self._build()
        except Exception as error:  # whatever it is, the server goes on
            traceback.print_exc()
            self.problems = (f"{type(error).__name__}: {error}",)
        self.built = True


async def _note(source: AsyncIterator[object], changed: asyncio.Event) -> None:
    async for _ in source:
        changed.set()


def preview_app(preview: Preview) -> Starlette:
    """The web application that serves a preview."""
    preview.project.site.mkdir(parents=True, exist_ok=True)  # it may not have been built yet
    site = StaticFiles(directory=preview.project.site, html=True)
    return Starlette(
        routes=[
            WebSocketRoute("/_syllabook/reload", preview, name="reload"),
            Mount("/", app=site, name="site"),
        ],
        middleware=[Middleware(_Dressed, preview=preview)],
        lifespan=preview.lifespan,
    )


class _Dressed:
    """Puts the reloading script, and what is wrong, into every page."""

    def __init__(self, app: ASGIApp, preview: Preview) -> None:
        self.app = app
        self.preview = preview

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        # a page that has not changed on disk may still have to show other problems
        dropped = {b"if-none-match", b"if-modified-since", b"range"}
        headers = [(name, value) for name, value in scope["headers"] if name not in dropped]
        start: Message = {}
        body = b""

        async def collect(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start":
                start = message
                if not self._is_page(message):
                    await send(message)
            elif not self._is_page(start):
                await send(message)
            else:
                body += message.get("body", b"")
                if not message.get("more_body", False):
                    await self._send_page(start, body, send)

        await self.app({**scope, "headers": headers}, receive, collect)

    def _is_page(self, start: Message) -> bool:
        kind = Headers(raw=start["headers"]).get("content-type", "")
        # Starlette's own "Not Found" is plain text
        return kind.startswith("text/html") or start["status"] == 404

    async def _send_page(self, start: Message, body: bytes, send: Send) -> None:
        if start["status"] == 404:
            body = self._missing().encode()
        page = body + fill("preview.html").encode() + self._overlay().encode()
        start = {**start, "headers": list(start["headers"])}
        headers = MutableHeaders(raw=start["headers"])
        headers["content-type"] = "text/html; charset=utf-8"
        headers["content-length"] = str(len(page))
        headers["cache-control"] = "no-store"
        await send(start)
        await send({"type": "http.response.body", "body": page})

    def _missing(self) -> str:
        if not self.preview.built:
            text = "The first build takes a few seconds; this page then reloads by itself."
            return fill("waiting.html", title="The site is being built", text=text)
        return fill("waiting.html", title="There is no such page", text='<a href="/">Start</a>')

    def _overlay(self) -> str:
        problems = self.preview.problems
        if not problems:
            return ""
        count = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
        lines = "\n".join(f"<li>{html.escape(line)}</li>" for line in problems)
        return fill("problems.html", heading=f"Not built: {count}", lines=lines)
