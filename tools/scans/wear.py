"""What paper and scanner do to a page: crooked, turned, grey, speckled, written on. Seeded."""

from __future__ import annotations

import io
import math
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Any, Final

import numpy
from PIL import Image, ImageChops, ImageDraw, ImageFilter

MASTER: Final = 300  # dots an inch of the page that is worn
_POINT: Final = MASTER / 72
_NOISE: Final = 30.0  # standard deviation of the noise that is drawn once
_NOISY: Final = 4000  # dots of its side
CODES: Final = ((482, 23, 71), (42, 769, 48))  # x, y, side in points


@dataclass(frozen=True)
class Wear:
    """What happens to one page."""

    dots: int = 200  # an inch
    skew: float = 0.0  # degrees
    turn: int = 0  # degrees: 0, 90, 180, 270
    shift: tuple[float, float] = (0.0, 0.0)  # points
    blur: float = 0.0  # dots of the scan
    ink: int = 0  # the shade of black
    paper: int = 255  # the shade of white
    shade: float = 0.0  # by how much one side is darker
    noise: float = 0.0  # standard deviation of shades
    speckle: float = 0.0  # share of dots
    strokes: int = 0  # of a pen over one code
    over: int = 0  # which code
    signed: bool = True
    black_and_white: bool = False
    border: bool = False  # the scanner's dark edge
    sort: str = "jpeg"
    quality: int = 70


def chosen(rng: Random) -> Wear:
    """What may happen to a page in an office."""
    return Wear(
        dots=rng.choice((150, 150, 200, 200, 240, 300)),
        skew=rng.uniform(-5, 5) if rng.random() < 0.8 else 0.0,
        turn=rng.choice((0, 0, 0, 90, 180, 270)),
        shift=(rng.uniform(-5.7, 5.7), rng.uniform(-5.7, 5.7)),  # 2 mm
        blur=rng.uniform(0.2, 0.9),
        ink=rng.randint(0, 90),
        paper=rng.randint(200, 255),
        shade=rng.choice((0.0, 0.0, rng.uniform(0, 0.25))),
        noise=rng.uniform(0, 12),
        speckle=rng.choice((0.0, 0.0005, 0.002, 0.004)),
        strokes=rng.choice((0, 0, 1, 2, 4)),
        over=rng.randrange(2),
        signed=rng.random() < 0.85,
        black_and_white=rng.random() < 0.2,
        border=rng.random() < 0.2,
        sort=rng.choice(("jpeg", "jpeg", "png")),
        quality=rng.randint(35, 85),
    )


def scanned(page: Any, wear: Wear, rng: Random) -> Any:
    """A page, a grey picture of MASTER dots an inch, as it comes out of the scanner."""
    worn = page.copy()
    pen = ImageDraw.Draw(worn)
    if wear.signed:
        signature(pen, rng, 42, 710)
    if wear.strokes:
        _over_code(pen, rng, wear)
    width, height = (round(side * wear.dots / MASTER) for side in page.size)
    worn = worn.filter(ImageFilter.BoxBlur(max(0.0, MASTER / wear.dots / 2 - 0.5)))
    cos, sin = math.cos(math.radians(wear.skew)), math.sin(math.radians(wear.skew))
    share = MASTER / wear.dots
    cx, cy = page.width / 2, page.height / 2
    dx, dy = (one * _POINT for one in wear.shift)
    back = (
        cos * share, sin * share, cx + dx - cos * share * width / 2 - sin * share * height / 2,
        -sin * share, cos * share, cy + dy + sin * share * width / 2 - cos * share * height / 2,
    )  # fmt: skip
    worn = worn.transform(
        (width, height), Image.Transform.AFFINE, back, Image.Resampling.BILINEAR, fillcolor=255
    )
    if wear.blur:
        worn = worn.filter(ImageFilter.GaussianBlur(wear.blur))
    worn = _shades(worn, wear, rng)
    return worn.rotate(wear.turn, expand=True) if wear.turn else worn


