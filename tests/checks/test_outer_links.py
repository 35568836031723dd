"""Links out of the project, asked of a web server on this machine."""

from __future__ import annotations

import datetime as dt
import json
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from syllabook.checks import asking, outer_links
from syllabook.checks.asking import Answer, Manners, NoNetworkError, ask_all
from tests.checks.looking import FORCES, TIDES, curriculum_of, write
from tests.conftest import edit

HASTY = Manners("syllabook-test", pause=0.01, timeout=0.5, retries=2, backoff=0.01, patience=1)
NOW = dt.datetime(2030, 1, 1, tzinfo=dt.UTC)


class Web:
    """A web server that remembers who asked for what, and how many at a time."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []
        self.agents: set[str] = set()
        self.at_once = self.most_at_once = 0
        self.lock = threading.Lock()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self.handler())
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.server.server_port}{path}"

    def count(self, path: str) -> Counter[str]:
        return Counter(method for method, asked in self.asked if asked == path)

    def handler(web) -> type[BaseHTTPRequestHandler]:  # noqa: N805 - self is the request's
        class Handler(BaseHTTPRequestHandler):
            def do_HEAD(self) -> None:
                self.answer()

            def do_GET(self) -> None:
                self.answer()

            def answer(self) -> None:
                with web.lock:
                    web.asked.append((self.command, self.path))
                    web.agents.add(self.headers["User-Agent"])
                    web.at_once += 1
                    web.most_at_once = max(web.most_at_once, web.at_once)
                time.sleep(0.02)
                with web.lock:
                    web.at_once -= 1
                code, headers = web.respond(self.command, self.path)
                self.send_response(code)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        return Handler

    def respond(self, method: str, path: str) -> tuple[int, dict[str, str]]:
        times = sum(self.count(path).values())
        match path.split("/")[1]:
            case "moved":
                return 301, {"Location": "/fine"}
            case "slash":
                return (200, {}) if path.endswith("/") else (301, {"Location": f"{path}/"})
            case "found":
                return 302, {"Location": "/fine"}
            case "round":
                return 302, {"Location": "/round"}
            case "busy":
                return (200, {}) if times > 1 else (429, {"Retry-After": "0"})
            case "always-busy":
                return 429, {}
            case "no-head":
                return (405, {}) if method == "HEAD" else (200, {})
            case "head-lies":
                return (404, {}) if method == "HEAD" else (200, {})
            case "slow":
                time.sleep(1)
                return 200, {}
            case code if code.isdigit():
                return int(code), {}
        return 200, {}


@pytest.fixture
def web() -> Iterator[Web]:
    made = Web()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def closed() -> str:
    """An address at which nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{taken.getsockname()[1]}/"


def ask(*urls: str, manners: Manners = HASTY) -> dict[str, Answer]:
    return dict(ask_all(urls, manners))


