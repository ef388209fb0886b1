"""Whether an office still is what its trail says, and how far the trail itself is proved from outside."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, select

from qadesk import formats
from qadesk.errors import UserError
from qadesk.i18n import _, ngettext
from qadesk.progress import Progress
from qadesk.services.trail.words import row_name, table_name
from qadesk.storage import generations, tables
from qadesk.storage.office import Office
from qadesk.storage.trail import anchors, paper_code, restores, rows, strangers, walk
from qadesk.storage.trail.anchors import Anchor, HeldAnchor
from qadesk.storage.trail.strangers import Strangers
from qadesk.storage.trail.walk import Deviation

_EXAMPLE: Final = "12345-7F3A-9C21-KX8Q"


class NoTrailCodeError(UserError):
    """What was given is no trail code."""


@dataclass(frozen=True)
class Proof:
    """What looking at the trail found, in words.

    `trail`: what is wrong in it; `rows`: what in the tables is not as it says; `outside`: what was seen of it
    before and is not there any more; `reach`: how far each thing outside the file proves it; `clocks`:
    entries made while a PC's clock was wrong, which is no fault of theirs.
    """

    trail: tuple[str, ...]
    rows: tuple[str, ...]
    outside: tuple[str, ...]
    reach: tuple[str, ...]
    clocks: tuple[str, ...] = ()


def prove(office: Office, progress: Progress | None = None, papers: Sequence[str] = ()) -> Proof:
    """Look at the trail, at all rows, and at what is kept outside the file.

    `papers`: codes of the trail as they are printed on sheets and notices. Raises Cancelled, and UserError
    for one that is none.
    """
    printed = [_printed(paper) for paper in papers]
    with office.read() as connection:
        walked = walk.examine(connection, office.id, progress)
        seen = [*_anchors(connection, office), *printed]
        compared = anchors.compare(connection, office.id, seen, _files(connection, office))
        elsewhere = [*_elsewhere(connection, office)]
        texts = [(one, _in_words(connection, office, one)) for one in walked.findings]
        others = [_strange(one) for one in strangers.strangers(connection, office.id)]
    return Proof(
        tuple(t for one, t in texts if one.table in ("", "audit") and one.fault not in walk.OF_CLOCKS),
        (*others, *(text for one, text in texts if one.table and one.table != "audit")),
        tuple(_outside(office, one) for one in compared if not one.holds and not one.restored),
        (*_reach(office, compared), *elsewhere) or (_nothing_kept(),),
        tuple(text for one, text in texts if one.fault in walk.OF_CLOCKS),
    )


def _printed(code: str) -> Anchor:
    anchor = anchors.of_paper(code)
    if anchor is None:
        raise NoTrailCodeError(
            "trail.no_code",
            _("“{code}” is not a trail code.").format(code=code),
            kept=_("Nothing was checked."),
            remedy=_("Type it as it stands at the foot of the sheet: {example}.").format(example=_EXAMPLE),
        )
    return anchor


def _anchors(connection: Connection, office: Office) -> list[Anchor]:
    """What this PC's user kept of the trail, and the trails in the backups."""
    uid = connection.execute(select(tables.office.c.uid)).scalar_one()
    found = list(anchors.of_user(uid, office.place))
    if office.is_file:
        for copy in generations.list_copies(generations.folder_of(office.path), uid):
            anchor = anchors.of_copy(copy.path, uid, copy.at)
            found += [anchor] if anchor is not None else []
    return found


def _files(connection: Connection, office: Office) -> list[Path]:
    """The backups beside the office, and the files that restores set aside: they show what was there."""
    if not office.is_file:
        return []
    uid = connection.execute(select(tables.office.c.uid)).scalar_one()
    copies = [one.path for one in generations.list_copies(generations.folder_of(office.path), uid)]
    aside = [office.path.with_name(one.aside) for one in restores.told(connection, office.id) if one.aside]
    return [*copies, *(path for path in aside if path.exists())]


def _outside(office: Office, one: HeldAnchor) -> str:
    when = f"{office.local(one.anchor.at):%Y-%m-%d %H:%M}"
    if one.anchor.on_paper:
        text = _(
            "The code {code} does not fit this file's trail. First compare what was typed with the paper. If "
            "it stands there like this: the trail was replaced or cut off, or the paper was printed from "
            "another copy or before a restore."
        )
        return text.format(code=paper_code.written(one.anchor.seq, one.anchor.hash))
    text = (
        _("The backup “{name}” of {when} has an entry {seq} of the trail that this file has not.")
        if one.anchor.where
        else _("On {when} this PC saw an entry {seq} of the trail that this file has not.")
    )
    told = text.format(name=one.anchor.where, seq=one.anchor.seq, when=when)
    if one.restore is None:
        return told
    claim = _(
        "{what} The trail tells that “{copy}” was restored on {when}; neither this PC nor the file set aside "
        "“{aside}” nor a backup shows it."
    )
    moment = f"{office.local(one.restore.at):%Y-%m-%d %H:%M}"
    return claim.format(what=told, copy=one.restore.copy, when=moment, aside=one.restore.aside)


