"""Labs on the site: where they can be run, how long that takes, and outputs that fold."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from docutils import nodes
from sphinx.environment import BuildEnvironment

from syllabook.book.nodes import file_link, fold
from syllabook.book.state import curriculum_of
from syllabook.curriculum.launch import launch_addresses

LONG = 30
"""Lines of text beyond which an output is folded."""


@dataclass(frozen=True, slots=True)
class LabFacts:
    """What a page says of a notebook.

    Attributes:
        source: its file, relative to the project; the site offers it below ``_sources``.
        launch: by name of a service, the address that opens it there.
        seconds: how long it ran when its outputs were made; None if it does not say.
    """

    source: str
    launch: tuple[tuple[str, str], ...] = ()
    seconds: float | None = None

    def links(self) -> list[nodes.Node]:
        """Download and launch links, and the run time, each after a dot."""
        made: list[nodes.Node] = []
        if self.source.endswith(".ipynb"):
            made += [nodes.Text(" · "), file_link("", "Download", target=f"_sources/{self.source}")]
        for name, address in self.launch:
            made += [nodes.Text(" · "), nodes.reference("", name, refuri=address, internal=False)]
        if self.seconds is not None:
            made.append(nodes.Text(f" · runs in {self.seconds:.0f}\u00a0s"))
        return made


def lab_facts(env: BuildEnvironment, path: PurePosixPath) -> LabFacts:
    """What is known of a notebook; the page being read is made again when the notebook changes.

    Args:
        env: Sphinx' environment, reading a page.
        path: the notebook, relative to the project.
    """
    file = Path(env.srcdir) / path
    env.note_dependency(str(file))
    launch = launch_addresses(curriculum_of(env.app).project, str(path))
    return LabFacts(str(path), tuple(launch.items()), _seconds(file))


def _seconds(file: Path) -> float | None:
    if file.suffix != ".ipynb":
        return None
    try:
        said = json.loads(file.read_bytes())["metadata"]["syllabook"]["seconds"]
        return float(said)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def fold_long_outputs(doctree: nodes.document) -> None:
    """Put outputs of many lines into a fold that says how many."""
    for container in list(doctree.findall(nodes.container)):
        if "cell_output" not in container["classes"]:
            continue
        for text in list(container.findall(nodes.literal_block)):
            lines = text.astext().count("\n") + 1
            if lines > LONG and text.parent is not None:
                text.replace_self(fold("", text.deepcopy(), summary=f"Output, {lines} lines"))
