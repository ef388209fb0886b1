"""The Sheets screen: the list, the preview, and which sheets are printed or saved."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Final

from PySide6.QtGui import QImage

from qadesk import formats
from qadesk.domain.scoring import Status
from qadesk.i18n import _, current_language
from qadesk.printing.sheet import SheetContent
from qadesk.services.paper import sheets
from qadesk.services.paper.sheets import SheetsOverview, SheetState
from qadesk.ui import evidence
from qadesk.ui.kit.actions import Action
from qadesk.ui.kit.files import FileKind
from qadesk.ui.kit.history import assessment_history
from qadesk.ui.kit.list_page import Empty, ListPage, ListView
from qadesk.ui.kit.personal import Personal, holding
from qadesk.ui.kit.remembered import remember_choice
from qadesk.ui.kit.screen import Screen
from qadesk.ui.screens.sheets import raster
from qadesk.ui.screens.sheets.output import Output, Wanted
from qadesk.ui.screens.sheets.preview import FIT, PreviewPane
from qadesk.ui.theme import GRID, enlarged
from qadesk.ui.widgets.badge import GRADE_TONES
from qadesk.ui.widgets.layouts import vbox
from qadesk.ui.widgets.table import Column

_LIST: Final = 54 * GRID  # pixels of width
_NARROW_LIST: Final = 48 * GRID  # so that a sheet can be read beside it at 150 % (80 dots an inch)


class SheetsScreen(Screen):
    """Print and save the month's assessment sheets."""

    key = "sheets"
    concerns = frozenset({"agents", "records", "ratings", "results", "focus", "sheets", "cycle", "settings"})

    def build(self) -> None:
        self._overview: SheetsOverview | None = None
        self._shown = ""  # staff number in the preview
        self._pdf = b""
        self._drawing = 0
        self.pane = PreviewPane()
        self.pane.view.wanted.connect(self._redraw)
        self.pane.language_chosen.connect(lambda _language: self.refresh(frozenset({"settings"})))
        self.pane.language.setCurrentIndex(self.pane.language.findData(current_language()))
        memory = self.memory("preview")
        remember_choice(self.pane.language, memory)
        zoom = str(memory.value("zoom"))
        self.pane.view.set_zoom(int(zoom) if zoom.isdecimal() else FIT)
        self.pane.view.zoom_changed.connect(lambda zoom: memory.keep("zoom", zoom))
        self.page = ListPage(self, self._view(), self._actions(), lambda _actions: self.pane)
        self.pane.begin_with(self.page.actions_.button("sheetsList"))
        self.page.search.setMinimumWidth(12 * GRID)
        self.page.chosen.connect(self._show_chosen)
        self.output = Output(self, self.page.operations)
        self._to_save = ""  # the month whose sheets are to be saved once they are read
        vbox(self.page, on=self)

    def _view(self) -> ListView[SheetState]:
        return ListView(
            "sheets",
            _("Sheets of the cycle"),
            columns(self.office.local),
            identity=lambda state: state.staff_no,
            personal=Personal("agents"),
            counted=lambda _shown: sheets.summary(self.page.rows),
            searched=lambda state: (state.staff_no, state.name),
            search_tip=_("Find an agent"),
            no_match=_("No agents match this filter."),
            empty=Empty(
                "printer",
                _("Nobody to assess yet"),
                _("Import the roster, or add agents by hand."),
                ("sheetsGoAgents",),
            ),
            also_empty=(_unopened(),),
            in_bar=("sheetsSave", "sheetsPrintSelected", "sheetsPrintAll"),
            opens="sheetsRead",
            aside_grows=True,
            least_width=enlarged(_LIST),
            narrow_width=_NARROW_LIST,
        )

    def _actions(self) -> list[Action]:
        def anybody() -> bool:
            return any(state.status is not Status.EXCLUDED for state in self.page.rows)

        def some() -> bool:
            return bool(self.page.selected)

        def either() -> bool:
            return anybody() or some()

        def counted(text: str) -> Callable[[], str]:
            return lambda: text.format(n=len(self.page.selected))

        each, merged = partial(self._save, merged=False), partial(self._save, merged=True)
        ways: tuple[tuple[str, str | Callable[[], str], str, Callable[[bool], object], bool], ...] = (
            ("sheetsPrintAll", _("Print all…"), "Ctrl+Shift+P", self._print, True),
            ("sheetsPrintSelected", counted(_("Print selected ({n})…")), "Ctrl+P", self._print, False),
            ("sheetsSaveAllEach", _("All, one file each"), "Ctrl+Shift+S", each, True),
            ("sheetsSaveAllMerged", _("All in one file"), "Ctrl+Shift+M", merged, True),
            ("sheetsSaveSelectedEach", counted(_("Selected ({n}), one file each")), "Ctrl+S", each, False),
            ("sheetsSaveSelectedMerged", counted(_("Selected ({n}) in one file")), "Ctrl+M", merged, False),
        )
        all_first, *others = (
            Action(
                name, text, partial(do, all_), keys=(keys,), enabled=anybody if all_ else some, right="print"
            )
            for name, text, keys, do, all_ in ways
        )
        saves = (*(one.name for one in others[1:]), "sheetsAppealForms", "sheetsEvidence")
        return [
            replace(all_first, icon="printer", kind="primary"),
            *others,
            Action("sheetsSave", _("Save as PDF…"), None, "save", enabled=either, menu=saves, right="print"),
            Action(
                "sheetsAppealForms",
                _("Appeal forms to fill in…"),
                self._save_forms,
                "gavel",
                enabled=lambda: self.cycle_state == "closed" and either(),
                right="print",
            ),
            Action(
                "sheetsEvidence",
                _("Evidence pack…"),
                self._make_evidence,
                "archive",
                enabled=lambda: len(self.page.selected) == 1,
                right="print",
            ),
            assessment_history(self, "sheets", lambda: self.page.current, lambda row: row.staff_no),
            *self._ways_to_look(),
        ]

    def _save_forms(self) -> None:
        """Ask where blank appeal forms go: of those chosen, or of everybody."""
        from qadesk.services.appeals import form

        office, code = self.office, self.cycle
        who = tuple(row.staff_no for row in self.page.selected)
        self.page.operations.save_as(
            "sheetsFormsFile",
            _("Appeal form"),
            f"{_('Appeal form')}_{code}.pdf",
            lambda path: form.save_forms(office, code, who, path, blank=True),
            holds=holding(office, Personal("agents"), len(who) or None),
            kinds=[FileKind(_("PDF file"), ("pdf",))],
        )

    def _toggle_list(self) -> None:
        """Give the sheet the room of the list, or take it back; the keyboard goes to what is to be read."""
        listed = self.page.split.widget(0)
        assert listed is not None  # it was built with the page
        listed.setVisible(listed.isHidden())
        (self.pane.view if listed.isHidden() else self.page.table).setFocus()

    def _ways_to_look(self) -> list[Action]:
        view, go = self.pane.view, self.open_requested.emit
        closer, farther = partial(view.step_zoom, 1), partial(view.step_zoom, -1)
        return [
            Action(
                "sheetsList",
                _("List"),
                self._toggle_list,
                "panel-right",
                ("F4",),
                "quiet",
                _("Show or hide the list, to read the sheet in its room"),
            ),
            Action("sheetsRead", _("Read the sheet"), view.setFocus, in_menu=False),
            Action("sheetsZoomIn", _("Zoom in"), closer, keys=("Ctrl++", "Ctrl+="), in_menu=False),
            Action("sheetsZoomOut", _("Zoom out"), farther, keys=("Ctrl+-",), in_menu=False),
            Action("sheetsFit", _("Fit width"), partial(view.set_zoom, 0), keys=("Ctrl+0",), in_menu=False),
            Action("sheetsGoToday", _("Go to Today"), partial(go, "today", None), in_menu=False),
            Action("sheetsGoAgents", _("Go to Agents"), partial(go, "agents", None), in_menu=False),
        ]

    def focus_first(self) -> None:
        self.page.focus_first()

    # ---- reading

    @property
    def language(self) -> str:
        """What the sheets are printed in."""
        return str(self.pane.language.currentData())

    def refresh(self, changes: frozenset[str]) -> None:
        """Read the month's sheets again; the agent in sight stays in sight."""
        if "cycle" in changes:
            self.page.notice.hide()
        if self.cycle_state == "unopened":
            self._overview = None
            self.page.say_empty(_unopened())
            return
        code, language = self.cycle, self.language
        self.load(lambda: sheets.overview(self.office, code, language), self._show_overview)

    def arrive(self, context: object) -> None:
        """Show one agent's sheet: `context` is a staff number; ("save",): all are to be saved in one file."""
        if isinstance(context, str):
            self.page.go_to(context)
        elif context == ("save",):
            self._to_save = self.cycle
            self.refresh(frozenset())

    def _show_overview(self, overview: SheetsOverview) -> None:
        self._overview = overview
        self.page.show_rows(overview.states)
        asked, self._to_save = self._to_save, ""
        if asked == self.cycle:
            self.page.actions_.trigger("sheetsSaveAllMerged")

    # ---- preview

    def _show_chosen(self, state: SheetState | None) -> None:
        if state is None or self._overview is None:
            return
        self._shown = state.staff_no
        content = self._overview.contents[state.staff_no]
        lacking = self._overview.missing_characters.get(state.staff_no, ())
        warning = _("Not in the font, printed as a code: {what}").format(what=formats.characters(lacking))
        self.pane.name(formats.agent_text(state.name, state.staff_no), warning if lacking else "")
        self._draw(content)

    def _draw(self, content: SheetContent) -> None:
        self._drawing += 1
        number, width = self._drawing, self.pane.view.pixels()

        def work() -> tuple[bytes, tuple[QImage, ...]]:
            if number != self._drawing:  # the user has moved on while this waited
                return b"", ()
            pdf = sheets.draw(content)
            return pdf, raster.pages(pdf, width)

        def done(drawn: tuple[bytes, tuple[QImage, ...]]) -> None:
            if number == self._drawing and drawn[0]:
                self._pdf = drawn[0]
                self.pane.view.show_images(drawn[1], anew=True)

        self.tasks.run(work, done, owner=self)

    def _redraw(self, width: int) -> None:
        """The same sheet in another size."""
        pdf, number = self._pdf, self._drawing
        if not pdf:
            return

        def done(images: tuple[QImage, ...]) -> None:
            if number == self._drawing and width == self.pane.view.pixels():
                self.pane.view.show_images(images, anew=False)

        self.tasks.run(lambda: raster.pages(pdf, width), done, owner=self)

    # ---- onto paper and into files

    def _print(self, everyone: bool) -> None:
        self.output.print(self._wanted(everyone))

    def _save(self, everyone: bool, *, merged: bool) -> None:
        self.output.save(self._wanted(everyone), merged=merged)

    def _make_evidence(self) -> None:
        state = self.page.selected[0]
        evidence.ask_for_pack(self, self.page.operations, self.cycle, state.staff_no, state.name)

    def _wanted(self, everyone: bool) -> Wanted:
        assert self._overview is not None  # nothing is offered until it was read
        chosen = None if everyone else tuple(state.staff_no for state in self.page.selected)
        return Wanted(self.cycle, chosen, self.language, self._overview)


