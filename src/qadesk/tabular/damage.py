"""What reading a zip archive or XML raises for a damaged file: one list for all that open workbooks."""

from __future__ import annotations

import lzma
import zipfile
import zlib
from typing import Final
from xml.etree.ElementTree import ParseError
from xml.parsers.expat import ExpatError

DAMAGED: Final = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    ExpatError,
    ParseError,
    LookupError,
    EOFError,
    RuntimeError,  # NotImplementedError, too
    ValueError,
)
