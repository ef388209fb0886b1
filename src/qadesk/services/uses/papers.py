"""What follows from results on paper: lists, letters to agents, certificates; each kept with what it said."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Final

from sqlalchemy import Connection

from qadesk import formats
from qadesk.domain.scorecard import Names
from qadesk.errors import UserError, joined
from qadesk.i18n import _, current_language, speaking
from qadesk.printing.lettered import LetterContent
from qadesk.printing.listed import ListingContent, ListingSection
from qadesk.services import personal, rights
from qadesk.services.done import Done
from qadesk.services.uses import bonus_words, given_out, rules
from qadesk.services.uses.currency import money, named
from qadesk.services.uses.given_out import SaidLine
from qadesk.services.uses.month import Standing
from qadesk.services.uses.overview import KINDS, Consequence, Key, UsesOverview, overview_in
from qadesk.services.uses.rules import Rules
from qadesk.storage.office import Office
from qadesk.tabular.export import WrittenCell, write_table
from qadesk.whole_files import write_whole

GIVEN: Final = {"bonus": "bonus", "award": "awards", "list": "lists"}  # a kind of row, and of a list of them


def listing(
    office: Office, code: str, kinds: Iterable[str] = tuple(KINDS), language: str = ""
) -> ListingContent:
    """The lists of a month as they are printed. Raises UserError where no rules are in force."""
    with speaking(language or current_language()), office.read() as connection:
        return _listing(office, *_found(connection, office, code), kinds)


def _listing(office: Office, found: UsesOverview, held: Rules, kinds: Iterable[str]) -> ListingContent:
    kinds, currency = tuple(kinds), found.currency
    of = ((kind, [row for row in found.rows if row.kind == kind]) for kind in kinds)
    sections = tuple(_table(kind, rows, currency) for kind, rows in of if rows)
    said = [_("Rules, version {n}.").format(n=held.version), *found.notes(kinds)]
    if any(row.standing is Standing.PROVISIONAL for row in found.rows):
        said.insert(0, _("Provisional: not all results are final yet."))
    title = _("Rewards, {month}").format(month=formats.cycle_text(found.month.code))
    return ListingContent(current_language(), title, joined(*said), office.name, sections)


@rights.needs("print")
def save_list(office: Office, code: str, kinds: Sequence[str], path: Path, language: str = "") -> Done[int]:
    """Write the lists of a month: PDF for a name that ends so, else a workbook or CSV; how many lines.

    Raises UserError where nothing of these kinds follows, and if the file cannot be written.
    """
    with office.write() as connection:  # what is kept is what was written
        found, held = _found(connection, office, code)
        rows = [row for row in found.rows if row.kind in kinds]
        _must_be_some(rows)
        for kind in dict.fromkeys(row.kind for row in rows):
            lines = [_said(found, row) for row in rows if row.kind == kind]
            given_out.keep_in(connection, office, found.month, held, GIVEN[kind], path, lines)
        if path.suffix.lower() == ".pdf":
            from qadesk.printing.listing import listing_pdf

            with speaking(language or current_language()):
                content = _listing(office, *_found(connection, office, code), kinds)
            write_whole(path, listing_pdf(content, office.local(office.now())))
        else:
            heads = [_("Cycle"), *_heads(found.currency)]
            write_table(path, heads, [[code, *_cells(row)] for row in rows], plain={_("Staff no.")})
    personal.exported(office, code, "agents", len(rows), path)
    return Done(len(rows), frozenset({"cycle"}))


def letters(
    office: Office, code: str, keys: Iterable[Key], *, certificate: bool = False, language: str = ""
) -> tuple[LetterContent, ...]:
    """A letter for each of these lines; of an award a certificate instead, if one is wanted.

    Raises UserError for a line that there is not, or of which nothing is known yet.
    """
    with speaking(language or current_language()), office.read() as connection:
        found, held = _found(connection, office, code)
        return tuple(_letter(office, found, held, row, certificate=certificate) for row in _rows(found, keys))


@rights.needs("print")
def save_letters(
    office: Office,
    code: str,
    keys: Iterable[Key],
    path: Path,
    *,
    certificate: bool = False,
    language: str = "",
) -> Done[int]:
    """Write letters as one PDF, a page each; how many. Raises as `letters`, and if it cannot be written."""
    from qadesk.printing.letter import letters_pdf

    keys = tuple(keys)
    with speaking(language or current_language()), office.write() as connection:
        found, held = _found(connection, office, code)
        rows = _rows(found, keys)
        lines = [_said(found, row) for row in rows]  # what is kept is what was written
        given_out.keep_in(connection, office, found.month, held, "letters", path, lines)
        made = [_letter(office, found, held, row, certificate=certificate) for row in rows]
        write_whole(path, letters_pdf(made, office.local(office.now())))
    personal.exported(office, code, "agents", len(lines), path)
    return Done(len(made), frozenset({"cycle"}))


def all_keys(office: Office, code: str, kind: str, staff_nos: Sequence[str] = ()) -> tuple[Key, ...]:
    """The lines of a kind that a letter can tell of, of these agents or all."""
    with office.read() as connection:
        found, _held = _found(connection, office, code)
    return tuple(
        row.key
        for row in found.rows
        if row.kind == kind and row.settled and (not staff_nos or row.staff_no in staff_nos)
    )


def _found(connection: Connection, office: Office, code: str) -> tuple[UsesOverview, Rules]:
    found = overview_in(connection, office, code)
    if found.rules is None:
        raise rules.none_in_force(code)
    return found, found.rules


def _rows(found: UsesOverview, keys: Iterable[Key]) -> list[Consequence]:
    known = {row.key: row for row in found.rows}
    wanted = [known.get(key) for key in keys]
    rows = [row for row in wanted if row is not None and row.settled]
    if len(rows) < len(wanted):
        raise UserError(
            "uses.no_letter",
            _("Not all of these lines have anything to tell yet."),
            kept=_("Nothing was written."),
            remedy=_("Choose lines with a value."),
        )
    _must_be_some(rows)
    return rows


def _must_be_some(rows: Sequence[Consequence]) -> None:
    if not rows:
        raise UserError(
            "uses.nothing",
            _("There is nothing to write."),
            kept=_("Nothing was written."),
        )


def _said(found: UsesOverview, row: Consequence) -> SaidLine:
    member = found.month.members[row.agent_id]
    what = row.kind if row.kind == "bonus" else row.what
    return SaidLine(
        row.agent_id, what, row.coefficient, row.amount, row.total, row.grade, member.revision, row.why
    )


# ---- lists


def _heads(currency: Names) -> list[str]:
    return [_("Staff no."), _("Name"), _("What follows"), _("Total"), _("Grade"), _("Figure"),
            named(currency, _("Amount")), _("How sure"), _("Standing"), _("Look at"), _("Why")]  # fmt: skip


def _cells(row: Consequence) -> list[WrittenCell]:
    numbers = [None if one is None else float(one) for one in (row.total, row.amount)]
    return [row.staff_no, row.name, row.what, numbers[0], row.grade or "", row.value, numbers[1], row.sure,
            bonus_words.standing_words(row.standing), row.mark, row.why]  # fmt: skip


def _table(kind: str, rows: Sequence[Consequence], currency: Names) -> ListingSection:
    """One list on paper: without columns that all leave empty."""
    amount = named(currency, _("Amount"))
    heads: list[tuple[str, Callable[[Consequence], str]]] = [
        (_("Staff no."), lambda row: row.staff_no),
        (_("Name"), lambda row: row.name),
        (_("What follows"), lambda row: "" if kind == "bonus" else row.what),
        (_("Total"), lambda row: formats.decimal(row.total)),
        (_("Grade"), lambda row: row.grade or formats.DASH),
        (_("Figure"), lambda row: row.value),
        (amount, lambda row: "" if row.amount is None else bonus_words.number(row.amount)),
        (_("How sure"), lambda row: row.sure),
        (_("Look at"), lambda row: row.mark),
    ]
    told = [(head, text) for head, text in heads if any(text(row) for row in rows)]
    figures = {_("Total"), _("Figure"), amount}
    return ListingSection(
        _(KINDS[kind]),
        tuple(head for head, _text in told),
        tuple(tuple(text(row) for _head, text in told) for row in rows),
        figures=tuple(at for at, (head, _text) in enumerate(told) if head in figures),
    )


# ---- letters


def _letter(
    office: Office, found: UsesOverview, held: Rules, row: Consequence, *, certificate: bool
) -> LetterContent:
    framed = certificate and row.kind == "award"
    month = formats.cycle_text(found.month.code)
    named = {
        "name": row.name,
        "month": month,
        "what": row.what,
        "total": formats.decimal(row.total),
        "grade": row.grade or formats.DASH,
        "value": row.value,
        "money": money(found.currency, row.amount),
        "n": held.version,
    }
    title, text = _words(row, framed=framed)
    paragraphs = [text.format(**named)]
    if not framed and row.standing is Standing.PROVISIONAL:
        paragraphs.append(_("The result is not final yet; if it changes, so does this."))
    if not framed and row.kind == "award" and row.amount is not None:
        paragraphs.append(_("With the award goes an amount of {money}.").format(**named))
    who = row.name if framed else formats.agent_text(row.name, row.staff_no)
    return LetterContent(
        current_language(),
        office.name,
        title,
        who,
        tuple(paragraphs),
        _("Signature"),
        formats.day(office.today()),
        () if framed else (row.told or row.why, *_sure(row)),
        framed,
    )


def _sure(row: Consequence) -> list[str]:
    """How sure it is, where that is known."""
    text = _("Probability of grades: {text}") if row.kind == "bonus" else _("How sure: {text}")
    return [text.format(text=row.sure)] if row.sure else []


def _words(row: Consequence, *, framed: bool) -> tuple[str, str]:
    """The title of a letter and what it says first."""
    if framed:
        return _("Certificate"), _("for outstanding customer service: {what}, {month}.")
    if row.kind == "award":
        return _("Notice of an award"), _(
            "In the assessment of {month} you have won the award “{what}”. Congratulations!"
        )
    if row.kind == "list" and row.purpose == "promotion":
        text = _("By your results up to {month} you are on the list “{what}”.")
        return _("Notice of promotion"), text
    if row.kind == "list":
        text = _(
            "By your results up to {month} you are on the list “{what}”. Please take part in the training."
        )
        return _("Notice of training"), text
    text = _("Your result of {month}: total {total}, grade {grade}. Bonus pay: coefficient {value}.")
    if row.amount is not None and row.coefficient is not None:
        text = _("Your result of {month}: total {total}, grade {grade}. Bonus pay: coefficient {value}, "
                 "amount {money}.")  # fmt: skip
    elif row.amount is not None:
        text = _("Your result of {month}: total {total}, grade {grade}. Bonus pay: amount {money}.")
    return _("Notice of bonus pay"), text
