"""The pages of a scanned file as grey pictures, within bounds. Runs in the reading process.

PDF, PNG, JPEG and TIFF, told by content. Raises UserError for what is none of them, encrypted, damaged or
beyond the bounds; nothing is unpacked before its size is known.
"""

from __future__ import annotations

import errno
import io
import math
import stat
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from qadesk import formats
from qadesk.errors import UserError
from qadesk.file_errors import reading
from qadesk.i18n import _

MOST_BYTES: Final = 300 << 20  # of one file
MOST_PAGES: Final = 2_000
MOST_DOTS: Final = 80_000_000  # of one picture: A3 at 600 dpi has 70 million
DOTS_AN_INCH: Final = 200  # at which a PDF's pages are looked at
FINER: Final = 300  # where that is not enough
_LARGEST_SIDE: Final = 3_600  # of a picture that is looked at: 300 dpi of A4
_MOST_POINTS: Final = 14_400  # of a side of a page, as PDF has it
_BEGINS: Final = (
    ("pdf", b"%PDF-"),
    ("png", b"\x89PNG\r\n\x1a\n"),
    ("jpeg", b"\xff\xd8\xff"),
    ("tiff", b"II*\x00"),
    ("tiff", b"MM\x00*"),
)
SUFFIXES: Final = ("pdf", "png", "jpg", "jpeg", "tif", "tiff")


class ScannedFile:
    """A file of pages; its `content` is all of it."""

    def __init__(self, name: str, content: bytes) -> None:
        self.name = name
        self.sort = next((sort for sort, begins in _BEGINS if content.startswith(begins)), "")
        self._content = content
        self._pdf: Any = None
        self._picture: Any = None
        if not self.sort:
            raise _no_picture(name)
        self.pages = self._open_pdf() if self.sort == "pdf" else self._open_picture()
        if self.pages > MOST_PAGES:
            raise UserError(
                "scan.too_many_pages",
                _("“{file}” has {n} pages; {most} are read at most.").format(
                    file=name, n=f"{self.pages:,}", most=f"{MOST_PAGES:,}"
                ),
                kept=_("Nothing was filed."),
                remedy=_("Divide it into several files."),
            )

    def grey(self, place: int, dots: int = DOTS_AN_INCH) -> Any:
        """A page (from 1) as a grey picture of Pillow's; `dots` an inch where the file has no dots itself."""
        if self._pdf is not None:
            return self._pdf_page(place, dots)
        with self._told():
            self._picture.seek(place - 1)
            self._must_be_small(*self._picture.size)
            if self.sort == "jpeg":
                self._picture.draft("L", (_LARGEST_SIDE, _LARGEST_SIDE))
            grey = _on_white(self._picture)
        if (most := max(grey.size)) > _LARGEST_SIDE:
            share = _LARGEST_SIDE / most
            grey = grey.resize(
                (math.ceil(grey.width * share), math.ceil(grey.height * share)), reducing_gap=2
            )
        return grey

    def alone(self, place: int) -> tuple[str, bytes]:
        """A page (from 1) as a file of its own, as it came: its kind and content."""
        if self.pages == 1:
            return self.sort, self._content
        if self._pdf is not None:
            import pypdfium2

            one = pypdfium2.PdfDocument.new()
            with io.BytesIO() as out, self._told():
                one.import_pages(self._pdf, [place - 1])
                one.save(out)
                one.close()
                return "pdf", out.getvalue()
        with io.BytesIO() as out, self._told():
            self._picture.seek(place - 1)
            self._picture.save(out, "PNG")
            return "png", out.getvalue()

    def _open_pdf(self) -> int:
        import pypdfium2

        try:
            self._pdf = pypdfium2.PdfDocument(self._content)
        except pypdfium2.PdfiumError as error:
            if getattr(error, "err_code", None) == _PASSWORD or "password" in str(error).lower():
                raise UserError(
                    "scan.encrypted",
                    _("“{file}” is encrypted: it opens with a password only.").format(file=self.name),
                    kept=_("Nothing was filed."),
                    remedy=_("Scan or save it without a password."),
                ) from error
            raise self._damaged() from error
        return len(self._pdf)

    def _pdf_page(self, place: int, dots: int) -> Any:
        with self._told():
            page = self._pdf[place - 1]
            width, height = page.get_size()
            if not (0 < width < _MOST_POINTS and 0 < height < _MOST_POINTS):
                raise ValueError("size")
            scale = min(dots / 72, _LARGEST_SIDE / max(width, height))
            grey = drawn(page, scale)
            if grey.getextrema() == (_WHITE, _WHITE):
                _decode_pictures(page)  # PDFium leaves out what it cannot draw, and says nothing
            page.close()
        return grey

    def _open_picture(self) -> int:
        from PIL import Image

        Image.MAX_IMAGE_PIXELS = None  # ours says it in words, and is no mere warning
        with self._told():
            self._picture = Image.open(io.BytesIO(self._content), formats=[self.sort.upper()])
            self._must_be_small(*self._picture.size)
            return int(getattr(self._picture, "n_frames", 1))

    def _must_be_small(self, width: int, height: int) -> None:
        if width * height > MOST_DOTS:
            raise UserError(
                "scan.too_many_dots",
                _("“{file}” has a picture of {width} × {height} dots; that was not unpacked.").format(
                    file=self.name, width=f"{width:,}", height=f"{height:,}"
                ),
                kept=_("Nothing was filed."),
                remedy=_("Scan it with 200 or 300 dots per inch."),
            )

    def _told(self) -> Any:
        return _Told(self)

    def _damaged(self) -> UserError:
        return UserError(
            "scan.damaged",
            _("“{file}” is damaged and cannot be read.").format(file=self.name),
            kept=_("Nothing was filed."),
            remedy=_("Scan or copy it again."),
        )


