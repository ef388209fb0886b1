"""Quality checks, for the tests with two offices: what is read, and all of it written once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from qadesk.domain.check_sampling import SampleStratum
from qadesk.domain.scorecard import Names
from qadesk.services import library
from qadesk.services.checks import board, checking, forms, sampling, stored
from qadesk.storage.office import Office

OPEN, WHO = "2026-10", "KF1001"
READS: Final[Mapping[str, Callable[[Office], tuple[Any, ...]]]] = {
    "checks.board.board": lambda _o: (OPEN,),
    "checks.board.of_contact": lambda _o: (OPEN, 1),
    "checks.forms.forms": lambda _o: (),
}
WRITES: Final = {
    "checks.checking.answer",
    "checks.checking.begin",
    "checks.checking.discard",
    "checks.checking.remark",
    "checks.checking.reopen",
    "checks.checking.submit",
    "checks.forms.draft",
    "checks.forms.export_file",
    "checks.forms.import_file",
    "checks.forms.named",
    "checks.forms.publish",
    "checks.forms.save",
    "checks.forms.take_back",
    "checks.forms.throw_away",
    "checks.sampling.draw_sample",
    "checks.sampling.drop_sample",
    "checks.sampling.plan",
    "checks.sampling.replace",
    "checks.stored.check",
}


def published(office: Office, name: str = "phone") -> int:
    """One of the program's forms, published; its id."""
    made = forms.draft(office, library.form(name)).value
    forms.publish(office, made)
    return made


def answered(office: Office, check_id: int, **said: str) -> None:
    """Every question that is asked answered, the best way unless it is said otherwise."""
    while (found := stored.check(office, check_id)).score.open:
        code = found.score.open[0]
        checking.answer(office, check_id, code, said.get(code, found.form.question(code).choices[0]))


def write(office: Office, folder: Path) -> None:
    """A form made, changed and published, contacts drawn, replaced, checked, corrected."""
    gone = forms.throw_away(office, forms.draft(office, library.form("chat")).value)
    assert gone.undo is not None
    gone.undo()
    form = published(office)
    forms.take_back(office, form)
    forms.save(office, form, replace(library.form("phone"), names=Names("电话质检", "Calls")))
    forms.publish(office, form)
    forms.export_file(office, form, folder / "phone.yaml")
    forms.import_file(office, folder / "phone.yaml")
    assert sampling.plan(office, OPEN, form, 2).agents
    sampling.drop_sample(office, sampling.draw_sample(office, OPEN, form, 2).value)
    sampling.draw_sample(office, OPEN, form, 2, (SampleStratum(1, rating_to=5),), "seed")
    first, second = (one.id for one in board.board(office, OPEN, WHO).lines[:2])
    sampling.replace(office, first, "录音听不清")
    checking.answer(office, second, "greeting", "no")
    checking.remark(office, second, "greeting", "没有报姓名", 12)
    answered(office, second)
    checking.submit(office, second)
    checking.reopen(office, second, "听错了")
    checking.submit(office, second)
    typed = stored.TypedContact(datetime(2026, 10, 2, 9, 30), "other")  # noqa: DTZ001 - the office's clock
    checking.discard(office, checking.begin(office, OPEN, form, "KF1002", typed).value)
