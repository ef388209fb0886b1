"""`qadesk backup`, `restore` and `backups`: make a copy, list, read through, try out, put one in place."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from qadesk import preferences
from qadesk.cli import output, signing_in
from qadesk.cli.opening import open_office
from qadesk.cli.parser import EXIT_DONE, EXIT_REFUSED
from qadesk.errors import UserError
from qadesk.i18n import _, ngettext
from qadesk.places import only_files
from qadesk.services import drill, setup
from qadesk.services.backups import holdings, keeping, losses, restoring, words
from qadesk.services.backups.holdings import Backups, Holding
from qadesk.services.backups.losses import CopyDifference
from qadesk.storage import generations
from qadesk.storage.office import Office


def run(args: argparse.Namespace) -> int:
    """Carry out a parsed call; the exit code. Raises UserError."""
    if args.command == "restore":
        return _restore(args)
    if args.command == "backup":
        return _with_office(_backup, args)
    return _ACTIONS[args.action](args)


def _with_office(work: Callable[[Office, argparse.Namespace], int], args: argparse.Namespace) -> int:
    office = open_office(args)
    try:
        return work(office, args)
    finally:
        office.close()


def _backup(office: Office, args: argparse.Namespace) -> int:
    if args.to is None:
        made = keeping.make(office, generations.ASKED).path
        unreached = keeping.send(office)
    else:
        now, unreached = datetime.now(office.zone), ""
        uid = keeping.uid(office)
        output.will_hold(office, "all")
        made = generations.new_name(args.to, office.path, uid, now, generations.ASKED)
        keeping.save_copy(office, made)
    text = _("Made a verified backup: {file}").format(file=made)
    if unreached:
        print(_("The second place: {why}").format(why=unreached), file=sys.stderr)
    output.print_result({"file": str(made), "second_unreached": unreached}, text, args)
    return EXIT_DONE


def _list(args: argparse.Namespace) -> int:
    found = _found(args)
    if args.json:
        _dump(
            {
                "folder": str(found.folder),
                "second": found.state.second,
                "reached": found.state.reached,
                "unreached": found.state.unreached,
                "failed": found.state.failed,
                "drill": None if found.state.drill is None else asdict(found.state.drill),
                "backups": [_plain(number, one) for number, one in enumerate(found.holdings, 1)],
            }
        )
        return EXIT_DONE
    for number, one in enumerate(found.holdings, 1):
        print(_line(number, one))
    if not found.holdings:
        print(_("There is no backup in {folder}.").format(folder=found.folder))
    print(words.second(found.state))
    if found.state.drill is not None:
        print(words.drill(found.state.drill))
    return EXIT_DONE


def _verify(args: argparse.Namespace) -> int:
    found = _found(args)
    read = holdings.verify(found.holdings, found.folder)
    if args.json:
        _dump({"backups": [_plain(number, one) for number, one in enumerate(read, 1)]})
    else:
        for number, one in enumerate(read, 1):
            state = one.problem or ("" if one.locked else _("Intact"))
            print(f"{_line(number, one)}  {state}")
        if not read:
            print(_("There is no backup in {folder}.").format(folder=found.folder))
    return EXIT_REFUSED if any(one.problem for one in read) else EXIT_DONE


def _drill(args: argparse.Namespace) -> int:
    def work(office: Office, args: argparse.Namespace) -> int:
        done = drill.drill(office)
        output.print_result({**asdict(done), "ok": not done.problems}, words.drill(done), args)
        return EXIT_REFUSED if done.problems else EXIT_DONE

    return _with_office(work, args)


def _second(args: argparse.Namespace) -> int:
    def work(office: Office, args: argparse.Namespace) -> int:
        keeping.choose_second(office, None if args.none else args.folder)
        unreached = "" if args.none else keeping.send(office)
        known = holdings.backups(office.path).state
        data = {"second": known.second, "reached": known.reached, "unreached": unreached}
        output.print_result(data, words.second(known), args)
        return EXIT_REFUSED if unreached else EXIT_DONE

    if args.folder is None and not args.none:
        found = _found(args)
        data = {"second": found.state.second, "reached": found.state.reached}
        output.print_result(data | {"unreached": found.state.unreached}, words.second(found.state), args)
        return EXIT_DONE
    return _with_office(work, args)


def _restore(args: argparse.Namespace) -> int:
    path = only_files(preferences.office_place(args.office))
    copy = _wanted(args, path)
    restoring.must_be_sound(copy)
    if not args.yes and not _agreed(path, copy, args):
        return EXIT_REFUSED
    user = _who(path, copy, args)
    done = restoring.restore(path, copy, user)
    restored = setup.open_office(
        path
    )  # it must open; an older one is converted now, not at some later moment
    restored.close()
    lines = words.restored(done, copy)
    data = {
        "office": str(path),
        "restored": str(copy),
        "set_aside": None if done.aside is None else str(done.aside),
        "backup_before": None if done.kept is None else str(done.kept.path),
    }
    output.print_result(data, "\n".join(lines), args)
    return EXIT_DONE


def _who(path: Path, copy: Path, args: argparse.Namespace) -> Any:
    """Who restores, by today's file, or by the backup where that is gone or does not open."""
    try:
        office = setup.open_office(path)
    except UserError:
        return signing_in.of_copy(copy, args)
    try:
        signing_in.sign_in(office, args)
        return office.user
    finally:
        office.close()


