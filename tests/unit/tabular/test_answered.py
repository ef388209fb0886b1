"""Whether a contact was answered, where one column, another or none says so."""

from __future__ import annotations

from typing import Any

import pytest

from qadesk.tabular.answered import answered_of
from qadesk.tabular.meanings import HUNG_UP
from qadesk.tabular.rejections import Bad


@pytest.mark.parametrize(
    ("made", "calls", "expected"),
    [
        ({"talk": [60, 0, None]}, True, [1, 0, 1]),
        ({"talk": [0, 0], "response": [5, None]}, False, [1, 0]),  # a chat of no length, but answered
        ({"talk": [0], "response": [5]}, True, [0]),  # a call that rang for 5 seconds
        ({"answered": [1, 0, None, None], "talk": [None, 60, 60, None]}, True, [1, 0, 1, None]),
        ({"missed": [1, 0, None], "talk": [60, 60, 60]}, True, [0, 1, 1]),
        ({"answered": [HUNG_UP, HUNG_UP], "talk": [185, 0]}, True, [1, 0]),
        ({}, True, [1]),
    ],
)
def test_what_tells_is_followed(made: dict[str, list[Any]], calls: bool, expected: list[Any]) -> None:
    assert answered_of(made, len(expected), calls) == expected


def test_somebody_hung_up_without_a_talk_time_is_not_known() -> None:
    assert answered_of({"answered": [HUNG_UP]}, 1, True) == [Bad("hung_up")]
