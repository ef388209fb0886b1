"""What the command line understands."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from qadesk.cli import (
    after_closing_words,
    appeals_words,
    argparse_words,
    cards_words,
    checks_words,
    encryption_words,
    options,
    people_words,
    personal_data,
    talks_words,
    uses_words,
)
from qadesk.i18n import _

EXIT_DONE, EXIT_REFUSED, EXIT_USAGE, EXIT_REJECTED_ROWS = 0, 1, 2, 3


class Parser(argparse.ArgumentParser):
    """argparse with its closing line in our words."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong with the words of the call and exit with 2."""
        self.print_usage(sys.stderr)
        self.exit(EXIT_USAGE, f"{self.prog}: {message}\n")


def parse(argv: Sequence[str] | None = None) -> argparse.Namespace:
    """The call, taken apart; `command` is None for the window. Exits with 2 where it makes no sense."""
    argparse_words.use_catalogue()
    if (for_window := options.alone(argv)) is not None:
        return for_window
    parser = Parser(
        prog="qadesk",
        description=_(
            "Assess the customer-service agents of a courier branch. Without a command: the window."
        ),
        epilog=_("Exit codes: 0 done, 1 refused, 2 wrong usage, 3 done with rejected rows."),
    )
    options.add(parser)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", parser_class=Parser)
    _office_commands(commands)
    _record_commands(commands)
    _month_command(commands)
    _score_commands(commands)
    _result_commands(commands)
    _scorecard_commands(commands)
    _target_commands(commands)
    args = parser.parse_args(argv)
    if args.sample and args.command is not None:
        parser.error(_("--sample opens the window. Tell a command its office with --office."))
    return args


def _office_commands(commands: argparse._SubParsersAction[Parser]) -> None:
    init = commands.add_parser("init", help=_("make a new office file"))
    init.add_argument("--name", help=_("name of the office (default: that of the file)"))
    init.add_argument("--user-name", help=_("name of the supervisor (default: yours on this PC)"))
    init.add_argument("--login", default="", help=_("name to sign in with (default: the supervisor's name)"))
    people_words.new_password(init)
    encryption_words.for_new_office(init)
    init.add_argument("--zone", default="Asia/Shanghai", help=_("time zone of the office"))
    cycle = commands.add_parser("cycle", help=_("open or close a cycle"))
    actions = cycle.add_subparsers(dest="action", required=True, metavar="ACTION", parser_class=Parser)
    opened = actions.add_parser("open", help=_("open a cycle: its scorecard and targets are frozen"))
    opened.add_argument("code", metavar="YYYY-MM")
    opened.add_argument(
        "--scorecard", metavar="CODE", help=_("a published scorecard (default: the one published last)")
    )
    back = actions.add_parser("take-back", help=_("take the opening back, before anybody has worked on it"))
    back.add_argument("code", metavar="YYYY-MM")
    waiting = actions.add_parser("pending", help=_("what is still pending before a cycle is closed"))
    waiting.add_argument("code", metavar="YYYY-MM")
    closed = actions.add_parser("close", help=_("close a cycle: its results are locked"))
    closed.add_argument("code", metavar="YYYY-MM")
    closed.add_argument("--yes", action="store_true", help=_("close in spite of warnings"))
    closed.add_argument("--without-backup", action="store_true", help=_("close even if none can be made"))
    for words in (after_closing_words, uses_words, talks_words, appeals_words, checks_words):
        words.add_commands(commands, Parser)
    _scans(commands)
    people_words.add_commands(commands, Parser)
    _token_commands(commands)
    _backup_commands(commands)
    encryption_words.add(commands)
    checked = commands.add_parser("check", help=_("check whether the office file is intact"))
    paper = _("a trail code from a sheet or notice, which the trail has to hold")
    checked.add_argument("--paper", action="append", default=[], metavar="CODE", help=paper)
    trail = commands.add_parser("trail", help=_("who changed what, when, before and after; the newest first"))
    trail.add_argument("--last", type=int, default=20, metavar="N", help=_("how many (default: 20)"))
    trail.add_argument("--subject", default="", metavar="TEXT", help=_("only what begins so: 2026-10/KF1001"))
    trail.add_argument(
        "--whole", action="store_true", help=_("phone numbers unmasked; the trail tells of it")
    )
    trail.add_argument("--by", default="", metavar="LOGIN", help=_("only what this user did"))
    pdf = _("write them as PDF, or the history of one thing (--of), and say what it holds")
    trail.add_argument("--pdf", type=Path, metavar="FILE.pdf", help=pdf)
    of = _("the history of one assessment (2026-10/KF1001), agent (KF1001) or month (2026-10), for --pdf")
    trail.add_argument("--of", default="", metavar="WHAT", help=of)
    personal_data.add_commands(commands, Parser)
    commands.add_parser("self-test", help=_("try the whole program on the sample files"))
    support = commands.add_parser("support", help=_("write a file for technical support; it names nobody"))
    support.add_argument("file", type=Path, metavar="FILE.zip")
    demo = commands.add_parser(
        "demo", help=_("run through a whole month on the sample office, without a window")
    )
    demo.add_argument("dir", type=Path, metavar="DIR")


