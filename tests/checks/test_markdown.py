"""Links, images, headings and citations of pages and of labs' texts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from syllabook.checks import markdown
from syllabook.checks.pages import read_page
from syllabook.curriculum import find_root
from tests.checks.looking import BASIN, FORCES, lines, write


def page(root: Path, text: str) -> None:
    write(root, FORCES, text)


def add_cell(root: Path, text: str, **more: object) -> None:
    notebook = json.loads((root / BASIN).read_text())
    notebook["cells"].append(
        {"cell_type": "markdown", "id": "more", "metadata": {}, "source": text, **more}
    )
    (root / BASIN).write_text(json.dumps(notebook))


class TestLinks:
    @pytest.mark.parametrize(
        "target",
        [
            "../basins/index.md",
            "../basins/index",
            "../basins/basin.ipynb",
            "../basins/basin.ipynb#lab-a-basin",
            "/courses/knots/index.md",
            "../../../knots/weeks/loops/index.md#loops",
            "#here-it-is",
            "#by-hand",
            "by-hand",
            "project:../basins/index.md",
            "path:data%20set.csv",
            "data%20set.csv",
            "<data set.csv>",
            "https://example.org/nowhere",
            "mailto:ada@example.org",
            "#label-elsewhere",
        ],
    )
    def test_that_lead_somewhere(self, project: Path, target: str) -> None:
        write(project, "courses/tides/weeks/forces/data set.csv", "1,2\n")
        write(
            project, "courses/tides/weeks/storms/index.md", "(label-elsewhere)=\n# Storm surges\n"
        )
        page(project, f"(by-hand)=\n# Forces of the Moon\n\n## Here it is!\n\n[a]({target})\n")
        assert lines(project, markdown.broken_link) == []

    @pytest.mark.parametrize(
        ("target", "fault"),
        [
            (
                "../basin/index.md",
                'there is no file "../basin/index.md"; did you mean'
                ' "courses/tides/weeks/basins/index.md"?',
            ),
            ("../basins", 'there is no file "../basins"; write: ../basins/index.md'),
            ("../basins/", 'there is no file "../basins/"; write: ../basins/index.md'),
            (
                "../basins/index.html",
                'there is no file "../basins/index.html"; write: ../basins/index.md',
            ),
            (
                "../basins/index.md#lab",
                'courses/tides/weeks/basins/index.md has no heading or label "lab";'
                " link to the page without it",
            ),
            (
                "#her-it-is",
                'this page has no heading or label "her-it-is"; did you mean "here-it-is"?',
            ),
            (
                "../../../../../outside.md",
                'there is no file "../../../../../outside.md"; mend the path, which counts from'
                " the page's folder",
            ),
            ("", "a link leads nowhere; write where it leads, or remove it"),
        ],
    )
    def test_that_lead_nowhere(self, project: Path, target: str, fault: str) -> None:
        (project.parent / "outside.md").write_text("# Not ours\n")
        page(project, f"# Forces of the Moon\n\n## Here it is!\n\nSome\ntext, [a]({target})\n")
        [line] = lines(project, markdown.broken_link)
        place, _, message = line.partition(": ")
        assert message == fault
        assert place.startswith(f"{FORCES}:{6 if target else 5}:")

    def test_each_at_its_own_line_and_column(self, project: Path) -> None:
        page(
            project,
            "# Forces of the Moon\n\n[a](x.md) and $m[b](c.md)$\nand `[c](y.md)`\n"
            "[d](x.md) ![e](z.png)\n"
            "\n```python\n[f](g.md)\n```\n\n| t |\n|---|\n| [h](i.md) |\n"
            "\n- [j]: no\n- [k][l]\n\n[l]: m.md\n",
        )
        found = [line.partition(": ")[0] for line in lines(project, markdown.broken_link)]
        places = ["3:5", "5:5", "5:16", "13:7", "16:0"]
        assert found == [f"{FORCES}:{place}" for place in places]

    def test_within_directives_roles_and_html(self, project: Path) -> None:
        page(
            project,
            "# Forces of the Moon\n\n````{note}\n:class: wide\n\nSee [a](x.md).\n\n"
            "```{figure} no.png\n:alt: Nothing\n\nA [caption](y.md)\n```\n````\n\n"
            ":::{tip}\n{download}`data <z.csv>` and {doc}`../nobody`\n:::\n\n"
            '<img src="gone.svg" alt="">\n',
        )
        found = lines(project, markdown.broken_link)
        names = ["x.md", "no.png", "y.md", "z.csv", "../nobody", "gone.svg"]
        rows = [6, 8, 11, 16, 16, 19]
        assert {(line.split(":")[1], line.split('"')[1]) for line in found} == {
            (str(row), name) for row, name in zip(rows, names, strict=True)
        }

    def test_in_a_notebook_the_cell_is_named(self, project: Path) -> None:
        add_cell(project, "Text\n\n[a](x.md)\n")
        [line] = lines(project, markdown.broken_link)
        assert line.startswith(f'{BASIN}:0:0: cell 3, line 3: there is no file "x.md"')

    def test_attachments(self, project: Path) -> None:
        picture = {"image/png": "AAAA"}
        add_cell(
            project, "![a](attachment:a.png) ![b](attachment:b.png)", attachments={"a.png": picture}
        )
        [line] = lines(project, markdown.broken_link)
        assert 'the notebook has no attachment "b.png"' in line

    def test_repeated_headings_have_numbered_anchors(self, project: Path) -> None:
        page(project, "# A\n\n## B\n\n## B\n\n[x](#b) [y](#b-1) [z](#b-2)\n")
        [line] = lines(project, markdown.broken_link)
        assert 'no heading or label "b-2"' in line


class TestImages:
    def test_without_alt_text(self, project: Path) -> None:
        (project / "courses/tides/weeks/forces/a.png").write_bytes(b"")
        page(
            project,
            "# Forces of the Moon\n\n![](a.png)\n\n![The sea](a.png)\n\n```{figure} a.png\n```\n\n"
            "```{image} a.png\n:alt: The sea\n```\n\n"
            '<img src="a.png"> <img src="a.png" alt="">\n\n'
            "```{figure} a.png\n---\nalt: The sea\nwidth: 50%\n---\n```\n",
        )
        found = [line.partition(": ")[0] for line in lines(project, markdown.image_without_alt)]
        assert found == [f"{FORCES}:{place}" for place in ("3:5", "7:1", "14:11")]


class TestLabFigures:
    LAB = "../basins/basin.ipynb"

    def draw(self, root: Path, alt: str | None) -> None:
        notebook = json.loads((root / BASIN).read_text())
        picture = {"output_type": "display_data", "metadata": {}, "data": {"image/png": "AAAA"}}
        cell = next(cell for cell in notebook["cells"] if cell["cell_type"] == "code")
        cell |= {"id": "fig-sea", "outputs": [picture]}
        cell["metadata"]["mystnb"] = {"image": {"alt": alt}}
        (root / BASIN).write_text(json.dumps(notebook))

    def test_a_picture_that_is_there(self, project: Path) -> None:
        self.draw(project, "The sea")
        page(project, f"# F\n\n```{{lab-figure}} {self.LAB}#fig-sea\nThe *sea*.\n```\n")
        assert lines(project, markdown.lab_figure_missing) == []
        assert lines(project, markdown.broken_link) == []

    @pytest.mark.parametrize(
        ("cell", "alt", "fault"),
        [
            ("fig-see", "The sea", 'there is no cell "fig-see"; did you mean "fig-sea"?'),
            ("more", "The sea", 'the cell "more" made no picture; known: fig-sea'),
            ("fig-sea", None, 'the picture of the cell "fig-sea" has no words; say in the cell'),
        ],
    )
    def test_one_that_is_not(self, project: Path, cell: str, alt: str | None, fault: str) -> None:
        self.draw(project, alt)
        add_cell(project, "Words.")
        page(project, f"# F\n\n```{{lab-figure}} {self.LAB}#{cell}\nThe sea.\n```\n")
        [line] = lines(project, markdown.lab_figure_missing)
        assert line.startswith(f"{FORCES}:3:1: {self.LAB}: {fault}")

    def test_of_no_lab(self, project: Path) -> None:
        page(project, "# F\n\n```{lab-figure} nowhere.ipynb#fig\n```\n")
        assert lines(project, markdown.lab_figure_missing) == []
        [line] = lines(project, markdown.broken_link)
        assert line.startswith(f'{FORCES}:3:1: there is no file "nowhere.ipynb"')


class TestHeadings:
    def test_a_skipped_level(self, project: Path) -> None:
        page(project, "# A\n\n### B\n\n#### C\n\n## D\n\n```{note}\n##### E\n```\n")
        assert lines(project, markdown.heading_level) == [
            f'{FORCES}:3:1: the heading "B" is of level 3, the one above it of level 1;'
            " write: ## B",
        ]

    def test_a_page_without_and_with_two_titles(self, project: Path) -> None:
        page(project, "---\ntitle: '# A'\n---\n\n## B\n\nC\n=\n\n```\n# D\n```\n\n# E\n")
        assert lines(project, markdown.heading_level) == [
            f'{FORCES}:5:1: the heading "B" is the page\'s first and of level 2; write: # B',
            f'{FORCES}:7:1: the heading "C" is a second title of the page; write: ## C',
            f'{FORCES}:14:1: the heading "E" is a second title of the page; write: ## E',
        ]

    def test_of_a_notebook_they_count_from_cell_to_cell(self, project: Path) -> None:
        add_cell(project, "### Too deep\n")
        [line] = lines(project, markdown.heading_level)
        assert line.startswith(f'{BASIN}:0:0: cell 3, line 1: the heading "Too deep" is of level 3')


def test_unknown_citations(project: Path) -> None:
    page(project, "# Forces\n\nSee {cite:p}`newton1687principia,newton1687principa`.\n")
    [line] = lines(project, markdown.unknown_citation)
    assert line == (
        f'{FORCES}:3:34: unknown paper "newton1687principa"; did you mean "newton1687principia"?'
    )


def test_a_page_that_is_not_utf_8(project: Path) -> None:
    (project / FORCES).write_bytes("# Forces\n\nebb à la mode".encode("latin-1"))
    assert lines(project, markdown.page_unreadable) == [
        f"{FORCES}:3:0: the page is not UTF-8; save it as UTF-8 text"
    ]
    assert lines(project, markdown.broken_link) == []


def test_line_ends_and_byte_order_marks_do_not_move_lines(project: Path) -> None:
    page(project, "\ufeff# Forces\r\n\r\nText [a](x.md)\r\n")
    [line] = lines(project, markdown.broken_link)
    assert line.startswith(f"{FORCES}:3:10: ")


def test_anchors_are_those_that_myst_makes() -> None:
    """Compared with the function that the site's parser uses."""
    from myst_parser.mdit_to_docutils.base import default_slugify

    from syllabook.checks.pages import _anchor

    for title in ("Here it is!", "Größe & Zahl", "刘子鸣 1.2", "a_b-c d", "  Two  spaces"):
        assert _anchor(title, set()) == default_slugify(title)


def test_the_real_pages_are_all_read() -> None:
    root = find_root(Path(__file__).parent)
    found = [read_page(path, root) for path in (root / "courses").glob("*/weeks/*/index.md")]
    assert found
    assert [page.file for page in found if page.problem or not page.headings] == []


def test_teaching_notes_and_the_site_s_own_pages_are_looked_at(project: Path) -> None:
    write(project, "courses/tides/teaching/forces.md", "# Notes\n\n[a](x.md)\n")
    write(project, "index.md", "# Two courses\n\n[a](y.md)\n")
    found = [line.partition(": ")[0] for line in lines(project, markdown.broken_link)]
    assert found == ["courses/tides/teaching/forces.md:3:5", "index.md:3:5"]
