"""What is due, what removing it means, and what was removed, in words."""

from __future__ import annotations

from collections.abc import Iterable

from qadesk import formats
from qadesk.i18n import _, ngettext
from qadesk.services.retention.due import Due
from qadesk.services.retention.periods import RULES, title
from qadesk.services.trail import setting_words
from qadesk.services.trail.words import table_name
from qadesk.storage import generations
from qadesk.storage.office import Office


def period(months: int) -> str:
    """How long something is kept."""
    return setting_words.period(months)


def nothing() -> str:
    """That nothing is due."""
    return _("Nothing is past the time it is kept for.")


def head(one: Due) -> str:
    """What is due of one sort, and how old it is."""
    count = ngettext("{n} row", "{n} rows", one.count).format(n=formats.count(one.count))
    text = _("{what}: {count}, kept for {period}, from before {day}")
    day = formats.day(one.before)
    return text.format(what=title(one.sort), count=count, period=period(one.months), day=day)


def lines(one: Due) -> list[str]:
    """The same with what becomes of it, rows by table, days and examples."""
    told = [head(one), "  " + _(RULES[one.sort].what)]
    told += [
        "  " + _("{table}: {row}").format(table=table_name(k), row=formats.count(n))
        for k, n in one.rows.items()
    ]
    if one.oldest is not None and one.newest is not None:
        text = _("oldest {oldest}, newest {newest}")
        told.append("  " + text.format(oldest=formats.day(one.oldest), newest=formats.day(one.newest)))
    if one.examples:
        told.append("  " + _("for example: {what}").format(what=_("; ").join(one.examples)))
    return told


def beforehand(office: Office) -> list[str]:
    """What has to be said before it is removed."""
    final = _("This cannot be undone. Results of closed months and their digests stay.")
    return [final, *still_in_copies(office)]


def still_in_copies(office: Office) -> list[str]:
    """That backups made before still hold what was removed."""
    if not office.is_file:
        return [_("Backups of the server still hold it until they are removed there.")]
    copies = generations.list_copies(generations.folder_of(office.path))
    if not copies:
        return []
    text = ngettext(
        "{n} backup beside the office still holds it, as do copies elsewhere, until they are thinned out.",
        "{n} backups beside the office still hold it, as do copies elsewhere, until they are thinned out.",
        len(copies),
    )
    return [text.format(n=formats.count(len(copies)))]


def done(found: Iterable[Due]) -> str:
    """What was removed."""
    found = tuple(found)
    count = sum(one.count for one in found)
    text = ngettext(
        "{n} row was removed or made anonymous: {what}.",
        "{n} rows were removed or made anonymous: {what}.",
        count,
    )
    return text.format(n=formats.count(count), what=_(", ").join(title(one.sort) for one in found))
