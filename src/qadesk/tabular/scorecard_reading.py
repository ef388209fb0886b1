"""A scorecard from the nodes of a text file: its file form, where everything stands, and what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path as File
from typing import Any, Final

from qadesk import formats
from qadesk.domain.problems import Path
from qadesk.domain.rule_forms import BAND_WORDS
from qadesk.domain.rules import RULES
from qadesk.domain.scorecard import MOST_INDICATORS, Ties
from qadesk.i18n import _
from qadesk.tabular import scorecard_schema as schema
from qadesk.tabular.nodes import AnyPlace, Complaint, Fields, FileNode, Listing, Scalar, TextPlace, Tree
from qadesk.tabular.scorecard_schema import SchemaField, Unfit
from qadesk.tabular.yaml_nodes import read_tree

MOST_COMPLAINTS: Final = 500


@dataclass
class ReadScorecard:
    """What was found in a file.

    `data` is the file form, whole even where something was wrong: `unsure` are the paths at which a
    stand-in was put, so that nothing need be said about what follows from it. None: nothing was found.
    """

    data: dict[str, Any] | None = None
    complaints: list[Complaint] = field(default_factory=list)
    places: dict[Path, AnyPlace] = field(default_factory=dict)
    unsure: set[Path] = field(default_factory=set)
    inside: dict[Path, TextPlace] = field(default_factory=dict)  # where the text of a formula begins

    def place(self, path: Path) -> AnyPlace:
        """Where something stands, or what it would be part of."""
        while path and path not in self.places:
            path = path[:-1]
        return self.places.get(path, TextPlace(1, 1))


def read_text(file: File) -> ReadScorecard:
    """What a text file holds. Raises UserError for one that cannot be read as text."""
    return reading_of(read_tree(file))


def _as_written(path: Path) -> str:
    return str(path[-1])


def reading_of(tree: Tree, named: Callable[[Path], str] = _as_written) -> ReadScorecard:
    """What the nodes of a file say; `named` gives the name of a field as it stands in the file."""
    made = ReadScorecard(complaints=list(tree.complaints[:MOST_COMPLAINTS]))
    if tree.root is None:
        if not made.complaints:
            made.complaints.append(Complaint(TextPlace(1, 1), _("There is no scorecard in this file.")))
        return made
    if not isinstance(tree.root, Fields):
        made.complaints.append(Complaint(tree.root.place, _("A scorecard begins with its fields here.")))
        return made
    reader = _Reader(made, named)
    made.data = reader.fields(tree.root, schema.SCORECARD, ())
    made.data.setdefault("quota_ties", Ties.IN.value)  # a stored form that says nothing is an old one
    reader.whole_card(made.data)
    made.complaints.sort(key=lambda complaint: complaint.place)
    del made.complaints[MOST_COMPLAINTS:]
    return made


class _Reader:
    """Goes down the nodes field by field."""

    def __init__(self, made: ReadScorecard, named: Callable[[Path], str]) -> None:
        self._made, self._named = made, named

    def fields(self, node: FileNode, wanted: Mapping[str, SchemaField], path: Path) -> dict[str, Any]:
        """The fields of a mapping; those it needs are there in any case."""
        data: dict[str, Any] = {}
        if not isinstance(node, Fields):
            self._wrong(node.place, path, _("Fields are expected here, each as “name: value”."))
            return self._completed(data, wanted, path, None)
        self._made.places.setdefault(path, node.place)
        for key, value in self._known(node, tuple(wanted), path):
            data[key.text] = self._field(key, value, wanted[key.text], (*path, key.text))
        if "rule" in wanted:
            data = self._with_rule(node, data, path)
        return self._completed(data, wanted, path, node.place)

    def whole_card(self, data: dict[str, Any]) -> None:
        """What only shows when all of it has been read."""
        if data.get("format", schema.FORMAT) > schema.FORMAT:
            said = _("This file was written by a newer QADesk; update this one to read it.")
            self._wrong(self._made.place(("format",)), (), said)
        data.pop("format", None)
        data.setdefault("version", 1)
        n = sum(len(section["indicators"]) for section in data["sections"])
        if n > MOST_INDICATORS:
            said = _("{n} indicators are too many; there may be {most}.").format(n=n, most=MOST_INDICATORS)
            self._wrong(self._made.place(("sections",)), (), said)

    def _known(self, node: Fields, names: tuple[str, ...], path: Path) -> list[tuple[Scalar, FileNode]]:
        """The entries whose name is known, each once."""
        found: dict[str, tuple[Scalar, FileNode]] = {}
        for key, value in node.entries:
            if key.text in found:
                self._say(
                    key.place,
                    _("“{name}” is given here a second time.").format(name=self._named((*path, key.text))),
                )
            elif key.text in names:
                found[key.text] = (key, value)
            else:
                self._unknown(key, names, path)
        return list(found.values())

    def _unknown(self, key: Scalar, names: tuple[str, ...], path: Path) -> None:
        name = self._named((*path, key.text))[:40]
        close = get_close_matches(key.text[:40], names, 1)
        if close:
            said = _("There is no field “{name}” here. Did you mean “{other}”?")
            self._say(key.place, said.format(name=name, other=self._named((*path, close[0]))))
        else:
            said = _("There is no field “{name}” here; there are {names}.")
            there = _(", ").join(self._named((*path, one)) for one in names)
            self._say(key.place, said.format(name=name, names=there))

    def _completed(
        self, data: dict[str, Any], wanted: Mapping[str, SchemaField], path: Path, place: AnyPlace | None
    ) -> dict[str, Any]:
        """With stand-ins for what is missing; said of a mapping that was there."""
        for name, one in wanted.items():
            if one.needed and name not in data:
                if place is not None:
                    self._lacking(place, (*path, name))
                data[name] = _empty(one)
            elif name not in data and name in ("name", "wording"):
                data[name] = _empty(one)
        return {name: data[name] for name in wanted if name in data}

    def _field(self, key: Scalar, node: FileNode, one: SchemaField, path: Path) -> Any:
        self._made.places[path] = node.place if isinstance(node, Scalar) else key.place
        if one.kind is not None:
            return self._value(node, one, path)
        if one.most:
            return self._list(node, one, path)
        if path[-1] == "rule":
            return node  # understood once the indicator is known
        if one.of is not None and one.of.keys() != {"zh", "en"}:
            return self.fields(node, one.of, path)
        return self._names(node, one, path)

    def _value(self, node: FileNode, one: SchemaField, path: Path) -> Any:
        if not isinstance(node, Scalar):
            self._wrong(node.place, path, _("A single value is expected here."))
            return one.empty
        if node.failed:
            self._made.unsure.add(path)
            return one.empty
        try:
            assert one.kind is not None
            if not node.text and one.kind is not schema.words:
                raise Unfit(_("This is empty; enter a value or remove the field."))
            if path[-1] in ("formula", "standard_from") and node.plain and isinstance(node.place, TextPlace):
                self._made.inside[path] = node.place
            return one.kind(node.text)
        except Unfit as unfit:
            self._wrong(node.place, path, str(unfit))
            return one.empty

    def _names(self, node: FileNode, one: SchemaField, path: Path) -> dict[str, Any]:
        """A text in both languages; written as one text, it is the same in both."""
        assert one.of is not None
        if isinstance(node, Scalar):
            text = self._value(node, one.of["zh"], path)
            return {"zh": text, "en": text}
        data = self.fields(node, one.of, path)
        return {language: data.get(language, "") for language in one.of}

    def _list(self, node: FileNode, one: SchemaField, path: Path) -> list[Any]:
        assert one.of is not None
        if not isinstance(node, Listing):
            self._wrong(node.place, path, _("A list is expected here, each entry with “- ” before it."))
            return []
        if len(node.items) > one.most:
            said = _("{n} entries are too many here; there may be {most}.")
            self._wrong(node.place, path, said.format(n=formats.count(len(node.items)), most=one.most))
        made = []
        for at, item in enumerate(node.items[: one.most]):
            self._made.places[(*path, at)] = item.place
            made.append(self.fields(item, one.of, (*path, at)))
        return made

    # ---- rules

    def _with_rule(self, node: Fields, data: dict[str, Any], path: Path) -> dict[str, Any]:
        rule = data.get("rule")
        if rule is not None:
            data["rule"] = self._rule(rule, str(data.get("better", "higher")), (*path, "rule"))
        return data

    def _rule(self, node: Any, better: str, path: Path) -> dict[str, Any]:
        empty = dict(schema.INDICATOR["rule"].empty)
        if not isinstance(node, Fields):
            self._wrong(node.place, path, _("The fields of a rule are expected here, “kind” among them."))
            return empty
        self._made.places[path] = node.place
        stated = next((value for key, value in node.entries if key.text == "kind"), None)
        if stated is None:
            self._lacking(node.place, (*path, "kind"))
            return empty
        kind = self._value(stated, SchemaField(schema.choice(*RULES), empty=""), (*path, "kind"))
        if not kind:
            self._made.unsure.add(path)
            return empty
        wanted = schema.rule_fields(kind)
        banded = ("bands",) if schema.has_bands(kind) else ()
        data: dict[str, Any] = {"kind": kind}
        for key, value in self._known(node, ("kind", *wanted, *banded), path):
            here = (*path, key.text)
            if key.text == "bands":
                self._made.places[here] = key.place
                data["bands"] = self._bands(value, here)
            elif key.text != "kind":
                data[key.text] = self._field(key, value, wanted[key.text], here)
        if banded:
            data.setdefault("bands", [])
        data |= self._completed(data, wanted, path, node.place)
        way = schema.better_by_default(kind, data, better)
        if way is not None:
            data.setdefault("better", way)
        return data

    def _bands(self, node: FileNode, path: Path) -> list[list[Any]]:
        expected = _("Bands are expected here, each as [limit, points].")
        if not isinstance(node, Listing):
            self._wrong(node.place, path, expected)
            return []
        if (n := len(node.items)) > schema.MOST_BANDS:
            said = _("{n} entries are too many here; there may be {most}.")
            self._wrong(node.place, path, said.format(n=n, most=schema.MOST_BANDS))
            return []
        made = []
        for at, item in enumerate(node.items):
            here = (*path, at)
            self._made.places[here] = item.place
            parts = item.items if isinstance(item, Listing) else []
            pair, words = parts[:2], parts[2:]
            if len(pair) != 2:
                self._wrong(item.place, here, expected)
                pair, words = [Scalar("0", item.place), Scalar("0", item.place)], []
            band = [self._value(one, SchemaField(schema.figure, empty="0"), here) for one in pair]
            also = [self._value(one, SchemaField(schema.choice(*BAND_WORDS)), here) for one in words]
            made.append([*band, *dict.fromkeys(word for word in also if word)])
        return made

    def _lacking(self, place: AnyPlace, path: Path) -> None:
        self._wrong(place, path, _("The field “{name}” is missing.").format(name=self._named(path)))

    def _wrong(self, place: AnyPlace, path: Path, text: str) -> None:
        self._made.unsure.add(path)
        self._say(place, text)

    def _say(self, place: AnyPlace, text: str) -> None:
        if len(self._made.complaints) < MOST_COMPLAINTS * 2:
            self._made.complaints.append(Complaint(place, text))


def _empty(one: SchemaField) -> Any:
    if one.kind is not None:
        return one.empty
    if one.most:
        return []
    return {"zh": "", "en": ""} if one.of else dict(one.empty)
