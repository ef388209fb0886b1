"""What is said of backups: why a copy was made, what restoring one loses, what a trial restore found."""

from __future__ import annotations

from datetime import datetime, tzinfo
from pathlib import Path
from typing import Final

from qadesk import formats
from qadesk.errors import joined
from qadesk.i18n import N_, _, ngettext
from qadesk.kinds.registry import stored_apart
from qadesk.services.backups import state
from qadesk.services.backups.holdings import Holding
from qadesk.services.backups.losses import CopyDifference
from qadesk.services.backups.restoring import Restored
from qadesk.services.backups.state import BackupState, Drill
from qadesk.storage import generations

_REASONS: Final = {
    generations.DAILY: N_("daily"),
    generations.ASKED: N_("on request"),
    generations.UPGRADE: N_("before a new version"),
    generations.CLOSING: N_("before closing a month"),
    generations.UNDO: N_("before undoing an import"),
    generations.RESTORE: N_("before a restore"),
}


def reason(code: str) -> str:
    """Why a copy was made."""
    return _(_REASONS[code])


def state_of(holding: Holding) -> str:
    """Whether a copy is sound, as far as anybody looked."""
    if holding.locked:
        return _("Encrypted with another key")
    if holding.problem:
        return _("Damaged")
    return _("Intact") if holding.verified is not None else _("Not checked")


def where(holding: Holding) -> str:
    """Beside the office, in the second place, or both."""
    if holding.here and holding.second:
        return _("Both places")
    return _("Here") if holding.here else _("Second place")


def size(count: int) -> str:
    """Bytes as somebody reads them."""
    return f"{count / 1e6:,.1f} MB"


def months(holding: Holding) -> str:
    """From which month to which, and how many of them are closed."""
    if not holding.months:
        return formats.DASH
    first, last = holding.months[-1], holding.months[0]
    span = first if first == last else _("{first} to {last}").format(first=first, last=last)
    if not holding.closed:
        return _("{months}, none of them closed").format(months=span)
    return _("{months}, {n} of them closed").format(months=span, n=len(holding.closed))


def details(holding: Holding, zone: tzinfo) -> str:
    """All of it that a line of a list has no room for."""
    if holding.problem:
        return _("Damaged: {what}").format(what=holding.problem)
    parts = [months(holding)] if holding.months else []
    if holding.changed_at is not None:
        text = _("last change {at} by {who}") if holding.changed_by else _("last change {at}")
        parts.append(text.format(at=moment(holding.changed_at, zone), who=holding.changed_by))
    parts.append(size(holding.size))
    if holding.verified is not None:
        parts.append(_("checked {at}").format(at=moment(holding.verified, zone)))
    return _("; ").join(parts)


def moment(at: datetime | None, zone: tzinfo) -> str:
    """A moment on the office's clock."""
    return formats.DASH if at is None else formats.moment(at.astimezone(zone))


def difference(one: CopyDifference) -> str:
    """How many of what, of which month."""
    n, month = one.count, one.about
    records = {str(source): kind.number for source, kind in stored_apart().items()}
    if one.kind in records:
        return records[one.kind](n).format(n=f"{n:,}", month=month)
    texts = {
        "ratings": ngettext(
            "{n} rating of {month}, given or changed", "{n} ratings of {month}, given or changed", n
        ),
        "imports": ngettext("{n} import", "{n} imports", n),
        "values": ngettext("{n} typed value of {month}", "{n} typed values of {month}", n),
        "exemptions": ngettext("{n} exemption of {month}", "{n} exemptions of {month}", n),
        "sheets": ngettext("{n} printed sheet of {month}", "{n} printed sheets of {month}", n),
        "opened": _("the opening of {month}"),
        "closed": _("the closing of {month}"),
        "scorecards": ngettext(
            "{n} version of a scorecard, or its state", "{n} versions of scorecards, or their states", n
        ),
        "plans": ngettext("{n} planned target", "{n} planned targets", n),
        "focuses": ngettext("{n} focus set after {month}", "{n} focuses set after {month}", n),
        "office": _("the office's name"),
        "agents": ngettext("{n} roster entry", "{n} roster entries", n),
        "notes": ngettext("{n} note or attached file", "{n} notes and attached files", n),
        "people": _("the user {name}, added or changed"),
        "codes": ngettext("{n} recovery code", "{n} recovery codes", n),
        "tokens": _("the app token “{name}”, or its state"),
        "lock": _("after how many minutes the window locks"),
        "retention": _("how long personal data is kept"),
    }
    return texts[one.kind].format(n=f"{n:,}", month=month, name=month)


def drill(done: Drill) -> str:
    """What a trial restore found."""
    taken = state.moment(done.taken)
    of = formats.moment(taken) if taken is not None else done.copy
    if done.problems:
        text = _("The trial restore of the backup of {moment} failed: {what}")
        return joined(text.format(moment=of, what=_("; ").join(done.problems)), done.note)
    if not done.cycle:
        return joined(_("The backup of {moment} opened and is intact.").format(moment=of), done.note)
    text = ngettext(
        "Trial restore of the backup of {moment}: {cycle} recalculated, {n} figure compared.",
        "Trial restore of the backup of {moment}: {cycle} recalculated, {n} figures compared.",
        done.figures,
    ).format(moment=of, cycle=done.cycle, n=f"{done.figures:,}")
    return joined(text, done.note or _("All agree."))


def second(known: BackupState) -> str:
    """Where the second place is, and since when it has or has not been reached."""
    if not known.second:
        return _("No second place is set: if this disk fails, the backups are lost with it.")
    if known.unreached:
        last = state.moment(known.reached)
        since = _("never") if last is None else formats.moment(last)
        text = _("{folder}: not reached ({why}); last reached: {since}.")
        return text.format(folder=known.second, why=known.unreached.rstrip(".。"), since=since)
    reached = state.moment(known.reached)
    at = _("never") if reached is None else formats.moment(reached)
    return _("{folder}: last reached {at}.").format(folder=known.second, at=at)


def restored(done: Restored, copy: Path) -> tuple[str, ...]:
    """What was restored, and where the file before is."""
    found = generations.read_name(copy)
    of = formats.moment(found.at) if found is not None else copy.name
    told = [_("The backup of {moment} was restored.").format(moment=of)]
    if done.aside is not None:
        told.append(_("The previous file is kept as {file}.").format(file=done.aside))
    if done.exposed:
        told.append(
            _("This backup was not encrypted, so the office file no longer is. Encrypt it again in Settings.")
        )
    if done.uncopied:
        told.append(_("It could not be backed up: {why}").format(why=done.uncopied))
    return tuple(told)
