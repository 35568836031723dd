"""Asking addresses on the web whether they are still there, politely.

At most two connections to a host, a pause after each, a name that says who asks, retries that
back off and heed ``Retry-After`` (RFC 9110, section 10.2.3). ``requests`` (a dependency already)
brings proxies and certificates, urllib3 below it the retries.
"""

from __future__ import annotations

import queue
import socket
import threading
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http import HTTPStatus
from itertools import islice
from typing import Literal
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import MaxRetryError, NameResolutionError
from urllib3.util.retry import Retry

Outcome = Literal["ok", "moved", "broken", "unclear", "unreachable"]

_GONE = {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}
_BUSY = (429, 502, 503, 504)
_RESOLVERS = {"doi.org", "dx.doi.org", "hdl.handle.net"}
UNKNOWN_HOST = "there is no host of this name"
_PER_HOST = 2
_HOSTS_AT_ONCE = 6
_SAMPLE = 3  # hosts that are asked first, to see whether there is a network


@dataclass(frozen=True, slots=True)
class Answer:
    """What an address answered.

    Attributes:
        outcome: ``ok``; ``moved`` for good; ``broken``: nothing is there; ``unclear``: it does not
            tell programs, or not now; ``unreachable``: the host, or the network, is not there.
        detail: the status in words, or where it moved.
    """

    outcome: Outcome
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Manners:
    """How to ask.

    Attributes:
        agent: the User-Agent.
        pause: seconds between two requests of one connection.
        timeout: seconds to wait for an answer.
        retries: how often to ask a busy host again.
        backoff: seconds before the first retry, doubled for each further one.
        patience: seconds that a host may ask to be waited for.
    """

    agent: str
    pause: float = 1.0
    timeout: float = 20.0
    retries: int = 3
    backoff: float = 1.0
    patience: int = 30


class NoNetworkError(Exception):
    """No host could be reached.

    Attributes:
        hosts: those that were tried.
    """

    def __init__(self, hosts: Sequence[str]) -> None:
        super().__init__(", ".join(hosts))
        self.hosts = tuple(hosts)


def ask_all(urls: Iterable[str], manners: Manners) -> Iterator[tuple[str, Answer]]:
    """Ask addresses, several hosts at a time.

    Args:
        urls: ``http`` and ``https`` addresses.
        manners: how to ask.

    Yields:
        Each address with its answer, as they come in.

    Raises:
        NoNetworkError: the first few hosts, as different as there are, cannot be reached at all.
    """
    lanes: dict[str, list[str]] = defaultdict(list)
    for url in urls:
        lanes[host_of(url)].append(url)
    with _session(manners) as session, ThreadPoolExecutor(_HOSTS_AT_ONCE) as pool:
        sample = [found[0] for found in islice(lanes.values(), _SAMPLE)]
        answers = list(pool.map(lambda url: _ask(session, url, manners), sample))
        if sample and all(answer.outcome == "unreachable" for answer in answers):
            raise NoNetworkError([host_of(url) for url in sample])
        yield from zip(sample, answers, strict=True)
        parts = [
            part
            for first, *rest in lanes.values()
            for left in [rest if first in sample else [first, *rest]]
            for start in range(_PER_HOST)
            if (part := left[start::_PER_HOST])
        ]
        yield from _side_by_side(pool, session, parts, manners)


def _side_by_side(
    pool: ThreadPoolExecutor,
    session: requests.Session,
    parts: Sequence[Sequence[str]],
    manners: Manners,
) -> Iterator[tuple[str, Answer]]:
    """Ask each part's addresses one after the other, and the parts at the same time."""
    answered: queue.SimpleQueue[tuple[str, Answer] | None] = queue.SimpleQueue()
    stop = threading.Event()

    def lane(urls: Sequence[str]) -> None:
        try:
            for url in urls:
                if stop.wait(manners.pause):
                    return
                answered.put((url, _ask(session, url, manners)))
        finally:
            answered.put(None)

    futures = [pool.submit(lane, urls) for urls in parts]
    try:
        running = len(futures)
        while running:
            found = answered.get()
            if found is None:
                running -= 1
            else:
                yield found
        for future in futures:
            future.result()  # an error of our own is not swallowed
    finally:
        stop.set()
        pool.shutdown(wait=False, cancel_futures=True)


