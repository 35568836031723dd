"""Outlines, papers and terms joined into the one model that every output reads."""

from syllabook.curriculum.draws import Draw
from syllabook.curriculum.locks import Lock, LockedDraw, LockFile, lock_file
from syllabook.curriculum.model import (
    CoursePlan,
    Deadline,
    ReadIn,
    ReadingEntry,
    UnitPlan,
    WeekPage,
    WeekPlan,
    WeekRef,
)
from syllabook.curriculum.project import Project, find_root, read_project
from syllabook.curriculum.resolve import Curriculum, load

__all__ = [
    "CoursePlan",
    "Curriculum",
    "Deadline",
    "Draw",
    "Lock",
    "LockFile",
    "LockedDraw",
    "Project",
    "ReadIn",
    "ReadingEntry",
    "UnitPlan",
    "WeekPage",
    "WeekPlan",
    "WeekRef",
    "find_root",
    "load",
    "lock_file",
    "read_project",
]
