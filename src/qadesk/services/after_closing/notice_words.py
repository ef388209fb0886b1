"""What a notice of results tells, and what became of it, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from qadesk import formats
from qadesk.i18n import N_, _, ngettext

if TYPE_CHECKING:
    from qadesk.services.after_closing.notices import NoticeMade, PostedLine, StaleNotice

NAMED: Final = {  # who is named on it, and how that is asked
    "both": N_("staff number and name"),
    "numbers": N_("staff number only"),
    "names": N_("name only"),
}
SHOWN: Final = {"grades": N_("grade only"), "totals": N_("total and grade")}  # the least first


def result_text(line: PostedLine) -> str:
    """What a notice shows of one agent."""
    total = "" if line.total is None else formats.decimal(line.total)
    return " ".join(part for part in (total, line.grade or formats.DASH) if part)


def stale_text(found: StaleNotice) -> str:
    """That a notice no longer says what is true."""
    if found.posted:
        text = ngettext(
            "Notice no. {number} is posted and out of date: {n} result has changed since",
            "Notice no. {number} is posted and out of date: {n} results have changed since",
            found.agents,
        )
    else:
        text = ngettext(
            "Notice no. {number} is out of date: {n} result has changed since",
            "Notice no. {number} is out of date: {n} results have changed since",
            found.agents,
        )
    return text.format(number=found.number, n=found.agents)


def made_text(made: NoticeMade, file: str) -> str:
    """What is said of a notice that was written."""
    if made.replaces:
        text = _("Notice no. {n} saved, it replaces no. {before}: {file}")
        return text.format(n=made.number, before=made.replaces, file=file)
    return _("Notice no. {n} saved: {file}").format(n=made.number, file=file)
