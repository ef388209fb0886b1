"""Where the files the program ships (fonts, icons, catalogues, scorecards, samples) are found."""

from __future__ import annotations

import sys
from pathlib import Path


def resource(*parts: str) -> Path:
    """The path of a shipped file or folder below `resources/`.

    One folder serves all three ways to run: frozen (beside the program), installed (inside the
    package) and from a checkout. Raises FileNotFoundError naming the missing file, so that a damaged
    installation can say what to repair.
    """
    path = _root().joinpath(*parts)
    if not path.exists():
        raise FileNotFoundError(str(path))
    return path


def changelog(language: str = "en") -> Path:
    """What is new in each version, as Markdown, in a language. Raises FileNotFoundError like `resource`."""
    if language != "en":
        return resource(f"CHANGELOG.{language}.md")
    package = Path(__file__).resolve().parent
    source = package.parents[1] / "CHANGELOG.md"
    return source if _root() == package.parents[1] / "resources" else resource("CHANGELOG.md")


def _root() -> Path:
    package = Path(__file__).resolve().parent
    frozen = getattr(sys, "_MEIPASS", None)
    if frozen is not None:
        return Path(frozen) / "resources"
    installed = package / "resources"
    return installed if installed.is_dir() else package.parents[1] / "resources"
