"""A scorecard written as a text file that people can read, compare and edit (YAML)."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, TypeAlias

from qadesk.domain.scorecard import Scorecard, Ties
from qadesk.domain.scorecard_forms import to_dict
from qadesk.i18n import _
from qadesk.tabular.scorecard_schema import FORMAT, better_by_default
from qadesk.whole_files import write_whole

_WIDTH: Final = 100
_LINE: Final = 80  # what a value has of it beside its field
YamlNode: TypeAlias = Any  # of PyYAML, which is imported when it is needed
# Figures of the file form are text there; here they stand without quotes.
_NUMBER: Final = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?")
_PRINTED: Final = re.compile(
    "[\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]*"
)
_TEXTS: Final = frozenset({"code", "formula", "measure", "grade", "zh", "en"})


def write_text(path: Path, card: Scorecard) -> None:
    """Write a scorecard to a file, which takes its place whole. Raises UserError if it cannot be written."""
    write_whole(path, text_of(card).encode("utf-8"))


def text_of(card: Scorecard) -> str:
    """The text of such a file, with a heading in the user's language."""
    body, blank = [], False  # parts stand apart: the grades, each section
    for line in _serialized(_card({"format": FORMAT, **_said(card)})).split("\n"):
        if line in ("grades:", "on_total:", "sections:") or (blank and line.startswith("  - ")):
            body.append("")
        blank = line.startswith("    ") and "sections:" in body
        body.append(line)
    return "\n".join([*_heading(card), "", *body])


def _said(card: Scorecard) -> dict[str, Any]:
    """The file form as files have it: they say of ties what is meant, wherever there are quotas."""
    data = to_dict(card)
    ties = data.pop("quota_ties", card.quota_ties.value)
    if ties == Ties.IN and not card.has_quotas:
        return data
    at = list(data).index("grades")
    return dict([*list(data.items())[:at], ("quota_ties", ties), *list(data.items())[at:]])


def _heading(card: Scorecard) -> Iterator[str]:
    name = " / ".join(dict.fromkeys(part for part in (card.names.zh, card.names.en) if part))
    yield "# " + "".join(c if _PRINTED.fullmatch(c) else " " for c in name)[:200]
    notes = _(
        "A scorecard of QADesk. Rates are 0-1 (0.95 is 95%), times in seconds, weights in "
        "percent. The bands of a ladder are [limit, points], the best first. Any text editor "
        "that saves UTF-8 can change it."
    )
    for line in textwrap.wrap(notes, 98) if notes.isascii() else [notes]:
        yield f"# {line}"


def _card(data: Mapping[str, Any]) -> YamlNode:
    kept = {key: value for key, value in data.items() if key != "half_points" or value}
    return _fields(
        {
            **{key: _value(value, key) for key, value in kept.items()},
            **{key: _listing(list(map(_flow, data[key]))) for key in ("grades", "on_total") if key in data},
            "sections": _listing(list(map(_section, data["sections"]))),
        }
    )


def _section(data: Mapping[str, Any]) -> YamlNode:
    indicators = _listing(list(map(_indicator, data["indicators"])))
    own = {key: _value(value, key) for key, value in data.items() if key != "indicators"}
    return _fields({**own, "indicators": indicators})


def _indicator(data: Mapping[str, Any]) -> YamlNode:
    order = ("code", "name", "unit", "better", "standard", "weight")
    rest = [key for key in data if key not in (*order, "rule", "levels")]
    shown = [
        key for key in (*order, *rest) if key in data and not (key == "weight" and not Decimal(data[key]))
    ]
    made = {key: _value(data[key], key) for key in shown}
    rule = data["rule"]
    default = better_by_default(rule["kind"], rule, data["better"])
    said = {k: v for k, v in rule.items() if not (k == "better" and v == default)}
    fits = "bands" not in said and len(_serialized(_flow(said))) <= _WIDTH - len("        rule: ")
    made["rule"] = _flow(said) if fits else _fields({k: _value(v, k) for k, v in said.items()})
    if "levels" in data:
        made["levels"] = _listing(list(map(_level, data["levels"])))
    return _fields(made)


def _level(data: Mapping[str, Any]) -> YamlNode:
    made = {"level": _flow(data["level"]), "name": _value(data["name"])}
    wording = {language: text for language, text in data["wording"].items() if text}
    if wording:
        made["wording"] = _fields({language: _text(text) for language, text in wording.items()})
    return _fields(made)


def _value(value: Any, key: str = "") -> YamlNode:
    """A field: on one line where it fits, a list of bands or a long text on several."""
    if isinstance(value, str):
        return _flow(value, key)
    made = _flow(value, key)
    if len(_serialized(made)) <= _LINE or not value:
        return made
    if isinstance(value, Mapping):
        return _fields({inner: _text(text) for inner, text in value.items()})
    return _listing([_flow(one) for one in value])


def _flow(value: Any, key: str = "") -> YamlNode:
    """A value on one line."""
    if isinstance(value, Mapping):
        if set(value) == {"zh", "en"} and value["zh"] == value["en"]:
            return _text(value["zh"])
        return _fields({inner: _flow(one, inner) for inner, one in value.items()}, flow=True)
    if isinstance(value, list):
        return _listing([_flow(one) for one in value], flow=True)
    if isinstance(value, str) and (key in _TEXTS or not _NUMBER.fullmatch(value)):
        return _text(value)
    if isinstance(value, bool):
        return _scalar("true" if value else "false")
    return _scalar(format(Decimal(value), "f"))


def _text(text: str) -> YamlNode:
    """A text: plain or in quotes, folded at its spaces, or line by line, whichever keeps it as it is."""
    import yaml

    style = None
    lines, words = text.split("\n"), text.split(" ")
    printed = _PRINTED.fullmatch(text.replace("\n", " "))
    if printed and len(lines) > 1 and all(line and line == line.strip() for line in lines):
        style = "|"
    elif printed and len(lines) == 1 < len(words) and len(text) > _LINE and all(map(str.strip, words)):
        style = ">"
    return yaml.ScalarNode("tag:yaml.org,2002:str", text, style=style)


def _scalar(text: str) -> YamlNode:
    import yaml

    return yaml.ScalarNode(yaml.resolver.Resolver().resolve(yaml.ScalarNode, text, (True, False)), text)


def _fields(entries: Mapping[str, YamlNode], *, flow: bool = False) -> YamlNode:
    import yaml

    pairs = [(_text(key), value) for key, value in entries.items()]
    return yaml.MappingNode("tag:yaml.org,2002:map", pairs, flow_style=flow)


def _listing(items: Sequence[YamlNode], *, flow: bool = False) -> YamlNode:
    import yaml

    return yaml.SequenceNode("tag:yaml.org,2002:seq", items, flow_style=flow or not items)


def _serialized(node: YamlNode) -> str:
    import yaml

    class Indented(yaml.SafeDumper):  # type: ignore[misc]
        best_width: int

        def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
            super().increase_indent(flow, False)

        def write_folded(self, text: str) -> None:
            """PyYAML breaks a line after the word that is too much; no line shall be longer than others."""
            whole, self.best_width = self.best_width, _WIDTH - 1 - max(map(len, text.split(" ")))
            super().write_folded(text)
            self.best_width = whole

    return str(yaml.serialize(node, Dumper=Indented, allow_unicode=True, width=_WIDTH))
