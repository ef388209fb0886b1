"""What is said of ready scorecards and check forms: for whom, why so, and what is in them."""

from __future__ import annotations

from collections.abc import Iterator

from qadesk import formats
from qadesk.domain.check_forms import CheckForm, Critical
from qadesk.domain.scorecard import Names, Role, Scorecard
from qadesk.i18n import N_, _, current_language
from qadesk.services.library import ReadyForm, ReadyMade, ReadyScorecard

_ROLES = {Role.BONUS: N_("bonus"), Role.RED_LINE: N_("red line"), Role.REFERENCE: N_("shown only")}
_CRITICAL = {
    Critical.CALL: N_("critical, fails the whole check"),
    Critical.GROUP: N_("critical, its group has no points"),
    Critical.MARK: N_("critical, marked"),
}


def name_of(one: ReadyMade[Scorecard] | ReadyMade[CheckForm]) -> str:
    """What it is called, in the language in force."""
    return _named(one.content.names)


def audience(one: ReadyMade[Scorecard] | ReadyMade[CheckForm]) -> str:
    """For whom it is."""
    return _named(one.audience)


def practice(one: ReadyMade[Scorecard] | ReadyMade[CheckForm]) -> str:
    """On which practice it stands."""
    return _named(one.practice)


def size_of(one: ReadyScorecard | ReadyForm) -> int:
    """How many indicators or questions there are in it."""
    content = one.content
    parts = content.questions() if isinstance(content, CheckForm) else content.indicators()
    return sum(1 for _part in parts)


def contents(one: ReadyScorecard | ReadyForm) -> list[str]:
    """What is in it, a line for each indicator or question."""
    content = one.content
    return list(_questions(content) if isinstance(content, CheckForm) else _indicators(content))


def _indicators(card: Scorecard) -> Iterator[str]:
    for indicator in card.indicators():
        weight = formats.weight(indicator.weight)
        said = _(_ROLES[indicator.role]) if indicator.role in _ROLES else weight
        yield formats.spoken(_named(indicator.names), said)


def _questions(form: CheckForm) -> Iterator[str]:
    for group in form.groups:
        for question in group.questions:
            name = _named(question.names)
            said = _CRITICAL.get(question.critical)
            yield formats.spoken(name, _(said)) if said else name


def _named(names: Names) -> str:
    return names.in_language(current_language())
