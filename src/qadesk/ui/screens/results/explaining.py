"""How a figure was made: worked out once, off the window's thread, for all who show it."""

from __future__ import annotations

from collections.abc import Callable

from qadesk.services.assessment.standings import Standings
from qadesk.services.explaining import explanation
from qadesk.services.explaining.explanation import Explanation
from qadesk.ui.kit.screen import Screen

_Asked = tuple[Standings, str, str]  # in which results, whose, which indicator ("" for the total)


class Explaining:
    """The explanations of one results screen; the newest one asked for is the one that is shown."""

    def __init__(self, screen: Screen) -> None:
        self._screen = screen
        self._asked: _Asked | None = None
        self._made: Explanation | None = None  # of `_asked`; None while it is being made
        self._waiting: list[Callable[[Explanation], object]] = []

    def ask(
        self, standings: Standings, staff_no: str, code: str, show: Callable[[Explanation], object]
    ) -> None:
        """Hand `show` how the figure was made, at once where it is at hand. Older askers are dropped."""
        asked = (standings, staff_no, code)
        if self._asked is None or self._asked[1:] != asked[1:] or self._asked[0] is not standings:
            self._asked, self._made, self._waiting = asked, None, []
        if self._made is not None:
            show(self._made)
            return
        self._waiting.append(show)
        if len(self._waiting) == 1:
            office = self._screen.office
            self._screen.load(
                lambda: explanation.chain(office, standings, staff_no, code), self._take, slot="explanation"
            )

    def _take(self, made: Explanation) -> None:
        self._made = made
        waiting, self._waiting = self._waiting, []
        for show in waiting:
            show(made)
