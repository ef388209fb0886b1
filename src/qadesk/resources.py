"""Where the files the program ships (fonts, icons, catalogues, scorecards, samples) are found."""

from __future__ import annotations

import sys
from functools import cache
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
    checkout = _checkout()
    return resource("CHANGELOG.md") if checkout is None else checkout / "CHANGELOG.md"


def guide(language: str) -> Path:
    """The guide as Markdown in a language; its pictures lie beside its folder.

    Raises FileNotFoundError like `resource`.
    """
    name, checkout = f"{language.partition('_')[0]}.md", _checkout()
    return resource("guide", name) if checkout is None else checkout / "docs" / "guide" / name


def _checkout() -> Path | None:
    """The folder of the sources the program runs from, None where it was installed."""
    sources = Path(__file__).resolve().parents[2]
    return sources if _root() == sources / "resources" else None


def _root() -> Path:
    return _found(getattr(sys, "_MEIPASS", None))


@cache
def _found(frozen: str | None) -> Path:
    package = Path(__file__).resolve().parent
    if frozen is not None:
        return Path(frozen) / "resources"
    installed = package / "resources"
    return installed if installed.is_dir() else package.parents[1] / "resources"
