"""YAML with positions: what is read, where it stands, and what is not YAML."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from syllabook.foundation.yaml_source import Location, Mark, YamlSource, parse, read_yaml


def faults(text: str) -> list[str]:
    return [str(problem) for problem in parse(text, "f.yml")[1]]


def test_every_scalar_stays_the_string_that_was_written() -> None:
    text = "time: 13:30\nword: No\nlong: 1_000\noctal: 0o17\nday: 2027-02-22\nnone: ~\nreal: 1e3\n"
    source, problems = parse(text, "f.yml")
    assert problems == []
    assert source.data == {
        "time": "13:30",
        "word": "No",
        "long": "1_000",
        "octal": "0o17",
        "day": "2027-02-22",
        "none": "~",
        "real": "1e3",
    }


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment\n", "---\n"])
def test_an_empty_file_is_an_empty_mapping(text: str) -> None:
    source, problems = parse(text, "f.yml")
    assert source.data == {}
    assert problems == []
    assert source.mark(("weeks", 0)) == Mark(1, 1)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param(
            "a: 1\n\tb: 2\n",
            "f.yml:2:1: not valid YAML: found a tab character that violates indentation;"
            " use spaces instead of tabs",
            id="tab before a key",
        ),
        pytest.param(
            "a:\n\t- x\n",
            "f.yml:2:1: not valid YAML: found character that cannot start any token;"
            " use spaces instead of tabs, and quote a text that starts with @, ` or %",
            id="tab before an entry",
        ),
        pytest.param(
            "a: @b\n",
            "f.yml:1:4: not valid YAML: found character that cannot start any token;"
            " use spaces instead of tabs, and quote a text that starts with @, ` or %",
            id="text that starts with an at sign",
        ),
        pytest.param(
            "title: Physics: an outline\n",
            "f.yml:1:15: not valid YAML: mapping values are not allowed in this context;"
            ' put a text that holds ": " in quotes, or check the indentation',
            id="colon in a plain text",
        ),
        pytest.param(
            "a: 1\ntopics: [x, y\nb: 3\n",
            "f.yml:3:2: not valid YAML: did not find expected ',' or ']';"
            " close the bracket opened on line 2",
            id="unclosed bracket",
        ),
        pytest.param(
            "a: {x: 1\n",
            "f.yml:2:1: not valid YAML: did not find expected ',' or '}';"
            " close the brace opened on line 1",
            id="unclosed brace",
        ),
        pytest.param(
            "a: 'x\nb: 1\n",
            "f.yml:3:1: not valid YAML: found unexpected end of stream;"
            " close the quote opened on line 1",
            id="unclosed quote",
        ),
        pytest.param(
            "- a\nb: c\n",
            "f.yml:2:1: not valid YAML: did not find expected '-' indicator;"
            " check the indentation of this line against the lines above it",
            id="key among entries",
        ),
        pytest.param(
            'a: "\\q"\n',
            "f.yml:1:5: not valid YAML: found unknown escape character;"
            " write \\\\ for a backslash, or use single quotes",
            id="TeX in double quotes",
        ),
        pytest.param(
            "a: 1\n---\nb: 2\n",
            "f.yml:2:1: not valid YAML: a second document begins here; remove this line of dashes",
            id="two documents",
        ),
        pytest.param(
            "a: *x\n",
            "f.yml:1:4: not valid YAML: found undefined alias; quote a text that starts with *",
            id="undefined alias",
        ),
        pytest.param(
            "a: &x 1\nb: &x 2\nc: *x\n",
            "f.yml:2:4: not valid YAML: an anchor is set twice, first on line 1;"
            " give one of them another name",
            id="anchor set twice",
        ),
        pytest.param(
            "a: 1\nb: x\x07y\n",
            "f.yml:2:5: not valid YAML: unprintable character U+0007; remove it",
            id="control character",
        ),
        pytest.param(
            "a: \ud800\n",
            "f.yml:1:4: not valid YAML: unprintable character U+D800; remove it",
            id="half a character",
        ),
        pytest.param(
            "a: " + "[" * 100_000,
            "f.yml:1:53: nested more than 50 deep; close the brackets",
            id="a hundred thousand brackets",
        ),
    ],
)
def test_what_is_not_yaml_gives_one_line_and_no_data(text: str, message: str) -> None:
    source, problems = parse(text, "f.yml")
    assert [str(problem) for problem in problems] == [message]
    assert source.data is None


def test_a_duplicate_key_is_an_error_and_the_first_value_stays() -> None:
    source, problems = parse("a: 1\nb:\n  c: 2\n  d: 3\n  c: 4\na: 5\n", "f.yml")
    assert [str(problem) for problem in problems] == [
        'f.yml:5:3: duplicate key "c" (first on line 3); keep one of the two',
        'f.yml:6:1: duplicate key "a" (first on line 1); keep one of the two',
    ]
    assert source.data == {"a": "1", "b": {"c": "2", "d": "3"}}


def test_an_alias_has_the_value_and_the_place_of_its_anchor() -> None:
    source, problems = parse("a: &x {k: v}\nb: [*x, *x]\n", "f.yml")
    assert problems == []
    assert source.data == {"a": {"k": "v"}, "b": [{"k": "v"}, {"k": "v"}]}
    assert source.mark(("b", 1, "k")) == Mark(1, 11)


@pytest.mark.parametrize(
    ("text", "place"), [("a: &x [*x]\n", "1:4"), ("a:\n  b: &x {c: {d: *x}}\n", "2:6")]
)
def test_an_alias_of_itself_is_an_error(text: str, place: str) -> None:
    assert faults(text) == [
        f"f.yml:{place}: this anchor contains an alias of itself; write the value out"
    ]


def test_aliases_of_aliases_cannot_fill_the_memory() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10)]
    assert faults("\n".join(lines)) == [
        "f.yml:1:34: aliases make more than 50000 values of the file; write the values out"
    ]


@pytest.mark.parametrize("value", ["*base", "[*base, {d: 4}]", "{<<: *base, e: 5}"])
def test_merge_keys_are_said_not_to_be_supported_at_any_depth(value: str) -> None:
    source, problems = parse(f"a: &base {{b: 1}}\nc:\n  <<: {value}\n  d: 2\n", "f.yml")
    assert [str(problem) for problem in problems] == [
        "f.yml:3:3: merge keys (<<) are not supported; write out the keys that it stands for"
    ]
    assert source.data["c"] == {"d": "2"}


def test_a_key_that_is_no_word_is_an_error() -> None:
    assert faults("? [a, b]\n: c\n") == [
        "f.yml:1:3: a key must be a word, not a list or a mapping;"
        " quote a text that starts with [ or {"
    ]


def test_a_byte_order_mark_and_windows_line_ends_move_no_position(tmp_path: Path) -> None:
    text = "id: x\nweeks:\n  - title: 刘 b\n    text: |\n      one\n      two\n"
    (tmp_path / "plain.yml").write_bytes(text.encode())
    (tmp_path / "bom.yml").write_bytes(text.replace("\n", "\r\n").encode("utf-8-sig"))
    plain, _ = read_yaml(tmp_path / "plain.yml", tmp_path)
    windows, problems = read_yaml(tmp_path / "bom.yml", tmp_path)
    assert problems == []
    assert (windows.data, windows.values, windows.keys) == (plain.data, plain.values, plain.keys)
    assert windows.mark(("id",), key=True) == Mark(1, 1)


@pytest.mark.parametrize(
    ("content", "place"),
    [
        ("a: é\n".encode("latin-1"), "1:4"),
        (b"\xff\xfea\x00", "1:1"),
        ("é: 1\r\nb: ü".encode() + b"\xfc", "2:5"),
    ],
)
def test_a_file_that_is_not_utf8_is_named_with_the_place(
    tmp_path: Path, content: bytes, place: str
) -> None:
    (tmp_path / "a.yml").write_bytes(content)
    source, problems = read_yaml(tmp_path / "a.yml", tmp_path)
    assert source.data is None
    assert [str(problem) for problem in problems] == [
        f"a.yml:{place}: the file is not UTF-8; save it as UTF-8 text"
    ]


def test_a_file_that_is_not_there_is_one_problem(tmp_path: Path) -> None:
    _, problems = read_yaml(tmp_path / "a.yml", tmp_path)
    assert [str(problem) for problem in problems] == [
        "a.yml:0:0: cannot be read: No such file or directory"
    ]


def test_without_takes_nodes_out_and_moves_the_rest_of_a_list_up() -> None:
    source, _ = parse("a: 1\nb:\n  - x: 1\n  - y: 2\n    z: 3\n", "f.yml")
    kept = source.without({("a",), ("b", 0), ("b", 1, "z")})
    assert kept.data == {"b": [{"y": "2"}]}
    assert kept.mark(("b", 0, "y")) == Mark(4, 8)
    assert kept.mark(("b", 0, "y"), key=True) == Mark(4, 5)
    assert set(kept.keys) == {("b",), ("b", 0, "y")}
    assert source.data["a"] == "1"


SCALARS = st.text(
    st.characters(exclude_categories=["C", "Zl", "Zp"], exclude_characters="\ufeff"), max_size=12
)
TREES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(SCALARS.filter(lambda key: key != "<<"), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(
    st.dictionaries(SCALARS.filter(lambda key: key != "<<"), TREES, min_size=1, max_size=4),
    st.booleans(),
)
def test_any_data_comes_back_and_every_mark_points_at_its_text(data: Any, flow: bool) -> None:
    text = yaml.safe_dump(data, allow_unicode=True, default_flow_style=flow, default_style='"')
    source, problems = parse(text, "f.yml")
    assert problems == []
    assert source.data == data
    lines = text.split("\n")
    for location, mark in source.values.items():
        value = at(source, location)
        rest = lines[mark.line - 1][mark.column - 1 :]
        if isinstance(value, str):
            assert rest.startswith('"')
            assert scalar(lines, mark) == value
        elif isinstance(value, dict):
            assert rest[0] in '{"?'
        else:
            assert rest[0] in "[-"
    for location, mark in source.keys.items():
        assert scalar(lines, mark) == location[-1]


def at(source: YamlSource, location: Location) -> Any:
    value = source.data
    for part in location:
        value = value[part]
    return value


def scalar(lines: list[str], mark: Mark) -> Any:
    """The value of the double-quoted text that begins at ``mark``, read alone."""
    text = "\n".join([lines[mark.line - 1][mark.column - 1 :], *lines[mark.line :]])
    end = 1
    while text[end] != '"':
        end += 2 if text[end] == "\\" else 1
    return yaml.load(text[: end + 1], Loader=yaml.BaseLoader)
