"""What a person may not do is in sight and says why; what cannot be taken back is asked first."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from qadesk.services import rights, signing_in
from qadesk.services.assessment import exemptions
from qadesk.services.designing import versions
from qadesk.services.designing.version_rows import VersionStatus
from qadesk.storage.office import Office
from qadesk.ui.dialogs import MessageDialog
from qadesk.ui.screens.settings.screen import SettingsScreen
from qadesk.ui.screens.today.screen import TodayScreen
from qadesk.ui.tasks import Tasks
from qadesk.ui.widgets.basics import Button
from tests import signed_in
from tests.ui.conftest import Dialog
from tests.ui.desk import settle, show_screen
from tests.ui.program_desk import press
from tests.ui.results_desk import Desk
from tests.ui.scorecard_desk import Desk as ScorecardDesk

MONTH = "2026-10"


def test_today_says_why_a_viewer_may_not(qtbot: QtBot, sample_office: Office, tasks: Tasks) -> None:
    sample_office.user = signed_in.person(sample_office, rights.VIEWER)
    screen = show_screen(qtbot, TodayScreen(sample_office, tasks))
    settle(qtbot, tasks)
    score, results = screen.rows["score"].button, screen.rows["results"].button
    assert not score.isEnabled()
    assert "take" in score.toolTip()
    assert "As Viewer" in score.accessibleDescription()
    assert results.isEnabled()  # looking is everybody's
    second = screen.aside.second
    assert not second.isEnabled()
    assert "As Viewer" in second.toolTip()


def test_who_submitted_sees_who_approves(desk_of_two: ScorecardDesk) -> None:
    desk = desk_of_two
    number = versions.new_draft(desk.office, versions.versions(desk.office)[0].id).value
    versions.advance(desk.office, number, VersionStatus.SUBMITTED)
    barred = versions.barred(desk.office, number)
    assert set(barred) == {VersionStatus.APPROVED}
    desk.screen.refresh(frozenset({"scorecard"}))
    desk.settle()
    desk.screen.versions.go_to(number)
    desk.settle()
    approve = desk.screen.findChild(Button, "version_approved")
    assert approve is not None
    assert approve.isVisible()
    assert not approve.isEnabled()
    assert "someone other" in approve.toolTip()
    assert "Boss" in approve.toolTip()


@pytest.fixture
def desk_of_two(qtbot: QtBot, sample_office: Office, tasks: Tasks) -> ScorecardDesk:
    """Another manager could approve what the one at the desk submits."""
    sample_office.user = signed_in.person(sample_office, rights.MANAGER, "me")
    signed_in.person(sample_office, rights.MANAGER, "boss")
    return ScorecardDesk(qtbot, sample_office, tasks)


def test_an_exemption_is_confirmed_after_a_question(
    qtbot: QtBot, sample_office: Office, tasks: Tasks, dialog: Dialog
) -> None:
    exemptions.exempt(sample_office, MONTH, "KF1011", "csat", "na", "新员工")
    sample_office.user = signed_in.person(sample_office, rights.MANAGER, "boss")
    desk = Desk(qtbot, sample_office, tasks)
    desk.show_month(MONTH, "open")
    desk.screen.show_agent("KF1011")
    desk.settle()
    desk.screen.agent.choose("csat")
    desk.settle()
    desk.press("agentConfirm")
    asked = dialog("confirmDialog")
    assert isinstance(asked, MessageDialog)
    said = asked.findChild(QLabel, "messageLoses")
    assert said is not None
    assert "新员工" in said.text()
    press(qtbot, asked, "confirmCancel")
    desk.settle()
    assert _undecided(sample_office)
    desk.press("agentConfirm")
    press(qtbot, dialog("confirmDialog"), "confirmAction")
    desk.settle()
    assert not _undecided(sample_office)


def _undecided(office: Office) -> list[str]:
    from qadesk.services.assessment.standings import standings

    return [one.staff_no for one in standings(office, MONTH).exemptions
            if one.decided_id is None and one.staff_no == "KF1011"]  # fmt: skip


def test_codes_that_were_not_used_are_not_voided_unasked(
    qtbot: QtBot, sample_office: Office, tasks: Tasks, dialog: Dialog
) -> None:
    first = signing_in.new_codes(sample_office).value
    screen = show_screen(qtbot, SettingsScreen(sample_office, tasks), changes=frozenset({"settings"}))
    press(qtbot, screen, "settingsCodes")
    press(qtbot, dialog("confirmDialog"), "confirmCancel")
    settle(qtbot, tasks)
    user = sample_office.user
    assert user is not None
    assert signing_in.recover(sample_office, user.login, first[0], "a long password")  # still good
    press(qtbot, screen, "settingsCodes")
    press(qtbot, dialog("confirmDialog"), "confirmAction")
    press(qtbot, dialog("codes"), "codesClose")
    qtbot.waitUntil(lambda: signing_in.codes_left(sample_office) == 10)
