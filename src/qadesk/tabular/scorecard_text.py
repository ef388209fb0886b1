"""A scorecard written as a text file that people can read, compare and edit (YAML)."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from qadesk.domain.scorecard import Scorecard
from qadesk.domain.scorecard_forms import to_dict
from qadesk.i18n import _
from qadesk.tabular.scorecard_schema import FORMAT, better_by_default
from qadesk.tabular.text import word_set
from qadesk.whole_files import write_whole

_WIDTH: Final = 100
# Figures of the file form are text there; here they stand without quotes.
_NUMBER: Final = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?")
_FIRST: Final = "-?:,[]{}#&*!|>'\"%@`=<~"
_LIKE_OTHERS: Final = word_set("true false yes no on off null y n")
_LIKE_FIGURES: Final = re.compile(r"[-+.\d][-+.,:_\dA-Fa-fxoTZ]*")
_PRINTED: Final = re.compile(
    "[\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]*"
)
_TEXTS: Final = frozenset({"code", "formula", "measure", "grade", "zh", "en"})


def write_text(path: Path, card: Scorecard) -> None:
    """Write a scorecard to a file, which takes its place whole. Raises UserError if it cannot be written."""
    write_whole(path, text_of(card).encode("utf-8"))


def text_of(card: Scorecard) -> str:
    """The text of such a file, with a heading in the user's language."""
    data = to_dict(card)
    lines = [*_heading(card), "", f"format: {FORMAT}"]
    for key, value in data.items():
        if key == "grades":
            lines += ["", "grades:", *_flow_items(value)]
        elif key == "sections":
            lines += ["", "sections:", *_sections(value)]
        elif key != "half_points" or value:
            lines += _entry(key, value, 0)
    return "\n".join(lines) + "\n"


def _heading(card: Scorecard) -> Iterator[str]:
    name = " / ".join(dict.fromkeys(part for part in (card.names.zh, card.names.en) if part))
    yield "# " + "".join(c if _PRINTED.fullmatch(c) else " " for c in name)[:200]
    notes = _(
        "A scorecard of QADesk. Rates are 0-1 (0.95 is 95%), times in seconds, weights in percent. The steps"
        " of a ladder are [limit, points], the best first. Any text editor that saves UTF-8 can change it."
    )
    for line in textwrap.wrap(notes, 98) if notes.isascii() else [notes]:
        yield f"# {line}"


