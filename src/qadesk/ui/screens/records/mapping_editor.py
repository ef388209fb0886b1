"""One file before it is imported: its kind, what each column means, its first rows as they will be stored."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from operator import itemgetter

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from qadesk.i18n import _
from qadesk.kinds.registry import KINDS, field_name, file_kinds, kind_name
from qadesk.services.records import preview_words
from qadesk.services.records.imports_preview import ColumnPreview, Preview
from qadesk.services.records.questions import MEND, AskedQuestion
from qadesk.tabular.choosing import NOTHING_SAID, Answers, merged
from qadesk.ui.screens.records.asking import QuestionPanel, WordTable
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.badge import Badge
from qadesk.ui.widgets.basics import ComboBox, OneLine, label
from qadesk.ui.widgets.layouts import fill, grid, hbox, scrolled, tabs, vbox
from qadesk.ui.widgets.table import Column, RecordTableModel, TableView

_SURE = 0.75  # a guess below this asks to be looked at


class MappingEditor(QWidget):
    """Shows a preview; what the user says comes out as `said`: Answers, with what was said before.

    The second value is True where something was changed, False for the answer to a question.
    """

    said = Signal(object, bool)
    left_out = Signal()  # the person wants to correct the file first

    def __init__(self) -> None:
        super().__init__()
        self._preview: Preview | None = None
        self._file: object = None
        self._said = NOTHING_SAID  # of it so far, also what the preview does not know yet
        self._choices: list[ComboBox] = []  # one a column
        self._badges: list[Badge] = []
        self._lent: dict[ComboBox, tuple[ComboBox, str]] = {}  # who took which field from whom
        self.kind = ComboBox(
            "importKind", _("Kind of file"), [(name, kind_name(name)) for name in file_kinds()]
        )
        self.kind.setPlaceholderText(_("Choose…"))
        self.kind.currentIndexChanged.connect(lambda _at: self._take_for(self.kind.currentData(), True))
        self.about = label("", "muted", wrap=True, name="importAbout")
        self.lacking = label("", "bad", wrap=True, name="importLacking")
        self.coming = label("", "muted", wrap=True, name="importComing")
        self.first = label("", wrap=True, name="importFirst")
        self.questions = QuestionPanel(self._answered, self._show_words)
        self.words = WordTable(self._corrected)
        self.caption = label(_("Preview of the first rows"), "small", name="importCaption")
        self.model: RecordTableModel[tuple[str, ...]] = RecordTableModel([])
        self.table = TableView(self.model, "importFirstRows", _("Preview of the first rows"))
        self.table.setSortingEnabled(False)
        self.table.head.wrap()
        self.wrong = label("", "small", wrap=True, name="importWrong")
        columns, name = QWidget(), label(_("Kind of file"))
        name.setBuddy(self.kind)
        self._grid = grid(on=columns, margins=(0, 0, GRID, 0), grows=1)
        self.tabs = tabs(
            "import",
            _("Columns and words"),
            (scrolled(columns, "importColumns"), _("Columns")),
            (scrolled(self.words, "importWords"), _("Words")),
        )
        self.tabs.setMinimumHeight(22 * GRID)
        self.table.setMinimumHeight(13 * GRID)
        vbox(
            hbox(name, self.kind, GRID, (self.about, 1)),
            self.lacking,
            self.coming,
            self.first,
            self.questions,
            (self.tabs, 3),
            self.caption,
            (self.table, 2),
            self.wrong,
            on=self,
        )

    def heightForWidth(self, width: int) -> int:
        """From which height on no question is cut; below it the page scrolls."""
        layout = self.layout()
        assert layout is not None
        return layout.totalMinimumHeightForWidth(width)

    def show_preview(self, preview: Preview, file: object, roster: str = "") -> None:
        """Show how a file would be read; combo boxes that stay keep the focus.

        `file` tells it from the others. `roster` names a staff list that is imported before it: agents that
        are not known may be on that.
        """
        before, self._preview = self._preview, preview
        self._file, self._said = file, preview.answers
        with QSignalBlocker(self.kind):
            self.kind.setCurrentIndex(-1 if preview.kind is None else self.kind.findData(preview.kind))
        self.about.setText(preview_words.about(preview))
        if before is None or _shape(before) != _shape(preview):
            self._build_columns(preview)
        self._fill_columns(preview)
        self.words.show_words(preview.kind or "", preview.words)
        self.tabs.setTabVisible(1, bool(preview.words))
        self.questions.show_questions(file, preview)
        self._put_in_order()
        self._show_lacking(preview, roster)
        self._show_rows(preview, roster)

    def _put_in_order(self) -> None:
        """The Tab key goes down the page: questions and columns were added after what stands below them."""
        asked = self.questions.stops
        in_order = (self.kind, *asked, self.tabs.tabBar(), *self._choices, *self.words.boxes, self.table)
        for before, after in pairwise(in_order):
            self.setTabOrder(before, after)

    def mapping(self) -> dict[str, str]:
        """What the combo boxes say: the header of each field of the kind, "" for none."""
        if self._preview is None or self._preview.kind is None:
            return {}
        chosen = {
            choice.currentData(): column.header
            for choice, column in zip(self._choices, self._preview.columns, strict=True)
            if choice.currentData()
        }
        return {field.name: chosen.get(field.name, "") for field in KINDS[self._preview.kind].fields}

    # ---- columns

    def _build_columns(self, preview: Preview) -> None:
        self._lent = {}
        self._choices = [self._choice(at, one, preview.kind) for at, one in enumerate(preview.columns)]
        self._badges = [Badge("", "muted", f"importSure_{at}") for at in range(len(preview.columns))]
        lines = zip(preview.columns, self._choices, self._badges, strict=True)
        heads = [_("Column of the file"), _("Examples"), "   ".join((_("Import as"), _("* needed")))]
        fill(
            self._grid,
            [(*_shown(at, column, choice), choice, sure) for at, (column, choice, sure) in enumerate(lines)],
            [label(text, "small") for text in heads],
        )

    def _choice(self, at: int, column: ColumnPreview, kind: str | None) -> ComboBox:
        fields = () if kind is None else KINDS[kind].fields
        named = [(field.name, _(field.label) + (" *" if field.required else "")) for field in fields]
        spoken = _("Import “{header}” as").format(header=column.header)
        choice = ComboBox(f"importField_{at}", spoken, [("", _("(left out)")), *named])
        choice.setMinimumWidth(26 * GRID)
        choice.setEnabled(kind is not None)
        choice.currentIndexChanged.connect(lambda _at: self._changed(choice))
        return choice

    def _fill_columns(self, preview: Preview) -> None:
        for choice, badge, column in zip(self._choices, self._badges, preview.columns, strict=True):
            choice.choose(column.field)
            unsure = bool(column.field) and column.confidence < _SURE and not preview.remembered
            badge.say(_("please check") if unsure else column.reason, "warn" if unsure else "muted")
            badge.setVisible(unsure or bool(column.reason))

    def _changed(self, changed: ComboBox) -> None:
        """A field belongs to one column: chosen here, it is taken from where it was.

        Arrow keys pass over fields on the way to the one meant, so what was taken in passing goes back.
        """
        lender, field = self._lent.pop(changed, (None, ""))
        if lender is not None and not lender.currentData():
            lender.choose(field)
        wanted = changed.currentData()
        for choice in self._choices:
            if choice is not changed and wanted and choice.currentData() == wanted:
                choice.choose("")
                self._lent[changed] = (choice, wanted)
        self._hand_on(self._changed_mapping())

    # ---- what is said

    def _changed_mapping(self) -> dict[str, str]:
        """The fields whose column the user changed: what was guessed right is not said by that."""
        assert self._preview is not None
        before = self._preview.mapping
        return {name: header for name, header in self.mapping().items() if header != before.get(name, "")}

    def _answered(self, one: AskedQuestion, answer: str) -> None:
        question = one.question
        if answer == MEND:
            self.left_out.emit()
        elif question.code == "kind":
            self._take_for(answer, False)
        elif question.code == "column" or answer == "none":
            self._hand_on({question.field: "" if answer == "none" else answer}, changed=False)
        else:
            skipped = question.field and self._said.mapping.get(question.field) == ""
            back = {question.field: question.header} if skipped else {}  # “skip this column” was said before
            self._hand_on(back, {question.key: answer}, changed=False)

    def _take_for(self, kind: str, changed: bool) -> None:
        """It is another kind of file: what was said of its columns is of no use."""
        self.questions.asked.forget(self._file)
        self._said = Answers(kind)
        self.said.emit(self._said, changed)

    def _show_words(self) -> None:
        self.tabs.setCurrentIndex(1)
        self.words.boxes[0].setFocus()

    def _corrected(self, field: str, word: str, meaning: str) -> None:
        self._hand_on({}, words={field: {word: meaning}})

    def _hand_on(
        self,
        mapping: Mapping[str, str],
        readings: Mapping[str, str] | None = None,
        words: Mapping[str, Mapping[str, str]] | None = None,
        *,
        changed: bool = True,
    ) -> None:
        """What was said before of this very file, and this."""
        assert self._preview is not None
        now = Answers(self._preview.kind, mapping, {**self._said.readings, **(readings or {})}, words or {})
        self._said = merged(self._said, now)
        self.said.emit(self._said, changed)

    # ---- what comes of it

    def _show_lacking(self, preview: Preview, roster: str) -> None:
        _say(self.lacking, preview_words.lacking(preview, roster))
        _say(self.first, preview_words.first(preview, answered=bool(self.questions.stops)))
        _say(self.coming, preview_words.coming(preview, roster))

    def _show_rows(self, preview: Preview, roster: str) -> None:
        kind = preview.kind
        self.model.set_rows([])  # those of a file before have other cells
        self.model.set_columns([_column(kind or "", name, at) for at, name in enumerate(preview.fields)])
        for widget in (self.table, self.caption):
            widget.setVisible(bool(preview.rows))
        self.model.set_rows(list(preview.rows))
        self.table.fit_columns()
        _say(self.wrong, preview_words.example(preview, roster))


def _say(line: QLabel, text: str) -> None:
    line.setText(text)
    line.setVisible(bool(text))


def _shown(at: int, column: ColumnPreview, choice: ComboBox) -> tuple[QWidget, QWidget]:
    """A column's header and what stands in it, before the choice of what it is."""
    header = OneLine("", f"importHeader_{at}", column.header)
    header.setMaximumWidth(24 * GRID)
    header.setBuddy(choice)
    samples = OneLine("muted", f"importSamples_{at}", "  ·  ".join(column.samples))
    samples.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    samples.setToolTip("\n".join(column.samples))
    return header, samples


def _column(kind: str, name: str, at: int) -> Column[tuple[str, ...]]:
    """A column of the preview; sentences give way to what tells a row from others."""
    sentence = KINDS[kind].field(name).type == "text"
    return Column(name, field_name(kind, name), itemgetter(at), stretch=sentence)


def _shape(preview: Preview) -> tuple[str, str | None, int]:
    """What its lines of columns are made for."""
    return preview.file_name, preview.kind, len(preview.columns)
