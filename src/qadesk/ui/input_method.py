"""What typing Chinese needs before the application is made."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def let_chinese_be_typed() -> None:
    """Fcitx has no plug-in among Qt's own, but speaks IBus, too: without this it would type Latin alone."""
    if sys.platform.startswith("linux") and os.environ.get("QT_IM_MODULE", "").startswith("fcitx"):
        from PySide6.QtCore import QLibraryInfo

        plugins = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath))
        if not any((plugins / "platforminputcontexts").glob("*fcitx*")):
            os.environ["QT_IM_MODULE"] = "ibus"
