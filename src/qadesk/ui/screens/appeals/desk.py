"""What the parts of the screen Appeals work on: its list, the month, the appeal chosen."""

from __future__ import annotations

from qadesk.services.appeals.reading import Appeal, MonthAppeals
from qadesk.ui.kit.list_page import ListPage
from qadesk.ui.kit.screen import Screen


class AppealsDesk(Screen):
    """The screen as its parts see it; it makes `page` when it is built."""

    page: ListPage[Appeal]
    month: MonthAppeals | None = None

    @property
    def current(self) -> Appeal | None:
        """The appeal chosen; none while the page is built."""
        return self.page.current if hasattr(self, "page") else None
