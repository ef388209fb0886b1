"""The screen Scorecards: versions are copied, edited, submitted, approved, published, deleted."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from qadesk.domain.scorecard import Names
from qadesk.errors import UserError
from qadesk.services.designing import drafts, versions
from qadesk.services.designing.versions import VersionStatus
from qadesk.storage.office import Office
from qadesk.ui.kit.form import FormDialog
from qadesk.ui.tasks import Tasks
from qadesk.ui.widgets.basics import Button, ComboBox
from tests.ui.conftest import Dialog
from tests.ui.desk import has_focus, tells
from tests.ui.scorecard_desk import CTRL, Desk


@pytest.fixture
def desk(qtbot: QtBot, branch: Office, tasks: Tasks) -> Desk:
    return Desk(qtbot, branch, tasks)


def test_a_weight_is_changed_saved_and_published(desk: Desk, dialog: Dialog) -> None:
    number = desk.open_copy()
    desk.stand_on("avg_response_seconds", "weight")
    desk.type("15")
    assert has_focus(desk.find(QLineEdit, "designCellField"))
    assert desk.screen.designer.table_page.weights.accessibleName() == "Weights: 95% · 5% short"
    desk.key(Qt.Key.Key_Return)
    assert desk.stored().indicator("avg_response_seconds").weight == 15
    desk.key(Qt.Key.Key_Z, held=CTRL)
    assert desk.stored().indicator("avg_response_seconds").weight == 20
    desk.key(Qt.Key.Key_Y, held=CTRL)
    desk.stand_on("first_contact_resolution", "weight")
    desk.type("25")
    desk.key(Qt.Key.Key_Return)
    assert desk.screen.designer.table_page.weights.accessibleName() == "Weights: 100%"

    desk.press("designer_submitted")
    QTest.keyClick(dialog("stepDialog"), Qt.Key.Key_Return)
    desk.settle()
    assert desk.screen.draft.version.status is VersionStatus.SUBMITTED
    desk.press("designerBack")
    for step in ("version_approved", "version_published"):
        desk.press(step)
        QTest.keyClick(dialog("stepDialog"), Qt.Key.Key_Return)
        desk.settle()
    made = next(v for v in versions.versions(desk.office) if v.id == number)
    assert (made.version, made.status) == (2, VersionStatus.PUBLISHED)
    assert versions.card(desk.office, number).indicator("avg_response_seconds").weight == Decimal(15)
    assert frozenset({"scorecard"}) in desk.told
    assert desk.screen.notice.action.text() == "Notice as PDF…"


def test_what_is_published_cannot_be_changed(desk: Desk) -> None:
    desk.key(Qt.Key.Key_Return)
    assert tells(desk.screen.designer.notice, "scorecard.not_a_draft")
    before = desk.card
    desk.stand_on("avg_response_seconds", "weight")
    desk.type("15")
    assert desk.card == before
    assert not desk.button("designer_submitted").isVisible()
    desk.key(Qt.Key.Key_Escape)
    assert desk.screen.pages.currentWidget() is desk.screen.versions


def test_who_goes_back_before_a_version_is_read_stays_on_the_list(desk: Desk) -> None:
    draft, page = desk.open_copy(), desk.screen.pages
    versions.advance(desk.office, draft, VersionStatus.SUBMITTED)  # by somebody else
    now = versions.versions(desk.office)
    desk.screen._show_versions(now)  # what the list is told when it is read anew
    desk.screen.show_list()  # the version itself is still being read
    desk.settle()
    assert page.currentWidget() is desk.screen.versions
    desk.key(Qt.Key.Key_Return)
    desk.qtbot.waitUntil(lambda: page.currentWidget() is desk.screen.designer)
    assert not desk.screen.draft.editable


def test_a_trial_works_again_after_coming_back_to_the_version(desk: Desk) -> None:
    desk.open_copy()
    designer = desk.screen.designer
    for number in range(designer.tabs.count()):
        designer.tabs.setCurrentIndex(number)
        desk.settle()
        focus = QApplication.focusWidget()
        assert focus is not None
        assert designer.pages.currentWidget().isAncestorOf(focus)  # not the button that submits
    desk.screen.show_list()
    desk.settle()
    desk.key(Qt.Key.Key_Return)
    trial = designer.trial_page
    assert trial.isVisible()
    assert trial.months.count() == 2
    trial.months.setCurrentIndex(1 - trial.months.currentIndex())
    assert trial.count.text() == "Trying it…"
    desk.settle()
    assert trial.count.text() != "Trying it…"


def test_the_list_says_which_version_new_months_take(desk: Desk) -> None:
    def used(row: int) -> str:
        model = desk.screen.versions.model
        return str(model.index(row, model.column_number("cycles")).data())

    assert used(0).startswith("new months; ")
    draft = desk.open_copy()
    for to in (VersionStatus.SUBMITTED, VersionStatus.APPROVED, VersionStatus.PUBLISHED):
        versions.advance(desk.office, draft, to)
    desk.screen.show_list()
    desk.settle()
    assert (used(0), used(1).startswith("new months")) == ("new months", False)
    assert desk.text("versionUsed") == "Months opened from now on use it."


def test_a_new_scorecard_begins_empty_or_as_a_copy(desk: Desk, dialog: Dialog) -> None:
    desk.press("versionsNew")
    form = dialog("newScorecard")
    assert isinstance(form, FormDialog)
    form.submit()
    assert "name" in form.wrong.text()
    form.findChild(QLineEdit, "newScorecardZh").insert("分拣考核")
    form.findChild(QLineEdit, "newScorecardCode").setText("courier-standard")
    form.submit()
    assert "already" in form.wrong.text()
    QTest.keyClick(form, Qt.Key.Key_Escape)  # what was typed is not lost
    assert form.isVisible()
    form.findChild(QLineEdit, "newScorecardCode").setText("sorting")
    form.findChild(ComboBox, "newScorecardStart").setCurrentIndex(0)
    form.action.click()
    desk.settle()
    version = desk.screen.draft.version
    assert (version.code, version.names.zh, version.status) == ("sorting", "分拣考核", VersionStatus.DRAFT)
    assert sum(1 for _one in desk.card.indicators()) == 0
    assert desk.screen.designer.isVisible()


def test_a_new_scorecard_asked_for_before_the_list_is_read_has_a_code_of_its_own(
    desk: Desk, dialog: Dialog
) -> None:
    versions.new_draft(desk.office, None, "scorecard", Names("分拣考核", ""))
    desk.screen.versions.show_rows([])
    desk.press("versionsNew")
    form = dialog("newScorecard")
    assert form.findChild(QLineEdit, "newScorecardCode").text() == "scorecard_2"
    QTest.keyClick(form, Qt.Key.Key_Escape)


def test_a_draft_is_deleted_once_asked(desk: Desk, dialog: Dialog) -> None:
    number = desk.open_copy()
    desk.press("designerBack")
    assert desk.button("versionDelete").isEnabled()
    desk.press("versionDelete")
    question = dialog("confirmDialog")
    QTest.keyClick(question, Qt.Key.Key_Escape)
    assert any(v.id == number for v in versions.versions(desk.office))
    desk.press("versionDelete")
    dialog("confirmDialog").findChild(Button, "confirmAction").click()
    desk.settle()
    assert [v.id == number for v in versions.versions(desk.office)] == [False]
    assert tells(desk.screen.notice, "done")
    assert not desk.button("versionDelete").isEnabled()


def test_what_has_problems_is_not_submitted(desk: Desk, dialog: Dialog) -> None:
    desk.open_copy()
    desk.stand_on("csat", "weight")
    desk.type("1")
    desk.press("designer_submitted")
    QTest.keyClick(dialog("stepDialog"), Qt.Key.Key_Return)
    desk.settle()
    said = dialog("errorDialog")
    assert tells(said, "scorecard.has_problems", 1)
    QTest.keyClick(said, Qt.Key.Key_Escape)
    assert desk.screen.draft.version.status is VersionStatus.DRAFT
    assert desk.stored().indicator("csat").weight == 1


def test_a_submitted_version_is_sent_back_with_a_note(desk: Desk, dialog: Dialog) -> None:
    desk.open_copy()
    desk.press("designer_submitted")
    QTest.keyClick(dialog("stepDialog"), Qt.Key.Key_Return)
    desk.settle()
    assert "send it back" in desk.text("designerNoticeText")
    desk.press("designerBack")
    desk.press("version_draft")
    question = dialog("stepDialog")
    ok, field = question.findChild(Button, "stepDo"), question.findChild(QLineEdit, "stepText")
    assert ok is not None
    assert not ok.isEnabled()
    QTest.keyClicks(field, "CSAT counts too little")
    QTest.keyClick(question, Qt.Key.Key_Escape)  # typed, and kept for the next time
    desk.press("version_draft")
    question = dialog("stepDialog")
    assert question.findChild(QLineEdit, "stepText").text() == "CSAT counts too little"
    question.findChild(Button, "stepDo").click()
    desk.settle()
    assert "CSAT counts too little" in desk.text("versionStep0")
    assert desk.screen.pages.currentWidget() is desk.screen.versions
    desk.come_back()
    assert has_focus(desk.screen.versions.table)
    desk.key(Qt.Key.Key_Return)
    assert desk.screen.draft.editable


def test_in_the_designer_too_a_version_goes_on_its_way(
    desk: Desk, dialog: Dialog, monkeypatch: pytest.MonkeyPatch
) -> None:
    def offered() -> set[str]:
        return {to.value for to, button in desk.screen.designer.steps.items() if button.isVisible()}

    def take(step: str) -> None:
        desk.press(f"designer_{step}")
        question = dialog("stepDialog")
        QTest.keyClicks(question.findChild(QLineEdit, "stepText"), "as said")
        question.findChild(Button, "stepDo").click()
        desk.settle()

    desk.open_copy()
    assert offered() == {"submitted"}
    desk.press("designer_submitted")
    QTest.keyClick(dialog("stepDialog"), Qt.Key.Key_Return)
    desk.settle()
    assert offered() == {"draft", "approved"}
    assert not desk.screen.notice.isVisible()  # one message: that of the page
    take("draft")
    assert desk.screen.draft.editable
    assert offered() == {"submitted"}
    desk.screen.commands.step(desk.screen.draft.version, VersionStatus.SUBMITTED, "")
    desk.settle()
    take("approved")
    assert offered() == {"draft", "published"}
    take("draft")
    monkeypatch.setattr(versions, "may", lambda _office, _id: frozenset({VersionStatus.DRAFT}))
    desk.screen.commands.step(desk.screen.draft.version, VersionStatus.SUBMITTED, "")
    desk.settle()
    assert offered() == {"draft"}
    assert "Someone else must approve it" in desk.text("designerNoticeText")


def test_a_version_goes_to_a_file_and_comes_back_as_a_draft(desk: Desk, tmp_path: Path) -> None:
    version = desk.screen.versions.current
    assert version is not None
    for name in ("card.xlsx", "card.yaml"):
        desk.screen.commands.export(version, tmp_path / name)
        desk.settle()
        assert name in desk.text("scorecardsNoticeText")
        desk.screen.commands.import_file(tmp_path / name)
        desk.settle()
        assert desk.screen.draft.version.status is VersionStatus.DRAFT
        assert replace(desk.card, version=1) == versions.card(desk.office, version.id)
        desk.press("designerBack")
    desk.screen.commands.notice(version, tmp_path / "notice.pdf")
    desk.settle()
    assert (tmp_path / "notice.pdf").read_bytes().startswith(b"%PDF")


def test_a_file_with_mistakes_is_refused_whole(desk: Desk, dialog: Dialog, tmp_path: Path) -> None:
    before = versions.versions(desk.office)
    version = desk.screen.versions.current
    assert version is not None
    desk.screen.commands.export(version, tmp_path / "card.yaml")
    desk.settle()
    text = (tmp_path / "card.yaml").read_text("utf-8").replace("cap: 105", "cup: 105")
    (tmp_path / "card.yaml").write_text(text, "utf-8")
    desk.screen.commands.import_file(tmp_path / "card.yaml")
    desk.settle()
    said = dialog("errorDialog")
    assert tells(said, "scorecard_file.has_problems", "card.yaml", "cup")
    QTest.keyClick(said, Qt.Key.Key_Escape)
    assert versions.versions(desk.office) == before


def test_two_versions_stand_side_by_side(desk: Desk) -> None:
    desk.open_copy()
    desk.stand_on("csat", "weight")
    desk.type("12")
    desk.key(Qt.Key.Key_Return)
    desk.press("designerBack")
    desk.press("versionCompare")
    page = desk.screen.compare
    assert [(d.indicator, d.before, d.after) for d in page.model.rows] == [("csat", "15", "12")]
    assert (desk.text("compareLeft"), desk.text("compareRight")) == ("15", "12")
    heads = [page.model.headerData(n, Qt.Orientation.Horizontal) for n in (3, 4)]
    assert heads == ["Version 1", "Version 2"]  # whole in a narrow window; the name is the same
    assert has_focus(page.table)
    desk.press("compareSwap")
    assert [(d.before, d.after) for d in page.model.rows] == [("12", "15")]
    page.after.setCurrentIndex(page.before.currentIndex())
    page.after.activated.emit(0)
    desk.settle()
    assert page.empty.isVisible()
    desk.key(Qt.Key.Key_Escape)
    assert desk.screen.versions.isVisible()


def test_what_cannot_be_saved_is_kept_and_saved_later(
    desk: Desk, dialog: Dialog, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.open_copy()
    full = [True]
    store = drafts.save_draft

    def save(*args: object) -> None:
        if full[0]:
            raise UserError("file.disk_full", "The disk is full.")
        store(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(drafts, "save_draft", save)
    desk.stand_on("csat", "weight")
    desk.type("12")
    assert desk.screen.designer.saved.text() == "Not saved"
    assert tells(desk.screen.designer.notice, "file.disk_full")
    assert desk.stored().indicator("csat").weight == 15
    assert not desk.screen.flush()
    QTest.keyClick(dialog("confirmDialog"), Qt.Key.Key_Escape)  # stay here
    full[0] = False
    desk.press("designerNoticeAction")
    assert desk.screen.designer.saved.text() == "All saved"
    assert desk.stored().indicator("csat").weight == 12
    assert desk.screen.flush()


def test_undo_is_still_there_after_a_look_at_the_list(desk: Desk) -> None:
    desk.open_copy()
    desk.stand_on("csat", "weight")
    desk.type("12")
    desk.key(Qt.Key.Key_Return)
    desk.press("designerBack")
    desk.key(Qt.Key.Key_Return)
    desk.press("designerUndo")
    assert desk.stored().indicator("csat").weight == 15


def test_the_tabs_lead_to_targets_and_advice_and_esc_back(desk: Desk) -> None:
    for context, page in (("targets", desk.screen.targets), ("advice", desk.screen.advice)):
        desk.screen.arrive(context)
        desk.settle()
        assert page.isVisible()
        desk.screen.focus_first()
        desk.key(Qt.Key.Key_Escape)
        assert desk.screen.versions.isVisible()
    desk.key(Qt.Key.Key_Return)
    assert desk.screen.designer.isVisible()
    assert not desk.screen.tabs.isVisible()  # a version has pages of its own