def _sections(sections: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for number, section in enumerate(sections):
        if number:
            yield ""
        own = [
            line for key, value in section.items() if key != "indicators" for line in _entry(key, value, 4)
        ]
        yield from _dashed(own, 2)
        if not section["indicators"]:
            yield "    indicators: []"
            continue
        yield "    indicators:"
        for indicator in section["indicators"]:
            yield from _dashed(list(_indicator(indicator)), 6)


def _indicator(data: Mapping[str, Any]) -> Iterator[str]:
    order = ("code", "name", "unit", "better", "standard", "weight")
    rest = [key for key in data if key not in (*order, "rule", "levels")]
    for key in (*order, *rest):
        if key in data and not (key == "weight" and not Decimal(data[key])):
            yield from _entry(key, data[key], 8)
    yield from _rule(data["rule"], data["better"])
    if "levels" in data:
        yield "        levels:"
        for level in data["levels"]:
            own = [f"            level: {level['level']}", *_entry("name", level["name"], 12)]
            yield from _dashed([*own, *_wording(level["wording"])], 10)


def _rule(rule: Mapping[str, Any], better: str) -> Iterator[str]:
    default = better_by_default(rule["kind"], rule, better)
    said = {k: v for k, v in rule.items() if not (k == "better" and v == default)}
    if len(flow := f"        rule: {_flow(said)}") <= _WIDTH and "bands" not in said:
        yield flow
        return
    yield "        rule:"
    for key, value in said.items():
        yield from _entry(key, value, 10)


def _wording(names: Mapping[str, str]) -> Iterator[str]:
    if not any(names.values()):
        return
    yield "            wording:"
    for language in ("zh", "en"):
        if names[language]:
            yield from _text_entry(language, names[language], 14)


def _entry(key: str, value: Any, indent: int) -> Iterator[str]:
    """A field: on one line where it fits, a list of steps or a long text on several."""
    if isinstance(value, str) and key in _TEXTS:
        yield from _text_entry(key, value, indent)
        return
    line = f"{' ' * indent}{key}: {_flow(value, key)}"
    if len(line) <= _WIDTH or isinstance(value, str):
        yield line
    elif isinstance(value, Mapping):
        yield f"{' ' * indent}{key}:"
        for inner, text in value.items():
            yield from _text_entry(inner, text, indent + 2)
    else:
        yield f"{' ' * indent}{key}:"
        yield from _flow_items(value, indent + 2)


def _text_entry(key: str, text: str, indent: int) -> Iterator[str]:
    """A text: plain, folded at its spaces, line by line, or in quotes, whichever keeps it as it is."""
    before, inner = " " * indent, " " * (indent + 2)
    lines = text.split("\n")
    if len(lines) > 1 and all(line and line == line.strip() and _PRINTED.fullmatch(line) for line in lines):
        yield f"{before}{key}: |-"
        yield from (inner + line for line in lines)
        return
    words = text.split(" ")
    foldable = all(word and not word.isspace() for word in words) and _PRINTED.fullmatch(text)
    if foldable and len(words) > 1 and len(before) + len(key) + len(text) > _WIDTH:
        yield f"{before}{key}: >-"
        yield from (inner + line for line in _folded(words, _WIDTH - len(inner)))
        return
    yield f"{before}{key}: {_scalar(text, block=True)}"


def _folded(words: Sequence[str], width: int) -> Iterator[str]:
    line = ""
    for word in words:
        if line and len(line) + 1 + len(word) > width:
            yield line
            line = word
        else:
            line = f"{line} {word}" if line else word
    yield line


def _flow_items(items: Sequence[Any], indent: int = 2) -> Iterator[str]:
    for item in items:
        yield f"{' ' * indent}- {_flow(item)}"


def _flow(value: Any, key: str = "") -> str:
    """A value on one line."""
    if isinstance(value, Mapping):
        if set(value) == {"zh", "en"} and value["zh"] == value["en"]:
            return _scalar(value["zh"])
        return "{" + ", ".join(f"{k}: {_flow(v, k)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_flow(one) for one in value) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str) and key not in _TEXTS and _NUMBER.fullmatch(value):
        return format(Decimal(value), "f")
    return _scalar(str(value)) if isinstance(value, str) else str(value)


def _scalar(text: str, *, block: bool = False) -> str:
    """A text, in quotes where it would not be read back as it is; `block`: outside of brackets."""
    if not _PRINTED.fullmatch(text):
        return _escaped(text)
    plain = (
        text == text.strip()
        and text[:1] not in _FIRST
        and not any(part in text for part in ((": ", " #") if block else (":", "#", ",", "[", "]", "{", "}")))
        and not text.endswith(":")
        and text.lower() not in _LIKE_OTHERS
        and not _LIKE_FIGURES.fullmatch(text)
    )
    return text if plain and text else "'" + text.replace("'", "''") + "'"


def _escaped(text: str) -> str:
    made = []
    for sign in text:
        code = ord(sign)
        if sign in '"\\':
            made.append("\\" + sign)
        elif _PRINTED.fullmatch(sign):
            made.append(sign)
        elif sign == "\n":
            made.append("\\n")
        else:
            made.append(f"\\x{code:02X}" if code < 0x100 else f"\\u{code:04X}")
    return '"' + "".join(made) + '"'


def _dashed(lines: Sequence[str], indent: int) -> Iterator[str]:
    """The fields of one entry of a list: a dash before the first."""
    for number, line in enumerate(lines):
        yield f"{' ' * indent}- {line[indent + 2 :]}" if not number else line
