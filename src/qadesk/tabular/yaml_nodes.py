"""A text file in YAML as plain nodes, each with its line and column; nothing is resolved, built or repeated.

Every scalar stays the text it is: what it means is for whoever knows the field. Aliases, anchors and tags are
refused, and nesting is bounded, so that a small file cannot become a large one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from qadesk.errors import UserError
from qadesk.file_errors import reading
from qadesk.i18n import N_, _
from qadesk.tabular.nodes import Complaint, Fields, FileNode, Listing, Scalar, TextPlace, Tree

MAX_FILE: Final = 2 << 20  # bytes
MAX_DEPTH: Final = 10
_NO_TEXT = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_UNCLEAR: Final = N_("This cannot be understood; look at the line above, too.")
_FROM_WHERE: Final = ("end of stream", "document separator", "':'")  # better told where it began
_PLAIN_TAGS: Final = (None, "!")
# What the parser says, in its two versions -> what a person understands.
_SYNTAX: Final = (
    ("cannot start any token", N_("A text cannot begin with this character; put it in quotes.")),
    ("mapping values are not allowed", N_("A colon too many, or the wrong indentation.")),
    ("unexpected end of stream", N_("The file ends too early; a quotation mark may be missing.")),
    ("document separator", N_("The file ends too early; a quotation mark may be missing.")),
    ("':'", N_("A colon after the name of a field is missing, or the indentation is wrong.")),
    ("',' or", N_("A comma or a closing bracket is missing.")),
    ("block", N_("The indentation is not that of the lines around it.")),
    ("expected key", N_("The indentation is not that of the lines around it.")),
    ("escape", N_("This character is not allowed after a backslash in double quotes; use single quotes.")),
)


def read_tree(path: Path) -> Tree:
    """The nodes of a file.

    Raises UserError for a file that cannot be read, is larger than 2 MB or is no text in UTF-8.
    """
    kept = _("Nothing was imported.")
    with reading(path, kept=kept), path.open("rb") as file:
        content = file.read(MAX_FILE + 1)
    if len(content) > MAX_FILE:
        raise UserError(
            "scorecard_file.too_large",
            _("“{file}” is too large for a scorecard.").format(file=path.name),
            kept=kept,
            remedy=_("A scorecard file has 2 MB at most. Choose another file."),
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise UserError(
            "scorecard_file.other_encoding",
            _("“{file}” is not UTF-8 text: line {line} cannot be read.").format(file=path.name, line=line),
            kept=kept,
            remedy=_("Open it in the program it was written with and save it as text with encoding UTF-8."),
        ) from None
    return tree_of(text)


def tree_of(text: str) -> Tree:
    """The nodes of a text."""
    if found := _NO_TEXT.search(text):
        return Tree(None, (_odd_character(text, found.start()),))
    return _Builder().build(text)


def _odd_character(text: str, at: int) -> Complaint:
    line = text.count("\n", 0, at) + 1
    said = _("The character U+{code} is not allowed in a text file.").format(code=f"{ord(text[at]):04X}")
    return Complaint(TextPlace(line, at - text.rfind("\n", 0, at)), said)


class _TooDeepError(Exception):
    pass


@dataclass
class _Builder:
    """Puts the parser's events together."""

    complaints: list[Complaint] = field(default_factory=list)

    def build(self, text: str) -> Tree:
        """All of it, or as far as can be read."""
        import yaml

        loader: Any = yaml.CBaseLoader if yaml.__with_libyaml__ else yaml.BaseLoader
        root: FileNode | None = None
        try:
            events = iter(yaml.parse(text, Loader=loader))
            for event in events:
                if isinstance(event, yaml.DocumentStartEvent):
                    if root is not None:
                        self._complain(event, _("A file holds one scorecard; a second one begins here."))
                        break
                    root = self._node(next(events), events, 1)
        except _TooDeepError:
            root = None
        except yaml.MarkedYAMLError as error:
            self.complaints.append(_stumbled(error, text))
            root = None
        return Tree(root, tuple(self.complaints))

    def _node(self, event: Any, events: Iterator[Any], depth: int) -> FileNode:
        import yaml

        if depth > MAX_DEPTH:
            self._complain(event, _("Too many levels inside each other."))
            raise _TooDeepError
        if event.anchor is not None:
            said = _("References (& and *) are not allowed; write it out.")
            self._complain(event, said)
        if isinstance(event, yaml.AliasEvent):
            return Scalar("", _place(event))
        if event.tag not in _PLAIN_TAGS:
            self._complain(event, _("Types (!{tag}) are not allowed.").format(tag=event.tag.lstrip("!")[:40]))
        if isinstance(event, yaml.ScalarEvent):
            one_line = event.start_mark.line == event.end_mark.line
            return Scalar(event.value, _place(event), plain=one_line and not event.style)
        if isinstance(event, yaml.SequenceStartEvent):
            items = []
            while not isinstance(inner := next(events), yaml.SequenceEndEvent):
                items.append(self._node(inner, events, depth + 1))
            return Listing(items, _place(event))
        return Fields(list(self._entries(events, depth)), _place(event))

    def _entries(self, events: Iterator[Any], depth: int) -> Iterator[tuple[Scalar, FileNode]]:
        import yaml

        while not isinstance(inner := next(events), yaml.MappingEndEvent):
            key = self._node(inner, events, depth + 1)
            value = self._node(next(events), events, depth + 1)
            if isinstance(key, Scalar):
                yield key, value
            else:
                self._complain(inner, _("The name of a field is expected here."))

    def _complain(self, event: Any, text: str) -> None:
        self.complaints.append(Complaint(_place(event), text))


def _place(event: Any) -> TextPlace:
    return TextPlace(event.start_mark.line + 1, event.start_mark.column + 1)


def _stumbled(error: Any, text: str) -> Complaint:
    """Where the parser could not go on, and why, in words."""
    problem = error.problem or ""
    began = error.context_mark if any(part in problem for part in _FROM_WHERE) else None
    mark = began or error.problem_mark or error.context_mark
    if mark is None:
        return Complaint(TextPlace(1, 1), _(_UNCLEAR))
    line = text.split("\n")[mark.line] if mark.line <= text.count("\n") else ""
    if "\t" in line[: len(line) - len(line.lstrip())]:
        said = _("A line is indented with a tab; use spaces.")
    else:
        said = _(next((words for part, words in _SYNTAX if part in problem), _UNCLEAR))
    return Complaint(TextPlace(mark.line + 1, mark.column + 1), said)
