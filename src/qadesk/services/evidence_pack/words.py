"""What is said of a pack that was made."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from qadesk import formats
from qadesk.i18n import _
from qadesk.services.evidence_pack import customers
from qadesk.services.evidence_pack.customers import Found
from qadesk.services.evidence_pack.pack import PackMade


def said(made: PackMade) -> Iterator[str]:
    """Its code, whether it can still change, and whose data is in it."""
    yield _("Code of the pack: {code}").format(code=made.code)
    if made.provisional:
        yield _("Provisional: the cycle is still open.")
    if made.customers:
        yield _("Of customers it holds: {what}.").format(what=_counted(made.customers))


def whose(name: str, found: Sequence[Found]) -> Iterator[str]:
    """Whose personal data a pack will hold, before it is made."""
    yield _(
        "It contains personal data of {name}, the names of colleagues who rated, entered or approved "
        "something, and of no other agents."
    ).format(name=name)
    if found:
        yield _("Of customers it holds: {what}.").format(what=_counted(found))


def _counted(found: Sequence[Found]) -> str:
    parts = (
        _("{n} {what} ({records})").format(
            n=formats.count(one.count),
            what=customers.column_words(one.column),
            records=customers.table_words(one.table),
        )
        for one in found
    )
    return _(", ").join(parts)
