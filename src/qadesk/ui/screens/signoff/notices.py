"""The notice of a month's results: what it tells is asked, then where it goes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from qadesk.i18n import _
from qadesk.services.after_closing import notice_words, publication
from qadesk.services.after_closing.publication import NoticeChoice
from qadesk.services.after_closing.review import MarkedResult
from qadesk.ui.kit.actions import Action
from qadesk.ui.kit.fields import Field
from qadesk.ui.kit.files import FileKind
from qadesk.ui.kit.form import Form, FormDialog
from qadesk.ui.kit.list_page import ListPage
from qadesk.ui.kit.personal import Personal, holding
from qadesk.ui.kit.screen import Screen


class Notices:
    """What the screen does with notices; `page` gives its list once it is made."""

    def __init__(self, screen: Screen, page: Callable[[], ListPage[MarkedResult]]) -> None:
        self._screen, self._page = screen, page

    def action(self, shown: Callable[[], bool]) -> Action:
        """The button."""
        return Action("signoffNotice", _("Notice…"), self.ask, "megaphone", shown=shown, right="print")

    def ask(self) -> None:
        """Ask what the notice of the results tells, then where it goes."""
        screen, office = self._screen, self._screen.office
        fields = [
            Field(key, text, "choice", value=next(iter(offered)),
                  options=[(one, _(words)) for one, words in offered.items()])
            for key, text, offered in (
                ("named", _("Agents by"), notice_words.NAMED), ("shown", _("Of each"), notice_words.SHOWN))
        ]  # fmt: skip

        def chosen(values: dict[str, Any], dialog: FormDialog) -> None:
            dialog.accept()
            choice, code = NoticeChoice(**values), screen.cycle
            self._page().operations.save_as(
                "signoffNoticeFile",
                _("Notice of results"),
                f"{_('Notice of results')}_{code}.pdf",
                lambda path: publication.notice(office, code, choice, path),
                holds=holding(office, Personal("agents"), len(self._page().rows)),
                kinds=[FileKind(_("PDF file"), ("pdf",))],
            )

        words = _("Notice of results"), _("Save as PDF…")
        FormDialog(screen, "signoffNoticeDialog", *words, Form("notice", fields), chosen).open()
