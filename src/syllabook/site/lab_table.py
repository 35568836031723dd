"""``{lab-times}``: how long every lab took and how much memory it needed, when it was last run."""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from syllabook.book.addresses import docname
from syllabook.book.cards import page_xref
from syllabook.book.state import curriculum_of
from syllabook.book.tables import Cell, table
from syllabook.foundation.inline import plain
from syllabook.notebooks import lab_times


class LabTimesDirective(SphinxDirective):
    """A table of all labs, as QuantEcon publishes for its lectures."""

    def run(self) -> list[nodes.Node]:
        """Build the table; the page is made again when a lab changes."""
        curriculum = curriculum_of(self.env.app)
        rows: list[list[Cell]] = []
        for lab in lab_times(curriculum):
            self.env.note_dependency(str(curriculum.project.root / lab.path))
            seconds = f"{lab.seconds:.0f}\u00a0s" if lab.seconds is not None else "not run"
            memory = f"{lab.peak_mb:.0f}\u00a0MB" if lab.peak_mb is not None else ""
            link = page_xref(docname(lab.path), plain(lab.title))
            rows.append(
                [
                    [nodes.paragraph("", "", link)],
                    [nodes.paragraph(text=f"{lab.course_title}, week\u00a0{lab.number}")],
                    [nodes.paragraph(text=seconds)],
                    [nodes.paragraph(text=memory)],
                ]
            )
        if not rows:
            return [nodes.paragraph(text="There are no labs yet.")]
        return [table(["Lab", "Week", "Time", "Memory"], rows, widths=[40, 26, 10, 12])]


def setup(app: Sphinx) -> None:
    """Register the directive."""
    app.add_directive("lab-times", LabTimesDirective)
