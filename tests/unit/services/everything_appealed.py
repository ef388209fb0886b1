"""Everything that is written and read of appeals: for the test of two offices in one database."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from qadesk.domain.appeals import AnswerRule, AppealOutcome
from qadesk.services.appeals import deciding, entering, evidence, figures, form, listing, rules, storing
from qadesk.services.appeals.deciding import Decision
from qadesk.services.appeals.storing import AppealEntry
from qadesk.storage.office import Office
from tests.appealed_month import opened_with

READS: Final[Mapping[str, Callable[[Office], tuple[Any, ...]]]] = {
    "appeals.reading.appeals": lambda _o: ("2026-09",),
    "appeals.form.contents": lambda _o: ("2026-09", ["KF1001"]),
    "appeals.rules.answer_rule": lambda _o: (),
    "appeals.rules.next_level": lambda _o: (),
    "appeals.subjects.offers": lambda _o: ("2026-09", "KF1001"),
}
WRITES: Final = {
    *(f"appeals.entering.{name}" for name in ("enter", "edit", "withdraw", "take_further", "reopen")),
    *(f"appeals.deciding.{name}" for name in ("decide", "why_not", "start_correcting", "stop_correcting")),
    *(f"appeals.evidence.{name}" for name in ("attach", "remove", "content", "opened", "save")),
    "appeals.figures.compared",
    "appeals.form.save_forms",
    "appeals.listing.save",
    "appeals.storing.entry_of",
    *(f"appeals.rules.{name}" for name in ("set_answer_rule", "set_next_level")),
}


def appeal(office: Office, code: str, who: str, folder: Path) -> None:
    """One appeal through two levels, with evidence; each kind of step."""
    entry = AppealEntry("投诉不是我的", office.today())
    rules.set_answer_rule(office, AnswerRule(5))
    opened_with(office, "区域客服部", code)
    entering.enter(office, code, who, entry)
    entering.edit(office, code, who, AppealEntry("投诉不是我的件", office.today()))
    scan = folder / "evidence.pdf"
    scan.write_bytes(b"%PDF-1.7\n%%EOF\n")
    held = evidence.attach(office, code, who, scan).value
    assert evidence.opened(office, held.id).read_bytes() == evidence.content(office, held.id)[1]
    evidence.save(office, held.id, folder / "saved.pdf")
    evidence.remove(office, code, held.id)
    withdrawn = entering.withdraw(office, code, who)
    assert withdrawn.undo is not None
    made = withdrawn.undo().value
    assert deciding.why_not(office, made) == ""
    deciding.start_correcting(office, code, who)
    deciding.stop_correcting(office, code, who)
    rejected = deciding.decide(office, code, who, Decision(AppealOutcome.REJECTED, "核实无误"))
    assert figures.compared(office, code, rejected.value) == figures.AppealFigures()
    assert storing.entry_of(office, made.id).words == "投诉不是我的件"
    form.save_forms(office, code, [who], folder / "form.pdf")
    listing.save(office, code, folder / "appeals.csv")
    entering.take_further(office, code, who, entry)
    deciding.decide(office, code, who, Decision(AppealOutcome.UPHELD, "属实"))
