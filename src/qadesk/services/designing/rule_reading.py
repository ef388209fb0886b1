"""Rules read from the sentences that `rule_words` says them in, copied from a cell or written by hand."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from itertools import product
from typing import Any, Final

from qadesk.domain.rules import (
    Bonus,
    Deduction,
    Effect,
    Escalation,
    Ladder,
    PassFail,
    Proportional,
    RedLine,
    Rule,
    Step,
    Unscored,
    shortened,
)
from qadesk.domain.scorecard import Grade, Indicator
from qadesk.i18n import LANGUAGES, _, current_language, speaking
from qadesk.services.designing.typed_limits import read_limit
from qadesk.tabular import numbers
from qadesk.tabular.numbers import NotRead, NumberKind

_WRITTEN: Final = {"−": "-", "->": "→", "=>": "→", "<=": "≤", ">=": "≥"}  # by hand, for the program's signs
_ARROWLESS: Final = re.compile(  # as many write a band: ≤30秒 100分, ≥95%得100分, 其余 0分
    r"(?:(?<=[\d%‰秒次件])(?:\s*[:得]\s*|\s+)|(?<=其余)\s*(?:[:得]\s*)?)(?=[+-]?\d+(?:\.\d+)?\s*分)"
)
_BAND: Final = re.compile(r"(.+?)→([+-]?[0-9.]+)(?:分|points?)?(throughout|\(本档同分\))?(?:[,;、]|$)")
_IN_BETWEEN: Final = re.compile(r"[,;、](?:其间|中间|之间|档间)按比例(?:计分|计算|折算)?$")
_BETWEEN: Final = re.compile(r"[,;、]")  # parts of a sentence, whichever of them is written
_MORE: Final = re.compile(r"每次[加\+](?=\d)")
Read = tuple[Rule, bool]  # and whether its points go on top of the total


def read_rule(text: str, indicator: Indicator, marks: Decimal, grades: Sequence[Grade]) -> Read | None:
    """The rule that is written, for an indicator: its limits are in its unit, in its direction.

    `marks` is what its points are out of while they are weighed; `grades` are those a red line may name. None
    for what is no rule in the program's words of either language. Raises NotRead for a figure that cannot be
    taken.
    """
    said = _bare(text)
    for language in sorted(LANGUAGES, key=lambda one: one != current_language()):
        with speaking(language):
            found = _Reader(said, indicator, marks, grades).rule()
        if found is not None:
            return found
    return None


def _bare(text: str) -> str:
    """A sentence without what makes no difference: spaces, wide forms, capitals."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    plain = _MORE.sub("每次总分加", plain).replace("最多加", "最多")
    plain = re.sub(r"达标(?=\d)", "达标得", re.sub(r"\s", "", _ARROWLESS.sub("→", plain)))
    plain = _IN_BETWEEN.sub(";其余→0;两档之间按比例" if "其余" not in plain else ";两档之间按比例", plain)
    for written, sign in _WRITTEN.items():
        plain = plain.replace(written, sign)
    return plain


def _found(template: str, said: str) -> dict[str, str] | None:
    """What stands where a sentence of the program has {names}; None for another sentence."""
    found = _pattern(template).fullmatch(said)
    return None if found is None else found.groupdict()


@lru_cache(maxsize=512)
def _pattern(template: str) -> re.Pattern[str]:
    known = set[str]()

    def group(match: re.Match[str]) -> str:
        name, again = match[1], match[1] in known
        known.add(name)
        return f"(?P={name})" if again else f"(?P<{name}>.+?)"

    written = re.sub(r"\\{(\w+)\\}", group, re.escape(_bare(template)))
    return re.compile(_BETWEEN.sub("[,;、]", written))


def _points(text: str) -> Decimal:
    return numbers.read(text) or Decimal(0)


