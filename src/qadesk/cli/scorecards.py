"""The `scorecard` sub-commands: what is there, what is wrong with it, in and out, published, tried."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from qadesk import formats
from qadesk.cli import output, scorecard_output
from qadesk.cli.opening import open_office
from qadesk.cli.parser import EXIT_DONE, EXIT_REFUSED
from qadesk.domain.scorecard import Scorecard
from qadesk.errors import UserError
from qadesk.i18n import _, current_language
from qadesk.services import library
from qadesk.services.designing import exchange, notice, problems, versions
from qadesk.services.designing.versions import Version, VersionStatus
from qadesk.storage.office import Office

NOTICE_ENDING = ".pdf"
_WAY = (VersionStatus.SUBMITTED, VersionStatus.APPROVED, VersionStatus.PUBLISHED)


def run(args: argparse.Namespace) -> int:
    """Carry out a parsed call; the exit code. Raises UserError."""
    return _ACTIONS[args.action](args)


def _is_file(word: str) -> bool:
    """Whether a word of the call names a file, not a scorecard of the office."""
    return Path(word).suffix.lower() in (*exchange.TEXT_ENDINGS, exchange.SHEET_ENDING)


def _version(office: Office, word: str) -> Version:
    """The version CODE@2 names; without a number the newest. Raises UserError where there is none."""
    code, _at, number = word.partition("@")
    there = [v for v in versions.versions(office) if v.code == code]
    found = [v for v in there if not number or str(v.version) == number]
    if found:
        return max(found, key=lambda v: v.version)
    listed = _("“qadesk scorecard list” lists the scorecards.")
    if there:
        said = _("The scorecard “{code}” has no version {number}.").format(code=code, number=number)
        raise UserError("scorecard.no_such_version", said, remedy=listed)
    said = _("There is no scorecard “{code}” in this office.").format(code=code)
    raise UserError("scorecard.unknown", said, remedy=listed)


def _card(office: Office, word: str) -> Scorecard:
    """The scorecard of a file or of the office."""
    if _is_file(word):
        return exchange.read_file(Path(word))
    return versions.card(office, _version(office, word).id)


def _list(args: argparse.Namespace) -> int:
    office = open_office(args)
    try:
        scorecard_output.versions(versions.versions(office), office, args)
    finally:
        office.close()
    return EXIT_DONE


def _ready(args: argparse.Namespace) -> int:
    """The ready scorecards, or one of them as a draft."""
    if not args.name:
        scorecard_output.library(library.scorecards(), args)
        return EXIT_DONE
    office = open_office(args, writes=True)
    try:
        made = versions.new_draft(office, args.name).value
        version = next(v for v in versions.versions(office) if v.id == made)
    finally:
        office.close()
    text = _("Draft: {form}").format(form=f"{version.code}@{version.version}")
    output.print_result(scorecard_output.plain(version), text, args)
    return EXIT_DONE


def _show_card(args: argparse.Namespace) -> int:
    if _is_file(args.which):
        scorecard_output.card(exchange.read_file(Path(args.which)), None, args)
        return EXIT_DONE
    office = open_office(args)
    try:
        version = _version(office, args.which)
        scorecard_output.card(versions.card(office, version.id), version, args)
    finally:
        office.close()
    return EXIT_DONE


def _check(args: argparse.Namespace) -> int:
    if _is_file(args.which):
        messages = exchange.check_file(Path(args.which))
        scorecard_output.messages(messages, args)
        return EXIT_REFUSED if any(message.error for message in messages) else EXIT_DONE
    office = open_office(args)
    try:
        found = problems.problems_in_words(versions.card(office, _version(office, args.which).id))
    finally:
        office.close()
    scorecard_output.problems(found, args)
    return EXIT_REFUSED if any(one.error for one in found) else EXIT_DONE


def _import(args: argparse.Namespace) -> int:
    office = open_office(args, writes=True)
    try:
        row = exchange.import_file(office, args.file, args.code).value
        version = next(v for v in versions.versions(office) if v.id == row)
        found = problems.problems_in_words(versions.card(office, row))
    finally:
        office.close()
    text = _("Imported as {code}@{version}, a draft.").format(code=version.code, version=version.version)
    remarks = [str(one) for one in problems.grouped([one for one in found if not one.hint])]
    told = {**scorecard_output.plain(version), "remarks": [scorecard_output.told(one) for one in found]}
    output.print_result(told, "\n".join([text, *(f"! {one}" for one in remarks)]), args)
    return EXIT_DONE


def _export(args: argparse.Namespace) -> int:
    office = open_office(args)
    lacking: tuple[str, ...] = ()
    try:
        version = _version(office, args.which)
        if args.file.suffix.lower() == NOTICE_ENDING:
            lacking = notice.notice(office, version.id, args.file, current_language())
        else:
            exchange.export_file(office, version.id, args.file)
    finally:
        office.close()
    text = _("Saved: {file}").format(file=args.file)
    if lacking:
        text += "\n" + _("Not in the font, printed as a code: {what}").format(
            what=formats.characters(lacking)
        )
    output.print_result({"file": str(args.file), "missing": list(lacking)}, text, args)
    return EXIT_DONE


def _publish(args: argparse.Namespace) -> int:
    office = open_office(args, writes=True)
    try:
        version = _publish_in(office, _version(office, args.which), args.note)
        if args.notice is not None:
            try:
                notice.notice(office, version.id, args.notice, current_language())
            except UserError as error:  # what was done before stays done
                raise _after(error, version.status) from error
    finally:
        office.close()
    text = _("Published {code}@{version}; cycles opened from now on take it.")
    text = text.format(code=version.code, version=version.version)
    output.print_result(scorecard_output.plain(version), text, args)
    return EXIT_DONE


def _publish_in(office: Office, version: Version, note: str) -> Version:
    """Go all the way to published, as far as the user may. Raises UserError that says how far it came."""
    if version.status is VersionStatus.PUBLISHED:
        raise UserError(
            "scorecard.published_already",
            _("{code}@{version} is published already.").format(code=version.code, version=version.version),
            remedy=_("A published version never changes; make a new one to change it."),
        )
    order = list(VersionStatus)
    left = [to for to in _WAY if order.index(to) > order.index(version.status)]
    made = version
    for to in left or [VersionStatus.PUBLISHED]:  # where none is left, it is refused and says why
        try:
            made = versions.advance(office, version.id, to, note).value
        except UserError as error:
            if made is version:
                raise
            raise _after(error, made.status) from error
    return made


def _after(error: UserError, status: VersionStatus) -> UserError:
    """A refusal after something was done, which stays."""
    kept = _("Its state is now: {status}.").format(status=versions.status_words(status))
    return UserError(error.code, error.happened, kept=kept, remedy=error.remedy, because=error.because)


def _try(args: argparse.Namespace) -> int:
    from qadesk.services.designing import trial

    office = open_office(args)
    try:
        made = trial.trial(office, args.cycle, _card(office, args.which), leave_out=args.leave_out)
    finally:
        office.close()
    scorecard_output.trial(made, args)
    return EXIT_DONE


def _readers(args: argparse.Namespace) -> int:
    from qadesk.cli import scorecard_readers

    office = open_office(args, writes=args.action in ("signed", "unsigned", "sign-list"))
    try:
        return scorecard_readers.carry_out(office, _version(office, args.which), args)
    finally:
        office.close()


def _whose(args: argparse.Namespace) -> int:
    from qadesk.cli import scorecard_rules

    office = open_office(args, writes=args.action == "assign")
    try:
        return scorecard_rules.carry_out(office, args)
    finally:
        office.close()


_ACTIONS: dict[str, Callable[[argparse.Namespace], int]] = {
    "list": _list,
    "ready": _ready,
    "show": _show_card,
    "check": _check,
    "import": _import,
    "export": _export,
    "publish": _publish,
    "try": _try,
    **dict.fromkeys(("readers", "signed", "unsigned", "sign-list"), _readers),
    **dict.fromkeys(("assign", "assigned"), _whose),
}
