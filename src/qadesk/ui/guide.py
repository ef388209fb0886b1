"""The guide in a window of its own: contents, search, and the chapter of the screen one comes from."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import Qt, QTimer, QUrl
from PySide6.QtGui import QImage, QImageReader, QTextBlock, QTextCursor, QTextDocument
from PySide6.QtWidgets import QListWidget, QTextBrowser, QTextEdit, QWidget

from qadesk.i18n import _, current_language
from qadesk.resources import guide
from qadesk.ui import theme
from qadesk.ui.dialogs import Window
from qadesk.ui.kit.actions import Action, Actions
from qadesk.ui.reading import closed_up, show_keys
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.basics import SearchField, label
from qadesk.ui.widgets.layouts import FREE, hbox, split, vbox

_ELSEWHERE: Final = re.compile(r"(?<!!)\[([^\]]+)\]\((?!#)[^)]+\)")  # links out of this window
_WIDEST_PICTURE: Final = 80 * GRID
_NARROWEST_PICTURE: Final = 30 * GRID
_MOST_FOUND: Final = 500
_PICTURE: Final = QTextDocument.ResourceType.ImageResource


class Guide(Window):
    """Stands beside the work: the window below it can be used while it is open."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, "guideDialog", _("Guide"), 120 * GRID, 90 * GRID)
        # Nobody's child, so that a form that is open over the window below does not keep it from being read.
        self.setParent(None, self.windowFlags() | Qt.WindowType.WindowMaximizeButtonHint)
        theme.dress(self)
        self.text = _Text(guide(current_language()))
        self.contents = QListWidget()
        self.contents.setObjectName("guideContents")
        self.contents.setAccessibleName(_("Contents"))
        self._headings = self._list_headings()
        self.contents.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.contents.setMinimumWidth(self.contents.sizeHintForColumn(0) + 3 * GRID)
        self.search = SearchField(_("Search the guide"), "guideSearch")
        self.found = label("", "muted", name="guideFound")
        self._matches: list[QTextCursor] = []
        self._at = -1
        actions = Actions(self, _("Guide"), self._ways(parent))
        names = ("guideBefore", "guideAfter")
        row = hbox((self.search, 1), self.found, *(actions.button(name) for name in names), FREE)
        foot = hbox(actions.button("guideKeys"), FREE, actions.button("guideClose"))
        pages = split("guideSplit", self.contents, self.text, grows=1, sizes=(26 * GRID, 90 * GRID))
        vbox(row, (pages, 1), foot, on=self, margins=2 * GRID, gap=GRID)
        self._actions = actions
        self.search.setMaximumWidth(50 * GRID)
        self.search.textChanged.connect(self._find)
        self.search.returnPressed.connect(lambda: self._step(1))
        self.contents.currentRowChanged.connect(self._show_heading)
        self.text.anchorClicked.connect(self._follow)
        self.contents.setFocus()

    def _ways(self, parent: QWidget) -> list[Action]:
        """What can be done in it, by keys too."""

        def any_found() -> bool:
            return bool(self._matches)

        before, after = (lambda: self._step(-1)), (lambda: self._step(1))
        return [
            Action("guideFind", _("Search"), self._look_for, keys=("Ctrl+F",), in_menu=False),
            Action(
                "guideBefore", _("Previous match"), before, "arrow-up", ("Shift+F3",), "quiet",
                enabled=any_found, icon_only=True,
            ),
            Action(
                "guideAfter", _("Next match"), after, "arrow-down", ("F3",), "quiet",
                enabled=any_found, icon_only=True,
            ),
            Action("guideKeys", _("All keyboard shortcuts"), partial(show_keys, parent), kind="link"),
            Action("guideClose", _("Close"), self.accept, kind="primary"),
        ]  # fmt: skip

    # ---- chapters

    def _list_headings(self) -> list[QTextBlock]:
        """Fill the contents: chapters, and their sections a little to the right."""
        found = []
        block = self.text.document().begin()
        while block.isValid():
            level = block.blockFormat().headingLevel()
            if 2 <= level <= 3:
                found.append(block)
                self.contents.addItem(("    " if level == 3 else "") + block.text())
            block = block.next()
        return found

    def show_chapter(self, title: str) -> None:
        """Bring the chapter `title` into sight, the beginning for one that is not there."""
        row = next((n for n, block in enumerate(self._headings) if block.text() == title), -1)
        self.contents.setCurrentRow(row)
        self._show_heading(row)

    def _follow(self, link: QUrl) -> None:
        """Go to the chapter that a link names, as links of Markdown do: small letters and hyphens."""
        wanted = link.fragment()
        titles = (block.text() for block in self._headings)
        self.show_chapter(next((one for one in titles if one.lower().replace(" ", "-") == wanted), ""))

    def _show_heading(self, row: int) -> None:
        top = 0.0
        if row >= 0:
            top = self.text.document().documentLayout().blockBoundingRect(self._headings[row]).top()
        self.text.verticalScrollBar().setValue(round(top))

    # ---- search

    def _look_for(self) -> None:
        """Another word takes the place of the one before."""
        self.search.setFocus()
        self.search.selectAll()

    def _find(self, words: str) -> None:
        """Mark every place where the words stand, and show the first from here on."""
        document, self._matches, self._at = self.text.document(), [], -1
        cursor = document.find(words) if words else QTextCursor()
        while not cursor.isNull() and len(self._matches) < _MOST_FOUND:
            self._matches.append(cursor)
            cursor = document.find(words, cursor)
        self._mark()
        here = self.text.cursorForPosition(self.text.viewport().rect().topLeft()).position()
        first = next((n for n, one in enumerate(self._matches) if one.position() >= here), 0)
        self._at = first - 1
        if self._matches:
            self._step(1)
        else:
            self.found.setText(_("Not found") if words else "")
        self._actions.update()

    def _step(self, step: int) -> None:
        if not self._matches:
            return
        self._at = (self._at + step) % len(self._matches)
        shown = QTextCursor(self._matches[self._at])
        self.text.setTextCursor(shown)
        self.text.ensureCursorVisible()
        n, more = len(self._matches), "+" if len(self._matches) == _MOST_FOUND else ""
        text = _("{number} of {n}").format(number=self._at + 1, n=f"{n}{more}")
        self.found.setText(text)

    def _mark(self) -> None:
        marks = []
        for cursor in self._matches:
            mark = QTextEdit.ExtraSelection()
            mark.cursor = cursor
            mark.format.setBackground(theme.color("select"))
            marks.append(mark)
        self.text.setExtraSelections(marks)


