"""The check of links that lead out: of the library, the outlines and the pages.

What was found is remembered in ``_build/syllabook/links.json``: a link that works is asked again
after two weeks, one that does not tell after a day, a broken one every time.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, get_args
from urllib.parse import urlsplit

from syllabook import __version__
from syllabook.checks.asking import (
    UNKNOWN_HOST,
    Answer,
    Manners,
    NoNetworkError,
    Outcome,
    ask_all,
    host_of,
    without_fragment,
)
from syllabook.checks.pages import Place, pages_of
from syllabook.curriculum import Curriculum, Project
from syllabook.foundation.files import write_atomic
from syllabook.foundation.inline import runs
from syllabook.foundation.problems import Problem
from syllabook.foundation.yaml_source import Location, YamlSource
from syllabook.papers import Paper, links

CACHE_FILE = "links.json"
_GOOD_FOR = {"ok": dt.timedelta(days=14), "moved": dt.timedelta(days=14)}
_UNCLEAR_FOR = dt.timedelta(days=1)
_SHOWN = 3  # addresses of a host that cannot be tested

Progress = Callable[[int, int], None]
"""Called with how many addresses are done, and how many there are to ask."""


def outer_links(
    curriculum: Curriculum,
    *,
    manners: Manners | None = None,
    progress: Progress | None = None,
    now: dt.datetime | None = None,
) -> list[Problem]:
    """Links out of the project that are dead or have moved; asked over the network."""
    places = outer_places(curriculum)
    cache = curriculum.project.cache / CACHE_FILE
    now = now or dt.datetime.now(dt.UTC)
    remembered = _fresh(_read_cache(cache), now)
    answers = {url: answer for url, answer in remembered.items() if url in places}
    missing = [url for url in places if url not in answers]
    polite = manners or Manners(agent_of(curriculum.project))
    offline: list[Problem] = []
    asked: dict[str, Answer] = {}
    try:
        for url, answer in ask_all(missing, polite):
            asked[url] = answer
            if progress:
                progress(len(asked), len(missing))
    except NoNetworkError as error:
        offline.append(_no_network(error, len(missing)))
    finally:  # what is known already is kept when somebody loses patience
        if asked:
            _write_cache(cache, asked, now)
    return [*offline, *_problems(places, answers | asked)]


def agent_of(project: Project) -> str:
    """What we call ourselves: the program, what it does, and where the project is published."""
    site = f"; +{project.base_url}" if project.base_url.isascii() and project.base_url else ""
    return f"syllabook/{__version__} (link check{site})"


def outer_places(curriculum: Curriculum) -> dict[str, list[Place]]:
    """Every address that the project links to, with the places that do."""
    places: dict[str, list[Place]] = defaultdict(list)
    for url, place in _all_places(curriculum):
        if _is_outer(url):
            places[without_fragment(url)].append(place)
    return dict(places)


def _all_places(curriculum: Curriculum) -> Iterator[tuple[str, Place]]:
    for page in pages_of(curriculum):
        yield from ((link.href, link.place) for link in page.links)
        yield from ((image.src, image.place) for image in page.images)
    for course in curriculum.courses:
        yield from _in_yaml(curriculum.outlines[course].source)
    whole = len(curriculum.courses) == len(curriculum.outlines)
    read = {paper.key: paper for plan in curriculum.courses.values() for paper in plan.papers()}
    for paper in curriculum.library.papers() if whole else read.values():
        place = Place(paper.file, paper.line, 1)
        yield from ((url, place) for url in _of_paper(paper))


def _of_paper(paper: Paper) -> Iterator[str]:
    """Its links, without arXiv's PDF, which is there when the abstract is."""
    for link in links(paper):
        if not (paper.arxiv and link.href == f"https://arxiv.org/pdf/{paper.arxiv}"):
            yield link.href


