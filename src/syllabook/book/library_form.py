"""The search field and the filters above the library's list; they need JavaScript."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import groupby

from syllabook.book.library_index import LIBRARY_INDEX
from syllabook.curriculum import Curriculum
from syllabook.foundation.inline import plain
from syllabook.papers import Keyword, Vocabulary
from syllabook.papers.facts import tag, tags, types_of

_ORDERS = {
    "": "Best or newest first",
    "-year": "Newest first",
    "year": "Oldest first",
    "author": "Author",
    "title": "Title",
}
_SCRIPTS = ("_static/library-query.js", "_static/library-page.js")

Choice = tuple[str, str]
"""What a query says, and what readers see."""


def library_form(curriculum: Curriculum) -> str:
    """The form, the place of its results, and the scripts that drive it.

    Returns:
        HTML with ``file:`` addresses.
    """
    present = {name for paper in curriculum.library.papers() for name in tags(paper)}
    vocabulary = curriculum.library.vocabulary or Vocabulary()
    types = sorted({name for paper in curriculum.library.papers() for name in types_of(paper)})
    filters = [
        _select("topic", "Topic", _by_group(vocabulary.topics, present)),
        _select("pillar", "Pillar", [("", _choices(vocabulary.pillars))]),
        _select("read-in", "Read in", _places(curriculum)),
        _select("type", "Type", [("", [(name, name.capitalize()) for name in types])]),
    ]
    orders = "".join(f'<option value="{key}">{label}</option>' for key, label in _ORDERS.items())
    scripts = "".join(f'<script defer src="file:{path}"></script>\n' for path in _SCRIPTS)
    return f"""<form class="sb-find sb-js-only" role="search" aria-label="Papers"
 data-index="{LIBRARY_INDEX}">
<p class="sb-find-line"><label for="sb-q">Search the library</label>
<input id="sb-q" name="q" type="search" autocomplete="off" autocapitalize="off" spellcheck="false"
 aria-describedby="sb-help sb-fault"></p>
<p class="sb-fault" id="sb-fault" role="alert" hidden></p>
<div class="sb-filters">{"".join(filters)}
<label>From <input name="from" inputmode="numeric" size="4" maxlength="4"></label>
<label>to <input name="to" inputmode="numeric" size="4" maxlength="4"></label>
<label>Order <select name="sort">{orders}</select></label>
<button type="reset">Clear</button></div>
<p id="sb-help" class="sb-help">Words and "phrases"; <code>author:</code> <code>title:</code>
<code>venue:</code> <code>has:code</code>, and <code>-</code> before what must not match, as in
<code>syllabook papers search</code>. <kbd>/</kbd> begins, arrows walk, <kbd>Esc</kbd> clears; the
address can be shared.</p>
<p role="status" class="sb-count"></p>
</form>
<section class="sb-results" aria-label="Results" hidden><ol class="sb-library"></ol>
<button type="button"></button></section>
{scripts}"""


def _select(field: str, label: str, groups: Iterable[tuple[str, Sequence[Choice]]]) -> str:
    options = "".join(_group(title, choices) for title, choices in groups if choices)
    return (
        f'<label>{label} <select data-field="{field}"><option value="">Any</option>'
        f"{options}</select></label>\n"
    )


def _group(title: str, choices: Sequence[Choice]) -> str:
    options = "".join(
        f'<option value="{escape(value)}" data-title="{escape(text)}">{escape(text)}</option>'
        for value, text in choices
    )
    return f'<optgroup label="{escape(title)}">{options}</optgroup>' if title else options


def _choices(keywords: Iterable[Keyword]) -> list[Choice]:
    return [(keyword.id, keyword.title) for keyword in keywords]


def _by_group(topics: Iterable[Keyword], present: set[str]) -> Iterator[tuple[str, list[Choice]]]:
    used = (topic for topic in topics if tag("topic", topic.id) in present)
    for group, members in groupby(used, key=lambda topic: topic.group):
        yield group, _choices(members)


def _places(curriculum: Curriculum) -> Iterator[tuple[str, list[Choice]]]:
    for plan in curriculum.courses.values():
        weeks = [
            (f"{plan.id}/{week.id}", f"{week.number}. {plain(week.title)}") for week in plan.weeks
        ]
        yield plain(plan.title), [(plan.id, f"{plain(plan.title)}, all weeks"), *weeks]