def _backup_commands(commands: argparse._SubParsersAction[Parser]) -> None:
    made = commands.add_parser("backup", help=_("make a verified copy of the office"))
    made.add_argument("--to", type=Path, metavar="DIR", help=_("put it there (default: beside the office)"))
    restore = commands.add_parser("restore", help=_("put a backup in the office's place"))
    restore.add_argument("which", metavar="FILE|NUMBER", help=_("a file, or its number in “backups list”"))
    restore.add_argument(
        "--yes", action="store_true", help=_("do not ask; without this, what would be lost is listed first")
    )
    backups = commands.add_parser("backups", help=_("the backups of the office"))
    actions = backups.add_subparsers(dest="action", required=True, metavar="ACTION", parser_class=Parser)
    actions.add_parser("list", help=_("when, why, and what each holds, newest first"))
    actions.add_parser("verify", help=_("check every one completely"))
    actions.add_parser("drill", help=_("trial restore of the newest one: compare its figures"))
    second = actions.add_parser("second", help=_("a second place for backups: show or set it"))
    second.add_argument("folder", nargs="?", type=Path, metavar="DIR", help=_("on another disk"))
    second.add_argument("--none", action="store_true", help=_("keep backups beside the office only"))


def _token_commands(commands: argparse._SubParsersAction[Parser]) -> None:
    from qadesk.services.tokens import COMMANDS

    token = commands.add_parser("token", help=_("app tokens: signing in for scheduled work"))
    actions = token.add_subparsers(dest="action", required=True, metavar="ACTION", parser_class=Parser)
    add = actions.add_parser("add", help=_("make one in your name"))
    add.add_argument("name", metavar="NAME", help=_("what it is for"))
    add.add_argument(
        "--for",
        dest="commands",
        action="append",
        required=True,
        choices=COMMANDS,
        metavar="COMMAND",
        help=_("a command it may be used for; several: give it again"),
    )
    add.add_argument("--out", type=Path, metavar="FILE", help=_("write it there (default: show it)"))
    actions.add_parser("list", help=_("your tokens; an administrator's list has everybody's"))
    revoke = actions.add_parser("revoke", help=_("let one end for good"))
    revoke.add_argument("number", type=int, metavar="NUMBER", help=_("its number in “token list”"))