def _agreed(path: Path, copy: Path, args: argparse.Namespace) -> bool:
    """Say what would be lost, and ask where somebody is there to be asked."""
    lost: tuple[CopyDifference, ...] = ()
    back: tuple[CopyDifference, ...] = ()
    said = _("There is no office at {office}; nothing would be lost.").format(office=path)
    if path.exists():
        try:
            office = setup.open_office(path)
        except UserError as error:
            said = _("What would be lost cannot be listed: {why}").format(why=error.happened)
        else:
            try:
                restoring.must_be_of(office, copy)
                found = losses.losses(office, copy)
            finally:
                office.close()
            lost, back = found.lost, found.back
            said = _("Restoring would lose:") if lost else _("Restoring would lose nothing.")
    if args.json:
        _dump(
            {"restored": None, "lost": [asdict(one) for one in lost], "back": [asdict(one) for one in back]}
        )
        return False
    print(said)
    for one in lost:
        print(f"  {words.difference(one)}")
    if back:
        print(_("It would bring back:"))
        for one in back:
            print(f"  {words.difference(one)}")
    if path.exists():
        print(_("The present file is kept under another name."))
    if not sys.stdin.isatty():
        print(_("Nothing was changed. To restore it, add --yes."), file=sys.stderr)
        return False
    answer = input(_("Restore it? (yes/no) "))
    return answer.strip().lower() in ("yes", "y", "是")


def _wanted(args: argparse.Namespace, path: Path) -> Path:
    """The copy that is meant: a file, or its number in the list. Raises UserError where there is none."""
    text = str(args.which)
    if not text.isdigit() or Path(text).exists():
        return Path(text)
    found = holdings.backups(path).holdings
    if not 1 <= int(text) <= len(found):
        raise UserError(
            "backup.no_such_number",
            _("There is no backup number {n}.").format(n=text),
            kept=_("Nothing was changed."),
            remedy=_("“qadesk backups list” lists the backups."),
        )
    return found[int(text) - 1].copy.path


def _found(args: argparse.Namespace) -> Backups:
    found = holdings.backups(only_files(preferences.office_place(args.office)))
    if found.lost:
        text = _("The folder of the backups cannot be read: {why}").format(why=found.lost)
        raise UserError("backup.folder_unreadable", text)
    return found


def _line(number: int, one: Holding) -> str:
    zone = one.copy.at.tzinfo or _zone()
    places = [name for name, there in ((_("here"), one.here), (_("second place"), one.second)) if there]
    if one.locked:
        said = _("Encrypted with another key")
    elif one.problem and not one.office:
        said = one.problem
    else:
        ratings = ngettext("{n} rating", "{n} ratings", one.ratings).format(n=f"{one.ratings:,}")
        changed = _("changed {at} {by}").format(at=words.moment(one.changed_at, zone), by=one.changed_by)
        said = "  ".join((words.months(one), ratings, changed.strip()))
    at = words.moment(one.copy.at, zone)
    return f"{number:>3}  {at}  {words.reason(one.copy.reason)}  {said}  ({_(', ').join(places)})"


def _plain(number: int, one: Holding) -> dict[str, Any]:
    return {
        "number": number,
        "file": str(one.copy.path),
        "taken": one.copy.at.isoformat(),
        "reason": one.copy.reason,
        "office": one.office,
        "months": list(one.months),
        "closed": list(one.closed),
        "ratings": one.ratings,
        "changed_at": None if one.changed_at is None else one.changed_at.isoformat(),
        "changed_by": one.changed_by,
        "bytes": one.size,
        "here": one.here,
        "second": one.second,
        "verified": None if one.verified is None else one.verified.isoformat(),
        "problem": one.problem,
    }


def _zone() -> Any:
    return datetime.now().astimezone().tzinfo


def _dump(data: Any) -> None:
    print(json.dumps(data, ensure_ascii=False, indent=1))


_ACTIONS: dict[str, Callable[[argparse.Namespace], int]] = {
    "list": _list,
    "verify": _verify,
    "drill": _drill,
    "second": _second,
}
