"""Pictures of pages for those who share a link to them (Open Graph), set by Typst."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from importlib.resources import files
from pathlib import Path

import typst

from syllabook.curriculum import CoursePlan
from syllabook.drawing import palette
from syllabook.drawing.words import words
from syllabook.syllabus.render import bundled_fonts

#: Size in pixels, the shape that Open Graph's readers cut least from.
WIDTH, HEIGHT = 1200, 630


@dataclass(frozen=True, slots=True)
class ShareCard:
    """What a picture says.

    Attributes:
        above: small, over the title.
        title: large.
        about: a question or a line about it; may be empty.
        below: at the foot.
        colour: of the band and the line above, ``#rrggbb``.
    """

    above: str
    title: str
    about: str
    below: str
    colour: str


def course_cards(plan: CoursePlan, site: str) -> Iterator[tuple[str, ShareCard]]:
    """The cards of a course (name ``""``) and of its weeks (by id).

    Args:
        plan: the course.
        site: the site's title.
    """
    course = plan.course
    first = palette.unit(0).light
    below = course.institution or site
    yield "", ShareCard(words(site), words(plan.title), words(course.tagline), below, first)
    for week in plan.weeks:
        above = f"{words(plan.title)} · Week {week.number}"
        colour = palette.unit(week.unit.hue).light
        yield week.id, ShareCard(above, words(week.title), words(week.question), below, colour)


def draw(card: ShareCard) -> bytes:
    """The card as a PNG of 1200 by 630 pixels; the same card gives the same bytes."""
    room = Path(str(files("syllabook") / "syllabus"))
    return typst.compile(
        room / "share.typ",
        root=room,
        font_paths=bundled_fonts(),
        ignore_system_fonts=True,
        format="png",
        ppi=72,
        sys_inputs={"data": json.dumps(asdict(card), ensure_ascii=False)},
    )