def _reach(office: Office, compared: Iterable[HeldAnchor]) -> Iterable[str]:
    holding = [one.anchor for one in compared if one.holds]
    for title, group in (
        (_("Kept by this PC's user"), [one for one in holding if not (one.where or one.on_paper)]),
        (_("Backups"), [one for one in holding if one.where]),
        (_("Code on paper"), [one for one in holding if one.on_paper]),
    ):
        if group:
            last = max(group, key=lambda one: one.seq)
            yield _("{what}: proves the trail up to entry {seq}, of {when}").format(
                what=title, seq=last.seq, when=f"{office.local(last.at):%Y-%m-%d %H:%M}"
            )
    restored = [one for one in compared if one.restored]
    if restored:
        yield ngettext(
            "A backup was restored since: {n} head of the trail seen before is of the file set aside then.",
            "A backup was restored since: {n} heads of the trail seen before are of the file set aside then.",
            len(restored),
        ).format(n=formats.count(len(restored)))


def _elsewhere(connection: Connection, office: Office) -> Iterable[str]:
    """What this PC's user saw of the office at other places: it was moved there or here, or copied."""
    uid = connection.execute(select(tables.office.c.uid)).scalar_one()
    for place, anchor in anchors.of_user_elsewhere(uid, office.place):
        text = _(
            "At “{place}” this PC saw an entry {seq} of this office on {when} that this file has not: one of "
            "both is a copy that goes its own way, or this one was cut off."
        )
        if anchors.holds(connection, anchor):
            text = _("Kept by this PC's user of “{place}”: proves the trail up to entry {seq}, of {when}")
        yield text.format(place=place, seq=anchor.seq, when=f"{office.local(anchor.at):%Y-%m-%d %H:%M}")


def _nothing_kept() -> str:
    return _(
        "Nothing kept elsewhere was there to compare: a trail that was cut off or rewritten would not be "
        "noticed. Compare a code printed on a sheet."
    )


def _strange(one: Strangers) -> str:
    if one.names:
        text = ngettext(
            "Another office was put in outside QADesk: {names}.",
            "Other offices were put in outside QADesk: {names}.",
            one.rows,
        )
        return text.format(names=_(", ").join(f"“{name}”" for name in one.names))
    text = ngettext(
        "{table}: {n} row of another office was put in outside QADesk.",
        "{table}: {n} rows of another office were put in outside QADesk.",
        one.rows,
    )
    return text.format(table=table_name(one.table), n=formats.count(one.rows))


def _in_words(connection: Connection, office: Office, one: Deviation) -> str:
    text = {
        "missing": _("Entry {seq} is missing."),
        "altered": _("Entry {seq} was altered."),
        "unnumbered": _("An entry was added outside QADesk (row {row})."),
        "before": _("The entries from before the trail began were altered."),
        "forgotten": _("What entry {seq} told was removed outside QADesk."),
        "forgotten_more": _(
            "More was removed from the trail than the removals up to entry {seq} tell: somebody removed it "
            "outside QADesk."
        ),
        "backwards": _("Entry {seq} is earlier than the one before it: the PC's clock was set back."),
        "future": _(
            "Entry {seq} is dated later than it is now: the PC's clock was ahead, or it is behind now."
        ),
        "seals": _("{table}, rows {row}: their stored digests are not those the trail tells."),
        "row_altered": _("{table}, {row}: altered outside QADesk{columns}."),
        "row_missing": _("{table}, {row}: deleted outside QADesk."),
        "row_added": _("{table}, {row}: added outside QADesk."),
        "row_found_altered": _("{table}, {row}: had been altered outside QADesk before entry {seq}."),
        "row_found_missing": _("{table}, {row}: had been deleted outside QADesk before entry {seq}."),
        "row_found_added": _("{table}, {row}: had been added outside QADesk before entry {seq}."),
        "seals_found": _("{table}, rows {row}: their digests were not the trail's before entry {seq}."),
    }[one.fault]
    values = rows.values_of(connection, office.id, one.table, one.key) if one.key is not None else None
    columns = _(" in {columns}").format(columns=_(", ").join(one.columns)) if one.columns else ""
    row = row_name(one.key, values) if one.key is not None else one.part
    return text.format(seq=one.seq, table=table_name(one.table), row=row, columns=columns)
