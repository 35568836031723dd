"""What students get: the weeks of a course up to a point, without solutions and outputs.

The result is files by path, as data; :mod:`syllabook.notebooks.handout` writes them.
"""

from __future__ import annotations

import datetime as dt
import posixpath
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from syllabook.curriculum import CoursePlan, Curriculum, ReadingEntry, WeekPlan
from syllabook.curriculum.launch import LAUNCH_CELL
from syllabook.foundation.problems import Problem, ProblemsFound, suggest
from syllabook.notebooks.citations import Citations, full
from syllabook.notebooks.comparison import MARKER_FIX, TELLING, squeezed, student_faults
from syllabook.notebooks.digest import (
    LAB_PINS,
    PAGES,
    distribution,
    imported_modules,
    local_modules,
    read_needs,
    read_pins,
    visible_files,
)
from syllabook.notebooks.document import Notebook, code_cells, dumps, source
from syllabook.notebooks.labs import read_lab
from syllabook.notebooks.lectures import public_page
from syllabook.notebooks.plain import plain_markdown
from syllabook.notebooks.solutions import (
    CODE_STUB,
    MarkerError,
    solution_texts,
    student_notebook,
    without_solutions,
)

_ROLES = {"required": "Required", "optional": "Optional", "further": "Further"}


@dataclass(slots=True)
class Handout:
    """A release as data.

    Attributes:
        name: of its folder within a zip.
        files: contents by path.
        weeks, labs: how many it holds.
        warnings: what was left out, and what is not pinned.
    """

    name: str
    files: dict[str, bytes] = field(default_factory=dict)
    weeks: int = 0
    labs: int = 0
    warnings: list[Problem] = field(default_factory=list)


def weeks_upto(plan: CoursePlan, upto: str | None) -> tuple[WeekPlan, ...]:
    """The weeks that are handed out.

    Args:
        plan: the course, with dates where ``upto`` is one.
        upto: id of the last week, or an ISO date: weeks that have begun by then. None for all.

    Raises:
        ProblemsFound: no such week, no dates, or nothing has begun by then.
    """
    if upto is None:
        return plan.weeks
    last = plan.week(upto)
    if last is not None:
        return plan.weeks[: last.number]
    try:
        day = dt.date.fromisoformat(upto)
    except ValueError:
        fix = suggest(upto, [week.id for week in plan.weeks], "week")
        fix = f"{fix}, or give a date such as 2027-03-01"
        raise _refused(f'"{upto}" is no week of {plan.id} and no date', fix) from None
    begun = tuple(week for week in plan.weeks if (first := _begins(week)) and first <= day)
    if begun:
        return begun
    if not any(week.dates for week in plan.weeks):
        known = ", ".join(term.id for term in plan.terms)
        fix = f"name one with --term: {known}" if known else "name a week instead of a date"
        raise _refused(f"{plan.id} has no dates without a term", fix)
    raise _refused(f"no week of {plan.id} has begun by {day}", "name a later date, or a week")


def _begins(week: WeekPlan) -> dt.date | None:
    if week.dates is None:
        return None
    return week.dates.meetings[0].date if week.dates.meetings else week.dates.monday


def _refused(message: str, fix: str) -> ProblemsFound:
    return ProblemsFound([Problem("--upto", 0, 0, message, fix)])


def handout(curriculum: Curriculum, plan: CoursePlan, upto: str | None = None) -> Handout:
    """Everything students get of a course.

    Args:
        curriculum: the model.
        plan: the course, with the dates of the term it is for.
        upto: see :func:`weeks_upto`.

    Raises:
        ProblemsFound: solutions are not marked so that they can be taken out, all such places.
    """
    weeks = weeks_upto(plan, upto)
    return _Maker(curriculum, plan, weeks).make()


