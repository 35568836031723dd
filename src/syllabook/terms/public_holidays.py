"""Public holidays from the ``holidays`` package, remembered between runs.

Asking for one country makes the package import all of its 250; that is slower than everything else
a term needs. Days that were found are kept in a small file, with the version that gave them.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from importlib.metadata import version
from pathlib import Path

from syllabook.foundation.files import write_atomic

_CODE = re.compile(r"[A-Z]{2,3}")


class PublicHolidays:
    """Public holidays by country, subdivision and year.

    Args:
        cache: the file that remembers; None to ask the package every time.
    """

    def __init__(self, cache: Path | None = None) -> None:
        self._cache = cache
        self._known: dict[str, dict[str, str]] | None = None

    def in_year(self, country: str, subdivision: str, year: int) -> dict[dt.date, str]:
        """The holidays of a year, named in English.

        Args:
            country: ISO 3166 code.
            subdivision: state or province, or an empty string.
            year: the year.

        Raises:
            NotImplementedError: the package does not know the country or subdivision.
        """
        if self._known is None:
            self._known = self._read()
        name = f"{country}/{subdivision}/{year}"
        if name not in self._known:
            self._known[name] = _asked(country, subdivision, year)
            if self._cache:
                kept = {"version": version("holidays"), "years": self._known}
                write_atomic(self._cache, json.dumps(kept, ensure_ascii=False, sort_keys=True))
        return {dt.date.fromisoformat(day): what for day, what in self._known[name].items()}

    def _read(self) -> dict[str, dict[str, str]]:
        if self._cache is None:
            return {}
        try:
            kept = json.loads(self._cache.read_text(encoding="utf-8"))
            years: dict[str, dict[str, str]] = kept["years"]
            return years if kept["version"] == version("holidays") else {}
        except (OSError, ValueError, KeyError, TypeError):
            return {}


def _asked(country: str, subdivision: str, year: int) -> dict[str, str]:
    if not _CODE.fullmatch(country):  # the package would take the names of its classes too
        raise NotImplementedError(country)
    from holidays import country_holidays  # noqa: PLC0415 - slow, see above

    found = country_holidays(country, subdiv=subdivision or None, years=[year], language="en_US")
    return {day.isoformat(): what for day, what in sorted(found.items())}


def supported() -> dict[str, list[str]]:
    """The countries that are known, each with its subdivisions."""
    from holidays import list_supported_countries  # noqa: PLC0415 - slow, see above

    return list_supported_countries()
