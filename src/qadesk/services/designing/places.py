"""Where in a scorecard something stands, in the names its author gave."""

from __future__ import annotations

from contextlib import suppress
from typing import Final

from qadesk.domain.problems import Path
from qadesk.domain.scorecard import Indicator, Names, Scorecard
from qadesk.i18n import _, current_language
from qadesk.tabular.scorecard_words import label

_LISTS: Final = frozenset({"grades", "sections", "indicators", "levels", "bands", "on_total"})


def place(card: Scorecard, path: Path) -> str:
    """ "Response › Average response time › Rule › band 2"; empty for the scorecard as a whole."""
    said: list[str] = []
    for at, key in enumerate(path):
        if isinstance(key, str):
            if (
                key not in ("grades", "sections", "indicators", "levels", "bands", "on_total")
                or at == len(path) - 1
            ):
                said.append(label(path[: at + 1]))
        else:
            said.append(_item(card, path[: at + 1], key))
    return " › ".join(said)


def edit_words(before: Scorecard, after: Scorecard, path: Path) -> str:
    """An edit as something one does, “change “Weight””; what was taken out stood in `before` alone."""
    for card in (after, before):
        with suppress(IndexError):
            if said := place(card, path):
                return _("change “{place}”").format(place=said)
    return _("change the scorecard")


def indicator_at(card: Scorecard, path: Path) -> Indicator | None:
    """The indicator a path leads to or through."""
    if len(path) >= 4 and path[0] == "sections" and path[2] == "indicators":
        return card.sections[int(path[1])].indicators[int(path[3])]
    return None


def compared_at(card: Scorecard, path: Path) -> Indicator | None:
    """The indicator that the condition at a path goes by; None where there is none."""
    condition = None
    if path[:1] == ("on_total",) and len(path) > 1:
        condition = card.on_total[int(path[1])].when
    elif "applies_if" in path and (indicator := indicator_at(card, path)) is not None:
        condition = indicator.applies_if
    if condition is None:
        return None
    return next((one for one in card.indicators() if one.code == condition.figure), None)


def _item(card: Scorecard, path: Path, number: int) -> str:
    """One of a list: by its name where it has one, else by its place in it, counted from 1."""
    indicator = indicator_at(card, path)
    if path[-2] == "grades":
        grade = card.grades[number]
        return _named(grade.names, _("grade {n}").format(n=grade.code or number + 1))
    if path[-2] == "indicators" and indicator is not None:
        return _named(indicator.names, indicator.code or _("indicator {n}").format(n=number + 1))
    if path[-2] == "levels" and indicator is not None:
        return _("level {n}").format(n=indicator.levels[number].level)
    if path[-2] == "on_total":
        return _("rule {n} on the total").format(n=number + 1)
    if path[-2] == "bands":
        return _("band {n}").format(n=number + 1)
    section = card.sections[number]
    return _named(section.names, section.code or _("section {n}").format(n=number + 1))


def _named(names: Names, otherwise: str) -> str:
    return names.in_language(current_language()) or otherwise
