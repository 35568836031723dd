"""Public holidays are asked for once and remembered in a file that may vanish at any time."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from syllabook.terms import PublicHolidays

TOMB_SWEEPING = dt.date(2027, 4, 5)


def test_what_was_asked_once_is_read_from_the_file(tmp_path: Path) -> None:
    cache = tmp_path / "holidays.json"
    asked = PublicHolidays(cache).in_year("CN", "", 2027)
    assert asked[TOMB_SWEEPING] == "Tomb-Sweeping Day"
    kept = json.loads(cache.read_text())
    kept["years"]["CN//2027"]["2027-04-05"] = "a day only the file knows"
    cache.write_text(json.dumps(kept))
    assert PublicHolidays(cache).in_year("CN", "", 2027)[TOMB_SWEEPING] == (
        "a day only the file knows"
    )


@pytest.mark.parametrize("content", ["", "[]", '{"version": "0.1", "years": {"CN//2027": {}}}'])
def test_a_file_that_is_broken_or_of_another_version_is_not_believed(
    tmp_path: Path, content: str
) -> None:
    cache = tmp_path / "holidays.json"
    cache.write_text(content)
    assert TOMB_SWEEPING in PublicHolidays(cache).in_year("CN", "", 2027)


@pytest.mark.parametrize(("country", "subdivision"), [("China", ""), ("XX", ""), ("DE", "XX")])
def test_an_unknown_country_or_subdivision(country: str, subdivision: str) -> None:
    with pytest.raises(NotImplementedError):
        PublicHolidays().in_year(country, subdivision, 2027)
