"""``syllabook new paper``, against answers of doi.org and arXiv that were recorded."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
import urllib3
from requests.adapters import HTTPAdapter

from syllabook.curriculum import load, read_project
from tests.authoring.conftest import Command, contents
from tests.conftest import DATA, edit

WATER = "10.1126/science.169.3946.635"
Answers = Callable[..., None]


def address(url: str) -> str:
    """An address without what depends on the client: of a query only the id counts."""
    parts = urlsplit(url)
    query = parse_qs(parts.query).get("id_list", [""])[0]
    return f"{parts.netloc}{parts.path}?{query}"


@pytest.fixture(autouse=True)
def asked(monkeypatch: pytest.MonkeyPatch) -> list[requests.PreparedRequest]:
    """The recorded answers in place of the network; holds the requests that were made."""
    answers: dict[str, dict[str, Any]] = {
        address(answer["url"]): answer
        for name in ("doi.json", "arxiv.json")
        for answer in json.loads((DATA / "recorded" / name).read_text(encoding="utf-8"))
    }
    made: list[requests.PreparedRequest] = []

    def send(
        self: HTTPAdapter, request: requests.PreparedRequest, **options: Any
    ) -> requests.Response:
        assert options["timeout"], "a request without a limit may wait for ever"
        made.append(request)
        answer = answers[address(str(request.url))]
        body = io.BytesIO(answer["body"].encode())
        return self.build_response(
            request,
            urllib3.HTTPResponse(body, answer["headers"], answer["status"], preload_content=False),
        )

    monkeypatch.setattr(HTTPAdapter, "send", send)
    return made


@pytest.fixture
def no_network(asked: object, monkeypatch: pytest.MonkeyPatch) -> None:
    def send(self: HTTPAdapter, request: requests.PreparedRequest, **_: Any) -> None:
        raise requests.exceptions.ConnectionError("Name or service not known")

    monkeypatch.setattr(HTTPAdapter, "send", send)


def test_a_doi(project: Path, syllabook: Command, asked: list[requests.PreparedRequest]) -> None:
    done = syllabook("new", "paper", f"doi:{WATER}", "--topic", "tides")
    assert (done.code, done.stderr) == (0, "")
    assert done.stdout == "added     frank1970structure to readings/imported.bib\n"
    assert [request.headers["Accept"] for request in asked] == ["application/x-bibtex"] * 2
    assert (project / "readings" / "imported.bib").read_text(encoding="utf-8") == (
        "@article{frank1970structure,\n"
        "  title        = {The Structure of Ordinary Water: New data and interpretations are"
        " yielding new insights into this fascinating substance.},\n"
        "  author       = {Frank, Henry S.},\n"
        "  journaltitle = {Science},\n"
        "  date         = {1970-08},\n"
        "  volume       = {169},\n"
        f"  doi          = {{{WATER}}},\n"
        "  number       = {3946},\n"
        "  publisher    = {American Association for the Advancement of Science (AAAS)},\n"
        "  pages        = {635–641},\n"
        "  keywords     = {tides},\n"
        "}\n"
    )
    paper = load(read_project(project)).library.get("frank1970structure")
    assert paper is not None
    assert (paper.year, paper.venue, paper.topics) == (1970, "Science", ("tides",))


@pytest.mark.parametrize("source", ["arXiv:1605.08386", "https://arxiv.org/abs/1605.08386v1",
                                    "10.48550/arXiv.1605.08386"])  # fmt: skip
def test_an_arxiv_id(project: Path, syllabook: Command, source: str) -> None:
    done = syllabook("new", "paper", source, "--into", "readings/all.bib")
    assert (done.code, done.stderr) == (0, "")
    added = (project / "readings" / "all.bib").read_text(encoding="utf-8")
    assert added.startswith((DATA / "project/readings/all.bib").read_text(encoding="utf-8"))
    assert added.endswith(
        "@misc{stanley2016heat,\n"
        "  title       = {Heat-bath random walks with Markov bases},\n"
        "  author      = {Caprice Stanley and Tobias Windisch},\n"
        "  date        = {2016-05-26},\n"
        "  eprint      = {1605.08386},\n"
        "  eprinttype  = {arxiv},\n"
        "  eprintclass = {math.CO},\n"
        "}\n"
    )


def test_a_paper_that_is_there_is_left_out(project: Path, syllabook: Command) -> None:
    assert syllabook("new", "paper", f"doi:{WATER}").code == 0
    before = contents(project)
    again = syllabook("new", "paper", f"https://doi.org/{WATER}")
    assert (again.code, again.stdout) == (
        0,
        "left out  frank1970structure: same key as frank1970structure\n",
    )
    edit(project / "readings/imported.bib", "frank1970structure", "water")
    again = syllabook("new", "paper", WATER)
    assert again.stdout == "left out  frank1970structure: same DOI as water\n"
    edit(project / "readings/imported.bib", "@article{water", "@article{frank1970structure")
    assert contents(project) == before


def test_a_key_that_is_another_papers_gets_a_letter(project: Path, syllabook: Command) -> None:
    with (project / "readings" / "all.bib").open("a") as library:
        library.write("\n@misc{frank1970structure, title = {Another}, author = {Frank, A.}}\n")
    done = syllabook("new", "paper", WATER)
    assert done.stdout == "added     frank1970structureb to readings/imported.bib\n"


def test_a_file(project: Path, syllabook: Command, tmp_path: Path) -> None:
    (tmp_path / "mine.bib").write_text(
        "@misc{one2020, title={One}, author={A, B}, year=2020}\n"
        "@misc{newton1687principia, title={Philosophiæ Naturalis Principia Mathematica},"
        " author={Newton, Isaac}, year={1687}}\n"
    )
    done = syllabook("new", "paper", str(tmp_path / "mine.bib"))
    assert done.stdout.splitlines() == [
        "left out  newton1687principia: same key as newton1687principia",
        "added     one2020 to readings/imported.bib",
    ]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["doi:10.1126/foo"],
         "doi:10.1126/foo:0:0: doi.org knows no such DOI; compare it with the paper's own page"),
        (["arXiv:0000.0000"],
         "arXiv:0000.0000:0:0: arXiv knows no such id; compare it with the paper's own page"),
        (["water"],
         "water:0:0: is neither a DOI nor an arXiv id nor a .bib file;"
         " write doi:10.1038/nature14539, arXiv:2201.02177 or FILE.bib"),
        (["nowhere.bib"], "nowhere.bib:0:0: cannot be read: No such file or directory"),
    ],
)  # fmt: skip
def test_what_is_not_found_changes_nothing(
    project: Path, syllabook: Command, arguments: list[str], message: str
) -> None:
    before = contents(project)
    done = syllabook("new", "paper", *arguments)
    assert (done.code, done.stderr.splitlines()) == (1, [message])
    assert contents(project) == before


@pytest.mark.usefixtures("no_network")
@pytest.mark.parametrize(
    ("source", "registry"), [(f"doi:{WATER}", "doi.org"), ("arXiv:1605.08386", "arXiv")]
)
def test_without_a_network_one_line_says_so(
    project: Path, syllabook: Command, source: str, registry: str
) -> None:
    before = contents(project)
    done = syllabook("new", "paper", source)
    assert (done.code, done.stderr.splitlines()) == (
        1,
        [
            f"{source}:0:0: {registry} cannot be reached; check the network, or save the record"
            " as a .bib file and run: syllabook new paper FILE.bib"
        ],
    )
    assert contents(project) == before


def test_a_topic_that_is_not_in_the_vocabulary_is_refused(
    project: Path, syllabook: Command
) -> None:
    before = contents(project)
    done = syllabook("new", "paper", WATER, "--topic", "tide")
    message = 'readings/topics.yml:0:0: unknown topic "tide"; did you mean "tides"?'
    assert (done.code, done.stderr.splitlines()) == (1, [message])
    assert contents(project) == before


def test_a_topic_beside_a_file_is_refused_as_its_records_are_taken_as_they_are(
    project: Path, syllabook: Command
) -> None:
    (project.parent / "mine.bib").write_text("@misc{a, title = {A}}\n", encoding="utf-8")
    before = contents(project)
    done = syllabook("new", "paper", "../mine.bib", "--topic", "tides")
    message = (
        "../mine.bib:0:0: the records of a file are taken as they are, without --topic;"
        " leave it out, and write keywords = {tides} into the record"
    )
    assert (done.code, done.stderr.splitlines()) == (1, [message])
    assert contents(project) == before


def test_papers_go_into_the_library_only(project: Path, syllabook: Command) -> None:
    done = syllabook("new", "paper", WATER, "--into", "elsewhere.bib")
    assert done.code == 2
    assert "name a .bib file of readings/" in done.stderr
