"""A file before it is imported, in words: how it is read, what is still needed, how its bad rows are."""

from __future__ import annotations

from qadesk import formats
from qadesk.errors import joined
from qadesk.i18n import _, ngettext
from qadesk.kinds.registry import field_name
from qadesk.services.records.imports_preview import Preview
from qadesk.tabular.rejections import Rejected

UNKNOWN = "unknown_agent"  # the reason of a row whose agent may be on a staff list that is imported first


def about(preview: Preview) -> str:
    """Where its table stands, and how its columns were settled."""
    parts = []
    if preview.sheet:
        parts.append(_("Sheet “{sheet}”").format(sheet=preview.sheet))
    parts.append(_("headers in line {line}").format(line=preview.header_line))
    if preview.remembered:
        parts.append(_("columns as you set them last time"))
    unused = sum(not column.field for column in preview.columns)
    if unused:
        parts.append(
            ngettext("{n} column left out", "{n} columns left out", unused).format(n=formats.count(unused))
        )
    return " · ".join(parts)


def lacking(preview: Preview, roster: str) -> str:
    """What keeps it from being imported, beside questions; `roster` is a staff list imported before it."""
    if preview.kind is None:
        return _(
            "This file's type was not recognised. Choose it above. To import ratings, go to Score › "
            "Spreadsheet › Import scores."
        )
    if preview.none_taken and not roster and not preview.asked:
        return _("No row of this file can be imported; see the reason below the table.")
    if not preview.missing:
        return ""
    names = _(", ").join(field_name(preview.kind, name) for name in preview.missing)
    text = _("Still needed: {fields}. Choose the column.").format(fields=names)
    return joined(*preview.unread, text)


def first(preview: Preview, *, answered: bool) -> str:
    """That questions are to be answered, or that all were."""
    text = ngettext(
        "Please answer this question first:", "Please answer these questions first:", len(preview.asked)
    )
    settled = _("Answered below; you can change it until you import.")
    return text if preview.asked else settled if answered else ""


def coming(preview: Preview, roster: str) -> str:
    """That its agents come with a staff list that is imported first."""
    comes = bool(roster) and any(row.reason == UNKNOWN for row in preview.rejected)
    told = _("Its agents are not on the roster yet; the staff list {file} is imported first.")
    return told.format(file=roster) if comes else ""


def example(preview: Preview, roster: str) -> str:
    """One of its bad rows, while nothing is asked."""
    wrong = [row for row in preview.rejected if not (roster and row.reason == UNKNOWN)]
    return _bad_row(wrong[0]) if wrong and not preview.asked else ""


def _bad_row(row: Rejected) -> str:
    text = _(
        "Rows that cannot be imported are listed separately, for example line {line}, {column} "
        "“{value}”: {reason}"
    )
    return text.format(line=row.line, column=row.column, value=row.value, reason=row.wording)
