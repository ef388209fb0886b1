"""What is said of a version of a scorecard: its title, its status, the steps it can take and has taken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from qadesk import formats
from qadesk.domain.scorecard import Names
from qadesk.i18n import N_, _, ngettext
from qadesk.services.designing import row_fields
from qadesk.services.designing.versions import StepTaken, Version, VersionStatus
from qadesk.storage.office import Office

_CYCLES_NAMED = 1  # the newest; a tool tip names all
_STATUSES = {  # the word, the tone of its badge, why the version cannot be changed and what can be done
    VersionStatus.DRAFT: (N_("Draft"), "warn", ""),
    VersionStatus.SUBMITTED: (N_("Submitted"), "accent",
                       N_("Submitted for approval. To change it, send it back first.")),
    VersionStatus.APPROVED: (N_("Approved"), "accent",
                      N_("Approved: exactly this will be published. To change it, send it back or copy it.")),
    VersionStatus.PUBLISHED: (N_("Published"), "good",
                       N_("Published; it never changes. To change it, make a new version.")),
    VersionStatus.RETIRED: (N_("Retired"), "muted",
                     N_("Retired: kept as it was for the months that used it.")),
}  # fmt: skip


def status_text(status: VersionStatus) -> str:
    """A status as a word."""
    return _(_STATUSES[status][0])


def status_tone(status: VersionStatus) -> str:
    """The tone of the badge that goes with it."""
    return _STATUSES[status][1]


def why_read_only(status: VersionStatus) -> str:
    """Why a version cannot be changed, and what can be done instead; nothing for a draft."""
    why = _STATUSES[status][2]
    return _(why) if why else ""


def version_title(version: Version, names: Names | None = None) -> str:
    """A version by name and number; by the names it has just been given, where it was."""
    name = row_fields.named(names or version.names) or version.code
    return _("{name}, version {n}").format(name=name, n=version.version)


def waits() -> str:
    """Who approves what the person signed in may not."""
    return _("Someone else must approve it: a manager or an administrator, signed in.")


def moment(office: Office, when: datetime | None) -> str:
    """A time in the office's zone."""
    return formats.moment(None if when is None else office.local(when))


def since(version: Version) -> datetime | None:
    """When it became what it is; of a draft, when it was last changed."""
    if version.status is VersionStatus.DRAFT:
        return version.updated_at
    return version.steps[-1].at if version.steps else version.published_at


def step_taken(office: Office, step: StepTaken) -> str:
    """When it was taken, which it was, by whom; below that the note."""
    what = _("Sent back") if step.status is VersionStatus.DRAFT else status_text(step.status)
    said = f"{moment(office, step.at)}  {what}"
    return "\n".join(part for part in (f"{said}  {step.by}".rstrip(), step.note) if part)


@dataclass(frozen=True)
class StepWords:
    """What is said of a step: on its button, before it is taken, and after; {what} is the version."""

    button: str
    question: str
    effect: str
    action: str
    done: str


STEPS: Final = {  # by the status a version gets, in the order they are offered
    VersionStatus.SUBMITTED: StepWords(
        N_("Submit for approval…"),
        N_("Submit {what} for approval?"),
        N_("It is locked until it is approved or sent back."),
        N_("Submit"),
        N_("{what} is submitted and is waiting for approval."),
    ),
    VersionStatus.APPROVED: StepWords(
        N_("Approve…"),
        N_("Approve {what}?"),
        N_("What is approved now will be published unchanged; it can no longer be edited."),
        N_("Approve the scorecard"),
        N_("{what} is approved and can be published."),
    ),
    VersionStatus.PUBLISHED: StepWords(
        N_("Publish…"),
        N_("Publish {what}?"),
        N_("Months opened from now on use it. Months that are open keep the one they were opened with."),
        N_("Publish"),
        N_("{what} is published; months opened from now on use it."),
    ),
    VersionStatus.DRAFT: StepWords(
        N_("Send back…"),
        N_("Send {what} back?"),
        N_("It becomes a draft again."),
        N_("Send back"),
        N_("{what} is a draft again."),
    ),
    VersionStatus.RETIRED: StepWords(
        N_("Retire…"),
        N_("Retire {what}?"),
        N_("No new month uses it. Months that were opened with it keep it."),
        N_("Retire"),
        N_("{what} is retired; months that used it keep it."),
    ),
}


def step_done(version: Version, to: VersionStatus) -> str:
    """What was done, to be told afterwards."""
    return _(STEPS[to].done).format(what=version_title(version))


def counted(shown: Sequence[Version]) -> str:
    """How many versions of how many scorecards these are."""
    codes = {version.code for version in shown}
    text = ngettext("{n} scorecard", "{n} scorecards", len(codes)).format(n=len(codes))
    more = ngettext("{n} version", "{n} versions", len(shown)).format(n=len(shown))
    return f"{text}{_(', ')}{more}"


def used_in(version: Version, *, new: bool = False) -> str:
    """The newest month opened with a version, and how many more; before it the `new` ones, if theirs."""
    shown, more = cycles(version, _CYCLES_NAMED), len(version.cycles) - _CYCLES_NAMED
    if more > 0:
        shown = ngettext("{shown} and {n} more", "{shown} and {n} more", more).format(shown=shown, n=more)
    return _("; ").join(part for part in (_("new months") if new else "", shown) if part)


def cycles(version: Version, most: int | None = None) -> str:
    """The months opened with a version, the newest first, at most so many."""
    return _(", ").join(formats.cycle_text(code) for code in version.cycles[::-1][:most])


def readers_text(signed: int, of: int) -> str:
    """How many have signed for having read it."""
    return _("{n} of {of} have signed for it").format(n=signed, of=of)
