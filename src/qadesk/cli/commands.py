"""What each sub-command does: open the office, call one service, say what came of it."""

from __future__ import annotations

import argparse
import getpass
from collections.abc import Callable, Mapping
from pathlib import Path

from qadesk import preferences
from qadesk.cli import encryption, output, told
from qadesk.cli import signing_in as secrets
from qadesk.cli.opening import open_office
from qadesk.cli.parser import EXIT_DONE, EXIT_REFUSED
from qadesk.errors import UserError
from qadesk.i18n import _, current_language
from qadesk.places import Place
from qadesk.services import encryption as services_encryption
from qadesk.services import setup, signing_in
from qadesk.storage.office import Office


def run(args: argparse.Namespace) -> int:
    """Carry out a parsed call; the exit code. A UserError is printed, with what was kept and what to do."""
    try:
        encryption.unlock(args)
        return _COMMANDS[args.command](args)
    except UserError as error:
        output.refused(error, as_json=args.json)
        return EXIT_REFUSED


def _init(args: argparse.Namespace) -> int:
    given = preferences.office_place(args.office) if args.office else None
    place = given or preferences.default_folder() / "office.qadesk"
    named = place.stem if isinstance(place, Path) else place.office
    password = _new_password(args)
    passphrase = encryption.new_passphrase(args.new_passphrase_file) if args.encrypt else None
    office = setup.create_office(
        place,
        name=args.name or named,
        user_name=args.user_name or _who_is_here(),
        login=args.login,
        password=password,
        zone=args.zone,
        open_cycle=False,  # there is a command for it
        passphrase=passphrase,
    )
    recovery_key = services_encryption.show_recovery_key(office) if args.encrypt else None
    codes = () if password is None else signing_in.new_codes(office).value
    office.close()
    text = _("Made the office “{name}”: {path}").format(name=office.name, path=place)
    if codes:
        text += "\n" + output.codes(codes)
    data: dict[str, object] = {"office": str(place), "recovery_codes": codes}
    if recovery_key is not None:
        text += "\n" + encryption.recovery_key(recovery_key)
        data["recovery_key"] = recovery_key
    output.print_result(data, text, args)
    return EXIT_DONE


def _new_password(args: argparse.Namespace) -> str | None:
    """The password a new user gets; None where none is named."""
    return None if args.new_password_file is None else secrets.first_line(args.new_password_file)


def _people(args: argparse.Namespace) -> int:
    from qadesk.cli import people

    return people.run(args)


def _token(args: argparse.Namespace) -> int:
    from qadesk.cli import tokens

    return tokens.run(args)


def _about_person(args: argparse.Namespace) -> int:
    from qadesk.cli import about_person

    return about_person.run(args)


def _retention(args: argparse.Namespace) -> int:
    from qadesk.cli import retention

    return retention.run(args)


