"""The table of contents, as it follows from the outlines: course, then week, then lab."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from syllabook.book.addresses import docname, page_docname, week_page
from syllabook.curriculum import CoursePlan, Curriculum
from syllabook.foundation.inline import plain

Entry = dict[str, Any]


def table_of_contents(curriculum: Curriculum, *, instructor: bool = False) -> Entry:
    """The site map in sphinx-external-toc's format.

    Courses come first, then the project's other pages; a week's title is the outline's, with its
    number in front, whatever the lecture's own heading says. Instructors get teaching notes too.
    """
    root = curriculum.project.root
    courses = [
        _course(plan, root if instructor else None)
        for plan in curriculum.courses.values()
        if plan.pages
    ]
    others = [{"file": path.stem} for path in sorted(root.glob("*.md")) if _is_page(path)]
    subtrees: list[Entry] = []
    if courses:
        subtrees.append({"caption": "Courses", "entries": courses})
    if others:
        subtrees.append({"caption": "Reference", "entries": others})
    documentation = _folder(root / "docs", root)
    if documentation:
        subtrees.append({"caption": "Teaching with syllabook", "entries": [documentation]})
    toc: Entry = {"root": "index"}
    return toc | {"subtrees": subtrees} if subtrees else toc


def _is_page(path: Path) -> bool:
    return path.stem not in {"index", "README", "CHANGELOG", "LICENSE", "CONTRIBUTING"} and not (
        path.name.startswith((".", "_"))
    )


def _course(plan: CoursePlan, notes_root: Path | None) -> Entry:
    home, *pages = [docname(path) for path in plan.pages]
    entries: list[Entry] = [{"file": page} for page in pages]
    for week in plan.weeks:
        page = week_page(week)
        if not page:
            continue
        entry: Entry = {"file": page, "title": f"{week.number}. {plain(week.title)}"}
        more = [{"file": page_docname(other)} for other in week.pages if not other.is_lecture]
        note = f"{plan.folder}/teaching/{week.id}"
        if notes_root and (notes_root / f"{note}.md").is_file():
            more.append({"file": note})
        entries.append(entry | ({"entries": more} if more else {}))
    entries += [{"file": page_docname(page)} for page in plan.problem_sets]
    top: Entry = {"file": home, "title": plain(plan.title)}
    return top | ({"entries": entries} if entries else {})


def _folder(folder: Path, root: Path) -> Entry | None:
    """A folder of Markdown pages: its ``index.md`` with the others below it, by name."""
    if not (folder / "index.md").is_file():
        return None
    names = [path.relative_to(root).with_suffix("").as_posix() for path in folder.glob("*.md")]
    home = (folder / "index").relative_to(root).as_posix()
    others = [{"file": name} for name in sorted(names) if name != home]
    return {"file": home} | ({"entries": others} if others else {})
