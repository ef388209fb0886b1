"""Whether a contact was answered: by its own column, one that says it was missed, or by the talk time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from qadesk.tabular.meanings import HUNG_UP, Meanings
from qadesk.tabular.rejections import Bad
from qadesk.tabular.text import Cell, cell_text

CONTACTS_ANSWERED: Final = ("answered", "missed")  # the fields that say whether somebody talked


def answered_of(made: Mapping[str, list[Any]], rows: int, calls: bool) -> list[Any]:
    """1 or 0 for each contact; None for an empty cell where nothing else tells, Bad for words that do not.

    A contact without a word on it counts as answered, unless nobody talked: a call of 0 seconds, or a chat
    of 0 seconds without a response. Where somebody hung up, the talk time tells.
    """
    nothing = [None] * rows
    talk, response = made.get("talk", nothing), made.get("response", nothing)
    said, missed = made.get("answered", nothing), made.get("missed", nothing)
    told = "answered" in made
    if told and None not in said and HUNG_UP not in said:
        return said  # nearly all blocks of nearly all files: every cell says it
    return [
        _one(own, gone, length, first, told, "talk" in made, calls)
        for own, gone, length, first in zip(said, missed, talk, response, strict=True)
    ]


def contradicted(
    field: str, laid: Mapping[str, str], cells: Sequence[Cell], talk: Sequence[Any]
) -> dict[str, str]:
    """The words for yes and no, each without a meaning, if the talk times say the contrary in most rows.

    Codes such as 0 and 1 mean answered and not answered in one system and the reverse in the next.
    """
    meanings = Meanings(field, laid)
    told = [(meanings.of(cell), ms) for cell, ms in zip(cells, talk, strict=True)]
    pairs = [
        (said == (field == "answered"), ms > 0) for said, ms in told if said in (0, 1) and isinstance(ms, int)
    ]
    if 2 * sum(said != talked for said, talked in pairs) <= len(pairs):
        return {}
    return {cell_text(cell): "" for cell in cells if meanings.of(cell) in (0, 1)}


def _one(own: Any, gone: Any, talk: Any, response: Any, told: bool, timed: bool, calls: bool) -> Any:
    if own == HUNG_UP:
        if not timed and not calls and isinstance(response, int):
            return 1  # a chat that is over was answered if there was a response
        return (1 if talk else 0) if timed and not isinstance(talk, Bad) else Bad("hung_up")
    if own is not None:
        return own
    if gone is not None:
        return gone if isinstance(gone, Bad) else 1 - gone
    if talk == 0 and (calls or response is None):
        return 0
    return 1 if not told or response is not None or talk is not None else None