def _who_is_here() -> str:
    """The name this PC's user signs in with, where the system tells it."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return _("Supervisor")


def _import(args: argparse.Namespace) -> int:
    from qadesk.cli import importing

    office = open_office(args, writes=not args.dry_run)
    try:
        return importing.run(office, args)
    finally:
        office.close()


def _roster(args: argparse.Namespace) -> int:
    from qadesk.cli import roster

    return roster.run(args)


def _totals(args: argparse.Namespace) -> int:
    from qadesk.cli import totals

    office = open_office(args, writes=args.counts is not None)
    try:
        return totals.run(office, args)
    finally:
        office.close()


def _score(args: argparse.Namespace) -> int:
    from qadesk.cli import scores

    return scores.run(args)


def _cycle(args: argparse.Namespace) -> int:
    from qadesk.cli import cycles

    return cycles.run(args)


def _results(args: argparse.Namespace) -> int:
    from qadesk.services.assessment import beside, results

    office = open_office(args)
    try:
        made = results.results(office, args.code)
        told = beside.times(office, made) if args.json else {}
    finally:
        office.close()
    output.results(made, told, args)
    return EXIT_DONE


def _sheets(args: argparse.Namespace) -> int:
    from qadesk.services.paper import sheets

    office = open_office(args)
    try:
        output.will_hold(office, "agents")
        report = sheets.save(
            office,
            args.code,
            args.out,
            staff_nos=args.agent,
            merged=args.merged,
            language=current_language(),
        ).value
        if args.appeal_forms:
            from qadesk.services.appeals import form

            place = args.out / f"{_('Appeal form')}_{args.code}.pdf"
            form.save_forms(office, args.code, args.agent or (), place, blank=True)
    finally:
        office.close()
    output.sheets(report, args)
    return EXIT_DONE


def _scorecard(args: argparse.Namespace) -> int:
    from qadesk.cli import scorecards

    return scorecards.run(args)


def _targets(args: argparse.Namespace) -> int:
    from qadesk.cli import targets

    return targets.run(args)


def _backups(args: argparse.Namespace) -> int:
    from qadesk.cli import backups

    return backups.run(args)


def _check(args: argparse.Namespace) -> int:
    from qadesk.services import check

    office = open_office(args)
    try:
        with told.on_terminal(args, _("Checking the office")) as progress:
            findings = check.check(office, progress, args.paper)
    finally:
        office.close()
    output.findings(findings, args)
    return EXIT_DONE if all(finding.ok for finding in findings) else EXIT_REFUSED


def _trail(args: argparse.Namespace) -> int:
    from qadesk.cli import trail

    return trail.run(args)


def try_itself(args: argparse.Namespace, more: Mapping[str, Callable[[], str]]) -> int:
    """The self-test, and what the window adds to it; the exit code."""
    from qadesk.services import self_test

    return EXIT_DONE if output.tried(self_test.run(more), args) else EXIT_REFUSED


def _support(args: argparse.Namespace) -> int:
    from qadesk.services import support

    problem: UserError | None = None
    office: Office | None = None
    place: Place | None = None
    try:
        place = preferences.office_place(args.office)
        office = open_office(args)
    except UserError as error:  # then why it does not open is what the helper needs to know
        problem = error
    try:
        support.write(args.file, office, problem, place)
    finally:
        if office is not None:
            office.close()
    output.print_result({"file": str(args.file)}, _("Saved: {file}").format(file=args.file), args)
    return EXIT_DONE


def _evidence(args: argparse.Namespace) -> int:
    from qadesk.cli import evidence

    return evidence.run(args)


def _after_closing(args: argparse.Namespace) -> int:
    from qadesk.cli import after_closing

    return after_closing.run(args)


def _scans(args: argparse.Namespace) -> int:
    from qadesk.cli import scans

    return scans.run(args)


def _appeals(args: argparse.Namespace) -> int:
    from qadesk.cli import appeals

    return appeals.run(args)


def _uses(args: argparse.Namespace) -> int:
    from qadesk.cli import uses

    return uses.run(args)


def _checks(args: argparse.Namespace) -> int:
    from qadesk.cli import checks

    return checks.run(args)


def _talks(args: argparse.Namespace) -> int:
    from qadesk.cli import talks

    return talks.run(args)


def _month(args: argparse.Namespace) -> int:
    from qadesk.cli import month

    return month.run(args)


_COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "init": _init,
    "people": _people,
    "token": _token,
    "import": _import,
    "month": _month,
    "totals": _totals,
    "roster": _roster,
    "score": _score,
    "cycle": _cycle,
    "results": _results,
    "sheets": _sheets,
    "evidence": _evidence,
    "scorecard": _scorecard,
    "targets": _targets,
    "backup": _backups,
    "restore": _backups,
    "backups": _backups,
    "check": _check,
    "trail": _trail,
    "retention": _retention,
    "about-person": _about_person,
    "support": _support,
    **dict.fromkeys(("review", "deliver", "notice", "workdays"), _after_closing),
    **dict.fromkeys(("scan", "verify"), _scans),
    **dict.fromkeys(("awards", "bonus", "lists", "use-rules"), _uses),
    "interview": _talks,
    "checks": _checks,
    "appeal": _appeals,
    **dict.fromkeys(("encrypt", "decrypt", "new-key", "passphrase"), encryption.run),
}
