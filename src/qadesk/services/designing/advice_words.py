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
    Verdict.TOO_FEW: N_("Too few data to judge: {n} agent-months"),
    Verdict.MISSING: N_("Missing for {share}"),
    Verdict.NOT_APPLICABLE: N_("Not applicable to {share}"),
    Verdict.FULL: N_("Nearly everyone has full points ({share}): it does not separate agents"),
    Verdict.FLOOR: N_("Nearly everyone has the lowest points ({share}): it does not separate agents"),
    Verdict.NARROW: N_("Agents hardly differ: standard deviation {figure} points"),
    Verdict.DUPLICATE: N_("Duplicates “{other}”, r = {figure}"),
    Verdict.AGAINST_TOTAL: N_("Agents who score high here score lower elsewhere, r = {figure}"),
    Verdict.AGAINST_CSAT: N_("Agents who score high here have less satisfied customers, ρ = {figure}"),
    Verdict.SOUND: N_("Separates agents well: standard deviation {figure} points"),
    Verdict.NOT_SCORED: N_("Gives no points, so it is not analysed"),
    Verdict.LOOSE: N_(
        "The ratings are not consistent enough, α = {figure} (at least {wanted} is wanted): "
        "check the wording of the levels"
    ),
    Verdict.TIGHT: N_("The ratings measure nearly the same, α = {figure}: one of them may be enough"),
    Verdict.BETTER_WITHOUT: N_("Without “{other}” they would be more consistent, α = {figure}"),
    Verdict.RELIABLE: N_("The ratings are consistent, α = {figure}"),
}

_SHORT = {
    Verdict.FULL: N_("Nearly everyone has full points ({share})"),
    Verdict.FLOOR: N_("Nearly everyone has the lowest points ({share})"),
    Verdict.NARROW: N_("Agents hardly differ"),
    Verdict.AGAINST_TOTAL: N_("High here, lower elsewhere, r = {figure}"),
    Verdict.AGAINST_CSAT: N_("High here, customers less satisfied, ρ = {figure}"),
    Verdict.SOUND: N_("Separates agents well"),
}  # in a table, where the figures stand beside it


@dataclass(frozen=True)
class AdviceRow:
    """One indicator in the report; `tone`: "warn" where something asks for a look, "good", or "muted".

    `short` is the advice without what other columns say.
    """

    evidence: IndicatorEvidence
    name: str
    advice: str
    short: str
    tone: str


def rows(made: Advice) -> list[AdviceRow]:
    """In the order of the newest scorecard, what it has no more last."""
    return [
        AdviceRow(e, _row_name(e), evidence_text(made, e), _short_text(made, e), _tone(e))
        for e in made.evidence
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
    said = _filled(made, finding, _(_WORDS[finding.verdict]))
    if finding.verdict in (Verdict.TOO_FEW, Verdict.NOT_SCORED):
        return said
    return _("{text} (n = {n})").format(text=said, n=finding.n)


def _filled(made: Advice, finding: AdviceItem, words: str) -> str:
    return words.format(
        n=finding.n,
        figure=figure(finding.figure),
        share=percent(finding.figure),
        other=_name_of(made, finding.other),
        wanted=figure(LOOSE),
    )


def _short_text(made: Advice, evidence: IndicatorEvidence) -> str:
    """The advice on one indicator without explanation; of how many it is stands beside it."""
    return _("; ").join(
        _filled(made, finding, _(_SHORT.get(finding.verdict, _WORDS[finding.verdict])))
        for finding in evidence.findings
    )


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
        _("{item}: α without it {figure}").format(item=name(item), figure=figure(ratings.without[item.code]))
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
        _("{n} agent-months in {months} months, {there} with a value").format(
            n=counts.asked, months=len(counts.months), there=counts.there
        ),
        _("With the rest of the total: r = {figure}").format(figure=correlation_text(evidence.total)),
        _("With the customers' rating: ρ = {figure}").format(figure=correlation_text(evidence.csat)),
    ]
    twin = next((e for e in made.evidence if e.indicator.code == evidence.twin), None)
    if twin is not None:
        lines.append(
            _("Most similar: {indicator}, r = {figure}").format(
                indicator=name(twin.indicator),
                figure=correlation_text(evidence.twinned),
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
