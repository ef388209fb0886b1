"""The currency in which amounts are paid: an office's setting, with its word in both languages."""

from __future__ import annotations

from dataclasses import asdict
from decimal import Decimal
from functools import partial
from typing import Final

from sqlalchemy import Connection, delete, insert, select

from qadesk.domain.decimals import tidy
from qadesk.domain.scorecard import Names
from qadesk.errors import UserError
from qadesk.i18n import _, current_language
from qadesk.services import audit, rights
from qadesk.services.done import Change, Done, Undo
from qadesk.storage import tables
from qadesk.storage.office import Office

KEY: Final = "currency"
DEFAULT: Final = Names("元", "CNY")
MOST_LETTERS: Final = 12


def currency(office: Office) -> Names:
    """What the office has set: yuan, until it sets another."""
    with office.read() as connection:
        return currency_in(connection)


def currency_in(connection: Connection) -> Names:
    """The same inside a transaction that does more."""
    own = tables.setting.c
    found = connection.execute(select(own.value).where(own.key == KEY)).scalar()
    return made(found)


def made(stored: object) -> Names:
    """A currency from what is stored of it."""
    return Names(**stored) if isinstance(stored, dict) else DEFAULT


@rights.needs("prepare")
def set_currency(office: Office, zh: str, en: str) -> Done[Names]:
    """Set what a currency is called in Chinese and in English; the value is what it was called before.

    Papers and files that are written from then on say so. Raises UserError without either word, or for one
    that is too long for a heading.
    """
    wanted = Names(" ".join(zh.split()), " ".join(en.split()))
    if not all(0 < len(word) <= MOST_LETTERS for word in (wanted.zh, wanted.en)):
        raise UserError(
            "uses.currency",
            _("The currency needs a word in each language, of {most} letters at most.").format(
                most=MOST_LETTERS
            ),
            kept=_("Nothing was changed."),
            remedy=_("Write it as it is usual, like 元 and CNY."),
        )
    with office.write() as connection:
        before = currency_in(connection)
        if before == wanted:
            return Done(before)
        own = tables.setting
        connection.execute(delete(own).where(own.c.key == KEY))
        connection.execute(insert(own).values(key=KEY, value=asdict(wanted)))
        audit.note(connection, office, "office.currency", office.name)
    undo = Undo(_("change the currency"), partial(set_currency, office, before.zh, before.en))
    return Done(before, frozenset[Change]({"cycle", "settings"}), undo)


def both(names: Names) -> str:
    """Its words in both languages: “元 / CNY”."""
    return names.zh if names.zh == names.en else f"{names.zh} / {names.en}"


def named(names: Names, text: str) -> str:
    """The heading of a column, or the label of a field, with the currency: “Amount (CNY)”."""
    return _("{what} ({currency})").format(what=text, currency=names.in_language(current_language()))


def money(names: Names, amount: Decimal | None) -> str:
    """An amount with its currency: “CNY 1,200.00”. At least two places, with thousands apart."""
    if amount is None:
        return ""
    places = max(2, -int(tidy(amount).as_tuple().exponent))
    word = names.in_language(current_language())
    return _("{currency} {amount}").format(currency=word, amount=f"{amount:,.{places}f}")