class _Maker:
    def __init__(self, curriculum: Curriculum, plan: CoursePlan, weeks: Sequence[WeekPlan]) -> None:
        self.curriculum = curriculum
        self.plan = plan
        self.weeks = weeks
        self.root = curriculum.project.root
        self.pins = read_pins(self.root)
        term = f"-{plan.term.id}" if plan.term else ""
        self.made = Handout(f"{plan.id}{term}", weeks=len(weeks))
        self.faults: list[Problem] = []
        self.used: set[str] = set()  # distributions
        # a page that is a link to a file elsewhere (to teaching notes, say) stays at home
        self.pages = {
            week.id: [page for page in week.pages if self.root / page.path in own]
            for week in weeks
            for own in [set(visible_files(self._folder(week)))]
        }
        # where each file of the project lies in the handout
        self.places: dict[str, str] = {}

    def make(self) -> Handout:
        """Collect the files, then write the pages, whose links must know what is there."""
        labs = {
            week.id: {
                page.path: self._lab(page.path) for page in self.pages[week.id] if page.is_lab
            }
            for week in self.weeks
        }
        if self.faults:
            raise ProblemsFound(self.faults)
        for week in self.weeks:
            known = [notebook for notebook in labs[week.id].values() if notebook]
            self._files(self._folder(week), known)
            for page in self.pages[week.id]:
                self.places[page.path.as_posix()] = _place(self.plan, page.path)
        units = {week.unit.id for week in self.weeks}
        sets = [page.path for page in self.plan.problem_sets if page.path.stem in units]
        self.places |= {path.as_posix(): _place(self.plan, path) for path in sets}
        for path in sets:
            self._write_page(path)
        for week in self.weeks:
            for page in self.pages[week.id]:
                notebook = labs[week.id].get(page.path)
                if notebook is not None:
                    self._write_lab(page.path, student_notebook(notebook))
                else:
                    self._write_page(page.path, _week_facts(week) if page.is_lecture else ())
            self._search_solutions(week, [lab for lab in labs[week.id].values() if lab])
        if self.faults:
            raise ProblemsFound(self.faults)
        self.made.files["README.md"] = self._readme().encode()
        if self.used:
            self.made.files["requirements.txt"] = self._requirements().encode()
        self.made.files = dict(sorted(self.made.files.items()))
        return self.made

    def _folder(self, week: WeekPlan) -> Path:
        return self.root / self.plan.folder / "weeks" / week.id

    def _lab(self, path: PurePosixPath) -> Notebook | None:
        shown = path.as_posix()
        try:
            notebook = read_lab(self.root / path, shown)
        except ProblemsFound as found:
            self.faults += found.problems
            return None
        self.faults += [
            Problem(shown, 0, 0, f"{_where(fault.cell, fault.line)}{fault.message}", fault.fix)
            for fault in student_faults(notebook)
        ]
        return notebook

    def _files(self, folder: Path, labs: Sequence[Notebook]) -> None:
        """Data, helper modules and pictures; not what only solutions use."""
        solved = "\n".join(text for lab in labs for text in solution_texts(lab))
        copies = [student_notebook(lab) for lab in labs]
        files = [path for path in visible_files(folder) if path.suffix not in PAGES]
        read = "\n".join(source(cell) for copy in copies for cell in copy["cells"])
        read += "\n".join(
            path.read_text(encoding="utf-8", errors="replace")
            for path in visible_files(folder)
            if path.suffix in {".md", ".py"}
        )
        names = [path.relative_to(folder).as_posix() for path in files]
        helpers: list[str] = []
        for path in files:
            if path.name in solved and path.name not in read:
                continue
            shown = self.curriculum.project.relative(path)
            content = path.read_bytes()
            if path.suffix == ".py":
                text = self._unsolved(shown, content.decode("utf-8", "replace"))
                helpers.append(text)
                content = text.encode()
            place = _place(self.plan, PurePosixPath(shown))
            self.places[shown] = place
            self.made.files[place] = content
        code = [text for copy in copies for text in code_cells(copy)]
        modules = imported_modules([*code, *helpers]) - local_modules(names)
        self.used |= {distribution(module) for module in modules}

    def _search_solutions(self, week: WeekPlan, labs: Sequence[Notebook]) -> None:
        """Refuse files in which a lab's solution stands once more; labs are searched already."""
        solutions = {squeezed(text) for lab in labs for text in solution_texts(lab)}
        folder = f"weeks/{week.id}/"
        for path, content in self.made.files.items():
            if not path.startswith(folder) or path.endswith(".ipynb"):
                continue
            text = squeezed(content.decode("utf-8", "replace"))
            if any(len(solution) >= TELLING and solution in text for solution in solutions):
                shown = f"{self.plan.folder}/{path}"
                fix = "put it between ### BEGIN SOLUTION and ### END SOLUTION here as well"
                message = "a solution of one of the week's labs stands here"
                self.faults.append(Problem(shown, 0, 0, message, fix))

    def _unsolved(self, shown: str, text: str) -> str:
        try:
            return without_solutions(text, CODE_STUB)
        except MarkerError as error:
            self.faults.append(Problem(shown, error.line, 1, error.message, MARKER_FIX))
            return ""

    def _write_lab(self, path: PurePosixPath, copy: Notebook) -> None:
        # in Colab and Binder the solutions stand
        copy["cells"] = [cell for cell in copy["cells"] if cell.get("id") != LAUNCH_CELL]
        texts = [cell for cell in copy["cells"] if cell.get("cell_type") == "markdown"]
        for cell in texts:
            cell["source"] = public_page(source(cell), show_solutions=False)
        citations = self._citations(path, [source(cell) for cell in texts])
        for cell in texts:
            cell["source"] = self._plain(path, source(cell), citations).rstrip("\n")
        references = citations.references()
        if references:
            copy["cells"].append(
                {"cell_type": "markdown", "metadata": {}, "source": references.rstrip("\n")}
            )
        self.made.files[_place(self.plan, path)] = dumps(copy).encode()
        self.made.labs += 1
        self.used.add("ipykernel")

    def _write_page(self, path: PurePosixPath, facts: Sequence[str] = ()) -> None:
        text = (self.root / path).read_text(encoding="utf-8")
        try:
            text = public_page(text, show_solutions=False)
        except MarkerError as error:
            self.faults.append(Problem(path.as_posix(), error.line, 1, error.message, MARKER_FIX))
            return
        citations = self._citations(path, [text])
        parts = [self._plain(path, text, citations).strip(), *facts]
        parts.append(citations.references().strip())
        page = "\n\n".join(part for part in parts if part)
        self.made.files[_place(self.plan, path)] = f"{page}\n".encode()

    def _citations(self, path: PurePosixPath, texts: Iterable[str]) -> Citations:
        citations = Citations(texts, self.curriculum.library)
        for key in citations.unknown:
            fix = self.curriculum.library.near(key) or "add it to a .bib file of readings/"
            self._warn(path, f'cites "{key}", which the library does not have', fix)
        return citations

    def _plain(self, path: PurePosixPath, text: str, citations: Citations) -> str:
        def left_out(name: str) -> None:
            self._warn(path, f"the directive {{{name}}} is left out, as only the site shows it", "")

        return plain_markdown(text, citations, lambda to: self._link(path, to), left_out)

    def _warn(self, path: PurePosixPath, message: str, fix: str) -> None:
        self.made.warnings.append(Problem(path.as_posix(), 0, 0, message, fix, "warning"))

    def _link(self, page: PurePosixPath, to: str) -> str | None:
        """Where a link leads in the handout: to a file of it, to the site, or nowhere."""
        bare = to.strip("<>")
        if "://" in bare or bare.startswith(("#", "mailto:", "attachment:", "data:")):
            return to
        name, _, anchor = bare.partition("#")
        anchor = f"#{anchor}" if anchor else ""
        target = posixpath.normpath((page.parent / unquote(name)).as_posix())
        if not (self.root / target).exists() and (self.root / f"{target}.md").exists():
            target = f"{target}.md"
        if target in self.places:
            return to
        if "teaching" in PurePosixPath(target).parts:
            return None
        public = PurePosixPath(target).suffix in PAGES and (self.root / target).is_file()
        base = self.curriculum.project.base_url
        if public and base:
            return f"{base}{PurePosixPath(target).with_suffix('.html')}{anchor}"
        return None

    def _requirements(self) -> str:
        lines = []
        needs = read_needs(self.root)
        needed = {need for name in self.used for need in needs.get(name, ())}
        for name in sorted(self.used | needed):
            if name in self.pins:
                lines.append(f"{name}=={self.pins[name]}")
            elif name != "ipython":  # comes with ipykernel
                lines.append(name)
                self.made.warnings.append(
                    Problem(LAB_PINS, 0, 0, f"{name} is not pinned", f"add {name}==...", "warning")
                )
        return "# The versions the labs were written with.\n" + "\n".join(lines) + "\n"

    def _readme(self) -> str:
        course, term = self.plan.course, self.plan.term
        parts = [f"# {self.plan.title}" + (f", {term.title}" if term else "")]
        if course.tagline:
            parts.append(_stopped(course.tagline))
        rows = ["| | Week | Begins | Labs |", "|---|---|---|---|"]
        rows += [self._row(week) for week in self.weeks]
        parts += ["## Weeks", "\n".join(rows)]
        sets = [page for page in self.plan.problem_sets if page.path.as_posix() in self.places]
        if sets:
            items = [f"- [{page.title}]({_place(self.plan, page.path)})" for page in sets]
            parts += ["## Problem sets", "\n".join(items)]
        if term and term.tentative:
            parts.append("The dates may still change.")
        if self.made.labs:
            parts += ["## Run the labs", _RUN]
        if self.curriculum.project.base_url:
            parts.append(f"The course's pages are at <{self.curriculum.project.base_url}>.")
        return "\n\n".join(parts) + "\n"

    def _row(self, week: WeekPlan) -> str:
        lecture = next((page for page in self.pages[week.id] if page.is_lecture), None)
        title = week.title.replace("|", "\\|")
        if lecture:
            title = f"[{title}]({_place(self.plan, lecture.path)})"
        labs = ", ".join(
            f"[{page.title.replace('|', chr(92) + '|')}]({_place(self.plan, page.path)})"
            for page in self.pages[week.id]
            if page.is_lab
        )
        begins = _begins(week)
        return f"| {week.number} | {title} | {begins or ''} | {labs} |"