class TestAnswers:
    @pytest.mark.parametrize(
        ("path", "outcome", "detail"),
        [
            ("/fine", "ok", "200 OK"),
            ("/found", "ok", "200 OK"),
            ("/slash", "ok", "200 OK"),
            ("/busy", "ok", "200 OK"),
            ("/no-head", "ok", "200 OK"),
            ("/head-lies", "ok", "200 OK"),
            ("/404", "broken", "404 Not Found"),
            ("/410", "broken", "410 Gone"),
            ("/round", "broken", "it redirects without end"),
            ("/401", "unclear", "401 Unauthorized"),
            ("/403", "unclear", "403 Forbidden"),
            ("/500", "unclear", "500 Internal Server Error"),
            ("/always-busy", "unclear", "429 Too Many Requests"),
            ("/slow", "unclear", "no answer in time"),
        ],
    )
    def test_what_a_server_says(self, web: Web, path: str, outcome: str, detail: str) -> None:
        assert ask(web.url(path)) == {web.url(path): Answer(outcome, detail)}  # type: ignore[arg-type]

    def test_moved_for_good_says_where(self, web: Web) -> None:
        url = web.url("/moved")
        assert ask(url) == {url: Answer("moved", web.url("/fine"))}

    def test_a_busy_server_is_asked_again_and_then_left_alone(self, web: Web) -> None:
        ask(web.url("/always-busy"))
        assert web.count("/always-busy") == {"HEAD": 1 + HASTY.retries}

    def test_the_page_itself_is_asked_for_only_when_the_head_is_refused(self, web: Web) -> None:
        ask(web.url("/fine"), web.url("/404"))
        assert web.count("/fine") == {"HEAD": 1}
        assert web.count("/404") == {"HEAD": 1, "GET": 1}

    def test_a_closed_port(self, web: Web, closed: str) -> None:
        assert ask(web.url("/fine"), closed)[closed] == Answer(
            "unclear", "the host refuses connections"
        )

    def test_an_address_that_is_none(self, web: Web) -> None:
        answers = ask(web.url("/fine"), "http://[half", "http://")
        assert {answers[url].outcome for url in ("http://[half", "http://")} == {"broken"}

    def test_a_resolver_is_not_followed(self, web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
        """A DOI that leads somewhere is known, whatever the publisher says to programs."""
        monkeypatch.setattr(asking, "_RESOLVERS", {asking.host_of(web.url(""))})
        url = web.url("/found/403")
        assert ask(url) == {url: Answer("ok", "302 Found")}
        assert {path for _, path in web.asked} == {"/found/403"}

    def test_an_unknown_host_and_no_network(
        self, web: Web, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        real = socket.getaddrinfo

        def lookup(host: str, *more: object, **options: object) -> object:
            if host.endswith(".nowhere"):
                raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
            return real(host, *more, **options)  # type: ignore[arg-type]

        monkeypatch.setattr(socket, "getaddrinfo", lookup)
        unknown = [f"http://{name}.nowhere/" for name in "abcd"]
        answer = ask(web.url("/fine"), unknown[0])[unknown[0]]
        assert answer == Answer("unreachable", "there is no host of this name")
        with pytest.raises(NoNetworkError, match=r"a\.nowhere, b\.nowhere, c\.nowhere"):
            ask(*unknown)


class TestManners:
    def test_at_most_two_at_a_time_at_a_host(self, web: Web) -> None:
        answers = ask(*(web.url(f"/fine/{number}") for number in range(20)))
        assert len(answers) == 20
        assert len(web.asked) == 20
        assert web.most_at_once == 2

    def test_a_pause_between_requests(self, web: Web) -> None:
        began = time.monotonic()
        manners = Manners("test", pause=0.2)
        ask(*(web.url(f"/fine/{number}") for number in range(5)), manners=manners)
        assert time.monotonic() - began >= 0.4  # one at first, then two lanes of two

    def test_who_asks(self, web: Web, project: Path) -> None:
        edit(
            project / "_config.yml",
            "    html_title",
            "    html_baseurl: https://a.org/c\n    html_title",
        )
        agent = outer_links.agent_of(curriculum_of(project).project)
        assert agent.startswith("syllabook/")
        assert agent.endswith("(link check; +https://a.org/c/)")
        ask(web.url("/fine"), manners=Manners(agent, pause=0))
        assert web.agents == {agent}

    def test_who_stops_listening_is_not_waited_for(self, web: Web) -> None:
        urls = [web.url(f"/fine/{number}") for number in range(50)]
        answers = ask_all(urls, Manners("test", pause=0.2))
        next(answers)
        next(answers)
        began = time.monotonic()
        answers.close()  # type: ignore[attr-defined]
        assert time.monotonic() - began < 1
        assert len(web.asked) < 10


class TestCheck:
    def look(self, root: Path, now: dt.datetime = NOW) -> list[str]:
        found = outer_links.outer_links(curriculum_of(root), manners=HASTY, now=now)
        return [str(problem) for problem in sorted(found)]

    @pytest.fixture
    def linked(self, project: Path, web: Web) -> Path:
        """A project whose only outer links are those of the tests."""
        edit(project / "readings/all.bib", "doi      = {10.1000/unread},", "")
        return project

    def test_links_of_pages_outlines_and_papers(self, linked: Path, web: Web, closed: str) -> None:
        url = web.url
        write(
            linked,
            FORCES,
            f"# Forces of the Moon\n\n[a]({url('/404')}#part) {url('/fine')}\n"
            f"![b]({url('/moved')}) `{url('/410/code')}`\n[c](https://example.org)\n[d]({closed})\n",
        )
        edit(linked / TIDES, "text: Calculus.", f'text: "[Calculus]({url("/410")})."')
        edit(linked / TIDES, "email: ada@example.org", f'email: "", url: "{url("/403")}"')
        edit(linked / "readings/all.bib", "year     = {1881},", f"url = {{{url('/410')}}},")
        host, refusing = asking.host_of(url("")), asking.host_of(closed)
        dead, out = f"the link {url('/410')} is dead: 410 Gone", "find where it moved, or remove it"
        assert self.look(linked) == [
            f"{TIDES}:8:56: warning: 1 link to {host} could not be tested: 403 Forbidden;"
            f" open by hand: {url('/403')}",
            f"{TIDES}:9:44: {dead}; {out}",
            f"{FORCES}:3:5: the link {url('/404')} is dead: 404 Not Found; {out}",
            f"{FORCES}:4:6: warning: the link {url('/moved')} has moved for good;"
            f" write: {url('/fine')}",
            f"{FORCES}:6:5: warning: 1 link to {refusing} could not be tested: the host refuses"
            f" connections; open by hand: {closed}",
            f"readings/all.bib:9:1: {dead}; {out}",
        ]

    def test_what_is_known_is_not_asked_again(self, linked: Path, web: Web) -> None:
        paths = ["/fine", "/403", "/404"]
        links = " ".join(f"[x]({web.url(path)})" for path in paths)
        write(linked, FORCES, f"# Forces of the Moon\n\n{links}\n")

        def asked_after(**age: int) -> set[str]:
            web.asked.clear()
            assert len(self.look(linked, NOW + dt.timedelta(**age))) == 2
            return {path for _, path in web.asked}

        assert asked_after() == {*paths}
        assert asked_after(hours=1) == {"/404"}
        assert asked_after(days=2) == {"/403", "/404"}
        assert asked_after(days=15) == {*paths}

    def test_the_cache_says_when(self, linked: Path, web: Web) -> None:
        write(linked, FORCES, f"# Forces of the Moon\n\n[x]({web.url('/fine')})\n")
        self.look(linked)
        cache = linked / "_build/syllabook/links.json"
        assert json.loads(cache.read_text()) == {
            web.url("/fine"): {
                "asked": "2030-01-01T00:00:00+00:00",
                "outcome": "ok",
                "detail": "200 OK",
            }
        }

    @pytest.mark.parametrize("content", ["", "[]", '{"u": 1}', '{"u": {"outcome": "ok"}}', "\0"])
    def test_a_damaged_cache_is_made_anew(self, linked: Path, web: Web, content: str) -> None:
        cache = linked / "_build/syllabook/links.json"
        write(linked, "_build/syllabook/links.json", content)
        write(linked, FORCES, f"# Forces of the Moon\n\n[x]({web.url('/404')})\n")
        assert len(self.look(linked)) == 1
        assert list(json.loads(cache.read_text())) == [web.url("/404")]

    def test_without_a_network(self, linked: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def lookup(*_: object, **__: object) -> object:
            raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

        monkeypatch.setattr(socket, "getaddrinfo", lookup)
        write(linked, FORCES, "# Forces of the Moon\n\n[x](http://a.org) [y](http://b.org/c)\n")
        assert self.look(linked) == [
            "_config.yml:0:0: warning: no network: a.org, b.org could not be reached, so 2 outer"
            " links were not tested; try again with a network"
        ]
        assert not (linked / "_build/syllabook/links.json").exists()

    def test_arxiv_is_asked_once_for_each_paper(self, linked: Path) -> None:
        records = "@misc{a, title = {A}, eprint = {2201.02177}, eprinttype = {arxiv}}\n"
        (linked / "readings/new.bib").write_text(records)
        assert list(outer_links.outer_places(curriculum_of(linked))) == [
            "https://arxiv.org/abs/2201.02177"
        ]
