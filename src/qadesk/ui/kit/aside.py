"""What stands beside a table: texts below each other, of which those that say something are shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QLabel, QWidget

from qadesk.ui.theme import GRID
from qadesk.ui.widgets.basics import label
from qadesk.ui.widgets.layouts import FREE, Part, held, scrolled, vbox

ASIDE_WIDTH: Final = 34 * GRID


@dataclass(frozen=True)
class Text:
    """A text, `role` is its look; `title` stands above it while it says something.

    `key` ends its objectName: "left_out" in the aside "trial" is `trialLeftOut`.
    """

    key: str
    role: str = ""
    title: str = ""


class Aside(QWidget):
    """`name` begins the objectName of everything in it. It scrolls down where the window is low.

    Its parts are texts that change and whatever else a `vbox` can hold.
    """

    def __init__(
        self, name: str, *parts: Text | Part, width: int = ASIDE_WIDTH, gap: int = GRID // 2
    ) -> None:
        super().__init__()
        self.setObjectName(f"{name}Aside")
        self._name, self._width = name, width
        self._texts: dict[str, list[QLabel]] = {}  # each with its title, if it has one, after it
        made: list[Part] = []
        for part in parts:
            made += self._labels(part) if isinstance(part, Text) else [part]
        content = held(vbox(*made, FREE, margins=(2 * GRID, GRID, 2 * GRID, GRID), gap=gap))
        vbox(scrolled(content, f"{name}AsideScroll", least=width), on=self)
        self.say(**dict.fromkeys(self._texts, ""))

    def _labels(self, text: Text) -> list[QLabel]:
        name = self._name + "".join(part.capitalize() for part in text.key.split("_"))
        shown = label("", text.role, wrap=True, name=name)
        title = label(text.title, "muted", name=f"{name}Title") if text.title else None
        self._texts[text.key] = [shown, *([title] if title else [])]
        return [title, shown] if title else [shown]

    def sizeHint(self) -> QSize:
        """However long its texts are, the table comes first."""
        return QSize(self._width, super().sizeHint().height())

    def text(self, key: str) -> str:
        """What one of its texts says now. Raises KeyError for none of them."""
        return self._texts[key][0].text()

    def say(self, **texts: str | Iterable[str]) -> None:
        """Say other things, by their keys; of several lines each stands for itself."""
        for key, said in texts.items():
            text = said if isinstance(said, str) else "\n".join(said)
            self._texts[key][0].setText(text)
            for one in self._texts[key]:
                one.setVisible(bool(text))
