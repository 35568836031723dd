"""A course for a learning management system: IMS Common Cartridge, a zip with a manifest.

The cartridge is thin: its modules are the course's units and weeks, its contents web links to the
site's pages and the syllabus as a file. Source of the format: ``ccv1p3_imscp_v1p2_v1p0.xsd`` with
its Schematron rules and ``ccv1p3_imswl_v1p3.xsd`` of 1EdTech (formerly IMS Global).

Canvas, Brightspace, Blackboard and Sakai read version 1.3. Moodle's restore knows a cartridge by
the namespace of version 1.1 in the first 500 bytes of the manifest, and no later version, so the
same cartridge can be had as 1.1.
"""

from __future__ import annotations

import html
import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal
from xml.etree import ElementTree as ET

from syllabook.curriculum import CoursePlan, WeekPage, WeekPlan
from syllabook.exports.places import course_url, offering_id, page_url
from syllabook.exports.texts import line, printable
from syllabook.foundation.inline import plain

Version = Literal["1.3", "1.1"]

VERSIONS: tuple[Version, ...] = ("1.3", "1.1")
# no zip can say an earlier moment; the same everywhere, so that the same course is the same file
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)
_MANIFEST = "imsmanifest.xml"
_SYLLABUS = "syllabus"
_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'


@dataclass(frozen=True, slots=True)
class _Format:
    """What differs between versions: namespaces, the type of a web link, one attribute.

    Moodle, for which version 1.1 is made, puts the titles of modules unescaped into its own XML
    (``create_node_course_sections_section`` of ``backup/cc/cc2moodle.php``), so that an ``&`` in
    one makes it refuse the whole cartridge. There they are escaped once more.
    """

    version: str
    mark: str
    web_link: str
    intended_use: bool
    escape_modules: bool

    @property
    def package(self) -> str:
        return f"http://www.imsglobal.org/xsd/imscc{self.mark}/imscp_v1p1"

    @property
    def metadata(self) -> str:
        return f"http://ltsc.ieee.org/xsd/imscc{self.mark}/LOM/manifest"

    @property
    def link(self) -> str:
        return f"http://www.imsglobal.org/xsd/imscc{self.mark}/imswl_{self.mark}"


_FORMATS: Mapping[Version, _Format] = {
    "1.3": _Format("1.3.0", "v1p3", "imswl_xmlv1p3", intended_use=True, escape_modules=False),
    "1.1": _Format("1.1.0", "v1p1", "imswl_xmlv1p1", intended_use=False, escape_modules=True),
}


@dataclass(slots=True)
class _Cartridge:
    """What the package holds so far."""

    format: _Format
    resources: list[ET.Element] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)


def cartridge(
    plan: CoursePlan,
    *,
    base_url: str = "",
    syllabus: bytes | None = None,
    version: Version = "1.3",
) -> bytes:
    """A course as a Common Cartridge (``.imscc``); the same input gives the same bytes.

    Args:
        plan: the course, with the dates of a term or without.
        base_url: the site's address; without it weeks are headings with nothing to open.
        syllabus: the syllabus as a PDF; None leaves it out.
        version: of the format.
    """
    made = _Cartridge(_FORMATS[version])
    root = ET.Element("item", {"identifier": "root"})
    root.extend(_course_module(made, plan, base_url, syllabus))
    for unit, weeks in plan.by_unit():
        title = plain(unit.title)
        if made.format.escape_modules:
            title = html.escape(title, quote=False)
        module = _item(f"unit-{unit.id}", title)
        module.extend(_week_item(made, week, base_url) for week in weeks)
        root.append(module)
    _name_by_course(plan, [*root.iter("item"), *made.resources])
    made.files[_MANIFEST] = _xml(_manifest(made, plan, root))
    return _zipped(made.files)


def _name_by_course(plan: CoursePlan, elements: Iterable[ET.Element]) -> None:
    """Put the course into all identifiers: Canvas takes equal ones of two cartridges for one thing.

    The term stays out of them, so that the next term's cartridge meets the same modules.
    """
    for element in elements:
        for name in ("identifier", "identifierref"):
            if element.get(name, "root") != "root":
                element.set(name, f"{element.get(name)}.{plan.id}")


