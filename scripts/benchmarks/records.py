"""Synthetic bibliographic records: invented, but shaped like those of a researcher's own .bib.

A record depends on its number and the seed only, so a library of 10,000 begins with the 300 records
of the small one, and the courses that read them are the same for every size.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

PER_FILE = 10_000  # one export of a reference manager, not a file per topic: the harder case


def _listed(text: str) -> tuple[str, ...]:
    return tuple(text.split("|"))


# (as printed, as an ASCII key, as LaTeX writes it or empty)
_FAMILIES = (
    ("Müller", "muller", r"M{\"u}ller"),
    ("Kaiser", "kaiser", ""),
    ("Zhang", "zhang", ""),
    ("Łukasiewicz", "lukasiewicz", r"{\L}ukasiewicz"),
    ("García Márquez", "garcia", r"Garc{\'i}a M{\'a}rquez"),
    ("Nguyễn", "nguyen", ""),
    ("Øksendal", "oksendal", r"{\O}ksendal"),
    ("Tanaka", "tanaka", ""),
    ("O'Neill", "oneill", ""),
    ("Šimůnek", "simunek", r"{\v S}im{\r u}nek"),
    ("Björk", "bjork", r"Bj{\"o}rk"),
    ("van der Berg", "berg", ""),
    ("Petrov", "petrov", ""),
    ("Çelik", "celik", r"{\c C}elik"),
    ("Rossi", "rossi", ""),
    ("Wang", "wang", ""),
    ("Erdős", "erdos", r"Erd{\H o}s"),
    ("Gonçalves", "goncalves", r"Gon{\c c}alves"),
    ("Strauß", "strauss", r"Strau{\ss}"),
    ("Kim", "kim", ""),
)
_GIVEN = _listed(
    "Anna|Benoît|Chloé|David|Eva|Félix|Grace|Hiro|Inés|Jürgen|Kai|Lena|Mikołaj|Noor|Olga|Paweł|"
    "Qing|Renée|Sofía|Tomáš|Uma|Viktor|Wei|Xin|Yann|Zoë"
)
_KINDS = _listed(
    "Sparse|Deep|Modular|Equivariant|Hierarchical|Stochastic|Low-rank|Recurrent|Causal|Spectral|"
    "Continuous|Discrete|Self-supervised|Bayesian|Symbolic|Contrastive|Nonlinear|Robust"
)
_THINGS = _listed(
    "features|representations|networks|transformers|scaling laws|phase transitions|symmetries|"
    "conservation laws|loss landscapes|embeddings|attention heads|memories|dynamics|operators|"
    "flows|potentials|circuits|kernels|manifolds|world models"
)
_VERBS = _listed(
    "emerge in|explain|predict|are learned by|break down in|accelerate|organize|constrain|"
    "bridge theory and experiment for|reveal the structure of"
)
_PLACES = _listed(
    "modular arithmetic|molecular dynamics|climate models|language models|protein design|"
    "two-layer networks|toy models|fluid flow|planetary orbits|theorem proving|spin glasses|"
    "image classification|knot theory|materials discovery|neural recordings|robotic control|"
    "chemical reactions|cosmological surveys|quantum circuits|weather forecasts|graph colouring|"
    "small data|long sequences|random matrices|partial differential equations|game playing"
)
_VENUES = _listed(
    "Journal of Invented Results|Annals of Synthetic Science|Letters in Benchmarking|"
    "Transactions on Imaginary Networks|Reviews of Unmeasured Physics"
)
_MEETINGS = _listed(
    "International Conference on Invented Representations|"
    "Advances in Synthetic Information Processing|Symposium on Imaginary Machine Learning"
)
PILLARS = ("science-of-ai", "science-for-ai", "ai-for-science")
TOPICS = _listed(
    "grokking|scaling-laws|emergence|double-descent|optimization|generalization|memory|attention|"
    "transformers|recurrent-networks|graph-networks|diffusion|equivariance|symmetry|"
    "conservation-laws|symbolic-regression|molecules|proteins|climate|fluids|knots|theorem-proving|"
    "interpretability|superposition|manifold-learning|kernels|initialization|hebbian-learning"
)
_COMBINATIONS = len(_KINDS) * len(_THINGS) * len(_VERBS) * len(_PLACES) * 2


@dataclass(frozen=True, slots=True)
class Record:
    """One invented record.

    Attributes:
        key: citation key.
        type: BibLaTeX entry type.
        title: plain text, unlike that of any other record.
        authors: family name as printed, as LaTeX writes it, and given names.
        year, venue, volume, pages, doi, arxiv, keywords: as in the .bib; empty if it has none.
    """

    key: str
    type: str
    title: str
    authors: tuple[tuple[str, str, str], ...]
    year: int
    venue: str
    volume: str
    pages: str
    doi: str
    arxiv: str
    keywords: tuple[str, ...]

    @property
    def short(self) -> str:
        """``Müller et al. 2019``."""
        family = [name for name, _, _ in self.authors]
        who = f"{family[0]} et al." if len(family) > 2 else " & ".join(family)
        return f"{who} {self.year}"

    @property
    def author_line(self) -> str:
        """All authors, given names first."""
        return ", ".join(f"{given} {family}" for family, _, given in self.authors)

    @property
    def links(self) -> list[tuple[str, str]]:
        """What the record's links are called, and where they lead."""
        found = [("DOI", f"https://doi.org/{self.doi}")] if self.doi else []
        if self.arxiv:
            found.append(("arXiv", f"https://arxiv.org/abs/{self.arxiv}"))
            found.append(("PDF", f"https://arxiv.org/pdf/{self.arxiv}"))
        return found

    def bibtex(self) -> str:
        """The entry, in fields that BibTeX and BibLaTeX both know."""
        fields = {"title": f"{{{self.title}}}"}
        fields["author"] = " and ".join(f"{latex}, {given}" for _, latex, given in self.authors)
        if self.venue:
            fields["journal" if self.type == "article" else "booktitle"] = self.venue
        fields |= {"volume": self.volume, "pages": self.pages, "year": str(self.year)}
        fields |= {"doi": self.doi, "eprint": self.arxiv}
        if self.arxiv:
            fields["eprinttype"] = "arxiv"
        fields["keywords"] = ", ".join(self.keywords)
        lines = "".join(f"  {name:<10} = {{{text}}},\n" for name, text in fields.items() if text)
        return f"@{self.type}{{{self.key},\n{lines}}}\n\n"


