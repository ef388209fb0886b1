"""The advice on indicators in plain words, each with the figure it rests on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from qadesk import formats
from qadesk.domain.scorecard import Indicator
from qadesk.i18n import N_, _, current_language, ngettext
from qadesk.services.designing.advice import (
    LOOSE,
    Advice,
    AdviceItem,
    Correlation,
    IndicatorEvidence,
    Verdict,
)

_GRAVE = frozenset(
    {
        Verdict.MISSING, Verdict.NOT_APPLICABLE, Verdict.FULL, Verdict.FLOOR, Verdict.NARROW,
        Verdict.DUPLICATE, Verdict.AGAINST_TOTAL, Verdict.AGAINST_CSAT, Verdict.LOOSE, Verdict.TIGHT,
        Verdict.BETTER_WITHOUT,
    }
)  # fmt: skip
_WORDS = {
    Verdict.TOO_FEW: N_("Too few data to judge (agent-months: {n})"),
    Verdict.MISSING: N_("Missing for {share}"),
    Verdict.NOT_APPLICABLE: N_("Not applicable to {share}"),
    Verdict.FULL: N_("Does not tell agents apart: {share} have full points"),
    Verdict.FLOOR: N_("Does not tell agents apart: {share} have the lowest points"),
    Verdict.NARROW: N_("Agents hardly differ here, so it decides little"),
    Verdict.DUPLICATE: N_("Agents good here are good in “{other}”, too: one of the two may be enough"),
    Verdict.AGAINST_TOTAL: N_("Agents who score high here score lower elsewhere"),
    Verdict.AGAINST_CSAT: N_("Agents who score high here have less satisfied customers"),
    Verdict.FEW_BELOW: N_("Tells only a few apart: {share} have full points"),
    Verdict.SOUND: N_("Tells agents apart well"),
    Verdict.NOT_SCORED: N_("Gives no points, so it is not analysed"),
    Verdict.LOOSE: N_("The ratings do not fit together well: check the wording of the levels"),
    Verdict.TIGHT: N_("The ratings say nearly the same: one of them may be enough"),
    Verdict.BETTER_WITHOUT: N_("Without “{other}” the ratings fit together better"),
    Verdict.RELIABLE: N_("The ratings fit together"),
}
_FIGURES = {  # what a verdict rests on, behind its words
    Verdict.NARROW: N_("standard deviation {figure} points, n = {n}"),
    Verdict.DUPLICATE: N_("r = {figure}, n = {n}"),
    Verdict.AGAINST_TOTAL: N_("r = {figure}, n = {n}"),
    Verdict.AGAINST_CSAT: N_("ρ = {figure}, n = {n}"),
    Verdict.SOUND: N_("standard deviation {figure} points, n = {n}"),
    Verdict.LOOSE: N_("α = {figure}, at least {wanted} is wanted, n = {n}"),
    Verdict.TIGHT: N_("α = {figure}, n = {n}"),
    Verdict.BETTER_WITHOUT: N_("α = {figure}, n = {n}"),
    Verdict.RELIABLE: N_("α = {figure}, n = {n}"),
}
_COUNTED = N_("n = {n}")
_CLOSE, _SOME = Decimal("0.70"), Decimal("0.30")


@dataclass(frozen=True)
class AdviceRow:
    """One indicator in the report; `tone`: "warn" where something asks for a look, "good", or "muted"."""

    evidence: IndicatorEvidence
    name: str
    advice: str
    short: str  # the advice without the figures it rests on
    tone: str


def rows(made: Advice) -> list[AdviceRow]:
    """In the order of the newest scorecard, what it has no more last."""
    return [
        AdviceRow(e, _row_name(e), evidence_text(made, e), _short(made, e), _tone(e)) for e in made.evidence
    ]


def _row_name(evidence: IndicatorEvidence) -> str:
    said = name(evidence.indicator)
    return said if evidence.current else _("{indicator} (no longer used)").format(indicator=said)


def _tone(evidence: IndicatorEvidence) -> str:
    if any(finding.verdict in _GRAVE for finding in evidence.findings):
        return "warn"
    return "good" if evidence.findings[0].verdict is Verdict.SOUND else "muted"


def finding_text(made: Advice, finding: AdviceItem) -> str:
    """One piece of advice with its figure and of how many it is."""
    if finding.verdict is Verdict.NO_ALPHA:
        return _no_alpha(finding)
    said = _said(made, finding)
    if finding.verdict in (Verdict.TOO_FEW, Verdict.NOT_SCORED):
        return said
    behind = _(_FIGURES.get(finding.verdict, _COUNTED)).format(
        n=finding.n, figure=figure(finding.figure), wanted=figure(LOOSE)
    )
    return _("{text} ({figures})").format(text=said, figures=behind)


def _said(made: Advice, finding: AdviceItem) -> str:
    return _(_WORDS[finding.verdict]).format(
        n=finding.n, share=percent(finding.figure), other=_name_of(made, finding.other)
    )


def _short(made: Advice, evidence: IndicatorEvidence) -> str:
    return _("; ").join(_said(made, finding) for finding in evidence.findings)


def evidence_text(made: Advice, evidence: IndicatorEvidence) -> str:
    """All the advice on one indicator in a line."""
    return _("; ").join(finding_text(made, finding) for finding in evidence.findings)


def summary(made: Advice) -> str:
    """Of what the report is made: "2 months, 28 agent-months"."""
    months = ngettext("{n} month", "{n} months", len(made.cycles)).format(n=len(made.cycles))
    rows = ngettext("{n} agent-month", "{n} agent-months", made.rows).format(n=made.rows)
    return f"{months}{_(', ')}{rows}"


def correlation_text(found: Correlation) -> str:
    """A coefficient with its n, or that there is none."""
    if found.r is None:
        return formats.DASH
    return _("{figure} (n = {n})").format(figure=figure(found.r), n=found.n)


def _goes_with(found: Correlation, letter: str) -> str:
    """How two figures go together in words, the coefficient behind; what chance alone may bring is none."""
    if found.r is None:
        return formats.DASH
    if abs(found.r) < _SOME or not found.beyond_chance:
        said = _("no clear connection")
    elif found.r < 0:
        said = _("goes the other way")
    else:
        said = _("goes closely with it") if found.r >= _CLOSE else _("goes with it")
    behind = _("{letter} = {figure}, n = {n}").format(letter=letter, figure=figure(found.r), n=found.n)
    return _("{text} ({figures})").format(text=said, figures=behind)


def figure(value: Decimal | None) -> str:
    """Two places with a real minus; a dash for none."""
    return formats.decimal(value).replace("-", "−")


def percent(share: Decimal | None) -> str:
    """A share as a whole percentage; a dash for none."""
    return formats.DASH if share is None else f"{formats.decimal(share * 100, 0)}%"


def name(indicator: Indicator) -> str:
    """What an indicator is called; its code where it has no name."""
    return indicator.names.in_language(current_language()) or indicator.code


def of_ratings(made: Advice) -> dict[str, str]:
    """What holds of the ratings as a whole, and what it would be without each of them."""
    ratings = made.ratings
    lines = [
        _("Without {item}: α = {figure}").format(item=name(item), figure=figure(ratings.without[item.code]))
        for item in ratings.items
        if ratings.without.get(item.code) is not None
    ]
    if ratings.left_out:
        lines.append(_("Not counted, as an item is missing: {n}").format(n=ratings.left_out))
    said = (finding_text(made, finding) for finding in ratings.findings)
    return {"ratings": _unbroken(said), "without": _unbroken(lines)}


def of_indicator(made: Advice, evidence: IndicatorEvidence | None) -> dict[str, str]:
    """All there is to say of one indicator; nothing for none."""
    if evidence is None:
        return {"title": "", "findings": "", "figures": ""}
    counts = evidence.counts
    lines = [
        _("Months: {months}; agent-months: {n}, with a value: {there}").format(
            n=counts.asked, months=len(counts.months), there=counts.there
        ),
        _("The rest of the total: {how}").format(how=_goes_with(evidence.total, "r")),
        _("The customers' rating: {how}").format(how=_goes_with(evidence.csat, "ρ")),
    ]
    twin = next((e for e in made.evidence if e.indicator.code == evidence.twin), None)
    if twin is not None:
        lines.append(
            _("Most similar, {indicator}: {how}").format(
                indicator=name(twin.indicator), how=_goes_with(evidence.twinned, "r")
            )
        )
    return {
        "title": name(evidence.indicator),
        "findings": _unbroken(finding_text(made, finding) for finding in evidence.findings),
        "figures": _unbroken(lines),
    }


def _name_of(made: Advice, code: str) -> str:
    return next((name(e.indicator) for e in made.evidence if e.indicator.code == code), code)


def _no_alpha(finding: AdviceItem) -> str:
    items = int(finding.figure)
    if items < 2:
        text = ngettext(
            "{n} rated item: reliability needs at least two",
            "{n} rated items: reliability needs at least two",
            items,
        )
        return text.format(n=items)
    if finding.n < 2:
        return _("Nobody was rated on all items yet")
    return _("Everyone got the same ratings (n = {n}): reliability cannot be calculated").format(n=finding.n)


def _unbroken(lines: Iterable[str]) -> str:
    """A line each; no line ends between a letter and its figure."""
    return "\n".join(lines).replace(" = ", "\u00a0=\u00a0")