def _shades(worn: Any, wear: Wear, rng: Random) -> Any:
    """Ink and paper in their shades, darker to one side, with noise, specks and the scanner's edge."""
    span = (wear.paper - wear.ink) / 255
    worn = worn.point([round(wear.ink + shade * span) for shade in range(256)])
    if wear.shade:
        darker = Image.linear_gradient("L").rotate(90).resize(worn.size)
        shades = [round(255 * (1 - wear.shade) + shade * wear.shade) for shade in range(256)]
        worn = ImageChops.multiply(worn, darker.point(shades))
    if wear.noise:
        worn = ImageChops.add(worn, _noise(worn.size, wear.noise, rng), 1, -128)
    dots = numpy.array(worn)
    if wear.speckle:
        random = numpy.random.default_rng(rng.getrandbits(32))
        hit = random.integers(0, dots.size, round(dots.size * wear.speckle))
        dots.reshape(-1)[hit[::2]] = 20
        dots.reshape(-1)[hit[1::2]] = 250
    if wear.border:
        dots[:, : dots.shape[1] // 60] = 30
    if wear.black_and_white:
        dots = numpy.where(dots < (wear.ink + wear.paper) / 2, numpy.uint8(0), numpy.uint8(255))
    return Image.fromarray(dots)


def _noise(size: tuple[int, int], spread: float, rng: Random) -> Any:
    """Noise about 128 of some standard deviation: a part of one picture, drawn once."""
    whole = _all_noise()
    x, y = (rng.randrange(whole.width - size[0]), rng.randrange(whole.height - size[1]))
    part = whole.crop((x, y, x + size[0], y + size[1]))
    return part.point([round(128 + (shade - 128) * spread / _NOISE) for shade in range(256)])


@cache
def _all_noise() -> Any:
    random = numpy.random.default_rng(7)
    made = random.normal(128, _NOISE, (_NOISY, _NOISY))
    return Image.fromarray(numpy.clip(made, 0, 255).astype(numpy.uint8))


def signature(pen: Any, rng: Random, x: float, y: float) -> None:
    """A name written in a box of 85 by 25 points."""
    for _stroke in range(rng.randint(4, 8)):
        points = [(x + rng.uniform(4, 75), y + rng.uniform(-2, 20))]
        for _turn in range(rng.randint(2, 5)):
            last = points[-1]
            points.append(
                (
                    min(max(last[0] + rng.uniform(-18, 22), x), x + 84),
                    min(max(last[1] + rng.uniform(-14, 14), y - 6), y + 24),
                )
            )
        pen.line(
            [(px * _POINT, py * _POINT) for px, py in points],
            fill=rng.randint(10, 90),
            width=rng.randint(5, 9),
        )


def _over_code(pen: Any, rng: Random, wear: Wear) -> None:
    x, y, side = CODES[wear.over]
    for _stroke in range(wear.strokes):
        start = (x + rng.uniform(-12, side + 12), y + rng.uniform(-12, side + 12))
        end = (x + rng.uniform(-12, side + 12), y + rng.uniform(-12, side + 12))
        line = [(one[0] * _POINT, one[1] * _POINT) for one in (start, end)]
        pen.line(line, fill=rng.randint(0, 60), width=round(rng.uniform(0.5, 1.5) / 25.4 * MASTER))


def as_file(picture: Any, wear: Wear) -> bytes:
    """The picture as a file of its kind."""
    with io.BytesIO() as out:
        dots = (wear.dots, wear.dots)
        if wear.sort == "png":
            picture.save(out, "PNG", dpi=dots, compress_level=1)
        elif wear.sort == "tiff":
            picture.save(out, "TIFF", dpi=dots)
        else:
            picture.save(out, "JPEG", dpi=dots, quality=wear.quality)
        return out.getvalue()


def as_pdf(pictures: list[tuple[Any, Wear]]) -> bytes:
    """Pictures as the pages of a PDF, as a scanner makes one."""
    import pypdfium2

    made = pypdfium2.PdfDocument.new()
    for picture, wear in pictures:
        with io.BytesIO(as_file(picture, Wear(dots=wear.dots, quality=wear.quality))) as held:
            image = pypdfium2.PdfImage.new(made)
            image.load_jpeg(held, inline=True)
            width, height = (side * 72 / wear.dots for side in picture.size)
            image.set_matrix(pypdfium2.PdfMatrix().scale(width, height))
            page = made.new_page(width, height)
            page.insert_obj(image)
            page.gen_content()
            page.close()
    with io.BytesIO() as out:
        made.save(out)
        made.close()
        return out.getvalue()
