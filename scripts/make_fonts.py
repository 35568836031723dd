"""Make the bundled fonts and the table of advance widths; needed only when a font is replaced.

    python scripts/make_fonts.py FOLDER

FOLDER holds the unpacked npm packages ``source-serif-4``, ``source-sans-3`` and ``noto-sans-sc``
of the scope ``@expo-google-fonts``. The script needs ``fonttools`` and ``brotli``, which syllabook
itself does not: run it in an environment of its own.

The Source fonts are copied as they are, because their licence reserves the name for unmodified
files. For the site their Latin part is cut out as well, under another name (Syllabook Sans,
Syllabook Serif), so that a page loads 20 kB a style instead of 45; rarer characters come from the
whole fonts.
Noto Sans SC, ten megabytes, is cut down to GB2312 with its punctuation.
"""

from __future__ import annotations

import importlib
import json
import shutil
import sys
from pathlib import Path
from typing import Any

ASSETS = Path(__file__).parent.parent / "src" / "syllabook" / "assets" / "fonts"
SITE_FONTS = Path(__file__).parent.parent / "src" / "syllabook" / "book" / "static" / "fonts"
ADVANCES = Path(__file__).parent.parent / "src" / "syllabook" / "drawing" / "advances.json"

# file in the package -> file in the project
COPIED = {
    "source-serif-4/LICENSE_FONT": "SourceSerif4-OFL.txt",
    "source-sans-3/LICENSE_FONT": "SourceSans3-OFL.txt",
    "noto-sans-sc/LICENSE_FONT": "NotoSansSC-OFL.txt",
} | {
    f"{package}/{cut}/{family}_{cut}.ttf": f"{family}-{style}.ttf"
    for package, family, cuts in (
        (
            "source-serif-4",
            "SourceSerif4",
            {"400Regular": "Regular", "400Regular_Italic": "Italic", "600SemiBold": "SemiBold"},
        ),
        (
            "source-sans-3",
            "SourceSans3",
            {
                "400Regular": "Regular",
                "400Regular_Italic": "Italic",
                "600SemiBold": "SemiBold",
                "700Bold": "Bold",
            },
        ),
    )
    for cut, style in cuts.items()
}
HAN = ("noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf", "NotoSansSC-Regular.ttf")
ON_THE_SITE = (
    "SourceSans3-Regular",
    "SourceSans3-Italic",
    "SourceSans3-SemiBold",
    "SourceSerif4-Regular",
    "SourceSerif4-Italic",
    "SourceSerif4-SemiBold",
)
# the unicode-range of syllabook.css: Latin with its accents, Greek, punctuation, arrows, operators
LATIN = (
    *range(0x20, 0x7F),
    *range(0xA0, 0x180),
    *range(0x391, 0x3D0),
    *range(0x2010, 0x2028),
    *(0x2032, 0x2033, 0x20AC, 0x2190, 0x2192, 0x2212, 0x2248, 0x2260, 0x2264, 0x2265),
)
MEASURED = {400: "SourceSans3-Regular.ttf", 600: "SourceSans3-SemiBold.ttf"}


def gb2312() -> set[int]:
    """Code points of GB2312, and CJK punctuation and full-width forms."""
    found: set[int] = set()
    for first in range(0xA1, 0xF8):
        for second in range(0xA1, 0xFF):
            try:
                found.add(ord(bytes([first, second]).decode("gb2312")))
            except UnicodeDecodeError:
                continue
    # the alphabets of GB2312 are set in the Source fonts
    return {point for point in found if point > 0x2E00} | set(range(0x3000, 0x3020))


def subset_han(source: Path, target: Path) -> None:
    """Cut a Han font down to GB2312, without hints and without vertical or contextual layout."""
    subset: Any = importlib.import_module("fontTools.subset")
    options = subset.Options(hinting=False, layout_features=[], drop_tables=["vhea", "vmtx"])
    font = subset.load_font(str(source), options)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=gb2312())
    cutter.subset(font)
    subset.save_font(font, str(target), options)


def write_site_fonts(name: str) -> None:
    """The whole font for browsers, and its Latin part under a name that the licence leaves free."""
    subset: Any = importlib.import_module("fontTools.subset")
    source = ASSETS / f"{name}.ttf"
    whole = subset.load_font(str(source), subset.Options())
    whole.flavor = "woff2"
    whole.save(SITE_FONTS / f"{name}.woff2")
    options = subset.Options(
        hinting=False, layout_features=["kern", "liga", "mark", "ccmp", "locl"]
    )
    font = subset.load_font(str(source), options)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=LATIN)
    cutter.subset(font)
    renamed = name.replace("SourceSans3", "SyllabookSans").replace("SourceSerif4", "SyllabookSerif")
    family, _, style = renamed.partition("-")
    for record in font["name"].names:
        if record.nameID in {1, 3, 4, 6, 16}:
            record.string = renamed if record.nameID in {3, 4, 6} else family
    font.flavor = "woff2"
    font.save(SITE_FONTS / f"{family}-{style}.woff2")


def advances(path: Path) -> dict[str, int]:
    """Advance width of each Latin, Greek and punctuation character, in thousandths of an em."""
    library: Any = importlib.import_module("fontTools.ttLib")
    font = library.TTFont(str(path))
    names, metrics, scale = font.getBestCmap(), font["hmtx"], 1000 / font["head"].unitsPerEm
    wanted = [*range(0x20, 0x7F), *range(0xA0, 0x180), *range(0x370, 0x400)]
    wanted += [*range(0x2010, 0x2027), 0x2190, 0x2192, 0x2212]
    return {
        chr(point): round(metrics[names[point]][0] * scale) for point in wanted if point in names
    }


def main(folder: Path) -> None:
    """Write the fonts, their licences and the table of widths."""
    ASSETS.mkdir(parents=True, exist_ok=True)
    for source, target in COPIED.items():
        shutil.copyfile(folder / source, ASSETS / target)
    subset_han(folder / HAN[0], ASSETS / HAN[1])
    for name in ON_THE_SITE:
        write_site_fonts(name)
    tables = {str(weight): advances(ASSETS / name) for weight, name in MEASURED.items()}
    ADVANCES.write_text(
        json.dumps(tables, ensure_ascii=False, separators=(",", ":"), sort_keys=True) + "\n",
        encoding="utf-8",
    )


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
