"""The notice of a month's results: what it tells is asked, then where it goes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from qadesk.errors import NotTaken
from qadesk.i18n import _
from qadesk.services.after_closing import notices, publication
from qadesk.services.after_closing.notice_words import NAMED, SHOWN, made_text, stale_text
from qadesk.services.after_closing.notices import Notice, NoticeChoice, StaleNotice
from qadesk.services.after_closing.review import MarkedResult
from qadesk.ui.kit import files, shown
from qadesk.ui.kit.actions import Action
from qadesk.ui.kit.fields import Field
from qadesk.ui.kit.files import FileKind
from qadesk.ui.kit.form import Form, FormDialog
from qadesk.ui.kit.list_page import ListPage
from qadesk.ui.kit.personal import Personal, holding
from qadesk.ui.kit.screen import Screen
from qadesk.ui.widgets.basics import Button


class Notices:
    """What the screen does with notices; `page` gives its list once it is made."""

    def __init__(self, screen: Screen, page: Callable[[], ListPage[MarkedResult]]) -> None:
        self._screen, self._page = screen, page

    stale: StaleNotice | None = None  # as read with the month

    def action(self, shown: Callable[[], bool]) -> Action:
        """The button."""
        return Action(
            "signoffNotice",
            self._text,
            self.ask_notice,
            "megaphone",
            ("Ctrl+Shift+O",),
            shown=shown,
            right="print",
        )

    def _text(self) -> str:
        return _("Notice…") if self.stale is None else _("Corrected notice…")

    def said(self) -> str:
        """What of the newest notice is no longer so."""
        return "" if self.stale is None else stale_text(self.stale)

    def ask_notice(self) -> None:
        """Read what the newest notice was like, then ask what this one tells and where it goes."""
        office, code = self._screen.office, self._screen.cycle
        self._screen.load(lambda: notices.notices(office, code), self._ask_like, slot="notices")

    def _ask_like(self, there: tuple[Notice, ...]) -> None:
        like = there[-1].choice if there else NoticeChoice(first_day=self._screen.office.today())
        fields = [
            *(
                Field(key, text, "choice", value=getattr(like, key),
                      options=[(one, _(words)) for one, words in offered.items()])
                for key, text, offered in (("named", _("Agents by"), NAMED), ("shown", _("Of each"), SHOWN))
            ),
            Field("first_day", _("Posted from"), "date", like.first_day,
                  hint=_("Days that are left empty are written by hand.")),
            Field("last_day", _("until"), "date", like.last_day),
            Field("objections_to", _("Objections to"), value=like.objections_to,
                  hint=_("Left empty: the managers.")),
        ]  # fmt: skip
        words = _("Notice of results"), _("Save as PDF…")
        dialog = FormDialog(
            self._screen, "signoffNoticeDialog", *words, Form("notice", fields), self._ask_where
        )
        look = Button(_("Preview"), "signoffNoticePreview", clicked=lambda: self._preview(dialog))
        dialog.buttons.insertWidget(dialog.buttons.count() - 1, look)
        dialog.open()

    def _preview(self, dialog: FormDialog) -> None:
        """Show what would be printed in the system's viewer; nothing is kept."""
        office, code, notice = self._screen.office, self._screen.cycle, self._page().operations.notice
        try:
            choice = NoticeChoice(**dialog.form.values())
        except NotTaken as wrong:
            dialog.say_wrong(str(wrong), wrong.code)
            return
        self._screen.tasks.run(
            lambda: publication.look_at(office, code, choice),
            lambda file: shown.show(file, notice),
            dialog.refuse,
            owner=dialog,
        )

    def _ask_where(self, values: dict[str, Any], dialog: FormDialog) -> None:
        dialog.accept()
        screen, office, code = self._screen, self._screen.office, self._screen.cycle
        choice, page = NoticeChoice(**values), self._page()
        files.ask_save(
            screen,
            "signoffNoticeFile",
            _("Notice of results"),
            f"{_('Notice of results')}_{code}.pdf",
            [FileKind(_("PDF file"), ("pdf",))],
            lambda path: page.operations.run(
                lambda: publication.notice(office, code, choice, path),
                said=lambda made: made_text(made, path.name),
            ),
            holds=holding(office, Personal("agents"), len(page.rows)),
        )
