"""A new instructor's first year, step by step: what is typed, and what is edited.

``docs/a_first_year.md`` tells the same steps, and ``scripts/screenshots`` takes its pictures from
them. The papers are invented.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import nbformat

from tests.conftest import Run, edit, run

COURSE = "courses/tides"
OUTLINE = f"{COURSE}/course.yml"
FIRST = f"{COURSE}/terms/2030-spring.yml"
SECOND = f"{COURSE}/terms/2031-spring.yml"
HOLIDAYS = "# holidays: {country: DE, rule: skip}   # skip"
EMPTY_WEEK = """\
  - id: {id}
    unit: first_unit
    title: {old}
    question: ""
    topics: []
    objectives:
      - Explain the question of the week in your own words.
    readings: []
"""
BASINS = """\
  - id: topic_b
    unit: first_unit
    title: Basins that resonate
    question: Why is the tide in one bay ten times that of the next?
    topics: [resonance, standing waves]
    objectives:
      - Derive the period of a basin from its length and depth.
    readings:
      - {paper: doe1998basins, role: required, minutes: 60, note: the made-up measurement}
      - {query: "topic:tides", role: further, limit: 3, sort: -year}
    due: [{what: Problem set 1, weight_of: problem_sets, day: friday, time: "23:59"}]
"""
TOPICS = """\
pillars: []
topics:
  - {id: resonance, title: Resonance}
  - {id: tides, title: Tides}
