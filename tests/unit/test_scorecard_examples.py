"""Every example in the reference of scorecard files is sound, and gives the figures that stand beside it."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

from qadesk.domain import quotas
from qadesk.domain.assessing import assess
from qadesk.domain.checking import check
from qadesk.domain.computed import Formulas, Known
from qadesk.domain.decimals import half_up
from qadesk.domain.peers import Peer
from qadesk.domain.problems import Severity
from qadesk.domain.rules import RULES
from qadesk.domain.scorecard import Scorecard
from qadesk.domain.scorecard_forms import from_dict
from qadesk.domain.scoring import Assessment, Focus, points_at
from qadesk.tabular.scorecard_reading import reading_of
from qadesk.tabular.yaml_nodes import tree_of
from tests.unit.domain.cards import seen
from tests.unit.test_scorecard_reference import TEXTS, every_language

# What the weight of examples lacks to 100.
REST = "- {code: rest, unit: score, better: higher, typed: true, rule: {kind: proportional, full: 100}}"
WORKED = re.compile(
    r"(?P<known>\S.*?) → (?:(?P<value>-?[\d.]+) → )?(?P<points>-?[\d.]+)(?: (?P<grade>[A-Z]))?$"
)


def examples(language: str) -> list[str]:
    return re.findall(r"^```yaml\n(.*?)^```", TEXTS[language], re.DOTALL | re.MULTILINE)


def parts(text: str) -> dict[str, str]:
    """The fields of the scorecard itself in a text, each with its lines."""
    found = re.findall(r"^(\w+):((?:.*\n)(?:[ ].*\n)*)", text, re.MULTILINE)
    return {key: f"{key}:{lines}" for key, lines in found}


def indented(text: str, by: int) -> str:
    return "".join(" " * by + line + "\n" for line in text.splitlines())


def whole(example: str, first: str) -> str:
    """A whole file: the first one, with what the example has in place of it, or added to it."""
    bare = "".join(line for line in example.splitlines(keepends=True) if not line.startswith("#"))
    if not bare.startswith("- "):
        return "".join((parts(first) | parts(bare)).values())
    if "\n  indicators:" in bare:
        return "".join(parts(first).values()) + indented(bare, 2)
    if any((found := WORKED.match(line[2:])) and found["grade"] for line in example.splitlines()):
        return "".join(parts(first).values()) + indented(bare, 6)
    section = "sections:\n  - code: example\n    indicators:\n"
    return "".join((parts(first) | {"sections": section + indented(f"{bare}{REST}\n", 6)}).values())


def card_of(text: str) -> Scorecard:
    """The scorecard, with its weights filled up and codes for the names left out."""
    reading = reading_of(tree_of(text))
    assert reading.complaints == []
    assert reading.data is not None
    data = reading.data
    for one in (*data["grades"], *data["sections"], *(i for s in data["sections"] for i in s["indicators"])):
        one["name"] = {language: name or one["code"] for language, name in one["name"].items()}
    own = data["sections"][0]["indicators"]
    if own[-1]["code"] == "rest":
        own[-1]["weight"] = str(100 - sum(Decimal(i.get("weight", 0)) for i in own[:-1]))
    return from_dict(data)


def worked(example: str) -> list[tuple[int, re.Match[str]]]:
    """The figures of an example, each with how many indicators stand before it."""
    found, before = [], 0
    for line in example.splitlines():
        before += line.startswith("- ")
        if line.startswith("# "):
            for one in line[2:].split("; "):
                match = WORKED.match(one)
                assert match is not None, line
                found.append((before, match))
    return found


def known(text: str) -> tuple[dict[str, str], Focus | None]:
    """Values by code, and the focus."""
    values = dict(part.split("=") for part in text.split(", "))
    code, _plus, extra = values.pop("focus", "").partition("+")
    return values, Focus(code, Decimal(extra)) if code else None


def result(card: Scorecard, text: str) -> Assessment:
    values, focus = known(text)
    peers = values.pop("peers", "").split()  # of what stands first
    each = [values, *({next(iter(values)): one} for one in peers)]
    agents = [
        Known(Peer(at, "A", "B"), {code: seen(value) for code, value in one.items()}, {})
        for at, one in enumerate(each)
    ]
    given = Formulas(card).complete_all(agents)[0]
    return assess(card, given, focus=focus)


@every_language
def test_every_example_is_sound_and_gives_its_figures(language: str) -> None:
    first = examples(language)[0]
    for example in examples(language):
        card = card_of(whole(example, first))
        assert [problem for problem in check(card) if problem.severity is Severity.ERROR] == []
        figures = worked(example)
        assert figures, example
        if figures[0][1]["grade"]:
            made = quotas.with_quotas(card, [result(card, match["known"]) for _before, match in figures])
            assert [(str(one.total), one.grade) for one in made] == [
                (match["points"], match["grade"]) for _before, match in figures
            ]
            continue
        indicators = list(card.indicators())
        for before, match in figures:
            indicator = indicators[before - 1]
            value = match["known"]
            if match["value"]:
                value = str(result(card, value).line(indicator.code).value)
                assert Decimal(value) == Decimal(match["value"])
            weight = card.section_of(indicator.code).weight_of(indicator)
            points = points_at(card, indicator, weight, Decimal(value), indicator.standard)
            assert points is not None
            places = Decimal(1).scaleb(int(Decimal(match["points"]).as_tuple().exponent))
            assert half_up(Fraction(points), places) == Decimal(match["points"]), match[0]


def test_every_kind_of_rule_has_an_example_and_both_languages_have_the_same() -> None:
    assert examples("en") == examples("zh_CN")
    used = {rule for text in examples("en") for rule in re.findall(r"kind: (\w+)", text)}
    assert used == set(RULES)
