"""Where a sheet's page lies in a picture, worked out from the codes on it.

Lengths on the page are points, from its upper left corner; in the picture they are dots.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

Point = tuple[float, float]

PAGE: Final = (595.28, 841.89)
# Where codes are drawn: x, y, side. A test holds it against `printing.sheet_blocks`.
PLACES: Final = ((482.41, 23.5, 70.87), (42.0, 769.31, 48.19))
_LEAST, _MOST = 0.70, 1.35  # of the picture, that a whole page may take
_OUTSIDE: Final = 0.08  # of the page, that may lie outside the picture


class Placed(NamedTuple):
    """How the page lies: x' = a x + b y + c, y' = d x + e y + f, from points to dots."""

    a: float
    b: float
    c: float
    d: float
    e: float
    f: float

    def at(self, x: float, y: float) -> Point:
        """The dot of a point."""
        return self.a * x + self.b * y + self.c, self.d * x + self.e * y + self.f

    @property
    def scale(self) -> float:
        """Dots a point, in the middle of both directions."""
        return float(abs(self.a * self.e - self.b * self.d) ** 0.5)


def of_code(corners: Sequence[Point], size: Point) -> tuple[Placed, int] | None:
    """How the page lies by one code, and which of PLACES it stands in; None where no page fits the picture.

    `corners` are the code's: upper left, upper right, lower right, lower left, as it is read; `size` is the
    picture's.
    """
    for number in range(len(PLACES)):
        placed = by_corners([(number, corners)])
        if _fits(placed, size):
            return placed, number
    return None


def by_corners(codes: Sequence[tuple[int, Sequence[Point]]]) -> Placed:
    """How the page lies, by the corners of one or both codes: each with the number of its place."""
    from_points, to_dots = [], []
    for number, corners in codes:
        x, y, side = PLACES[number]
        from_points += [(x, y), (x + side, y), (x + side, y + side), (x, y + side)]
        to_dots += list(corners)
    return _turned(from_points, to_dots)


def _turned(points: Sequence[Point], dots: Sequence[Point]) -> Placed:
    """The turn, shift and one scale that bring points closest to dots (least squares)."""
    n = len(points)
    mx, my = sum(p[0] for p in points) / n, sum(p[1] for p in points) / n
    nx, ny = sum(d[0] for d in dots) / n, sum(d[1] for d in dots) / n
    along = across = spread = 0.0
    for point, dot in zip(points, dots, strict=True):
        x, y, u, v = point[0] - mx, point[1] - my, dot[0] - nx, dot[1] - ny
        along += x * u + y * v
        across += x * v - y * u
        spread += x * x + y * y
    a, b = along / spread, across / spread
    return Placed(a, -b, nx - a * mx + b * my, b, a, ny - b * mx - a * my)


def _fits(placed: Placed, size: Point) -> bool:
    """Whether the whole page is the picture, but for margins."""
    width, height = size
    share = PAGE[0] * PAGE[1] * placed.scale**2 / (width * height)
    if not _LEAST <= share <= _MOST:
        return False
    allowed = _OUTSIDE * PAGE[1] * placed.scale
    corners = [placed.at(x, y) for x in (0, PAGE[0]) for y in (0, PAGE[1])]
    return all(-allowed <= u <= width + allowed and -allowed <= v <= height + allowed for u, v in corners)
