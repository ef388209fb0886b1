"""The notice in Sign-off: asked, looked at, saved with its number; what is out of date is said."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from qadesk.domain.stages import Stage
from qadesk.services.after_closing import delivery, notices, review, stages
from qadesk.services.after_closing.delivery import Handover
from qadesk.services.after_closing.notices import StaleNotice
from qadesk.storage.office import Office
from qadesk.ui.kit import files, shown
from qadesk.ui.kit.form import FormDialog
from qadesk.ui.screens.signoff.screen import SignoffScreen
from qadesk.ui.tasks import Tasks
from tests.ui.conftest import Dialog
from tests.ui.desk import settle, show_screen, tells

CLOSED = "2026-09"


@pytest.fixture
def screen(
    qtbot: QtBot, sample_office: Office, tasks: Tasks, monkeypatch: pytest.MonkeyPatch
) -> SignoffScreen:
    """A month whose results are final."""
    everybody = [one.staff_no for one in stages.positions(sample_office, CLOSED).positions]
    review.approve(sample_office, CLOSED, everybody)
    day = sample_office.today()
    delivery.deliver(sample_office, CLOSED, everybody, Handover(Stage.SIGNED, day))
    later: date = day + timedelta(days=31)
    monkeypatch.setattr(Office, "today", lambda _self: later)
    monkeypatch.setattr(Office, "now", lambda _self: datetime(later.year, later.month, later.day, tzinfo=UTC))
    delivery.make_final(sample_office, CLOSED, everybody)
    return show_screen(qtbot, SignoffScreen(sample_office, tasks), cycle=CLOSED, state="closed")


def asked(qtbot: QtBot, screen: SignoffScreen, tasks: Tasks, dialog: Dialog) -> FormDialog:
    screen.page.actions_.trigger("signoffNotice")
    settle(qtbot, tasks)
    form = dialog("signoffNoticeDialog")
    assert isinstance(form, FormDialog)
    return form


def test_it_is_looked_at_and_then_saved_with_its_number(
    qtbot: QtBot, screen: SignoffScreen, tasks: Tasks, sample_office: Office, dialog: Dialog,
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    seen: list[Path] = []
    monkeypatch.setattr(shown, "show", lambda place, _notice: seen.append(place))

    def chosen(*args: object, **_more: object) -> None:
        save = args[5]
        assert callable(save)
        save(tmp_path / "n.pdf")

    monkeypatch.setattr(files, "ask_save", chosen)
    form = asked(qtbot, screen, tasks, dialog)
    look = form.findChild(QPushButton, "signoffNoticePreview")
    assert look is not None
    qtbot.mouseClick(look, Qt.MouseButton.LeftButton)
    settle(qtbot, tasks)
    assert [place.read_bytes()[:4] for place in seen] == [b"%PDF"]
    assert notices.notices(sample_office, CLOSED) == ()
    form.action.click()
    settle(qtbot, tasks)
    assert tells(screen.page.notice, "done", "Notice no. 1 saved: n.pdf")
    (kept,) = notices.notices(sample_office, CLOSED)
    assert kept.choice.first_day == sample_office.today()


def test_days_in_no_order_are_told_in_the_form(
    qtbot: QtBot, screen: SignoffScreen, tasks: Tasks, dialog: Dialog
) -> None:
    form = asked(qtbot, screen, tasks, dialog)
    form.field("last_day").setText("2020-01-01")  # type: ignore[attr-defined]
    look = form.findChild(QPushButton, "signoffNoticePreview")
    assert look is not None
    qtbot.mouseClick(look, Qt.MouseButton.LeftButton)
    settle(qtbot, tasks)
    assert tells(form, "notice.days") or "before" in form.wrong.text()
    form.done(0)


def test_what_is_out_of_date_is_said_below_the_list(
    qtbot: QtBot, screen: SignoffScreen, tasks: Tasks, monkeypatch: pytest.MonkeyPatch
) -> None:
    found: Callable[..., StaleNotice] = lambda *_of: StaleNotice(1, 2, posted=True)  # noqa: E731
    monkeypatch.setattr(notices, "stale_of", found)
    screen.refresh(frozenset({"cycle"}))
    settle(qtbot, tasks)
    assert "Notice no. 1 is posted and out of date: 2 results" in screen.page.count.text()
