"""What still stands between a cycle and its closing, in words."""

from __future__ import annotations

from typing import Final

from qadesk.domain.measures import COUNTS
from qadesk.domain.scorecard import Scorecard
from qadesk.formats import agent_text
from qadesk.i18n import _, current_language, ngettext
from qadesk.kinds.registry import noun
from qadesk.services.assessment.gaps import Cause, Gap
from qadesk.services.records import untold_words

_NAMED: Final = 4  # agents named in one


def names(*gaps: Gap) -> str:
    """What is missing: the indicators' names, each once."""
    every = (one.names.in_language(current_language()) for gap in gaps for one in gap.indicators)
    return _(", ").join(dict.fromkeys(every))


def detail(gap: Gap, *, all_agents: bool = False) -> str:
    """Why, and whose."""
    why = {
        Cause.RATING: _("not rated, or the form is not submitted"),
        Cause.FILE: _("no file with {kind} was imported for this cycle"),
        Cause.MONTHS: _("months of it are still open, or the agent has a total in none"),
        Cause.RECORDS: _("nothing recorded"),
        Cause.IMPOSSIBLE: _("more than there were contacts, which cannot be"),
        Cause.PEERS: _("fewer peers with a value than its formula needs"),
        Cause.VALUE: _("nobody has entered it yet"),
        Cause.COMPUTED: _("computed from {what}, which is missing"),
        Cause.COLUMN: untold_words.why(gap.field, _).rstrip(".。") if gap.field else "",
    }[gap.cause]
    kind = noun(gap.source) if gap.source is not None else ""
    why = why.format(kind=kind, what=_(", ").join(_input(code, gap.card) for code in gap.lacking))
    count = len(gap.agents)
    shown = gap.agents if all_agents else gap.agents[:_NAMED]
    who = _(", ").join(agent_text(a.name, a.staff_no) for a in shown) + ("…" if count > len(shown) else "")
    if gap.cause is Cause.FILE and not all_agents:
        who = ngettext("{n} agent", "{n} agents", count).format(n=count)
    elif count > len(shown):
        who = ngettext("{n} agent: {who}", "{n} agents: {who}", count).format(n=count, who=who)
    return f"{why} · {who}"


def _input(code: str, card: Scorecard) -> str:
    """What a formula names: an indicator of the scorecard, or a count of records."""
    found = next((i for i in card.indicators() if i.code == code), None)
    if found is not None:
        return found.names.in_language(current_language())
    return noun(COUNTS[code]) if code in COUNTS else code