def _record_commands(commands: argparse._SubParsersAction[Parser]) -> None:
    roster = commands.add_parser("roster", help=_("the staff list"))
    actions = roster.add_subparsers(dest="action", required=True, metavar="ACTION", parser_class=Parser)
    roster_import = actions.add_parser("import", help=_("add and update agents from a spreadsheet"))
    roster_import.add_argument("files", nargs="+", type=Path, metavar="FILE")
    _import_options(roster_import)
    number = actions.add_parser("number", help=_("correct a staff number; everything stays with the agent"))
    number.add_argument("staff_no", metavar="NUMBER", help=_("the number the agent has now"))
    number.add_argument("new", metavar="NEW", help=_("the correct number"))
    number.add_argument("--reason", required=True, metavar="TEXT", help=_("why it is corrected"))
    merge = actions.add_parser("merge", help=_("make one of two entries of the same person"))
    merge.add_argument("keep", metavar="KEEP", help=_("staff number of the entry that stays"))
    merge.add_argument("other", metavar="OTHER", help=_("staff number of the entry that goes into it"))
    merge.add_argument(
        "--prefer", choices=("kept", "other"), default="", help=_("whose to keep where both have something")
    )
    merge.add_argument(
        "--theirs", nargs="+", choices=("name", "team", "post", "hired_on", "status"), default=(),
        help=_("what to take from the entry that goes, where both say something else"),
    )  # fmt: skip
    merge.add_argument("--yes", action="store_true", help=_("merge; without this, what would move is listed"))
    records = commands.add_parser(
        "import",
        help=_("import service records"),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog=_fields_help(),
    )
    records.add_argument("files", nargs="+", type=Path, metavar="FILE")
    records.add_argument("--kind", choices=_kinds(), metavar="KIND", help=", ".join(_kinds()))
    records.add_argument(
        "--count",
        choices=("records", "totals", "both"),
        metavar="WHAT",
        help=_("what counts where totals and single records overlap on a day: records, totals or both"),
    )
    _import_options(records)
    totals = commands.add_parser(
        "totals", help=_("where totals overlap single records, and which of them count")
    )
    totals.add_argument("code", metavar="YYYY-MM")
    totals.add_argument(
        "channel", nargs="?", choices=("call", "chat", "all"), help=_("the channel of the totals")
    )
    totals.add_argument(
        "counts", nargs="?", choices=("records", "totals", "both"), help=_("what counts there")
    )


def _month_command(commands: argparse._SubParsersAction[Parser]) -> None:
    month = commands.add_parser(
        "month",
        help=_("a month from its exports to its sheets, in one call"),
        epilog=_("The files are imported in their order: a staff list comes first."),
    )
    month.add_argument("code", metavar="YYYY-MM")
    month.add_argument("files", nargs="+", type=Path, metavar="FILE")
    month.add_argument("--sheets", type=Path, required=True, metavar="DIR", help=_("where the sheets go"))
    month.add_argument("--merged", action="store_true", help=_("one PDF with all sheets"))
    month.add_argument("--kind", choices=_kinds(), metavar="KIND", help=", ".join(_kinds()))
    _import_options(month)
    month.set_defaults(count=None)


def _import_options(parser: Parser) -> None:
    parser.add_argument(
        "--map",
        action="append",
        default=[],
        type=_pair,
        metavar="FIELD=HEADER",
        help=_("read a field from the column with this header; FIELD= for a field without a column"),
    )
    parser.add_argument(
        "--read",
        action="append",
        default=[],
        type=_reading,
        metavar="FIELD=HOW",
        help=_("how a field's values are written, such as talk=ms or dates=dmy"),
    )
    parser.add_argument(
        "--word",
        action="append",
        default=[],
        type=_word,
        metavar="FIELD:WORD=MEANING",
        help=_("what a word means, such as answered:转接=yes"),
    )
    parser.add_argument(
        "--accept-guesses", action="store_true", help=_("take unsure columns as guessed; the import says so")
    )
    parser.add_argument("--dry-run", action="store_true", help=_("show what would happen, store nothing"))


