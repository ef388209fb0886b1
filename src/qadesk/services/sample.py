"""The sample office: a real branch's two months, September through to its posting, October half scored."""

from __future__ import annotations

import csv
from datetime import timedelta
from pathlib import Path

from qadesk.domain.periods import period
from qadesk.i18n import _
from qadesk.progress import Progress
from qadesk.resources import resource
from qadesk.services import cycles, sample_followed, setup
from qadesk.services.assessment import focus
from qadesk.services.closing import close, pending
from qadesk.services.designing import exchange
from qadesk.services.records import imports
from qadesk.services.scoring import score_files
from qadesk.storage import files
from qadesk.storage.office import Office

CLOSED, OPEN = "2026-09", "2026-10"
OFFICE_NAME = "城东营业部（示例）"
SUPERVISOR = "示例主管"
_KINDS = ("话务明细", "在线会话", "投诉工单", "表扬差错", "回访问卷", "派送时效")


def build(path: Path, progress: Progress | None = None, *, followed: bool = True) -> Office:
    """Make the sample office at `path` from the shipped exports, through the same services as real work.

    Not `followed`, nothing of its closed month is reviewed yet. It opens without a password. Raises UserError
    if a file is already there or the folder cannot be written; if it fails, is cancelled or killed, no file
    is left.
    """
    told = progress or Progress()

    def fill(office: Office) -> None:
        office.ago = timedelta(days=sample_followed.BEGINS if followed else 0)
        setup.fill_office(office, user_name=SUPERVISOR, first_cycle=period(CLOSED), version=1)
        _fill(office, told, followed=followed)

    files.create(path, name=OFFICE_NAME, zone=setup.DEFAULT_ZONE, fill=fill).close()
    return setup.open_office(path)


def _fill(office: Office, progress: Progress, *, followed: bool) -> None:
    folder = resource("sample_office")
    imports.run(office, folder / "花名册.xlsx", kind="roster")
    steps = len(_KINDS) * 2 + (sample_followed.PARTS if followed else 0)

    def bring(month: str, done: int) -> None:
        for number, kind in enumerate(_KINDS, start=done):
            name = f"{kind}_{month}"
            progress.report(number, steps, _("Importing {file}").format(file=name))
            imports.run(office, next(folder.glob(f"{name}.*")))

    bring(CLOSED, 0)
    score_files.import_scores(office, CLOSED, folder / f"评分_{CLOSED}.csv", submit=True)
    close.close_cycle(office, CLOSED, accepting=pending.pending(office, CLOSED))
    _settle_focus(office, folder / f"重点改进_{CLOSED}.csv")
    if followed:
        sample_followed.follow(office, CLOSED, SUPERVISOR, lambda n: progress.report(len(_KINDS) + n, steps))
    office.ago = timedelta(0)
    cycles.open_cycle(office, OPEN)
    bring(OPEN, steps - len(_KINDS))
    score_files.import_scores(office, OPEN, folder / f"评分_{OPEN}.csv", submit=True)
    score_files.import_scores(office, OPEN, folder / f"评分草稿_{OPEN}.csv", submit=False)
    exchange.import_file(office, folder / "考核方案草稿.yaml")
    progress.report(steps, steps)


def _settle_focus(office: Office, path: Path) -> None:
    """What supervisor and agents agreed on after the closed month; some are still to be talked to."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        for staff_no, indicator, step in list(csv.reader(file))[1:]:
            focus.settle(office, CLOSED, staff_no, indicator, step)
