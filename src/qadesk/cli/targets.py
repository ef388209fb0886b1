"""The `targets` sub-commands: what is required of whom, planned and dropped; what a cycle was opened with."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from qadesk.cli import output
from qadesk.cli.opening import open_office
from qadesk.cli.parser import EXIT_DONE
from qadesk.domain.scorecard import Indicator
from qadesk.errors import UserError
from qadesk.i18n import _, current_language
from qadesk.services import target_board, target_plan
from qadesk.services.explaining.figure_words import limit
from qadesk.services.target_board import Board
from qadesk.services.target_plan import Whose
from qadesk.storage.office import Office
from qadesk.tabular import numbers
from qadesk.tabular.numbers import NotRead


@dataclass(frozen=True)
class _Row:
    whose: Whose
    indicator: str
    standard: Decimal
    cycle: str | None  # None: in every cycle opened from now on


def run(args: argparse.Namespace) -> int:
    """Carry out a parsed call; the exit code. Raises UserError."""
    office = open_office(args, writes=args.action != "list")
    try:
        return _ACTIONS[args.action](office, args)
    finally:
        office.close()


def _list(office: Office, args: argparse.Namespace) -> int:
    board = target_board.board(office, args.cycle)
    known = _indicators(board)
    rows = list(_planned(office) if args.cycle is None else _in_cycle(board))
    if args.json:
        standards = {code: one.standard for code, one in known.items() if one.standard is not None}
        data = {
            "cycle": args.cycle,
            "frozen_at": None if board.frozen_at is None else board.frozen_at.isoformat(),
            "standards": {code: float(value) for code, value in standards.items()},
            "targets": [_plain(row) for row in rows],
        }
        print(json.dumps(data, ensure_ascii=False, indent=1))
        return EXIT_DONE
    for one in known.values():
        if one.standard is not None:
            print(_line(one.code, known, one.standard, _("scorecard"), None))
    for row in rows:
        print(_line(row.indicator, known, row.standard, _whom(row.whose), row.cycle))
    if not rows:
        print(_("No targets differ from the scorecard's."))
    return EXIT_DONE


def _set(office: Office, args: argparse.Namespace) -> int:
    known = _indicators(target_board.board(office))
    indicator = known.get(args.indicator)
    if indicator is None:
        raise UserError(
            "target.no_such_indicator",
            _("There is no indicator “{code}” on the scorecard.").format(code=args.indicator),
            kept=_("Nothing was changed."),
            remedy=_("Available: {codes}.").format(codes=_(", ").join(known)),
        )
    row = _Row(_whose(args), indicator.code, _figure(indicator, args.value), args.cycle)
    target_plan.set_target(office, row.whose, row.indicator, row.standard, row.cycle)
    output.print_result(
        _plain(row), _line(row.indicator, known, row.standard, _whom(row.whose), row.cycle), args
    )
    return EXIT_DONE


def _clear(office: Office, args: argparse.Namespace) -> int:
    whose = _whose(args)
    before = target_plan.set_target(office, whose, args.indicator, None, args.cycle).value
    if before is None:
        raise UserError(
            "target.not_planned",
            _("No such target is planned."),
            remedy=_("“qadesk targets list” lists the targets."),
        )
    known = _indicators(target_board.board(office))
    what = " ".join(_line(args.indicator, known, before, _whom(whose), args.cycle).split())
    text = _("Deleted: {what}").format(what=what)
    output.print_result(_plain(_Row(whose, args.indicator, before, args.cycle)), text, args)
    return EXIT_DONE


def _indicators(board: Board) -> dict[str, Indicator]:
    return {one.code: one.indicator for one in board.subjects if one.indicator is not None}


def _planned(office: Office) -> Iterator[_Row]:
    for one in target_plan.plan(office):
        yield _Row(one.whose, one.indicator, one.standard, one.cycle_code)


def _in_cycle(board: Board) -> Iterator[_Row]:
    """What differs in one cycle: its own targets, and those of every cycle where it has none."""
    for (whose, code), standard in board.set_here.items():
        yield _Row(whose, code, standard, board.cycle_code)
    for (whose, code), standard in board.set_always.items():
        if (whose, code) not in board.set_here:
            yield _Row(whose, code, standard, None)


def _whose(args: argparse.Namespace) -> Whose:
    return Whose(args.team, args.post, args.agent)


def _figure(indicator: Indicator, text: str) -> Decimal:
    """95 or 95%, 30 or 1:30, 4.5. Raises UserError, also for what could mean two figures."""
    try:
        value = numbers.read(text, numbers.kind_of(indicator.unit), indicator.better.value)
    except NotRead as no:
        raise UserError(
            "target.number_not_read", no.wording(), kept=_("Nothing was changed."), because=[no.reason]
        ) from no
    if value is None:
        raise UserError(
            "target.not_a_number",
            _("“{text}” is not a number.").format(text=text),
            kept=_("Nothing was changed."),
        )
    return value


def _whom(whose: Whose) -> str:
    if whose.staff_no is not None:
        return _("agent {staff_no}").format(staff_no=whose.staff_no)
    if whose.post is not None:
        return _("post {post}").format(post=whose.post)
    return _("everybody") if whose.team is None else _("team {team}").format(team=whose.team)


def _line(code: str, known: dict[str, Indicator], standard: Decimal, whom: str, cycle: str | None) -> str:
    one = known.get(code)
    if one is None:
        said, name = f"{standard:f}", _("not on the scorecard")
    else:
        said = limit(standard, one.unit, one.better.value)
        name = one.names.in_language(current_language())
    parts = (code, said, whom, cycle or "", name)
    widths = (26, 12, 14, 8, 0)
    return " ".join(output.padded(part, width) for part, width in zip(parts, widths, strict=True)).rstrip()


def _plain(row: _Row) -> dict[str, Any]:
    return {
        "indicator": row.indicator,
        "standard": float(row.standard),
        "team": row.whose.team,
        "post": row.whose.post,
        "agent": row.whose.staff_no,
        "cycle": row.cycle,
    }


_ACTIONS: dict[str, Callable[[Office, argparse.Namespace], int]] = {
    "list": _list,
    "set": _set,
    "clear": _clear,
}
