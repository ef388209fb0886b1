"""Code 128: the widths of a bar code's bars and gaps.

ReportLab draws such codes, too, but reads a tenth of a second's worth of its drawing modules for it.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

QUIET_MODULES = 10  # blank space a reader needs on either side

_WIDTHS: Final = (
    "212222222122222221121223121322131222122213122312132212221213221312231212112232122132122231113222"
    "123122123221223211221132221231213212223112312131311222321122321221312212322112322211212123212321"
    "232121111323131123131321112313132113132311211313231113231311112133112331132131113123113321133121"
    "313121211331231131213113213311213131311123311321331121312113312311332111314111221411431111111224"
    "111422121124121421141122141221112214112412122114122411142112142211241211221114413111241112134111"
    "111242121142121241114212124112124211411212421112421211212141214121412121111143111341131141114113"
    "114311411113411311113141114131311141411131211412211214211232"
)

# As ISO/IEC 15417 has it: three bars and three gaps, 11 modules a sign, values 0 to 105.
SIGNS: Final = tuple(tuple(map(int, _WIDTHS[at : at + 6])) for at in range(0, len(_WIDTHS), 6))
_STOP: Final = (2, 3, 3, 1, 1, 1, 2)
_START: Final = {"B": 104, "C": 105}  # B has a sign for every character, C one for two digits
_CHANGE: Final = {"B": 100, "C": 99}


@lru_cache(maxsize=1000)
def code_128(text: str) -> tuple[int, ...]:
    """Widths of bar, gap, bar, … in modules, for `text` in ASCII. Raises ValueError for anything else."""
    if not text.isascii() or not text.isprintable() or not text:
        raise ValueError(f"{text!r} cannot be a Code 128 bar code")
    start, *said = _values(text)
    check = (start + sum(place * value for place, value in enumerate(said, 1))) % 103
    return (*(width for value in (start, *said, check) for width in SIGNS[value]), *_STOP)


def _values(text: str) -> tuple[int, ...]:
    """The start sign and the signs of `text`, as few as say it."""
    ways: list[dict[str, tuple[int, ...]]] = [{} for _ in range(len(text) + 2)]
    ways[0] = {code_set: (start,) for code_set, start in _START.items()}
    for at, char in enumerate(text):
        for code_set, others in (("B", ways[at].get("C")), ("C", ways[at].get("B"))):
            if others is not None:
                _keep(ways[at], code_set, (*others, _CHANGE[code_set]))
        _keep(ways[at + 1], "B", (*ways[at]["B"], ord(char) - 32))
        pair = text[at : at + 2]
        if len(pair) == 2 and pair.isdigit() and "C" in ways[at]:
            _keep(ways[at + 2], "C", (*ways[at]["C"], int(pair)))
    return min(ways[len(text)].values(), key=len)


def _keep(ways: dict[str, tuple[int, ...]], code_set: str, way: tuple[int, ...]) -> None:
    if code_set not in ways or len(way) < len(ways[code_set]):
        ways[code_set] = way