class _Text(QTextBrowser):
    """The guide's Markdown; its pictures, no wider than the page, come one by one after the text."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self._folder = file.parent
        self._awaited: list[QUrl] = []
        self._loading = QTimer(self, interval=0)
        self._loading.timeout.connect(self._load_one)
        self.setObjectName("guideText")
        self.setAccessibleName(_("Guide"))
        self.setOpenLinks(False)  # an office PC has no network
        self.setTabChangesFocus(True)
        self.setMarkdown(_ELSEWHERE.sub(r"\1", closed_up(file.read_text("utf-8"))))
        self._space_out()

    def _space_out(self) -> None:
        """Set paragraphs and chapters apart: Markdown is read without room between them."""
        cursor, block = QTextCursor(self.document()), self.document().begin()
        cursor.beginEditBlock()
        while block.isValid():
            cursor.setPosition(block.position())
            if cursor.currentTable() is None:
                form = block.blockFormat()
                form.setTopMargin(2 * GRID if form.headingLevel() else 0)
                form.setBottomMargin(GRID)
                cursor.setBlockFormat(form)
            block = block.next()
        cursor.endEditBlock()

    def loadResource(self, kind: int, name: QUrl | str) -> Any:
        """Leave room for a picture: reading all of them at once would hold the window up."""
        if kind != _PICTURE.value:
            return super().loadResource(kind, name)
        url = QUrl(name)
        room = min(_WIDEST_PICTURE, max(self.viewport().width() - 4 * GRID, _NARROWEST_PICTURE))
        size, scale = QImageReader(self._path(url)).size(), self.devicePixelRatioF()
        width = min(size.width(), round(room * scale))
        empty = QImage(width, round(width * size.height() / size.width()), QImage.Format.Format_RGB32)
        empty.fill(theme.color("sunken"))
        empty.setDevicePixelRatio(scale)
        self._awaited.append(url)
        self._loading.start()
        self.document().addResource(_PICTURE.value, url, empty)
        return empty

    def _load_one(self) -> None:
        if not self._awaited:
            self._loading.stop()
            return
        url = self._awaited.pop(0)
        empty = self.document().resource(_PICTURE.value, url)
        picture = QImage(self._path(url))
        picture = picture.scaled(empty.size(), mode=Qt.TransformationMode.SmoothTransformation)
        picture.setDevicePixelRatio(empty.devicePixelRatio())
        self.document().addResource(_PICTURE.value, url, picture)
        self.viewport().update()

    def _path(self, url: QUrl) -> str:
        return str(self._folder / url.toString())