def _unopened() -> Empty:
    title = _("This cycle has not been opened")
    text = _("Open it on the Today page; its sheets can be made once records and ratings are there.")
    return Empty("printer", title, text, ("sheetsGoToday",))


# ---- the list: who, which grade, and what lies on paper


def columns(local: Callable[[datetime], datetime]) -> list[Column[SheetState]]:
    """The columns; `local` brings a stored moment to the office's clocks."""

    return [
        Column("staff_no", _("Staff no."), lambda state: state.staff_no),
        Column("name", _("Name"), lambda state: state.name, stretch=True, least=10 * GRID),
        Column("result", _("Result"), sheets.outcome, tone=_outcome_tone, sort=lambda state: state.total),
        Column(
            "printed",
            _("Printed"),
            lambda s: sheets.printed(s, local),
            tone=_printed_tone,
            sort=lambda s: s.printed_at,
            tip=lambda s: sheets.when_printed(s, local),
        ),
    ]


def _outcome_tone(state: SheetState) -> str:
    if state.status is Status.EXCLUDED:
        return "muted"
    return GRADE_TONES.get(state.grade, "muted") if state.grade else "warn"


def _printed_tone(state: SheetState) -> str:
    if state.printed_at is None:
        return "muted"
    if state.outdated or state.provisional:
        return "warn"
    return "accent" if state.paper_at is None else "good"