def _score_commands(commands: argparse._SubParsersAction[Parser]) -> None:
    score = commands.add_parser("score", help=_("ratings and typed values by spreadsheet"))
    actions = score.add_subparsers(dest="action", required=True, metavar="ACTION", parser_class=Parser)
    template = actions.add_parser("template", help=_("write the spreadsheet to fill in"))
    template.add_argument("file", type=Path, metavar="FILE")
    filled = actions.add_parser(
        "import", help=_("import the filled-in spreadsheet, or a table of typed values")
    )
    filled.add_argument("file", type=Path, metavar="FILE")
    filled.add_argument("--draft", action="store_true", help=_("keep the ratings as drafts, not submitted"))
    listed = actions.add_parser("drafts", help=_("drafts not submitted, and whose they are"))
    sent = actions.add_parser("submit", help=_("submit your finished drafts"))
    dropped = actions.add_parser("discard", help=_("discard drafts; “score restore” brings them back"))
    dropped.add_argument("--by", metavar="NAME", help=_("those of this supervisor (default: yours)"))
    back = actions.add_parser("restore", help=_("bring back the drafts that were discarded"))
    for parser in (sent, dropped):
        parser.add_argument("--agent", action="append", metavar="STAFF_NO", help=_("only these agents"))
    for parser in (template, filled, listed, sent, dropped, back):
        parser.add_argument("--cycle", metavar="YYYY-MM", help=_("default: the cycle opened last"))


def _scans(commands: argparse._SubParsersAction[Parser]) -> None:
    scan = commands.add_parser("scan", help=_("file scanned sheets with the results they are of"))
    scan.add_argument("files", nargs="*", type=Path, metavar="FILE", help=_("PDF, PNG, JPEG or TIFF files"))
    scan.add_argument("--list", metavar="YYYY-MM", help=_("list the scans of a month instead"))
    scan.add_argument("--folder", type=Path, metavar="FOLDER", help=_("the folder of the scanner, once"))
    verify = commands.add_parser("verify", help=_("whether a sheet on paper and the office file agree"))
    verify.add_argument("what", metavar="SCAN-OR-CODE", help=_("a scan, or the text of a code in quotes"))


def _result_commands(commands: argparse._SubParsersAction[Parser]) -> None:
    results = commands.add_parser("results", help=_("the results of a cycle"))
    results.add_argument("code", metavar="YYYY-MM")
    sheets = commands.add_parser("sheets", help=_("write the assessment sheets as PDF"))
    sheets.add_argument("code", metavar="YYYY-MM")
    sheets.add_argument("--out", type=Path, required=True, metavar="DIR")
    sheets.add_argument("--merged", action="store_true", help=_("one PDF with all sheets"))
    sheets.add_argument("--agent", action="append", metavar="STAFF_NO", help=_("only these agents"))
    forms = _("appeal forms to fill in, too, in one PDF beside them")
    sheets.add_argument("--appeal-forms", action="store_true", help=forms)
    evidence = commands.add_parser("evidence", help=_("all that stands behind one assessment, in one file"))
    evidence.add_argument("code", metavar="YYYY-MM")
    evidence.add_argument("staff_no", metavar="STAFF_NO")
    evidence.add_argument("file", type=Path, metavar="FILE.zip")
    left_out = _("leave out what is known of customers: notes, waybill numbers, the rows of records")
    evidence.add_argument("--without-customers", action="store_true", help=left_out)


