"""``syllabook lock``: what a course's queries draw now, written down for a term."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from typing import Any

from syllabook.authoring.edit_outline import dump, round_trip
from syllabook.curriculum import Curriculum, Draw, Lock, LockedDraw, lock_file
from syllabook.foundation.problems import Problem, ProblemsFound, suggest


def lock_of(curriculum: Curriculum, course_id: str, term_id: str | None = None) -> Lock:
    """What the queries of a course draw from the library as it is now.

    Args:
        curriculum: the model, loaded with ``locked=False``.
        course_id: id of the course.
        term_id: id of the term; by default the one that the site shows.

    Raises:
        ProblemsFound: the course or term is unknown, or a query draws nothing.
    """
    plan = curriculum.course(course_id)
    term_id = term_id or (plan.term.id if plan.term else "")
    known = [term.id for term in plan.terms]
    if term_id not in known:
        where = f"{plan.folder}/terms"
        message = f'unknown term "{term_id}"' if term_id else "the course has no term to lock"
        fix = suggest(term_id, known, "term")
        if not known:
            fix = f"make one with: syllabook new term {course_id} TERM_ID --start DATE"
        raise ProblemsFound([Problem(where, 0, 0, message, fix)])
    weeks: dict[str, list[LockedDraw]] = defaultdict(list)
    for draw in curriculum.draws[course_id].values():
        weeks[draw.week].append(_locked(draw))
    return Lock(
        course=course_id,
        term=term_id,
        library=curriculum.library.digest,
        weeks={
            week: tuple(sorted(draws, key=lambda draw: (draw.query, draw.sort, draw.limit)))
            for week, draws in sorted(weeks.items())
        },
    )


def _locked(draw: Draw) -> LockedDraw:
    reading = draw.reading
    keys = tuple(paper.key for paper in draw.papers)
    return LockedDraw(query=reading.query, sort=reading.sort, limit=reading.limit, papers=keys)


def lock_text(lock: Lock) -> str:
    """A lock as a file: weeks and queries sorted, papers in the order in which they are read."""
    head = (
        "# What the queries of the outline drew for this term; the weeks read these papers.\n"
        f"# Written by: syllabook lock {lock.course} --term {lock.term}\n"
    )
    data: dict[str, Any] = {"course": lock.course, "term": lock.term, "library": lock.library}
    data["weeks"] = {
        week: [
            {
                "query": draw.query,
                **({"sort": draw.sort} if draw.sort else {}),
                "limit": draw.limit,
                "papers": list(draw.papers),
            }
            for draw in draws
        ]
        for week, draws in lock.weeks.items()
    }
    return head + dump(round_trip(), data)


def lock_path(curriculum: Curriculum, lock: Lock) -> Path:
    """Where a lock is kept."""
    folder = curriculum.project.root / curriculum.course(lock.course).folder
    return lock_file(folder, lock.term)


def lock_problems(curriculum: Curriculum, lock: Lock) -> list[Problem]:
    """Why the lock that is there is not ``lock``; nothing if it pins the same papers.

    Args:
        curriculum: the model, loaded as usual.
        lock: what the lock would be now.
    """
    path = curriculum.project.relative(lock_path(curriculum, lock))
    found = curriculum.lock(lock.course, lock.term)
    again = f"run: syllabook lock {lock.course} --term {lock.term}"
    if found is None:
        broken = [problem for problem in curriculum.problems if problem.file == path]
        return broken or [Problem(path, 0, 0, "there is no lock", again)]
    if found.lock.weeks == lock.weeks:
        return []
    _, problems = curriculum.pinned(lock.course, lock.term)
    return [replace(problem, severity="error") for problem in problems]