def _course_module(
    made: _Cartridge, plan: CoursePlan, base_url: str, syllabus: bytes | None
) -> Iterator[ET.Element]:
    """The syllabus and the way to the site; no module if there is neither."""
    items: list[ET.Element] = []
    if syllabus is not None:
        name = f"{_SYLLABUS}/{offering_id(plan)}-syllabus.pdf"
        made.files[name] = syllabus
        use = {"intendeduse": "syllabus"} if made.format.intended_use else {}
        resource = _resource("file-syllabus", "webcontent", name, href=name, **use)
        made.resources.append(resource)
        items.append(_item("syllabus", "Syllabus (PDF)", "file-syllabus"))
    if base_url:
        items.append(_link(made, "site", "Course site", course_url(plan, base_url)))
    if items:
        module = _item("course", "About the course")
        module.extend(items)
        yield module


def _week_item(made: _Cartridge, week: WeekPlan, base_url: str) -> ET.Element:
    item = _item(f"week-{week.id}", f"Week {week.number}: {plain(week.title)}")
    if base_url:
        item.extend(
            _link(
                made, f"{week.id}-{number}", _page_title(week, page), page_url(page.path, base_url)
            )
            for number, page in enumerate(week.pages, 1)
        )
    return item


def _page_title(week: WeekPlan, page: WeekPage) -> str:
    if page.is_lecture:
        return f"Lecture: {plain(week.title)}"
    title = plain(page.title)
    return title if not page.is_lab or title.lower().startswith("lab") else f"Lab: {title}"


def _link(made: _Cartridge, name: str, title: str, url: str) -> ET.Element:
    """A web link: its own file, the resource that names the file, the item that shows it."""
    link = ET.Element("webLink", {"xmlns": made.format.link})
    ET.SubElement(link, "title").text = line(title)
    ET.SubElement(link, "url", {"href": url, "target": "_blank"})
    path = f"links/{name}.xml"
    made.files[path] = _xml(link)
    made.resources.append(_resource(f"link-{name}", made.format.web_link, path))
    return _item(f"item-{name}", title, f"link-{name}")


def _item(identifier: str, title: str, reference: str = "") -> ET.Element:
    item = ET.Element("item", {"identifier": identifier})
    if reference:
        item.set("identifierref", reference)
    ET.SubElement(item, "title").text = line(title)
    return item


def _resource(identifier: str, kind: str, path: str, **attributes: str) -> ET.Element:
    resource = ET.Element("resource", {"identifier": identifier, "type": kind, **attributes})
    ET.SubElement(resource, "file", {"href": path})
    return resource


def _manifest(made: _Cartridge, plan: CoursePlan, root: ET.Element) -> ET.Element:
    # namespaces as plain attributes keep their place in front, where Moodle looks for them
    manifest = ET.Element(
        "manifest",
        {
            "xmlns": made.format.package,
            "xmlns:lomimscc": made.format.metadata,
            "identifier": f"cartridge-{offering_id(plan)}",
        },
    )
    metadata = ET.SubElement(manifest, "metadata")
    ET.SubElement(metadata, "schema").text = "IMS Common Cartridge"
    ET.SubElement(metadata, "schemaversion").text = made.format.version
    general = ET.SubElement(ET.SubElement(metadata, "lomimscc:lom"), "lomimscc:general")
    term = f", {plan.term.title}" if plan.term else ""
    _metadata(general, "title", f"{plain(plan.title)}{term}", plan.course.language)
    about = "\n".join(map(plain, plan.course.description)) or plain(plan.course.tagline)
    if about:
        _metadata(general, "description", about, plan.course.language)
    organizations = ET.SubElement(manifest, "organizations")
    organization = ET.SubElement(
        organizations,
        "organization",
        {"identifier": "organization", "structure": "rooted-hierarchy"},
    )
    organization.append(root)
    ET.SubElement(manifest, "resources").extend(made.resources)
    return manifest


def _metadata(general: ET.Element, name: str, text: str, language: str) -> None:
    value = ET.SubElement(ET.SubElement(general, f"lomimscc:{name}"), "lomimscc:string")
    value.set("language", language)
    value.text = printable(text)


def _xml(element: ET.Element) -> bytes:
    ET.indent(element)
    return (_XML + ET.tostring(element, encoding="unicode") + "\n").encode("utf-8")


def _zipped(files: Mapping[str, bytes]) -> bytes:
    """The files as a zip: by name, of one date, stored (deflate differs between its libraries)."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as package:
        for name in sorted(files, key=lambda name: (name != _MANIFEST, name)):
            entry = zipfile.ZipInfo(name, _ZIP_DATE)
            entry.create_system = 3  # Unix, wherever it is made
            entry.external_attr = 0o644 << 16
            package.writestr(entry, files[name])
    return buffer.getvalue()
