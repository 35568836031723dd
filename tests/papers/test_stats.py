"""The library counted."""

from syllabook.papers import Library
from syllabook.papers.stats import stats


def test_counts(samples: Library) -> None:
    found = stats(
        samples.papers(),
        {"Kowalski2020": {"physics", "physics/drift"}, "toys2017": {"art"}, "gone": {"art"}},
    )
    assert found.total == len(samples) == 12
    assert found.years[2017] == 2
    assert sum(found.years.values()) == 12
    assert found.types["article"] == 3
    assert found.types["thesis"] == 1
    assert found.topics["grokking"] == 1
    assert found.files["jabref.bib"] == 4
    assert (found.has["code"], found.has["arxiv"]) == (1, 3)
    assert (found.read, found.unread) == (2, 10)
    assert found.courses == {"physics": 1, "art": 1}
    assert (found.linked, found.unlinked) == (8, 4)
