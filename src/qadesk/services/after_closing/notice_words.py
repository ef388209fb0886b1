"""What a notice of results tells, and what became of it, in words."""

from __future__ import annotations

from typing import Final

from qadesk.i18n import N_

NAMED: Final = {  # who is named on it, and how that is asked
    "both": N_("staff number and name"),
    "numbers": N_("staff number only"),
    "names": N_("name only"),
}
SHOWN: Final = {"grades": N_("grade only"), "totals": N_("total and grade")}  # the least first
