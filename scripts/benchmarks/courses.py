"""Synthetic courses: what both our outlines and the peers' Markdown pages are written from."""

from __future__ import annotations

import random
from dataclasses import dataclass

from benchmarks.records import TOPICS, Record

WEEKS = 16
UNITS = ("Foundations", "Phenomena", "Methods", "Applications")
ROLES = ("required", "optional", "further")
_PER_WEEK = {"required": 2, "optional": 4, "further": 2}
_SENTENCES = (
    "A network that is trained on {topic} looks different when the seed changes, and the first job "
    "of this week is to find out how different.",
    "The study of {cite} measured one quantity along the whole run, which is more than a score.",
    "Before you train anything, write down what {topic} would look like if the simple picture were "
    "right, and which observable would prove it wrong.",
    "It is tempting to read the curve from left to right; {cite} read it by scale instead.",
    "For a linear model the answer is $w^\\star = (X^\\top X + \\lambda I)^{{-1}} X^\\top y$, and "
    "everything that {topic} adds has to be compared with it.",
    "The toy has three knobs: the size of the data, the width of the network and the decay.",
    "When {cite} repeated the run with ten seeds, two of them told another story.",
    "Notice that nothing so far has used the *architecture*; that is what makes {topic} a good "
    "first case.",
    "What remains open is whether the effect survives when the data are no longer clean.",
    "Compare this with the week before, where the same argument failed for want of a symmetry.",
)


@dataclass(frozen=True, slots=True)
class Reading:
    """A record as read in a week."""

    record: Record
    role: str
    note: str
    minutes: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a lecture; ``{cite}`` in it stands for the record, if there is one."""

    text: str
    record: Record | None

    def write(self, cite: str) -> str:
        """The sentence with the citation written as ``cite``."""
        return self.text.replace("{cite}", cite)


@dataclass(frozen=True, slots=True)
class Week:
    """A week: its outline and its lecture."""

    id: str
    number: int
    unit: int
    title: str
    question: str
    topics: tuple[str, ...]
    objectives: tuple[str, ...]
    readings: tuple[Reading, ...]
    due: str
    lecture: tuple[tuple[Sentence, ...], ...]

    def by_role(self, role: str) -> list[Reading]:
        """Its readings of a role."""
        return [reading for reading in self.readings if reading.role == role]


@dataclass(frozen=True, slots=True)
class Course:
    """A course of sixteen weeks."""

    id: str
    title: str
    tagline: str
    description: tuple[str, ...]
    outcomes: tuple[str, ...]
    prerequisites: tuple[tuple[str, str], ...]
    assessment: tuple[tuple[str, str, int, str], ...]
    policies: tuple[tuple[str, str], ...]
    weeks: tuple[Week, ...]


def make_course(number: int, library: list[Record], seed: int) -> Course:
    """The course with a number, counted from 0, which reads records of ``library``."""
    draw = random.Random(f"{seed}/course/{number}")
    return Course(
        id=f"course_{number + 1:02}",
        title=f"Synthetic course {number + 1}",
        tagline="A course that exists to be built quickly",
        description=tuple(_paragraph(draw, 5) for _ in range(2)),
        outcomes=tuple(f"Explain {_say(draw)} to a colleague of another field." for _ in range(5)),
        prerequisites=(
            ("Mathematics", "Linear algebra and calculus at a basic level."),
            ("Programming", "Python, or another language in which networks can be trained."),
        ),
        assessment=(
            ("problem_sets", "Problem sets", 40, "Four sets, by hand and in notebooks."),
            ("labs", "Lab reports", 20, "Two notebooks that vary seed, model and data."),
            ("project", "Project", 40, "A report of eight pages and a talk."),
        ),
        policies=(
            ("Late work", "Five late days for the term; after that, ten per cent a day."),
            ("Collaboration", "Discuss everything; write your own text and code."),
            ("AI assistants", "Allowed for code and search; say what you used."),
        ),
        weeks=tuple(_week(draw, index, library) for index in range(WEEKS)),
    )


def _week(draw: random.Random, index: int, library: list[Record]) -> Week:
    topics = tuple(topic.replace("-", " ") for topic in draw.sample(TOPICS, 4))
    read = iter(draw.sample(library, sum(_PER_WEEK.values())))
    readings = tuple(
        Reading(
            next(read),
            role,
            f"How the claim about {_say(draw)} is separated from the evidence for it.",
            draw.choice((20, 30, 45, 60)),
        )
        for role, count in _PER_WEEK.items()
        for _ in range(count)
    )
    cited = [reading.record for reading in readings[:5]]
    return Week(
        id=f"week_{topics[0].replace(' ', '_')}_{index + 1}",
        number=index + 1,
        unit=index * len(UNITS) // WEEKS,
        title=f"{topics[0].capitalize()} and {topics[1]}",
        question=f"What would have to be true for {topics[0]} to follow from {topics[1]}?",
        topics=topics,
        objectives=tuple(f"Measure {_say(draw)} in a toy model over several seeds." for _ in "123"),
        readings=readings,
        due=f"Problem set {index // 4 + 1}" if index % 4 == 3 else "",
        lecture=tuple(tuple(_sentences(draw, cited, 4)) for _ in range(4)),
    )


def _say(draw: random.Random) -> str:
    return draw.choice(TOPICS).replace("-", " ")


def _sentences(draw: random.Random, cited: list[Record], count: int) -> list[Sentence]:
    return [
        Sentence(
            text.format(topic=_say(draw), cite="{cite}"),
            draw.choice(cited) if "{cite}" in text else None,
        )
        for text in draw.sample(_SENTENCES, count)
    ]


def _paragraph(draw: random.Random, count: int) -> str:
    return " ".join(
        draw.choice([text for text in _SENTENCES if "{cite}" not in text]).format(topic=_say(draw))
        for _ in range(count)
    )
