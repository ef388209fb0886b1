"""The office's settings in words: what each is called, and what of it became something else."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from qadesk.domain.appeals import AnswerRule
from qadesk.domain.cycles import CYCLE_RULE
from qadesk.domain.working_days import AppealRule
from qadesk.formats import cycle_text
from qadesk.i18n import N_, _, ngettext
from qadesk.services import appeal_levels, card_ways
from qadesk.services.after_closing.stage_words import appeal_time
from qadesk.services.after_closing.working_days import OF_MONTH
from qadesk.services.appeals import rules
from qadesk.services.appeals.words import answer_time
from qadesk.services.cycle_rules import made, rule_text
from qadesk.services.uses import currency

NAMES: Final = {
    "idle_minutes": N_("Lock the window"),
    "retention": N_("Time for which data is kept"),
    "appeal_time": N_("Time to appeal"),
    "scan_folder": N_("Folder of the scanner"),
    "bonus_columns": N_("Columns of the bonus list"),
    CYCLE_RULE: N_("Cycles"),
    currency.KEY: N_("Currency"),
    rules.ANSWER: N_("Time to answer appeals"),
    appeal_levels.NEXT_LEVEL: N_("Next level of appeals"),
    card_ways.CARD_WAY: N_("How scorecards go together"),
}
REMOVED: Final = "removed "  # begins the key of what stays of a month, before its code
_REMOVED_ON: Final = {"texts_on": N_("Texts removed on"), "records_on": N_("Records removed on")}
KEPT: Final = {  # each sort of personal data: what it is, and for how many months it is kept by default
    "customers": (N_("Customers' numbers and texts"), 12),
    "files": (N_("Files attached to agents"), 36),
    "records": (N_("Records of closed months"), 36),
    "leavers": (N_("Agents who left"), 36),
}
_OF_RULES: Final = ("uses.draft", "uses.save", "uses.delete", "uses.in_force", "uses.take_back")
_OF_SORTS: Final = ("retention.period", "retention.carry_out")  # actions on sorts of personal data


def name(key: str) -> str:
    """What a setting is called; what stays of a month from which data was removed, by the month."""
    plain = key.strip('[]"')
    if plain.startswith(OF_MONTH):
        month = cycle_text(plain.removeprefix(OF_MONTH))
        return _("Time to appeal against {month}").format(month=month)
    if plain.startswith(rules.OF_MONTH):
        month = cycle_text(plain.removeprefix(rules.OF_MONTH))
        return _("Time to answer appeals against {month}").format(month=month)
    if plain.startswith(appeal_levels.OF_CYCLE):
        month = cycle_text(plain.removeprefix(appeal_levels.OF_CYCLE))
        return _("Next level of appeals against {month}").format(month=month)
    if plain.startswith(card_ways.OF_CYCLE):
        month = cycle_text(plain.removeprefix(card_ways.OF_CYCLE))
        return _("How scorecards go together in {month}").format(month=month)
    if plain.startswith(REMOVED):
        return _("Removed from {month}").format(month=cycle_text(plain.removeprefix(REMOVED)))
    return _(NAMES[plain]) if plain in NAMES else plain


def cells(key: str, before: Any, after: Any) -> Iterator[tuple[str, str, str]]:
    """What of a setting changed: its name in words, what it was and what it became; None: it was not set."""
    plain = key.strip('[]"')
    if plain == "retention":
        was, became = (_map(one) for one in (before, after))
        for sort, (title, months) in KEPT.items():
            kept, keeps = (period(int(one.get(sort, months))) for one in (was, became))
            if kept != keeps:
                yield _(title), kept, keeps
    elif plain == "appeal_time" or plain.startswith(OF_MONTH):
        first, last = (
            _("(none)") if one is None and plain != "appeal_time" else appeal_time(AppealRule(**_map(one)))
            for one in (before, after)
        )
        yield name(plain), first, last
    elif plain in _IN_WORDS:
        first, last = (_IN_WORDS[plain](one) for one in (before, after))
        if first != last:
            yield name(plain), first, last
    elif plain == rules.ANSWER or plain.startswith(rules.OF_MONTH):
        first, last = (
            _("(none)") if one is None and plain != rules.ANSWER else answer_time(AnswerRule(**_map(one)))
            for one in (before, after)
        )
        yield name(plain), first, last
    elif plain.startswith(REMOVED):
        for part, said in _REMOVED_ON.items():
            day, days = (str(_map(one).get(part) or _("(none)")) for one in (before, after))
            if day != days:
                yield _(said), day, days
    else:
        first, last = (_("(none)") if one in (None, "") else str(one) for one in (before, after))
        yield name(plain), first, last


def period(months: int) -> str:
    """How long something is kept; 0: without end."""
    if not months:
        return _("without end")
    return ngettext("{n} month", "{n} months", months).format(n=months)


def subject(action: str, of: str) -> str | None:
    """What an entry about sorts of personal data or rules for rewards is about; None for any other."""
    if action in _OF_RULES:
        return _("version {n}").format(n=of)
    if action not in _OF_SORTS:
        return None
    sorts = of.split(", ")
    return _(", ").join(_(title) for one, (title, _months) in KEPT.items() if one in sorts) or of


def _minutes(value: Any) -> str:
    return _("{n} min").format(n=value) if value else _("Never")


def _cycles(value: Any) -> str:
    return rule_text(made(_map(value)))


def _currency(value: Any) -> str:
    return currency.both(currency.made(value))


_IN_WORDS: Final[Mapping[str, Callable[[Any], str]]] = {
    CYCLE_RULE: _cycles,
    currency.KEY: _currency,
    "idle_minutes": _minutes,
}


def _map(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