def _scorecard_commands(commands: argparse._SubParsersAction[Parser]) -> None:
    card = commands.add_parser("scorecard", help=_("scorecards and their versions"))
    actions = card.add_subparsers(dest="action", required=True, metavar="ACTION", parser_class=Parser)
    which = _("code, or code@version (default: the newest)")
    either = _("code, code@version, or a file (.yaml, .xlsx)")
    actions.add_parser("list", help=_("every version, newest first"))
    ready = actions.add_parser("ready", help=_("list the ready scorecards, or put one in as a draft"))
    ready.add_argument("name", nargs="?", default="", metavar="NAME")
    show = actions.add_parser("show", help=_("its indicators and grades"))
    show.add_argument("which", metavar="CODE|FILE", help=either)
    check = actions.add_parser("check", help=_("its problems, line by line"))
    check.add_argument("which", metavar="CODE|FILE", help=either)
    taken = actions.add_parser("import", help=_("import a file as a draft"))
    taken.add_argument("file", type=Path, metavar="FILE", help=_("text (.yaml) or workbook (.xlsx)"))
    taken.add_argument("--code", default="", help=_("import it under this code (default: the file's)"))
    export = actions.add_parser("export", help=_("write it to a file"))
    export.add_argument("which", metavar="CODE", help=which)
    endings = _("text (.yaml), workbook (.xlsx), or notice for all agents (.pdf)")
    export.add_argument("file", type=Path, metavar="FILE", help=endings)
    publish = actions.add_parser(
        "publish", help=_("submit, approve and publish it, as far as you are allowed to")
    )
    publish.add_argument("which", metavar="CODE", help=which)
    publish.add_argument("--note", default="", help=_("a note that goes with each step"))
    publish.add_argument("--notice", type=Path, metavar="PDF", help=_("write the notice for all agents, too"))
    talks_words.add_readers(actions, which)
    cards_words.add_commands(actions)
    tried = actions.add_parser("try", help=_("whose result would change in a month; nothing is stored"))
    tried.add_argument("which", metavar="CODE|FILE", help=either)
    tried.add_argument("cycle", metavar="YYYY-MM")
    leave_out = _("leave out indicators that have no data in the month")
    tried.add_argument("--leave-out", action="store_true", help=leave_out)


def _target_commands(commands: argparse._SubParsersAction[Parser]) -> None:
    targets = commands.add_parser("targets", help=_("targets that differ from the scorecard's standards"))
    actions = targets.add_subparsers(dest="action", required=True, metavar="ACTION", parser_class=Parser)
    listed = actions.add_parser(
        "list", help=_("the scorecard's standards, and the targets that differ from them")
    )
    listed.add_argument("--cycle", metavar="YYYY-MM", help=_("of this cycle; frozen ones, if it is open"))
    put = actions.add_parser("set", help=_("plan a target for cycles not opened yet"))
    cleared = actions.add_parser("clear", help=_("delete a planned target"))
    for parser in (put, cleared):
        parser.add_argument("indicator", metavar="INDICATOR", help=_("code of the indicator"))
        whose = parser.add_mutually_exclusive_group()
        whose.add_argument("--team", help=_("for this team (default: for everybody)"))
        whose.add_argument("--post", help=_("for this post"))
        whose.add_argument("--agent", metavar="STAFF_NO", help=_("for this agent"))
        parser.add_argument("--cycle", metavar="YYYY-MM", help=_("default: every cycle from now on"))
    put.add_argument(
        "value",
        metavar="VALUE",
        help=_("in the indicator's unit: seconds as 30, a rating as 4.5, a rate in percent as 95 or 95%%"),
    )


def _kinds() -> tuple[str, ...]:
    from qadesk.kinds.registry import file_kinds

    return tuple(file_kinds())


def _fields_help() -> str:
    from qadesk.kinds.registry import file_kinds

    lines = [_("Fields for --map, by kind (* = required):")]
    for key, kind in file_kinds().items():
        names = ", ".join(f"{field.name}{'*' if field.required else ''}" for field in kind.fields)
        lines.append(f"  {key}: {names}")
    return "\n".join(lines)


def _pair(text: str) -> tuple[str, str]:
    field, separator, header = text.partition("=")
    if not separator or not field:
        raise argparse.ArgumentTypeError(_("write FIELD=HEADER, for example agent=坐席工号"))
    return field, header


def _reading(text: str) -> tuple[str, str]:
    field, _separator, how = text.partition("=")
    if not field or not how:
        raise argparse.ArgumentTypeError(_("write FIELD=HOW, for example talk=ms"))
    return field, how


def _word(text: str) -> tuple[str, str, str]:
    field, _colon, rest = text.partition(":")
    word, _equals, meaning = rest.rpartition("=")
    if not field or not word or not meaning:
        raise argparse.ArgumentTypeError(_("write FIELD:WORD=MEANING, for example answered:转接=yes"))
    return field, word, meaning