def make_record(number: int, seed: int) -> Record:
    """The record with a number, counted from 0."""
    draw = random.Random(f"{seed}/{number}")
    # a step that shares no factor with the count visits every combination once
    rest = (number * 7_919 + 13) % _COMBINATIONS
    words = []
    for choices in (_KINDS, _THINGS, _VERBS, _PLACES, ("", ": evidence from controlled runs")):
        rest, index = divmod(rest, len(choices))
        words.append(choices[index])
    title = f"{words[0]} {words[1]} {words[2]} {words[3]}{words[4]}"
    people = draw.sample(_FAMILIES, draw.choices((1, 2, 3, 4, 6, 9), (2, 4, 5, 5, 3, 1))[0])
    latex = draw.random() < 0.15  # most files are UTF-8 by now, some entries come from old ones
    authors = tuple(
        (
            name,
            written if latex and written else name,
            f"{draw.choice(_GIVEN)} {draw.choice('ABEJMS')}.",
        )
        for name, _, written in people
    )
    year = draw.choices(range(1970, 2027), [1 + index**1.5 for index in range(57)])[0]
    kind = draw.choices(("article", "inproceedings", "misc"), (5, 3, 2))[0]
    venue = {"article": draw.choice(_VENUES), "inproceedings": draw.choice(_MEETINGS), "misc": ""}
    first = draw.randint(1, 900)
    has_arxiv = kind == "misc" or (year > 1992 and draw.random() < 0.6)
    return Record(
        key=f"{people[0][1]}{year}{words[1].split()[0].lower()}{number}",
        type=kind,
        title=title,
        authors=authors,
        year=year,
        venue=venue[kind],
        volume=str(draw.randint(1, 90)) if kind == "article" else "",
        pages=f"{first}--{first + draw.randint(4, 40)}" if kind != "misc" else "",
        doi=f"10.99999/invented.{number}" if kind == "article" else "",
        arxiv=f"{1501 + number // 90_000}.{10_000 + number % 90_000}" if has_arxiv else "",
        keywords=(*draw.sample(TOPICS, draw.randint(1, 4)), draw.choice(PILLARS)),
    )


def records(count: int, seed: int) -> Iterator[Record]:
    """The first ``count`` records."""
    return (make_record(number, seed) for number in range(count))


def write_library(folder: Path, count: int, seed: int) -> list[Path]:
    """Write ``count`` records and the vocabulary of their keywords.

    Returns:
        The .bib files.
    """
    folder.mkdir(parents=True, exist_ok=True)
    files: list[Path] = []
    for start in range(0, count, PER_FILE):
        path = folder / f"library-{start // PER_FILE + 1:02}.bib"
        with path.open("w", encoding="utf-8") as stream:
            for number in range(start, min(start + PER_FILE, count)):
                stream.write(make_record(number, seed).bibtex())
        files.append(path)
    vocabulary = {
        "pillars": [{"id": name, "title": _title(name)} for name in PILLARS],
        "topics": [{"id": name, "title": _title(name)} for name in TOPICS],
    }
    text = yaml.safe_dump(vocabulary, sort_keys=False)
    (folder / "topics.yml").write_text(text, encoding="utf-8")
    return files


def _title(name: str) -> str:
    return name.replace("-", " ").capitalize()
