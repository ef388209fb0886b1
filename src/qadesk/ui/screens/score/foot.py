"""The foot of the score screen: what the current cell means, the keys, and over them what there is to say."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from qadesk.services.scoring.figures import value_meaning
from qadesk.services.scoring.forms import called, meaning
from qadesk.ui.screens.score.book import ScoreBook
from qadesk.ui.screens.score.edits import Key
from qadesk.ui.screens.score.wording import GRID_VIEW, keys_text
from qadesk.ui.theme import GRID, ROW
from qadesk.ui.widgets.notice import Notice
from qadesk.ui.widgets.one_line import OneLine


class Foot(QWidget):
    """Never changes its height while one works: nothing moves under the hands of who types."""

    def __init__(self) -> None:
        super().__init__()
        self.meaning = OneLine("", "scoreMeaning")
        self.keys = OneLine("small", "scoreKeys")
        for text in (self.meaning, self.keys):
            text.setContentsMargins(2 * GRID, 0, 2 * GRID, 0)
        self.notice = Notice(name="scoreNotice", slim=True)
        line = QGridLayout()
        line.setRowMinimumHeight(0, ROW)
        for shown in (self.keys, self.notice):  # the notice covers the keys
            line.addWidget(shown, 0, 0)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, GRID // 2, 0, 0)
        page.setSpacing(0)
        page.addWidget(self.meaning)
        page.addLayout(line)

    def tell(self, book: ScoreBook, view: str, key: Key, item: str | None) -> None:
        """Bring it to where one is. On the card the wording of every level is in sight already."""
        assert book.board is not None
        entry, form = book.entry(key), book.board.form
        self.keys.say(keys_text(view, form, entry, item, closed=book.board.cycle.closed))
        self.meaning.setVisible(view == GRID_VIEW)
        if item is None:
            self.meaning.say(entry.comment.replace("\n", " ") or called(entry))
        elif form.is_typed(item):
            said = value_meaning(form.value(item), entry, book.unfit(key, item), book.local)
            self.meaning.say(f"{called(entry)}   {said}")
        else:
            self.meaning.say(f"{called(entry)}   {meaning(form.item(item), entry.levels.get(item))}")
