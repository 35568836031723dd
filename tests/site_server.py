"""The built site as a good server would send it: compressed, and with a strict policy."""

from __future__ import annotations

import gzip
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

#: What docs/publishing.md tells a server to send. Styles within pages are allowed, as MathJax and
#: pandas' tables write them; scripts within pages are not.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:;"
    " font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'self'; object-src 'none'"
)
_COMPRESSED = {".woff", ".woff2", ".png", ".pdf", ".imscc"}


@dataclass
class Served:
    """A running server: its address, and the bytes it has sent by path."""

    address: str
    sent: Counter[str] = field(default_factory=Counter)


@contextmanager
def served(site: Path) -> Iterator[Served]:
    """Serve a built site on this machine until the block ends."""
    sent: Counter[str] = Counter()
    handler = partial(_Handler, directory=str(site), sent=sent)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield Served(f"http://127.0.0.1:{server.server_port}/", sent)
        server.shutdown()
        thread.join()


class _Handler(SimpleHTTPRequestHandler):
    def __init__(self, *arguments: Any, sent: Counter[str], **options: Any) -> None:
        self.sent = sent
        super().__init__(*arguments, **options)

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        found = path.is_file()
        path = path if found else Path(self.directory) / "404.html"
        content = path.read_bytes()
        compressed = path.suffix not in _COMPRESSED
        content = gzip.compress(content, 6) if compressed else content
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Security-Policy", POLICY)
        self.send_header("Content-Length", str(len(content)))
        self.send_header(
            "Cache-Control", "max-age=31536000" if path.suffix != ".html" else "no-cache"
        )
        if compressed:
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        self.wfile.write(content)
        self.sent[self.path] += len(content)

    def log_message(self, *_arguments: Any) -> None:
        """Say nothing."""
