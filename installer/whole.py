"""Runs in the packaged program before anything else: a damaged installation is told by the file it lacks."""

from __future__ import annotations

import sys

from qadesk import installation


def _look() -> None:
    broken = installation.missing()
    if broken:
        installation.report_broken(broken)
        sys.exit(1)


_look()
