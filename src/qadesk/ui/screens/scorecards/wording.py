"""How scorecards are worded on their screen: statuses, sources, units, names."""

from __future__ import annotations

from datetime import datetime

from qadesk import formats
from qadesk.domain.scorecard import Names
from qadesk.i18n import N_, _
from qadesk.services.designing import row_fields
from qadesk.services.designing.versions import Version, VersionStatus
from qadesk.storage.office import Office

_STATUSES = {  # the word, the tone of its badge, why the version cannot be changed and what can be done
    VersionStatus.DRAFT: (N_("Draft"), "warn", ""),
    VersionStatus.SUBMITTED: (N_("Submitted"), "accent",
                       N_("Submitted for approval. To change it, send it back first.")),
    VersionStatus.APPROVED: (N_("Approved"), "accent",
                      N_("Approved: exactly this will be published. To change it, make a copy.")),
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
