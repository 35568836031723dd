"""MyST Markdown as plain Markdown, which Jupyter and any editor show.

Roles and directives become what they stand for; those that only the site can show are left out,
and so are comments, in which instructors speak to themselves.
Syntax: https://myst-parser.readthedocs.io/en/stable/syntax/typography.html
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from syllabook.notebooks.citations import ROLES, Citations
from syllabook.notebooks.lectures import DIRECTIVE, FENCE, closing_line

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n.*?^---[ \t]*\n", re.MULTILINE | re.DOTALL)
_OPTION = re.compile(r"^:(?P<name>[\w-]+):[ \t]*(?P<value>.*)$")
_ONLY_SITE = re.compile(r"^(?:%.*|\+\+\+.*|\([\w:. -]+\)=[ \t]*)$")
_COMMENT = re.compile(r"<!--.*?(?:-->[ \t]*\n?|\Z)", re.DOTALL)
_INLINE = re.compile(
    r"\{(?P<role>[a-zA-Z][\w:.-]*)\}(?P<ticks>`+)(?P<body>.+?)(?P=ticks)(?!`)"
    r"|(?P<code>(?P<run>`+)(?!`).+?(?<!`)(?P=run)(?!`))"
    r"|(?P<math>\$\$.+?\$\$|\$[^$\n]+(?:\n[^$\n]+)*\$)"
    r"|(?P<image>!?)\[(?P<text>(?:[^\[\]]|\[[^\[\]]*\])*)\]"
    r"\((?P<to><[^<>]*>|[^()\s]*(?:\([^()\s]*\)[^()\s]*)*)(?P<title>\s+\"[^\"]*\")?\)"
    r"(?P<attributes>\{[^{}]*\})?",
    re.DOTALL,
)
_GAP = re.compile(r"\n[ \t]*\n(?:[ \t]*\n)+")  # where something was left out
_TITLED = re.compile(r"^(?P<text>.+?)\s*<[^<>]+>$", re.DOTALL)

_ADMONITIONS = {
    "attention",
    "caution",
    "danger",
    "error",
    "hint",
    "important",
    "note",
    "seealso",
    "tip",
    "warning",
}
_TITLED_BLOCKS = {"admonition", "card", "dropdown", "exercise", "sidebar", "topic"}
_CODE = {"code", "code-block", "code-cell", "sourcecode"}
_PROSE = {"div", "epigraph", "grid", "grid-item", "margin", "tab-item", "tab-set"}

Link = Callable[[str], str | None]
"""From a link's target as written to where it leads in the copy; None if nowhere."""


def plain_markdown(
    text: str, citations: Citations, link: Link, left_out: Callable[[str], None]
) -> str:
    """A page or a notebook's text cell as plain Markdown.

    Args:
        text: MyST Markdown.
        citations: the papers that the document cites.
        link: says where relative links lead.
        left_out: called with the name of each directive that has no plain form.
    """
    text = _FRONT_MATTER.sub("", text)
    return _Writer(citations, link, left_out).blocks(text.split("\n"))


class _Writer:
    def __init__(self, citations: Citations, link: Link, left_out: Callable[[str], None]) -> None:
        self.citations = citations
        self.link = link
        self.left_out = left_out

    def blocks(self, lines: Sequence[str]) -> str:
        made: list[str] = []
        prose: list[str] = []
        at = 0
        while at < len(lines):
            line = lines[at]
            if _opens_comment(line):
                # up to its end, which may lie beyond what looks like a fence
                while at < len(lines) - 1 and "-->" not in lines[at]:
                    prose.append(lines[at])
                    at += 1
                prose.append(lines[at])
                at += 1
                continue
            fence = FENCE.match(line)
            if fence is None or (fence["fence"][0] == ":" and not DIRECTIVE.match(fence["info"])):
                if not _ONLY_SITE.match(line):
                    prose.append(line)
                at += 1
                continue
            made += self._prose(prose)
            prose = []
            end = closing_line(lines, at, fence["fence"])
            directive = DIRECTIVE.match(fence["info"])
            if directive is None:
                made.append("\n".join(lines[at : end + 1]))
            else:
                indent = fence["indent"]
                body = [line.removeprefix(indent) for line in lines[at + 1 : end]]
                shown = self._directive(directive["name"], directive["argument"], body)
                made += [] if shown is None else [_indented(shown, indent)]
            at = end + 1
        made += self._prose(prose)
        return "\n".join(made)

    def _prose(self, lines: Sequence[str]) -> list[str]:
        if not lines:
            return []
        text = _COMMENT.sub("", "\n".join(lines))
        return [_GAP.sub("\n\n", _INLINE.sub(self._inline, text))]

    def _inline(self, found: re.Match[str]) -> str:
        if found["role"]:
            return self._role(found["role"], found["body"])
        if found["code"] or found["math"]:
            return found[0]
        target = self.link(found["to"])
        if found["image"]:
            return f"![{found['text']}]({target or found['to']}{found['title'] or ''})"
        text = _INLINE.sub(self._inline, found["text"])
        return text if target is None else f"[{text}]({target}{found['title'] or ''})"

    def _role(self, name: str, body: str) -> str:
        if name in ROLES:
            return self.citations.show(name, body)
        if name == "math":
            return f"${body}$"
        if name in {"code", "file", "kbd", "samp", "command"}:
            return f"`{body}`"
        titled = _TITLED.match(body)
        return titled["text"] if titled else body

    def _directive(self, name: str, argument: str, body: list[str]) -> str | None:
        options, body = _options(body)
        if name in _CODE:
            return "\n".join([f"```{argument}", *body, "```"])
        if name == "math":
            return "\n".join(["$$", *([argument] if argument else []), *body, "$$"])
        if name in {"image", "figure"}:
            picture = f"![{options.get('alt', '')}]({self.link(argument) or argument})"
            caption = self.blocks(body).strip()
            return f"{picture}\n\n{caption}" if caption else picture
        if name == "lab-figure":
            lab, _, _ = argument.partition("#")
            caption = self.blocks(body).strip()
            return (
                f"*[Run the lab]({self.link(lab) or lab}) to see the picture:* {caption}".rstrip()
            )
        if name in _ADMONITIONS or name in _TITLED_BLOCKS:
            title = argument if name in _TITLED_BLOCKS and argument else name.capitalize()
            if name in _ADMONITIONS and argument:
                body = [argument, *body]
            inner = f"**{_INLINE.sub(self._inline, title)}**\n\n{self.blocks(body)}".rstrip()
            return "\n".join(f"> {line}".rstrip() for line in inner.split("\n"))
        if name in _PROSE:
            return self.blocks(body)
        self.left_out(name)
        return None


def _indented(text: str, indent: str) -> str:
    return "\n".join(f"{indent}{line}".rstrip() for line in text.split("\n")) if indent else text


def _opens_comment(line: str) -> bool:
    return "<!--" in line and "-->" not in line.rpartition("<!--")[2]


def _options(body: list[str]) -> tuple[dict[str, str], list[str]]:
    """A directive's options, written ``:name: value`` or as YAML, and what follows them."""
    options: dict[str, str] = {}
    if body and body[0].strip() == "---":
        for at, line in enumerate(body[1:], 1):
            if line.strip() == "---":
                return options, body[at + 1 :]
            name, _, value = line.partition(":")
            options[name.strip()] = value.strip().strip("\"'")
        return options, []
    at = 0
    while at < len(body) and (option := _OPTION.match(body[at])):
        options[option["name"]] = option["value"].strip()
        at += 1
    return options, body[at:]
