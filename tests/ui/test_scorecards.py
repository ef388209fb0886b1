"""The screen Scorecards: versions are copied, edited, submitted, approved, published, deleted."""

from __future__ import annotations

from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from qadesk.services.designing import versions
from qadesk.services.designing.versions import Status
from qadesk.storage.office import Office
from qadesk.ui.tasks import Tasks
from tests.ui.conftest import Dialog
from tests.ui.scorecard_desk import CTRL, Desk


@pytest.fixture
def desk(qtbot: QtBot, branch: Office, tasks: Tasks) -> Desk:
    return Desk(qtbot, branch, tasks)


def test_a_weight_is_changed_saved_and_published(desk: Desk, dialog: Dialog) -> None:
    number = desk.open_copy()
    desk.stand_on("avg_response_seconds", "weight")
    desk.type("15")
    assert desk.find(QLineEdit, "designCellField").hasFocus()
    assert desk.screen.designer.table_page.weights.accessibleName() == "Weights: 95% · 5% short"
    desk.key(Qt.Key.Key_Escape)  # leaves the field, loses nothing
    assert desk.stored().indicator("avg_response_seconds").weight == 15
    desk.key(Qt.Key.Key_Z, held=CTRL)
    assert desk.stored().indicator("avg_response_seconds").weight == 20
    desk.key(Qt.Key.Key_Y, held=CTRL)
    desk.stand_on("first_contact_resolution", "weight")
    desk.type("25")
    desk.key(Qt.Key.Key_Return)
    assert desk.screen.designer.table_page.weights.accessibleName() == "Weights: 100%"

    desk.press("designerSubmit")
    QTest.keyClick(dialog("stepDialog"), Qt.Key.Key_Return)
    desk.settle()
    assert desk.screen.draft.version.status is Status.SUBMITTED
    desk.press("designerBack")
    for step in ("version_approved", "version_published"):
        desk.press(step)
        QTest.keyClick(dialog("stepDialog"), Qt.Key.Key_Return)
        desk.settle()
    made = next(v for v in versions.versions(desk.office) if v.id == number)
    assert (made.version, made.status) == (2, Status.PUBLISHED)
    assert versions.card(desk.office, number).indicator("avg_response_seconds").weight == Decimal(15)
    assert frozenset({"scorecard"}) in desk.told


def test_what_is_published_cannot_be_changed(desk: Desk) -> None:
    desk.key(Qt.Key.Key_Return)
    assert "never changes" in desk.text("designerNoticeText")
    before = desk.card
    desk.stand_on("avg_response_seconds", "weight")
    desk.type("15")
    assert desk.card == before
    assert not desk.button("designerSubmit").isVisible()
    desk.key(Qt.Key.Key_Escape)
    assert desk.screen.pages.currentWidget() is desk.screen.versions
