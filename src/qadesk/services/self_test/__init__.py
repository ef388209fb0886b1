"""The installed program tries itself, from its own files to the code on a printed sheet."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path

from qadesk.i18n import _
from qadesk.preferences import kept_in
from qadesk.services.self_test import month, papers, program, stored
from qadesk.services.self_test.findings import Tried, Wrong, refuse

__all__ = ("Tried", "Wrong", "refuse", "run")

SelfTestStep = Callable[[], str]  # tells what was seen; raises Wrong, or whatever else goes wrong


def run(more: Mapping[str, SelfTestStep] | None = None) -> Iterator[Tried]:
    """Try everything, in order, and go on after what fails; `more` is tried last. Leaves no file behind.

    Each is told as soon as it was tried, for a broken library may end the program.
    """
    with tempfile.TemporaryDirectory(prefix="qadesk-self-test-") as folder, kept_in(Path(folder, "user")):
        place = Path(folder)
        sample = month.Sample(place / "sample.qadesk")
        steps: dict[str, SelfTestStep] = {
            _("Version"): program.versions,
            _("Files of the program"): program.files,
            _("Catalogues of both languages"): program.catalogues,
            _("Fonts for paper"): program.fonts,
            **{
                _("Office of tables version {n}: opened, brought up to date").format(n=schema): partial(
                    stored.opened, place, schema
                )
                for schema in stored.SCHEMAS
            },
            _("Sample files: imported"): sample.imported,
            _("Sample office: made, scored, closed"): sample.built,
            _("Figures of both months"): sample.figures,
            _("Totals and grades of the closed cycle"): sample.totals,
            _("Sheets in both languages, with rare characters"): lambda: papers.drawn(sample.office),
            _("Codes on the printed sheets: read back"): lambda: papers.codes(sample.office),
            _("Evidence pack: made"): lambda: papers.evidence(sample.office),
            _("Integrity of the office file"): sample.sound,
            _("Backup: made, restored for trial, compared"): sample.backed_up,
            _("Encrypted office: made, opened, decrypted"): lambda: stored.encrypted(place),
            **(more or {}),
        }
        try:
            for what, step in steps.items():
                yield _try(what, step)
        finally:
            sample.close()


def _try(what: str, step: SelfTestStep) -> Tried:
    try:
        return Tried(what, step(), "")
    except Wrong as wrong:
        return Tried(what, "", str(wrong))
    except Exception as error:  # noqa: BLE001 - a self-test reports whatever is broken and goes on
        return Tried(what, "", f"{type(error).__name__}: {error}")
