"""`qadesk scorecard assign` and `assigned`: whose scorecard is which."""

from __future__ import annotations

import argparse
from dataclasses import replace
from typing import Any

from qadesk.cli import output
from qadesk.cli.parser import EXIT_DONE
from qadesk.errors import UserError
from qadesk.formats import agent_text
from qadesk.i18n import _
from qadesk.services import card_rules, card_ways
from qadesk.services.card_rules import CardRule
from qadesk.services.target_plan import Whose
from qadesk.storage.office import Office


def carry_out(office: Office, args: argparse.Namespace) -> int:
    """Change the rules where that is asked for, and list them; the exit code. Raises UserError."""
    if args.action == "assign":
        _assign(office, args)
    found, way = card_rules.rules(office), card_rules.way(office)
    lines = [f"{one.text}: {one.card_text}  {_names(one)}".rstrip() for one in found]
    lines = [*(lines or [_("Everybody has the scorecard a cycle is opened with.")]), card_ways.way_text(way)]
    data = {
        "rules": [_plain(one) for one in found],
        "ranking": "together" if way.together else "apart",
    }
    output.print_result(data, "\n".join(lines), args)
    return EXIT_DONE


def _assign(office: Office, args: argparse.Namespace) -> None:
    whose = [
        *(Whose(staff_no=one) for one in args.agent),
        *(Whose(post=one) for one in args.post),
        *(Whose(team=one) for one in args.team),
    ]
    if bool(args.which or args.clear) is not bool(whose) or not (whose or args.ranking):
        raise UserError(
            "scorecard.rule_incomplete",
            _("A rule needs a scorecard and whom it is for."),
            kept=_("Nothing was changed."),
            remedy=_("Give a code with --post, --team or --agent; or --clear with them."),
        )
    if whose:
        card_rules.assign(office, whose, None if args.clear else args.which)
    if args.ranking:
        card_rules.set_way(office, replace(card_rules.way(office), together=args.ranking == "together"))


def _names(one: CardRule) -> str:
    return _(", ").join(agent_text(name, number) for number, name in one.agents)


def _plain(one: CardRule) -> dict[str, Any]:
    whose = one.whose
    return {
        "agent": whose.staff_no,
        "post": whose.post,
        "team": whose.team,
        "scorecard": one.code,
        "version": None if one.card is None else one.card.version,
        "agents": [number for number, _name in one.agents],
    }
