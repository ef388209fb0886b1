"""Personal data in lists: whole numbers shown where somebody may, and what a file will hold, said before."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

from qadesk.i18n import _
from qadesk.progress import Progress
from qadesk.services import personal
from qadesk.services.personal import Where, Whose
from qadesk.storage.office import Office
from qadesk.ui.kit.actions import Action
from qadesk.ui.kit.files import NOBODY
from qadesk.ui.kit.operations import Operations
from qadesk.ui.kit.screen import Screen
from qadesk.ui.widgets.table import Column

_STAFF_NO: Final = "staff_no"  # it may look like a telephone number


@dataclass(frozen=True)
class Personal:
    """Of whom a list or file holds personal data; `where` names it among those whose numbers are masked."""

    whose: Whose
    where: Where | None = None
    whole: bool = False  # numbers are never masked in it


def holding(office: Office, of: Personal | None, rows: int | None = None) -> str:
    """Which personal data a file will hold, said where it is asked for (`files.ask_save`); None: none."""
    if of is None:
        return NOBODY
    return personal.announced(office, of.whose, rows, of.where, whole=of.whole)


def write_list(
    office: Office,
    held: Personal | None,
    columns: Sequence[Column[Any]],
    rows: Iterable[Any],
    total: int,
    path: Path,
    progress: Progress,
) -> None:
    """Write a list as it is shown; numbers are masked unless they are shown whole there."""
    from qadesk.tabular.export import write_table

    texts = ([column.text(column.value(row)) for column in columns] for row in rows)
    heads, plain = [one.header for one in columns], {one.header for one in columns if one.key == _STAFF_NO}
    show = personal.shown(office, held.where if held is not None else None)
    write_table(path, heads, texts, progress, total, show=show, plain=plain)


def noted(
    office: Office, what: str, held: Personal | None, rows: int, write: Callable[[Path, Progress], object]
) -> Callable[[Path, Progress], object]:
    """`write`, and then the entry in the trail that tells of it."""
    if held is None:
        return write

    def write_and_note(path: Path, progress: Progress) -> None:
        write(path, progress)
        personal.exported(office, what, held.whose, rows, path, held.where)

    return write_and_note


def reveal_action(
    name: str, screen: Screen, operations: Operations, held: Personal | None, again: Callable[[], object]
) -> list[Action]:
    """Show whole numbers, or mask them again; none for a list that has no masked ones."""
    if held is None or held.where is None:
        return []
    office, where = screen.office, held.where

    def text() -> str:
        return _("Mask numbers") if personal.is_revealed(office, where) else _("Show whole numbers")

    def turn() -> None:
        if personal.is_revealed(office, where):
            personal.hide(office, where)
            again()
            return
        said = _("Whole numbers are shown here; the trail tells of it.")
        work = partial(personal.reveal, office, where, screen.cycle)
        operations.run(work, lambda _none: again(), said=said)

    return [Action(f"{name}Reveal", text, turn, "eye", right="reveal")]
