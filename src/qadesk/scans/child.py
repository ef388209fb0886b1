"""What runs in the process that reads scans: opens files and tells what is on their pages."""

from __future__ import annotations

import base64
import io
import os
import signal
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any, Final

from qadesk.errors import UserError
from qadesk.i18n import set_language
from qadesk.scans import codes, looks, pictures
from qadesk.scans.placing import Placed, by_corners, of_code
from qadesk.tabular.apart import bounds, wire

MEMORY: Final = 1_500 << 20  # bytes: a picture of the most dots, in colour, twice
SECONDS: Final = 40.0  # of the processor for one page


def main() -> int:
    """Answer requests on standard input until it ends; the exit code."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the program's; it ends this process, too
    with open(0, "rb", closefd=False) as requests, open(1, "wb", closefd=False) as answers:
        _Pages().serve(requests, answers)
    return 0


class _Pages:
    """The file that is open, and the page that was read last."""

    def __init__(self) -> None:
        self._file: pictures.ScannedFile | None = None
        self._grey: Any = None
        self._doing: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
            "open": self._open,
            "page": self._page,
            "look": self._look,
            "alone": self._alone,
            "show": self._picture_of,
        }

    def serve(self, requests: IO[bytes], answers: IO[bytes]) -> None:
        wire.send(answers, {"number": wire.BEGUN})
        while (content := wire.receive(requests)) is not None:
            asked = wire.parsed(content)
            try:
                wire.send(answers, self._answer(asked))
            except (wire.TooMuch, MemoryError):
                wire.send(answers, {"memory": True, "number": asked["number"]})

    def _answer(self, asked: dict[str, Any]) -> dict[str, Any]:
        bounds.keep_within(MEMORY, SECONDS)
        try:
            answer = self._doing[asked["do"]](asked)
        except UserError as error:
            answer = {"refused": [error.code, error.happened, error.kept, error.remedy]}
        except MemoryError:
            answer = {"memory": True}
        except Exception:  # noqa: BLE001 - a bug is told where it is logged and shown
            answer = {"bug": traceback.format_exc()}
        return answer | {"number": asked["number"]}

    def _open(self, asked: dict[str, Any]) -> dict[str, Any]:
        set_language(asked["language"])
        self._file = self._grey = None
        if "path" in asked:
            content = pictures.read_file(Path(os.fsdecode(bytes.fromhex(asked["path"]))))
        else:
            content = base64.b64decode(asked["text"])
        self._file = pictures.ScannedFile(asked["name"], content)
        return {"pages": self._file.pages}

    def _page(self, asked: dict[str, Any]) -> dict[str, Any]:
        file, place = self._opened(), asked["place"]
        self._grey = grey = file.grey(place)
        finer = (lambda: file.grey(place, pictures.FINER)) if file.sort == "pdf" else None
        found = codes.of_picture(grey, finer)
        told = []
        for code in found:
            lies = of_code(code.corners, grey.size)
            told.append(
                {"text": code.text, "corners": code.corners, "place": -1 if lies is None else lies[1]}
            )
        return {
            "codes": told,
            "size": grey.size,
            "blank": not found and codes.is_blank(grey),
        }

    def _look(self, asked: dict[str, Any]) -> dict[str, Any]:
        """What differs on the page read last from the stored sheet, which is page `page` of a PDF."""
        stored = base64.b64decode(asked["text"])
        placed = by_corners([(place, corners) for place, corners in asked["codes"]])
        seen = looks.differences(self._grey, stored, asked["page"], placed, asked["figures"], asked["boxes"])
        return {"placed": placed, **seen}

    def _alone(self, asked: dict[str, Any]) -> dict[str, Any]:
        sort, content = self._opened().alone(asked["place"])
        return {"sort": sort, "text": base64.b64encode(content).decode("ascii")}

    def _picture_of(self, asked: dict[str, Any]) -> dict[str, Any]:
        """A page as a PNG of some width, straightened where it is known how it lies."""
        grey = self._opened().grey(asked["place"])
        placed = Placed(*asked["placed"]) if asked["placed"] else None
        with io.BytesIO() as out:
            looks.shown(grey, placed, asked["width"]).save(out, "PNG", compress_level=1)
            return {"text": base64.b64encode(out.getvalue()).decode("ascii")}

    def _opened(self) -> pictures.ScannedFile:
        assert self._file is not None
        return self._file


if __name__ == "__main__":
    sys.exit(main())