class _Reader:
    """One sentence in one language."""

    def __init__(self, said: str, indicator: Indicator, marks: Decimal, grades: Sequence[Grade]) -> None:
        self._said, self._indicator, self._marks, self._grades = said, indicator, marks, grades
        self._better = indicator.better.value

    def rule(self) -> Read | None:
        """The rule it says, or None."""
        for read in (self._whole, self._red_line, self._deduction, self._ladder, self._step):
            found = read()
            if found is not None:
                return found
        return None

    def _value(self, text: str) -> Decimal:
        return self._figure(text, numbers.kind_of(self._indicator.unit))

    def _figure(self, text: str, kind: NumberKind) -> Decimal:
        found = numbers.read(text, kind, self._better)
        if found is None:
            raise NotRead("not_number", text)
        return found

    def _limit(self, text: str, kind: NumberKind) -> tuple[Decimal, bool]:
        """A limit, and whether it does not belong to its band."""
        found, over = read_limit(text, kind, self._better)
        if found is None:
            raise NotRead("not_number", text)
        return found, bool(over)

    def _unless_full(self, points: Decimal, full: Decimal | None = None) -> Decimal | None:
        """Points as a rule has them: None for all there are."""
        return None if points == (self._marks if full is None else full) else points

    def _match(self, template: str) -> dict[str, str] | None:
        return _found(template, self._said)

    def _whole(self) -> Read | None:
        """Rules that are one sentence."""
        if self._match(_("shown, not counted")) is not None:
            return Unscored(), False
        if found := self._match(_("+{each} to the total for each, at most +{cap}")):
            return Bonus(_points(found["each"]), _points(found["cap"])), False
        if found := self._match(_("{points} points to the total if the standard is met")):
            return PassFail(self._better, _points(found["points"])), True
        if found := self._match(_("{points} points if the standard is met, otherwise 0")):
            return PassFail(self._better, self._unless_full(_points(found["points"]))), False
        made = self._proportional()
        return None if made is None else (made, False)

    def _proportional(self) -> Proportional | None:
        def cap() -> Decimal | None:
            assert found is not None
            return self._unless_full(_points(found["cap"]), _points(found["marks"]))

        if found := self._match(_("(value − {zero}) ÷ {span} × {marks}, at most {cap}")):
            zero = self._value(found["zero"])
            return Proportional(zero + self._value(found["span"]), zero, self._better, cap())
        if found := self._match(_("(value + {zero}) ÷ {span} × {marks}, at most {cap}")):
            zero = -self._value(found["zero"])
            return Proportional(zero + self._value(found["span"]), zero, self._better, cap())
        by_standard = _("value ÷ standard × {marks}, at most {cap}")
        if self._better == "lower":
            if self._match(by_standard):
                return None
            by_standard = _("standard ÷ value × {marks}, at most {cap}")
            if self._match(_("{marks} points if the standard is met, otherwise standard ÷ value × {marks}")):
                return Proportional()
        if found := self._match(by_standard):
            return Proportional(better=self._better, cap=cap())
        if found := self._match(_("value ÷ {full} × {marks}, at most {cap}")):
            return Proportional(self._value(found["full"]), better=self._better, cap=cap())
        uncapped = _BETWEEN.split(_bare(_("value ÷ {full} × {marks}, at most {cap}")))[0]
        if (found := self._match(uncapped)) and self._value(found["full"]) == self._indicator.top:
            return Proportional(self._value(found["full"]), better=self._better)  # it cannot be more
        return None

    def _red_line(self) -> Read | None:
        effects = {
            Effect.ZERO: (_("above {n} the total is 0 and the grade {worst}"),
                          _("a single one sets the total to 0 and the grade to {worst}"),
                          _("more than {n} set the total to 0 and the grade to {worst}")),
            Effect.CAP_GRADE: (_("above {n} the grade is {grade} or worse"),
                               _("a single one keeps the grade at {grade} or worse"),
                               _("more than {n} keep the grade at {grade} or worse")),
            Effect.MARK: (_("above {n} is noted on the sheet"), _("a single one is noted on the sheet"),
                          _("more than {n} are noted on the sheet")),
        }  # fmt: skip
        for effect, templates in effects.items():
            for found in filter(None, map(self._match_any, templates)):
                allowed = self._value(found["n"]) if "n" in found else Decimal(0)
                codes = [g.code for g in self._grades if _bare(g.code) == found.get("grade")]
                if codes or "grade" not in found:
                    return RedLine(effect, codes[0] if codes else "", allowed), False
        return None

    def _match_any(self, template: str) -> dict[str, str] | None:
        found = self._match(template)
        return {"": "", **found} if found is not None else None  # true where the sentence has no figure

    def _deduction(self) -> Read | None:
        bounds = {False: _("not below {floor}"), True: _("at most {floor}")}
        for on_top, bound in bounds.items():
            text = (
                _("−{each} from the total for each") if on_top else _("{marks} points, less {each} for each")
            )
            for words in ("{said}", _("{said} beyond the first {n}"), _("{said} beyond {n}")):
                found = self._match(_("; ").join([words.replace("{said}", text), bound]))
                if found:
                    free = self._value(found["n"]) if "n" in found else Decimal(0)
                    each, floor = _points(found["each"]), _points(found["floor"])
                    return Deduction(each, floor, free), on_top
        return self._escalation()

    def _escalation(self) -> Read | None:
        weighed = _("{marks} points, less ({costs}) one after the other, then {last} each")
        top = _("−({costs}) from the total, one after the other, then −{last} each")
        ways = ((False, weighed, _("not below {floor}")), (True, top, _("at most {floor}")))
        for on_top, *parts in ways:
            found = self._match(_("; ").join(parts))
            if found:
                costs = tuple(_points(one) for one in re.split(r"[;,、/]", found["costs"]))
                return Escalation(costs, _points(found["floor"])), on_top
        return None

    def _ladder(self) -> Read | None:
        between = self._match(_("{bands}; pro rata in between"))
        said = self._said if between is None else between["bands"]
        bands = list(_BAND.finditer(said))
        rest = _found(_("otherwise → {points}"), bands[-1][0].rstrip(",;、")) if bands else None
        if not bands or (rest is None and between is None) or "".join(band[0] for band in bands) != said:
            return None
        limits, shares = [band[1] for band in (bands if rest is None else bands[:-1])], 0
        for at, limit in enumerate(limits):
            of = _found(_("{limit} of the standard"), limit)
            limits[at], shares = (limit, shares) if of is None else (of["limit"], shares + 1)
        if shares not in (0, len(limits)):
            return None
        kind = numbers.POINTS if shares else numbers.kind_of(self._indicator.unit)
        read = [self._limit(one, kind) for one in limits]
        steps = tuple((bound, _points(b[2])) for (bound, _over), b in zip(read, bands, strict=False))
        over = shortened([strict for _bound, strict in read])
        flat = shortened([band[3] is not None for band in bands[: len(limits)]])
        on_top = self._indicator.on_top or any(band[2].startswith("+") for band in bands)
        rest_points = _points(bands[-1][2])
        made = Ladder(self._better, steps, rest_points, bool(shares), between is not None, over, flat)
        return made, on_top

    def _step(self) -> Read | None:
        parts = self._said.split(_bare(_("; ")))
        start = _found(_("{points} points at the standard"), parts[0])
        made = Step(self._better, Decimal(0), at_standard=Decimal(0))
        if start is not None:
            made = replace(made, at_standard=self._unless_full(_points(start["points"])))
        for part in parts[start is not None :]:
            changes = self._part_of_step(part)
            if changes is None or made.unit not in (0, changes.get("unit", made.unit)):
                return None
            made = replace(made, **changes)
        if not made.unit:
            return None
        cap = None if made.cap is None or start is None else self._unless_full(made.cap)
        return replace(made, cap=made.cap if start is None else cap), start is None or self._indicator.on_top

    def _part_of_step(self, part: str) -> dict[str, Any] | None:
        """What one part of the sentence says of the rule."""
        for key, template in (("floor", _("not below {floor}")), ("cap", _("at most {cap}"))):
            if found := _found(template, part):
                return {key: _points(found[key])}
        worse, better = (_("above"), _("below")) if self._better == "lower" else (_("below"), _("above"))
        ways = (
            ("lose", worse, _("−{points} for {each} {side} it")),
            ("lose", worse, _("−{points} for {each} {side} the standard")),
            ("gain", better, _("+{points} for {each} {side} it")),
            ("gain", better, _("+{points} for {each} {side} the standard")),
        )
        for (key, side, template), (each, kind, relative, pro_rata) in product(ways, self._lengths()):
            if found := _found(template.replace("{side}", side).replace("{each}", each), part):
                unit = self._figure(found["n"], kind)
                return {
                    key: _points(found["points"]),
                    "unit": unit,
                    "relative": relative,
                    "pro_rata": pro_rata,
                }
        return None

    def _lengths(self) -> Iterator[tuple[str, NumberKind, bool, bool]]:
        """How a step's length is said, its share of the standard or its unit; counted in part or not."""
        yield _("each whole {n}% of the standard"), numbers.POINTS, True, False
        yield _("each {n}% of the standard, counted pro rata,"), numbers.POINTS, True, True
        kind = numbers.step_of(self._indicator.unit)
        for words, pro_rata in ((_("each {unit}, counted pro rata,"), True), (_("each whole {unit}"), False)):
            for unit in (_("{n} percentage points"), "{n}"):
                yield words.replace("{unit}", unit), kind, False, pro_rata