"""
ZOTERO = """\
@article{doe1998basins,
  author = {Doe, Jane},
  title = {Resonant basins, an invented study},
  journal = {Journal of Invented Results},
  year = {1998},
  url = {https://example.org/basins},
  keywords = {resonance},
}

@book{roe2004primer,
  author = {Roe, Richard},
  title = {An invented primer on tides},
  publisher = {Imaginary Press},
  year = {2004},
  url = {https://example.org/primer},
  keywords = {tides},
}
"""
FRICTION = """\
@article{moe2011friction,
  author = {Moe, Ann},
  title = {Invented friction at the sea bed},
  journal = {Journal of Invented Results},
  year = {2011},
  url = {https://example.org/friction},
  keywords = {tides},
}
"""
LATER = FRICTION.replace("moe2011friction", "poe2030later").replace("2011", "2030")
LATER = LATER.replace("Moe, Ann", "Poe, Max").replace("friction at the sea bed", "later findings")
# cells of a new lab by their ids, without libraries that the site's own environment lacks
RESONANCE: Mapping[str, str] = {
    "setup": "import math\n\nLENGTHS = (100e3, 200e3, 400e3)  # metres",
    "model": (
        "def period(length, depth, gravity=9.81):\n"
        '    """Seconds that a wave takes across a closed basin and back."""\n'
        "    return 2 * length / math.sqrt(gravity * depth)"
    ),
    "prediction-numbers": 'print("twice as long, twice the period: ratios 2 and 2")',
    "run": "periods = [period(length, 50.0) for length in LENGTHS]\nprint(periods)",
    "claim-period": (
        "ratios = [later / earlier for earlier, later in zip(periods, periods[1:])]\n"
        "assert all(abs(ratio - 2) < 1e-12 for ratio in ratios)  # rounding alone"
    ),
    "exercise-1": (
        "def resonant_length(period, depth, gravity=9.81):\n"
        '    """Metres of a closed basin with this period."""\n'
        "    ### BEGIN SOLUTION\n"
        "    return period * math.sqrt(gravity * depth) / 2\n"
        "    ### END SOLUTION\n\n\n"
        "print(round(resonant_length(12.42 * 3600, 50.0) / 1000), 'km')"
    ),
}
SURGE: Mapping[str, str] = {
    "setup": "DEPTHS = (10.0, 20.0, 40.0)  # metres",
    "model": (
        "def slope(stress, depth, density=1025.0, gravity=9.81):\n"
        '    """Slope of a still sea against a steady wind."""\n'
        "    return stress / (density * gravity * depth)"
    ),
    "run": "slopes = [slope(1.0, depth) for depth in DEPTHS]\nprint(slopes)",
    "claim-period": "assert slopes[0] > slopes[1] > slopes[2]  # shallow water piles up more",
    "exercise-1": (
        "def surge(length, stress, depth):\n"
        '    """Metres that the sea rises along a bay."""\n'
        "    ### BEGIN SOLUTION\n"
        "    return length * slope(stress, depth)\n"
        "    ### END SOLUTION\n\n\n"
        "print(round(surge(100e3, 1.0, 20.0), 2), 'm')"
    ),
}
STORMS = "objectives: []\n    readings: []\n"
STORMS_FILLED = """\
objectives:
      - Estimate the height of a surge from wind, depth and length.
    readings:
      - {paper: moe2011friction, role: required, minutes: 40}
"""
NEW_LABS: Mapping[str, tuple[str, str, Mapping[str, str]]] = {
    "topic_b": ("resonance", "A basin that resonates", RESONANCE),
    "storms": ("surge", "Wind against water", SURGE),
}


def syllabook(project: Path, *arguments: str) -> Run:
    """Type a command in the project's folder."""
    return run("syllabook", *arguments, cwd=project)


def new_course(project: Path) -> Run:
    """One command in an empty folder."""
    title = "Tides and their physics"
    options = ("--title", title, "--weeks", "8", "--start", "2030-04-08")
    return syllabook(project, "new", "course", "tides", *options)


def give_dates(project: Path) -> None:
    """Mondays in Berlin, without public holidays: in week 3 it is Easter Monday."""
    term = project / FIRST
    edit(term, "timezone: UTC  ", "timezone: Europe/Berlin  ")
    edit(
        term,
        "meetings: []              # to be announced, e.g.",
        'meetings: [{day: monday, start: "10:15", end: "11:45"}]   # e.g.',
    )
    edit(term, HOLIDAYS, "holidays: {country: DE, rule: skip}   # skip")


def shift(project: Path) -> None:
    """Let what falls on a holiday move on instead of falling away."""
    edit(project / FIRST, "rule: skip}", "rule: shift}")


def nine_teaching_weeks(project: Path) -> None:
    """One more than the course has."""
    edit(project / FIRST, "# weeks: 8  ", "weeks: 9  ")


def skip_again(project: Path) -> None:
    """Back to the rule of before, and a day that the university does not teach."""
    edit(project / FIRST, "rule: shift}", "rule: skip}")
    edit(project / FIRST, "weeks: 9  ", "# weeks: 8  ")
    with (project / FIRST).open("a", encoding="utf-8") as term:
        term.write("exclude:\n  - {date: 2030-05-13, reason: Harbour festival}\n")


def bring_papers(project: Path) -> None:
    """Two files as another program exports them, and the words that papers are filed under."""
    (project / "zotero.bib").write_text(ZOTERO, encoding="utf-8")
    (project / "friction.bib").write_text(FRICTION, encoding="utf-8")
    (project / "readings/topics.yml").write_text(TOPICS, encoding="utf-8")


def fill_a_week(project: Path) -> None:
    """Week 2 gets its title, question, objective, readings and a deadline."""
    old = EMPTY_WEEK.replace("{id}", "topic_b").replace("{old}", "Topic B")
    edit(project / OUTLINE, old, BASINS)
    edit(project / f"{COURSE}/weeks/topic_b/index.md", "# Topic B", "# Basins that resonate")


def fill_the_new_week(project: Path) -> None:
    """The week that ``new week`` made gets an objective and a reading."""
    edit(project / OUTLINE, STORMS, STORMS_FILLED)


def new_lab(project: Path, week: str) -> Run:
    """A notebook with the pattern of a lab in a week's folder."""
    name, title, _ = NEW_LABS[week]
    return syllabook(project, "new", "lab", "tides", week, name, "--title", title)


def lab_of(project: Path, week: str) -> Path:
    """Where ``new lab`` put it."""
    return project / f"{COURSE}/weeks/{week}/{NEW_LABS[week][0]}.ipynb"


def write_the_labs(project: Path) -> None:
    """Replace the placeholders of both labs."""
    for week, (_, _, cells) in NEW_LABS.items():
        write_lab(lab_of(project, week), cells)


def mend_the_deadline(project: Path) -> None:
    """Friday of week 2 is Good Friday."""
    edit(
        project / OUTLINE, 'day: friday, time: "23:59"}]\n\n', 'day: thursday, time: "23:59"}]\n\n'
    )


def write_lab(path: Path, cells: Mapping[str, str]) -> None:
    """Replace the code of a new lab: cells by id; code that is not named goes."""
    notebook: Any = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    notebook.cells = [
        cell for cell in notebook.cells if cell.cell_type == "markdown" or cell.id in cells
    ]
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.source = cells[cell.id]
    nbformat.write(notebook, path)  # type: ignore[no-untyped-call]


def say_where_the_site_is(project: Path) -> None:
    """Calendars, feeds and cartridges link to it."""
    edit(
        project / "_config.yml",
        "html:\n",
        "html:\n  baseurl: https://tides.example.org/\n",
    )


def library_grows(project: Path) -> Run:
    """Somebody adds a paper of the topic that week 2 draws by a query."""
    (project / "later.bib").write_text(LATER, encoding="utf-8")
    return syllabook(project, "new", "paper", "later.bib")


def new_term(project: Path) -> Run:
    """A year later."""
    options = ("--start", "2031-03-31", "--show")
    return syllabook(project, "new", "term", "tides", "2031-spring", *options)
