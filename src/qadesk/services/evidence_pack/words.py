"""What is said of a pack that was made."""

from __future__ import annotations

from collections.abc import Iterator

from qadesk.i18n import _
from qadesk.services.evidence_pack import customers
from qadesk.services.evidence_pack.pack import PackMade


def said(made: PackMade) -> Iterator[str]:
    """Its code, whether it can still change, and whose data is in it."""
    yield _("Code of the pack: {code}").format(code=made.code)
    if made.provisional:
        yield _("Provisional: the month is still open.")
    if made.customers:
        parts = (
            _("{n} {what} ({records})").format(
                n=f"{one.count:,}",
                what=customers.column_words(one.column),
                records=customers.table_words(one.table),
            )
            for one in made.customers
        )
        yield _("Of customers it holds: {what}.").format(what=_(", ").join(parts))