def _in_yaml(source: YamlSource) -> Iterator[tuple[str, Place]]:
    def walk(data: Any, location: Location) -> Iterator[tuple[str, Place]]:
        if isinstance(data, Mapping):
            for key, value in data.items():
                yield from walk(value, (*location, key))
        elif isinstance(data, list):
            for index, value in enumerate(data):
                yield from walk(value, (*location, index))
        elif isinstance(data, str):
            mark = source.mark(location)
            place = Place(source.file, mark.line, mark.column)
            if location[-1:] == ("url",):
                yield data, place
            else:
                yield from ((run.href, place) for run in runs(data) if run.href)

    yield from walk(source.data, ())


def _is_outer(url: str) -> bool:
    """Whether it is an address of the web, and not one that is reserved for examples (RFC 2606)."""
    if not url.lower().startswith(("http://", "https://")):
        return False
    try:
        host = (urlsplit(url).hostname or "").lower()
    except ValueError:
        return True  # no address at all, which asking it will tell
    reserved = ("localhost", "example", "invalid", "test")
    examples = {"example.com", "example.org", "example.net"}
    return host.rpartition(".")[2] not in reserved and host not in examples


def _problems(places: Mapping[str, list[Place]], answers: Mapping[str, Answer]) -> list[Problem]:
    found: list[Problem] = []
    unclear: dict[tuple[str, str], list[str]] = defaultdict(list)
    for url, answer in answers.items():
        gone = answer.outcome == "unreachable" and answer.detail == UNKNOWN_HOST
        if answer.outcome == "broken" or gone:
            message = f"the link {url} is dead: {answer.detail}"
            fix = "find where it moved, or remove it"
            found += [place.problem(message, fix) for place in places[url]]
        elif answer.outcome == "moved":
            message, fix = f"the link {url} has moved for good", f"write: {answer.detail}"
            found += [_warning(place.problem(message, fix)) for place in places[url]]
        elif answer.outcome in {"unclear", "unreachable"}:
            unclear[host_of(url), answer.detail].append(url)
    for (host, why), urls in unclear.items():
        more = f" and {len(urls) - _SHOWN} more" if len(urls) > _SHOWN else ""
        message = f"{len(urls)} link{'s' * (len(urls) > 1)} to {host} could not be tested: {why}"
        fix = f"open by hand: {', '.join(urls[:_SHOWN])}{more}"
        found.append(_warning(places[urls[0]][0].problem(message, fix)))
    return found


def _warning(problem: Problem) -> Problem:
    return Problem(
        problem.file, problem.line, problem.column, problem.message, problem.fix, "warning"
    )


def _no_network(error: NoNetworkError, count: int) -> Problem:
    hosts = ", ".join(error.hosts)
    left = "1 outer link was" if count == 1 else f"{count} outer links were"
    message = f"no network: {hosts} could not be reached, so {left} not tested"
    return Problem("_config.yml", 0, 0, message, "try again with a network", "warning")


_Remembered = dict[str, tuple[Answer, dt.datetime]]


def _read_cache(path: Path) -> _Remembered:
    """What earlier checks found; nothing where the file is missing or not ours."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        return {
            url: (Answer(item["outcome"], item["detail"]), dt.datetime.fromisoformat(item["asked"]))
            for url, item in data.items()
            if item["outcome"] in get_args(Outcome)
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _fresh(remembered: _Remembered, now: dt.datetime) -> dict[str, Answer]:
    ages = {**_GOOD_FOR, "unclear": _UNCLEAR_FOR}
    return {
        url: answer
        for url, (answer, asked) in remembered.items()
        if answer.outcome in ages and dt.timedelta() <= now - asked < ages[answer.outcome]
    }


def _write_cache(path: Path, asked: Mapping[str, Answer], now: dt.datetime) -> None:
    merged = {**_read_cache(path), **{url: (answer, now) for url, answer in asked.items()}}
    data = {
        url: {"asked": when.isoformat(), "outcome": answer.outcome, "detail": answer.detail}
        for url, (answer, when) in sorted(merged.items())
    }
    write_atomic(path, json.dumps(data, indent=1, ensure_ascii=False) + "\n")
