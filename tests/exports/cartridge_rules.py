"""What IMS Common Cartridge asks of a package, as its schemas and Schematron rules say.

Sources: ``ccv1p3_imscp_v1p2_v1p0.xsd`` (complex types of the manifest; rule sets 2, 5, 8, 9 and 10)
and ``ccv1p3_imswl_v1p3.xsd``; version 1.1 differs in namespaces, the type of web links and the
attribute ``intendeduse``.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree as ET

_NCNAME = re.compile(r"[A-Za-z_][\w.-]*\Z")


@dataclass(frozen=True)
class Element:
    """A complex type: children in their order with the least and most of each, attributes."""

    children: tuple[tuple[str, int, int | None], ...] = ()
    required: frozenset[str] = frozenset()
    optional: frozenset[str] = frozenset()


def _element(*children: tuple[str, int, int | None], need: str = "", may: str = "") -> Element:
    return Element(children, frozenset(need.split()), frozenset(may.split()))


TYPES = {
    "manifest": _element(
        ("metadata", 1, 1), ("organizations", 1, 1), ("resources", 1, 1), need="identifier"
    ),
    "manifest/metadata": _element(("schema", 1, 1), ("schemaversion", 1, 1), ("lom", 1, 1)),
    "organizations": _element(("organization", 0, 1)),
    "organization": _element(("title", 0, 1), ("item", 1, 1), need="identifier structure"),
    "organization/item": _element(("item", 0, None), need="identifier"),
    "item/item": _element(
        ("title", 1, 1), ("item", 0, None), need="identifier", may="identifierref"
    ),
    "resources": _element(("resource", 0, None)),
    "resource": _element(
        ("metadata", 0, 1),
        ("file", 0, None),
        ("dependency", 0, None),
        need="identifier type",
        may="href intendeduse",
    ),
    "file": _element(need="href"),
    "webLink": _element(("title", 1, 1), ("url", 1, 1)),
    "url": _element(need="href", may="target windowFeatures"),
}


@dataclass(frozen=True)
class Version:
    package: str
    lom: str
    link: str
    link_type: str
    number: str


VERSIONS = {
    "1.3": Version(
        "http://www.imsglobal.org/xsd/imsccv1p3/imscp_v1p1",
        "http://ltsc.ieee.org/xsd/imsccv1p3/LOM/manifest",
        "http://www.imsglobal.org/xsd/imsccv1p3/imswl_v1p3",
        "imswl_xmlv1p3",
        "1.3.0",
    ),
    "1.1": Version(
        "http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1",
        "http://ltsc.ieee.org/xsd/imsccv1p1/LOM/manifest",
        "http://www.imsglobal.org/xsd/imsccv1p1/imswl_v1p1",
        "imswl_xmlv1p1",
        "1.1.0",
    ),
}


def files(package: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(package)) as opened:
        assert opened.testzip() is None
        return {name: opened.read(name) for name in opened.namelist()}


def faults(contents: dict[str, bytes], version: str = "1.3") -> list[str]:
    """Everything in the package that the specification forbids."""
    expected = VERSIONS[version]
    manifest = ET.fromstring(contents["imsmanifest.xml"])
    return [
        *_structure(manifest, expected.package, "manifest"),
        *_metadata(manifest, expected),
        *_identifiers(manifest, expected.package),
        *_resources(manifest, contents, expected),
        *_items(manifest, expected.package),
    ]


def _structure(element: ET.Element, namespace: str, path: str) -> Iterator[str]:
    name = path.rpartition("/")[2]
    kind = TYPES.get(path) or TYPES.get(name)
    if kind is None:
        return
    for attribute in kind.required - set(element.attrib):
        yield f"{name} without {attribute}"
    for attribute in set(element.attrib) - kind.required - kind.optional:
        yield f"{name} with {attribute}"
    order = [child for child, _, _ in kind.children]
    names = [child.tag.rpartition("}")[2] for child in element]
    if [child for child in names if child not in order]:
        yield f"{name} holds {names}"
    elif names != sorted(names, key=order.index):
        yield f"{name} holds {names} out of order"
    for child, least, most in kind.children:
        count = names.count(child)
        if count < least or (most is not None and count > most):
            yield f"{name} with {count} {child}"
    for below in element:
        if below.tag.startswith(f"{{{namespace}}}"):
            yield from _structure(below, namespace, f"{name}/{below.tag.rpartition('}')[2]}")


def _metadata(manifest: ET.Element, expected: Version) -> Iterator[str]:
    if manifest.tag != f"{{{expected.package}}}manifest":
        yield f"the root is {manifest.tag}"
    for name, text in (("schema", "IMS Common Cartridge"), ("schemaversion", expected.number)):
        found = manifest.findtext(f"{{{expected.package}}}metadata/{{{expected.package}}}{name}")
        if found != text:
            yield f"{name} is {found}"
    lom = f"{{{expected.lom}}}"
    titles = manifest.findall(f".//{lom}lom/{lom}general/{lom}title/{lom}string")
    if len(titles) != 1 or not titles[0].text or not titles[0].get("language"):
        yield "no title in the metadata"
    organization = manifest.find(f".//{{{expected.package}}}organization")
    if organization is None or organization.get("structure") != "rooted-hierarchy":
        yield "the organization is no rooted-hierarchy"


def _identifiers(manifest: ET.Element, namespace: str) -> Iterator[str]:
    """xs:ID: each a name without a colon, and once in the document; xs:IDREF leads to one."""
    ids = Counter(element.get("identifier", "") for element in manifest.iter())
    ids.pop("", None)
    yield from (f"identifier {name!r} {count} times" for name, count in ids.items() if count > 1)
    yield from (f"identifier {name!r} is no NCName" for name in ids if not _NCNAME.match(name))
    known = {item.get("identifier") for item in manifest.iter(f"{{{namespace}}}resource")}
    for item in manifest.iter(f"{{{namespace}}}item"):
        if item.get("identifierref") not in {None, *known}:
            yield f"identifierref {item.get('identifierref')!r} leads nowhere"


def _resources(
    manifest: ET.Element, contents: dict[str, bytes], expected: Version
) -> Iterator[str]:
    named: list[str] = []
    for resource in manifest.iter(f"{{{expected.package}}}resource"):
        paths = [file.get("href", "") for file in resource]
        named += paths
        name = resource.get("identifier")
        kind = resource.get("type")
        if kind == expected.link_type:
            if len(paths) != 1:
                yield f"rule 2a/2b: {name} with {len(paths)} files"
            if "href" in resource.attrib:
                yield f"rule 2c: {name} with href"
            yield from _web_link(contents.get(paths[0], b"<none/>"), expected.link)
        elif kind == "webcontent":
            if resource.get("href") not in paths:
                yield f"rule 10b: {name} has no file for its href"
        else:
            yield f"{name} is of type {kind}"
        if resource.get("intendeduse") not in {
            None,
            *({"assignment", "lessonplan", "syllabus", "unspecified"} if kind else ()),
        }:
            yield f"{name} is meant for {resource.get('intendeduse')}"
        if expected.number == "1.1.0" and "intendeduse" in resource.attrib:
            yield "version 1.1 has no intendeduse"
        if len(set(paths)) != len(paths):
            yield f"rule 9a: {name} names a file twice"
    if sorted(named) != sorted(set(contents) - {"imsmanifest.xml"}):
        yield "the files of the package are not those of the manifest"


def _web_link(content: bytes, namespace: str) -> Iterator[str]:
    link = ET.fromstring(content)
    if link.tag != f"{{{namespace}}}webLink":
        yield f"a web link is {link.tag}"
        return
    yield from _structure(link, namespace, "webLink")
    url = link.find(f"{{{namespace}}}url")
    if url is None or not re.match(r"https?://[^\s]+\Z", url.get("href", "")):
        yield "a web link without an address"


def _items(manifest: ET.Element, namespace: str) -> Iterator[str]:
    for item in manifest.iter(f"{{{namespace}}}item"):
        if "identifierref" in item.attrib and item.find(f"{{{namespace}}}item") is not None:
            yield f"rule 8b: {item.get('identifier')} is a learning object with items"
        if item.get("identifier") != "root" and not item.findtext(f"{{{namespace}}}title"):
            yield f"{item.get('identifier')} without title"