def drawn(page: Any, scale: float) -> Any:
    """A page of a PDF as a grey picture, so many dots a point."""
    bitmap = page.render(scale=scale)  # in colour: PDFium takes half as long again to draw in grey
    grey = bitmap.to_pil().convert("L")
    bitmap.close()
    return grey


def _decode_pictures(page: Any) -> None:
    """Raise PdfiumError where a picture on a page cannot be drawn: the page is damaged, not blank."""
    import pypdfium2.raw as pdfium

    for picture in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE]):
        picture.get_bitmap().close()


_WHITE: Final = 255


class _Told:
    """What the libraries refuse, as a file that is damaged."""

    def __init__(self, file: ScannedFile) -> None:
        self._file = file

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if isinstance(error, Exception) and not isinstance(error, (UserError, MemoryError)):
            raise self._file._damaged() from error


_PASSWORD: Final = 4  # FPDF_ERR_PASSWORD


def read_file(path: Path) -> bytes:
    """All of a file, within MOST_BYTES. Raises UserError for more, for no file, and where it is refused."""
    kept = _("Nothing was filed.")
    with reading(path, kept):
        told = path.stat()
        if stat.S_ISDIR(told.st_mode):
            raise IsADirectoryError(errno.EISDIR, "is a folder", str(path))
        if not stat.S_ISREG(told.st_mode):  # a pipe would be waited for
            raise _no_picture(path.name)
    if told.st_size > MOST_BYTES:
        raise UserError(
            "scan.too_large",
            _("“{file}” is larger than {most}.").format(file=path.name, most=formats.file_size(MOST_BYTES)),
            kept=kept,
            remedy=_("Scan it in several files, or with 200 dots per inch."),
        )
    with reading(path, kept):
        return path.read_bytes()


def _no_picture(name: str) -> UserError:
    return UserError(
        "scan.no_picture",
        _("“{file}” is no PDF, PNG, JPEG or TIFF file.").format(file=name),
        kept=_("Nothing was filed."),
        remedy=_("Scan to PDF or to a picture."),
    )


def _on_white(picture: Any) -> Any:
    """In grey; what is transparent is white."""
    from PIL import Image

    if picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info:
        shown = picture.convert("RGBA")
        paper = Image.new("RGBA", shown.size, "white")
        paper.alpha_composite(shown)
        return paper.convert("L")
    if picture.mode.startswith("I") or picture.mode == "F":  # 16 bits
        with suppress(OSError, ValueError):
            return picture.point(lambda value: value / 256).convert("L")
    return picture.convert("L")
