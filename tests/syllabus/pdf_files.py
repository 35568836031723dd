"""Looking into a PDF: its structure, its links, its text, and what a validator says of it."""

from __future__ import annotations

import io
import re
import subprocess
from collections.abc import Iterator
from typing import Any

import page
from pypdf import PdfReader

_OBJECT = rb"(?<!\d)%d 0 obj\b.*?/Length (\d+).*?stream\r?\n"


def failures(pdf: bytes, profile: str) -> list[str]:
    """What keeps a PDF from conforming to ``ua1`` or ``2a``.

    page-validation 0.11 takes the last byte of a stream for part of the line end when it happens
    to be a carriage return, and says that the length is wrong. Such a report is checked here
    against the file and left out only if the length is right.
    """
    report = page.validate_pdf_bytes(pdf, profile=profile)
    return [
        f"{fault.rule_id}: {fault.message}"
        for fault in report.failures
        if not (
            fault.rule_id == "PDFA2A-STREAM-LENGTH-001"
            and fault.object_id is not None
            and _length_is_right(pdf, fault.object_id.object_number)
        )
    ]


def _length_is_right(pdf: bytes, number: int) -> bool:
    found = re.search(_OBJECT % number, pdf, re.DOTALL)
    assert found, f"there is no object {number}"
    end = found.end() + int(found[1])
    return pdf[end - 1 : end] == b"\r" and pdf[end:].startswith(b"\nendstream")


def structure(pdf: bytes) -> list[tuple[str, Any]]:
    """Every structure element as its type and itself, in reading order."""
    root: Any = PdfReader(io.BytesIO(pdf)).trailer["/Root"]
    return list(_elements(root["/StructTreeRoot"]["/K"]))


def _elements(node: Any) -> Iterator[tuple[str, Any]]:
    node = node.get_object()
    if isinstance(node, list):
        for child in node:
            yield from _elements(child)
    elif isinstance(node, dict):
        if "/S" in node:
            yield node["/S"], node
        if "/K" in node:
            yield from _elements(node["/K"])


def below(element: Any, kind: str) -> list[Any]:
    """Structure elements of a type within another."""
    return [found for name, found in _elements(element["/K"]) if name == kind]


def targets(pdf: bytes) -> tuple[set[str], int]:
    """Addresses that links lead to, and how many links lead to a place within the PDF."""
    addresses, within = set(), 0
    for sheet in PdfReader(io.BytesIO(pdf)).pages:
        for reference in sheet.get("/Annots") or ():
            note = reference.get_object()
            if note["/Subtype"] != "/Link":
                continue
            if "/A" in note:
                addresses.add(str(note["/A"]["/URI"]))
            else:
                assert "/Dest" in note
                within += 1
    return addresses, within


def text(pdf: bytes) -> str:
    """Its text as pdftotext reads it, white space made single spaces."""
    done = subprocess.run(
        ["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True
    ).stdout.decode()
    return " ".join(done.split())
