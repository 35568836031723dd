"""``{lab-figure}``: a picture that a lab made, in a lecture, with caption and link to the lab."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path, PurePosixPath
from typing import ClassVar

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from syllabook.book.addresses import docname
from syllabook.book.cards import page_xref
from syllabook.book.state import curriculum_of
from syllabook.foundation.files import write_if_changed
from syllabook.notebooks.document import NotebookError, parse
from syllabook.notebooks.pictures import PictureError, lab_picture


class LabFigureDirective(SphinxDirective):
    """``{lab-figure} lab.ipynb#cell-id``; the content is the caption.

    The picture is the one stored in the lab, so it changes when the lab is run again.
    """

    required_arguments = 1
    has_content = True
    option_spec: ClassVar = {}

    def run(self) -> list[nodes.Node]:
        """Build the figure; the page is made again when the lab changes."""
        where, _, cell = self.arguments[0].partition("#")
        lab, path = self.env.relfn2path(where)
        self.env.note_dependency(lab)
        try:
            picture = lab_picture(parse(Path(path).read_bytes()), cell)
        except OSError as error:
            raise self.error(f"lab-figure: cannot read {where}: {error.strerror}") from error
        except (NotebookError, PictureError) as error:
            raise self.error(f"lab-figure: {where}: {error}") from error
        figure = nodes.figure("", nodes.image(uri=self._stored(picture.png), alt=picture.alt))
        figure["classes"].append("sb-lab-figure")
        figure += self._caption(docname(PurePosixPath(lab)))
        self.set_source_info(figure)
        return [figure]

    def _stored(self, png: bytes) -> str:
        """Write the picture where Sphinx can take it from, named by what it holds."""
        folder = curriculum_of(self.env.app).project.build / "lab-figures"
        file = folder / f"{hashlib.blake2b(png, digest_size=8).hexdigest()}.png"
        write_if_changed(file, png)
        page = Path(self.env.doc2path(self.env.docname)).parent
        return PurePosixPath(Path(os.path.relpath(file, page))).as_posix()

    def _caption(self, lab: str) -> nodes.caption:
        body = self.parse_content_to_nodes()
        caption = nodes.caption()
        for paragraph in body:
            if not isinstance(paragraph, nodes.paragraph):
                raise self.error("lab-figure: the caption is one paragraph of text")
            caption += [*paragraph.children, nodes.Text(" ")]
        caption += page_xref(lab)
        return caption


def setup(app: Sphinx) -> None:
    """Register the directive."""
    app.add_directive("lab-figure", LabFigureDirective)
