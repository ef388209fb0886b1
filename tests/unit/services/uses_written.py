"""What follows from results, for the tests with two offices: what is read, and all of it written once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from qadesk.domain.uses import starter
from qadesk.services.uses import bonuses, currency, papers, payroll, rules, trial
from qadesk.storage.office import Office

CLOSED, WHO = "2026-09", "KF1001"
READS: Final[Mapping[str, Callable[[Office], tuple[Any, ...]]]] = {
    "uses.currency.currency": lambda _o: (),
    "uses.bonuses.bonuses": lambda _o: (CLOSED,),
    "uses.overview.overview": lambda _o: (CLOSED,),
    "uses.payroll.columns": lambda _o: (),
    "uses.rules.versions": lambda _o: (),
}
WRITES: Final = {
    "uses.papers.all_keys",
    "uses.papers.letters",
    "uses.papers.listing",
    "uses.papers.save_letters",
    "uses.papers.save_list",
    "uses.trial.trial",
    "uses.bonuses.set_days",
    "uses.currency.set_currency",
    "uses.payroll.choose_columns",
    "uses.payroll.export",
    "uses.payroll.since",
    "uses.rules.bring_back",
    "uses.rules.draft",
    "uses.rules.put_in_force",
    "uses.rules.save",
    "uses.rules.take_back",
    "uses.rules.throw_away",
}


def write(office: Office, folder: Path) -> None:
    """Rules drafted, changed and put in force, and what follows by them given out."""
    gone = rules.throw_away(office, rules.draft(office).value)
    assert gone.undo is not None
    gone.undo()
    version = rules.versions(office)[0].version
    rules.save(office, version, replace(starter(), lists=()))
    rules.put_in_force(office, version, CLOSED)
    rules.take_back(office, version)
    rules.put_in_force(office, version, CLOSED)
    bonuses.set_days(office, CLOSED, {WHO: Decimal("21.5")})
    payroll.choose_columns(office, ["staff_no", "coefficient"])
    made = payroll.export(office, CLOSED, folder / "bonus.xlsx").value
    assert payroll.since(office, made) == ()
    assert trial.trial(office, version)
    keys = papers.all_keys(office, CLOSED, "bonus")
    assert len(papers.letters(office, CLOSED, keys)) == len(keys)
    papers.save_letters(office, CLOSED, keys, folder / "letters.pdf")
    assert papers.listing(office, CLOSED).sections
    papers.save_list(office, CLOSED, ["bonus", "award"], folder / "list.pdf")
    currency.set_currency(office, "美元", "USD")
