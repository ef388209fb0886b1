"""Problems of a scorecard in words: where, what is wrong, what to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from typing import Any

from qadesk import formats
from qadesk.domain.checking import check
from qadesk.domain.problems import HINTS, Path, Problem, Severity
from qadesk.domain.scorecard import Indicator, Scorecard
from qadesk.errors import joined
from qadesk.i18n import _, ngettext, pgettext
from qadesk.services.designing.places import compared_at, indicator_at, place
from qadesk.services.designing.problem_words import FORMULA_WORDS, TOO_MUCH, WORDS
from qadesk.services.explaining.figure_words import amount
from qadesk.tabular.scorecard_words import KINDS, UNITS

# Details that are values of the indicator, so that they carry its unit; in a ladder, `before` is one, too.
_VALUES = frozenset({"standard", "low", "high", "limit", "full", "zero"})


_RANGED = frozenset(f"{what}_out_of_range" for what in ("standard", "band", "bound", "condition"))
HINTED = "hints"  # the code of the line that counts hints


@dataclass(frozen=True)
class WordedProblem:
    """One problem in the user's language; `path` as in the file form, `where` the same in names."""

    code: str
    severity: Severity
    path: Path
    where: str
    text: str
    remedy: str

    @property
    def hint(self) -> bool:
        """Whether it does no harm as it is."""
        return self.code in HINTS or self.code == HINTED

    @property
    def error(self) -> bool:
        """Whether it keeps the scorecard from being published."""
        return self.severity is Severity.ERROR

    @property
    def kind(self) -> tuple[str, str]:
        """How grave it is, in a word, and the tone that goes with it."""
        if self.hint:
            return pgettext("problem", "Hint"), "muted"
        return (_("Problem"), "bad") if self.error else (pgettext("problem", "Remark"), "warn")

    def __str__(self) -> str:
        said = _("{where}: {text}").format(where=self.where, text=self.text) if self.where else self.text
        return joined(said, self.remedy)


def problems_in_words(card: Scorecard) -> tuple[WordedProblem, ...]:
    """Everything that is wrong with a scorecard, in the order of its table."""
    return tuple(worded(card, problem) for problem in check(card))


def grouped(found: Sequence[WordedProblem]) -> tuple[WordedProblem, ...]:
    """What is wrong first, what to look at next, then all hints in one line that counts them."""
    real = sorted((one for one in _together(found) if not one.hint), key=lambda one: not one.error)
    hints = [one for one in found if one.hint]
    if not hints:
        return tuple(real)
    line = WordedProblem(
        HINTED, Severity.WARNING, hints[0].path, "", hints_text([one.code for one in hints]), ""
    )
    return (*real, line)


def counted(found: Sequence[WordedProblem]) -> tuple[str, str]:
    """How many there are of each kind, and the tone of the gravest."""
    errors, hints = sum(told.error for told in found), sum(told.hint for told in found)
    remarks, said = len(found) - errors - hints, []
    if errors:
        said.append(ngettext("{n} problem to solve", "{n} problems to solve", errors).format(n=errors))
    if remarks:
        said.append(ngettext("{n} remark", "{n} remarks", remarks).format(n=remarks))
    if hints:
        said.append(ngettext("{n} hint", "{n} hints", hints).format(n=hints))
    return _(", ").join(said) or _("No problems"), "bad" if errors else "warn" if remarks else "good"


def _together(found: Sequence[WordedProblem]) -> list[WordedProblem]:
    """The problems with those typed values that have no bounds in one line, where there are several."""
    unbounded = [one for one in found if one.code == "bounds_missing"]
    if len(unbounded) < 2:
        return list(found)
    first, n = unbounded[0], len(unbounded)
    words = ngettext("{n} place: {where}", "{n} places, first {where}", n)
    where = words.format(where=first.where, n=n)
    line = WordedProblem(first.code, first.severity, first.path, where, first.text, first.remedy)
    return [line if one is first else one for one in found if one is first or one.code != first.code]


def hints_text(codes: Sequence[str]) -> str:
    """How many hints of each kind there are among codes of problems; nothing for none."""
    names, wordings = codes.count("name_in_one_language"), codes.count("wording_missing")
    said = []
    if names:
        text = ngettext("{n} name is in one language only", "{n} names are in one language only", names)
        said.append(text.format(n=names))
    if wordings:
        text = ngettext("{n} level has no wording", "{n} levels have no wording", wordings)
        said.append(text.format(n=wordings))
    if not said:
        return ""
    remedy = _("Only needed for sheets in both languages, and to make ratings comparable.")
    return joined(_("{text}.").format(text=_("; ").join(said)), remedy)


def worded(card: Scorecard, problem: Problem) -> WordedProblem:
    """One problem of `card` in words."""
    happened, remedy = WORDS[problem.code]
    if problem.detail.get("lacking", 0) < 0:
        remedy = TOO_MUCH
    detail = _details(problem, compared_at(card, problem.path) or indicator_at(card, problem.path))
    return WordedProblem(
        problem.code,
        problem.severity,
        problem.path,
        place(card, problem.path),
        _(happened).format(**detail),
        _(remedy).format(**detail) if remedy else "",
    )


def exact_figure(value: Decimal) -> str:
    """A figure with all its places and no needless zero."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _details(problem: Problem, indicator: Indicator | None) -> dict[str, str]:
    if problem.code == "formula":
        return {"what": _formula(problem.detail)}
    values = _VALUES | ({"before"} if problem.code == "bands_order" else frozenset())
    made = {name: _said(name, value, indicator, values) for name, value in problem.detail.items()}
    if problem.code in _RANGED:
        made["range"] = _range(problem.detail, indicator)
    return made


def _said(name: str, value: Any, indicator: Indicator | None, values: frozenset[str]) -> str:
    if isinstance(value, Decimal):
        value = abs(value) if name == "lacking" else value
        if name == "most" and int(value.as_tuple().exponent) < -4:  # no end, as 83.33…
            value = value.quantize(Decimal("0.01"), ROUND_FLOOR)
        by_unit = indicator is not None and name in values
        return amount(value, indicator.unit) if by_unit and indicator is not None else exact_figure(value)
    if isinstance(value, tuple):
        joint = " → " if name == "codes" else _(", ")
        return joint.join(str(one) for one in value)
    if name in ("unit", "needed"):
        return _(UNITS[value])
    if name == "kind":
        return _(KINDS[value])
    if name in ("rule", "indicator"):
        return _("lower is better") if value == "lower" else _("higher is better")
    if name == "language":
        return _("Chinese") if value == "zh" else _("English")
    return formats.DASH if value is None else str(value)


def _range(detail: Mapping[str, Any], indicator: Indicator | None) -> str:
    low, high = (
        None if end is None or indicator is None else amount(end, indicator.unit)
        for end in (detail["low"], detail["high"])
    )
    if low is not None and high is not None:
        return _("between {low} and {high}").format(low=low, high=high)
    return _("at least {low}").format(low=low) if low is not None else _("at most {high}").format(high=high)


def _formula(detail: Mapping[str, Any]) -> str:
    """What is wrong with a formula, and at which of its signs."""
    said = FORMULA_WORDS[detail["problem"]]
    return _(said).format(text=detail["text"], at=int(detail["at"]) + 1)
