"""What search engines read in the head of a course's home page."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from syllabook.curriculum import CoursePlan
from syllabook.exports import course_data, json_ld
from tests.exports.conftest import BASE


class Scripts(HTMLParser):
    """Collects the scripts of a page and whatever else stands in it."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


def read(html: str) -> Any:
    """The object as a browser finds it in the page."""
    parser = Scripts()
    parser.feed(html)
    assert parser.tags == ["script"]
    return json.loads(parser.text)


def test_the_object(plan: CoursePlan, same_as_golden: Callable[[str, str], None]) -> None:
    text = json.dumps(course_data(plan, BASE), ensure_ascii=False, indent=2)
    same_as_golden("course.jsonld", f"{text}\n")


def test_a_course_says_what_google_asks_for(plan: CoursePlan) -> None:
    data = course_data(plan, BASE)
    assert (data["@context"], data["@type"]) == ("https://schema.org", "Course")
    assert data["name"] == "Tides"
    assert data["description"] == "A short course on tides."
    assert data["url"] == f"{BASE}courses/tides/index.html"
    instance = data["hasCourseInstance"]
    assert instance["@type"] == "CourseInstance"
    assert (instance["startDate"], instance["endDate"]) == ("2030-03-04", "2030-03-24")
    assert instance["instructor"][0]["name"] == "Ada Wave"
    assert [event["startDate"] for event in instance["subEvent"]] == [
        "2030-03-05T10:15+01:00",
        "2030-03-12T10:15+01:00",
        "2030-03-19T10:15+01:00",
    ]


def test_nothing_undecided_is_claimed(plan: CoursePlan, knots: CoursePlan) -> None:
    """No room: not said to be on site; no code, no credits, no institution: no such key."""
    assert plan.term is not None
    roomless = replace(plan, term=plan.term.model_copy(update={"place": ""}))
    instance = course_data(roomless)["hasCourseInstance"]
    assert not {"courseMode", "location"} & set(instance)
    assert not {"courseCode", "numberOfCredits", "provider"} & set(course_data(plan))
    assert "hasCourseInstance" not in course_data(knots)
    assert not {"url", "@id"} & set(course_data(plan)), "no address, no url"


def test_credits_are_a_number_or_nothing(plan: CoursePlan) -> None:
    def number(text: str) -> object:
        course = plan.course.model_copy(update={"credits": text})
        return course_data(replace(plan, course=course)).get("numberOfCredits")

    assert number("3") == 3
    assert number("3 credits") is None


@given(st.one_of(st.text(min_size=1), st.text(alphabet="<>/!-&scriptSCRIPT ", min_size=1)))
def test_no_title_can_end_the_script(plan: CoursePlan, title: str) -> None:
    course = plan.course.model_copy(update={"tagline": title, "subtitle": f"</script>{title}<!--"})
    data = course_data(replace(plan, course=course), BASE)
    html = json_ld(data)
    assert html.count("</") == 1
    assert "<!--" not in html
    assert read(html) == data
