"""Corrections of results in words: what differs, why, and what it would do to the others."""

from __future__ import annotations

from datetime import datetime

from qadesk import formats
from qadesk.domain.scorecard import Scorecard
from qadesk.domain.scoring import Assessment, Line, State
from qadesk.i18n import N_, _, ngettext, translations
from qadesk.services.after_closing.correction_views import (
    ChangedFigure,
    Correction,
    CorrectionPreview,
    MovedResult,
)

_NOT_OBSERVED = {
    State.NOT_APPLICABLE: N_("not applicable"),
    State.WAIVED: N_("waived"),
    State.MISSING: N_("missing"),
}


def figures(
    card: Scorecard, before: Assessment, after: Assessment, language: str
) -> tuple[ChangedFigure, ...]:
    """Total and grade, then the indicators that come out differently: what each was, and is."""
    said = translations(language).gettext
    total = ChangedFigure(said(N_("Total")), formats.decimal(before.total), formats.decimal(after.total))
    grade = ChangedFigure(said(N_("Grade")), before.grade or formats.DASH, after.grade or formats.DASH)
    old = {line.code: line for line in before.lines}
    found = [total, grade]
    for line in after.lines:
        was = old.get(line.code)
        if was is None or _says(was) == _says(line):
            continue
        indicator = card.indicator(line.code)
        texts = [_value(one, indicator.unit.value, language) for one in (was, line)]
        if texts[0] == texts[1]:  # the same value gives other points
            points = said(N_("{value}, {points} points"))
            texts = [
                points.format(value=text, points=formats.decimal(one.points))
                for text, one in zip(texts, (was, line), strict=True)
            ]
        found.append(ChangedFigure(indicator.names.in_language(language), *texts))
    return tuple(found)


def figure_line(one: ChangedFigure) -> str:
    """One figure, before and after."""
    if one.before == one.now:
        return _("{name}: {value}, as before").format(name=one.name, value=one.now)
    return _("{name}: {before} → {now}").format(name=one.name, before=one.before, now=one.now)


def differs(found: CorrectionPreview, language: str) -> tuple[str, ...]:
    """What would be different now, a line for each figure; one line where nothing is."""
    if found.own.same:
        return (_("Nothing differs from the stored result yet."),)
    card, own = found.card, found.own
    told = figures(card, own.before.assessment, own.after.assessment, language)
    lines = [figure_line(one) for one in told]
    if own.before.comment != own.after.comment:
        lines.append(_("The comment differs."))
    if found.drifted and own.after.digest == found.correction.computed:
        lines.append(
            _("It differed already when it was reopened: this version calculates it in another way.")
        )
    return tuple(lines)


def effect(found: CorrectionPreview) -> tuple[str, ...]:
    """What it would do to the others, a line each, the heaviest first."""
    return tuple(_moved_line(one) for one in found.others)


def effect_head(found: CorrectionPreview) -> str:
    """How many others it would move."""
    if not found.others:
        return _("Nobody else's result or rank would differ.")
    return ngettext(
        "The result or rank of {n} other agent would differ:",
        "The results or ranks of {n} other agents would differ:",
        len(found.others),
    ).format(n=len(found.others))


def finished_line(revision: int | None, others: int) -> str:
    """What finishing made."""
    if revision is None:
        return _("Nothing was different: the result stays as it was.")
    said = _("Revision {n} is stored; it goes to review again.").format(n=revision)
    if others:
        more = ngettext(
            "{n} other result was recalculated, too.", "{n} other results were recalculated, too.", others
        )
        said = _("{text} {more}").format(text=said, more=more.format(n=others))
    return said


def reopened_line(one: Correction, at: datetime) -> str:
    """Since when a result is being corrected, by whom and why; `at` is local."""
    text = (
        _("Being corrected since {when} ({who}): {reason}")
        if one.by
        else _("Being corrected since {when}: {reason}")
    )
    return text.format(when=formats.moment(at), who=one.by, reason=one.reason)


def _moved_line(one: MovedResult) -> str:
    before, after = one.before, one.after
    said = []
    if before.assessment.total != after.assessment.total:
        was, now = formats.decimal(before.assessment.total), formats.decimal(after.assessment.total)
        said.append(_("total {before} → {now}").format(before=was, now=now))
    if before.assessment.grade != after.assessment.grade:
        was, now = before.assessment.grade or formats.DASH, after.assessment.grade or formats.DASH
        said.append(_("grade {before} → {now}").format(before=was, now=now))
    if before.rank != after.rank:
        was, now = (formats.DASH if rank is None else str(rank) for rank in (before.rank, after.rank))
        said.append(_("rank {before} → {now}").format(before=was, now=now))
    return formats.spoken(one.known, _(", ").join(said or [_("other figures")]))


def _says(line: Line) -> tuple[object, ...]:
    return line.state, line.value, line.points, line.standard


def _value(line: Line, unit: str, language: str) -> str:
    if line.state in _NOT_OBSERVED:
        return translations(language).gettext(_NOT_OBSERVED[line.state])
    return formats.quantity(line.value, unit, language)