_RUN = """\
You need Python 3.11 or later. In this folder:

    python -m venv .venv
    .venv/bin/python -m pip install -r requirements.txt jupyterlab
    .venv/bin/jupyter lab

(On Windows, `.venv\\Scripts\\python` and `.venv\\Scripts\\jupyter`.)

Exercises are cells with `# YOUR CODE HERE`: put your code in place of this line and of the one
below it. The assertions that follow say whether it does what it should. Cells with the tag *claim*
test what the text claims; they should run as they are."""


def _week_facts(week: WeekPlan) -> list[str]:
    """What the site's card says: objectives and readings."""
    parts = []
    if week.objectives:
        items = "\n".join(f"- {text}" for text in week.objectives)
        parts.append(f"## Objectives\n\n{items}")
    readings = [
        f"**{title}**\n\n" + "\n".join(_reading(entry) for entry in entries)
        for role, title in _ROLES.items()
        if (entries := [entry for entry in week.readings if entry.role == role])
    ]
    if readings:
        parts.append("## Readings\n\n" + "\n\n".join(readings))
    return parts


def _reading(entry: ReadingEntry) -> str:
    about = " ".join(_stopped(text) for text in (entry.locator, entry.note) if text)
    return f"- {full(entry.paper)}" + (f" {about}" if about else "")


def _stopped(text: str) -> str:
    return text if text.endswith((".", "?", "!")) else f"{text}."


def _place(plan: CoursePlan, path: PurePosixPath) -> str:
    return path.relative_to(plan.folder).as_posix()


def _where(cell: int, line: int) -> str:
    place = f"cell {cell}" if cell else ""
    place += f", line {line}" if line else ""
    return f"{place}: " if place else ""
