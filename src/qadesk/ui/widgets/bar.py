"""A bar of controls above what they work on: what has no room in it stands in a menu of words."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QMenu, QWidget

from qadesk.i18n import _
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.basics import Button
from qadesk.ui.widgets.layouts import FREE, hbox


class Bar(QWidget):
    """`leading` at the left, `trailing` at the right, between them what is free.

    Where there is no room for all of `trailing`, its last buttons stand in the menu of *More*, with their
    words and keys; primary ones stay, and so do those that show an icon alone, those that no action stands
    behind, and those that `stay`. Below `narrow_below` pixels what is `leading` has all the room it likes
    before a button has any.
    """

    def __init__(
        self,
        leading: Sequence[QWidget],
        trailing: Sequence[QWidget] = (),
        *,
        narrow_below: int = 0,
        gap: int = GRID,
        stay: Sequence[QWidget] = (),
    ) -> None:
        super().__init__()
        self._narrow_below, self._gap = narrow_below, gap
        self._going = [b for b in trailing if isinstance(b, Button) and b.can_go and b not in stay]
        self._shown: list[Button] | None = None  # those in the menu
        self.more = Button("", "barMore", icon="ellipsis", kind="quiet")
        self._menu = QMenu(self.more)
        if self._going:
            self.more.setText(_("More"))
            self.more.setAccessibleName(_("More"))
            self.more.setObjectName(f"{self._going[0].objectName()}BarMore")
            self._menu.setObjectName(f"{self.more.objectName()}Menu")
            self._menu.setToolTipsVisible(True)
            self._menu.aboutToShow.connect(self._fill)
            self.more.setMenu(self._menu)
            trailing = list(trailing)
            trailing.insert(trailing.index(self._going[-1]) + 1, self.more)
        shared = [(widget, 1 if widget.property("stretches") else 0) for widget in leading]
        row = hbox(*shared, FREE, *trailing, on=self, gap=gap)
        self.more.setParent(self)
        self.more.hide()
        if any(share for _widget, share in shared):
            row.setStretch(len(shared), 0)  # what is free only where nothing wants it

    def minimumSizeHint(self) -> QSize:
        """As narrow as it can be with what can go in the menu."""
        least = super().minimumSizeHint()
        width = self._fixed(least.width()) + (self._wide(self.more) if self._wanted() else 0)
        return QSize(min(least.width(), width), least.height())

    def _wanted(self) -> list[Button]:
        return [button for button in self._going if button.is_wanted]

    def _wide(self, button: Button) -> int:
        return button.sizeHint().width() + self._gap

    def _fixed(self, width: int) -> int:
        """What of a width is taken by all that stays."""
        return width - sum(self._wide(b) for b in (*self._going, self.more) if not b.isHidden())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_room()

    def showEvent(self, event: QShowEvent) -> None:
        """Not all that changed while it was hidden was told."""
        super().showEvent(event)
        self._share_room()

    def event(self, event: QEvent) -> bool:
        """Words that changed, or have their size only now, may need more room than there is."""
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self._share_room()
        return done

    def _share_room(self) -> None:
        """Buttons from the left on, as far as they fit."""
        tight = self.width() < self._narrow_below
        wanted = self._wanted()
        least = super().sizeHint() if tight else super().minimumSizeHint()
        room = self.width() - self._fixed(least.width())
        if sum(map(self._wide, wanted)) > room:
            room -= self._wide(self.more)
        away = []
        for button in wanted:
            room -= self._wide(button)
            if room < 0:
                away.append(button)
        for button in self._going:
            button.put_away(button in away)
        self.more.setVisible(bool(away))
        if away != self._shown:
            self._shown = away
            self._fill()

    def _fill(self) -> None:
        self._menu.clear()
        for button in self._shown or ():
            action = button.stands_for
            inner = button.opens
            if inner is not None:
                inner.setTitle(button.word)
                inner.setIcon(button.icon())
                self._menu.addMenu(inner)
            elif action is not None:
                action.setIcon(button.icon())
                self._menu.addAction(action)