def host_of(url: str) -> str:
    """The host that an address names, with its port; empty where it cannot be taken apart."""
    try:
        return urlsplit(url).netloc.lower()
    except ValueError:
        return ""


def without_fragment(url: str) -> str:
    """The address of the page, without the place in it."""
    return url.partition("#")[0]


def _session(manners: Manners) -> requests.Session:
    session = requests.Session()
    session.headers["User-Agent"] = manners.agent
    retry = Retry(
        total=None,
        connect=1,
        read=1,
        status=manners.retries,
        other=0,
        redirect=False,
        status_forcelist=_BUSY,
        allowed_methods=None,
        backoff_factor=manners.backoff,
        retry_after_max=manners.patience,
        raise_on_status=False,
    )
    for scheme in ("http://", "https://"):
        # also of hosts that others redirect to no more connections are made
        session.mount(
            scheme, HTTPAdapter(max_retries=retry, pool_maxsize=_PER_HOST, pool_block=True)
        )
    return session


def _ask(session: requests.Session, url: str, manners: Manners) -> Answer:
    """Ask for the head; where that is refused, for the page, of which nothing is read."""
    address = without_fragment(url)
    resolves = host_of(url) in _RESOLVERS
    answer = Answer("unclear", "no answer")
    for method in ("HEAD", "GET"):
        try:
            with session.request(
                method, address, timeout=manners.timeout, stream=True, allow_redirects=not resolves
            ) as response:
                answer = _judge(response, url)
        except requests.RequestException as error:
            return _failure(error)
        except ValueError as error:  # an address that requests cannot take apart
            return Answer("broken", f"is no address: {error}")
        if answer.outcome in {"ok", "moved"} or response.status_code in _BUSY:
            return answer
    return answer


def _judge(response: requests.Response, url: str) -> Answer:
    code = response.status_code
    if (
        response.is_redirect
    ):  # of a resolver: the identifier is known; publishers turn programs away
        return Answer("ok", _words(code))
    if response.ok:
        hops = [hop.status_code for hop in response.history]
        permanent = {HTTPStatus.MOVED_PERMANENTLY, HTTPStatus.PERMANENT_REDIRECT}
        if hops and set(hops) <= permanent and not _same(url, response.url):
            return Answer("moved", response.url)
        return Answer("ok", _words(code))
    return Answer("broken" if code in _GONE else "unclear", _words(code))


def _same(before: str, after: str) -> bool:
    """Whether two addresses differ in nothing an author would want to mend."""

    def bare(url: str) -> str:
        return without_fragment(url).partition("://")[2].removeprefix("www.").rstrip("/").lower()

    return bare(before) == bare(after)


def _words(code: int) -> str:
    try:
        return f"{code} {HTTPStatus(code).phrase}"
    except ValueError:
        return str(code)


def _failure(error: requests.RequestException) -> Answer:
    match error:
        case requests.exceptions.ProxyError():
            return Answer("unreachable", "the proxy does not let it through")
        case requests.exceptions.SSLError():
            return Answer("unclear", "its certificate is not accepted")
        case requests.exceptions.TooManyRedirects():
            return Answer("broken", "it redirects without end")
        case requests.exceptions.ConnectTimeout():
            return Answer("unreachable", "no connection")
        case requests.exceptions.InvalidURL() | requests.exceptions.InvalidSchema():
            return Answer("broken", "is no address of the web")
        case requests.exceptions.Timeout():
            return Answer("unclear", "no answer in time")
    reason = (
        error.args[0].reason if error.args and isinstance(error.args[0], MaxRetryError) else None
    )
    if isinstance(reason, NameResolutionError):
        cause = reason.__cause__
        known_not = isinstance(cause, socket.gaierror) and cause.errno == socket.EAI_NONAME
        return Answer("unreachable", UNKNOWN_HOST if known_not else "its name cannot be looked up")
    if isinstance(getattr(reason, "__cause__", None), ConnectionRefusedError):
        return Answer("unclear", "the host refuses connections")
    if "timed out" in str(error).lower():  # a read timeout after its retry comes as this
        return Answer("unclear", "no answer in time")
    if isinstance(getattr(reason, "__cause__", None), OSError):
        return Answer("unreachable", "no connection")
    return Answer("unclear", "the connection broke off")
