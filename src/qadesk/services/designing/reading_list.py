"""The list on which agents sign that they have read a version of a scorecard, as PDF."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from sqlalchemy import Connection

from qadesk import formats
from qadesk.errors import UserError
from qadesk.i18n import _, current_language, ngettext, speaking
from qadesk.printing.listed import ListingContent, ListingSection
from qadesk.services import audit, personal, readers, rights, scorecards
from qadesk.services.designing.comparison import compare
from qadesk.services.designing.version_rows import Version, all_versions, pair_to_compare
from qadesk.services.done import Done
from qadesk.services.readers import Signer
from qadesk.storage.office import Office
from qadesk.storage.trail import anchors
from qadesk.whole_files import write_whole

_MOST: Final = 20  # differences that are told one by one
_BLANK: Final = "\u00a0"


@rights.needs("print")
def save_list(office: Office, version_id: int, path: Path, language: str | None = None) -> Done[int]:
    """Write the list as PDF; the value is for how many agents. An existing file is replaced.

    Raises UserError for a version that was never published, and if the file cannot be written.
    """
    from qadesk.printing.listing import listing_pdf

    said = content(office, version_id, language)
    write_whole(path, listing_pdf(said, office.local(office.now())))
    count = len(said.sections[-1].rows)
    with office.write() as connection:
        (version,) = all_versions(connection, version_id)
        subject = f"{version.code} {version.version}"
        audit.note(connection, office, "scorecard.reading_list", subject, file=path.name)
    personal.exported(office, subject, "agents", count, path)
    return Done(count)


def content(office: Office, version_id: int, language: str | None = None) -> ListingContent:
    """What the list says. Raises UserError for a version that was never published."""
    with office.read() as connection:
        known = all_versions(connection)
        version = next((one for one in known if one.id == version_id), None)
        if version is None or version.published_at is None:
            raise UserError(
                "reading.not_in_force",
                _("A list to sign is made for a published scorecard."),
                kept=_("Nothing was written."),
                remedy=_("Publish it first."),
            )
        signers = readers.signers_in(connection, version_id)
        before = next((one for one in known if one.id == pair_to_compare(known, version)[0]), None)
        before = None if before is None or before.id == version_id else before
        with speaking(language or current_language()):
            changed = _changed(before, version_id, connection)
            head = anchors.for_paper(connection, office.id)
            return ListingContent(
                current_language(),
                _("Scorecard read: list to sign"),
                _about(office, version, head),
                office.name,
                (*changed, _to_sign(signers)),
            )


def _about(office: Office, version: Version, head: str) -> str:
    assert version.published_at is not None
    day = formats.day(office.local(version.published_at).date())
    said = [
        _("{what}, published on {day}.").format(
            what=formats.version_text(version.names, version.code, version.version), day=day
        ),
        _(
            "With my signature I confirm that I have read this scorecard: what is measured and required, how "
            "points and grades come about, and how to appeal."
        ),
    ]
    if head:
        said.append(_("The newest entry of the trail was {code}.").format(code=head))
    return "\n".join(said)


def _changed(before: Version | None, version_id: int, connection: Connection) -> tuple[ListingSection, ...]:
    """What is otherwise than in the version before; nothing where there was none."""
    if before is None:
        return ()
    cards = [scorecards.load(connection, one) for one in (before.id, version_id)]
    found = compare(*cards)
    title = _("What has changed since version {n}").format(n=before.version)
    if not found:
        return (ListingSection(title, (), (), _("Nothing: the two versions are identical.")),)
    rows = tuple(
        (" · ".join(part for part in (one.where, one.label) if part), one.before, one.after)
        for one in found[:_MOST]
    )
    left = len(found) - _MOST
    more = ngettext("and {n} more difference", "and {n} more differences", left).format(n=left)
    heads = (_("What"), *(_("Version {n}").format(n=one) for one in (before.version, cards[1].version)))
    return (ListingSection(title, heads, rows, more if left > 0 else ""),)


def _to_sign(signers: tuple[Signer, ...]) -> ListingSection:
    heads = (_("No."), _("Staff no."), _("Name"), _("Team"), _("Signature"), _("Date"))
    rows = tuple(
        (
            str(at),
            one.staff_no,
            one.name,
            one.team,
            _BLANK,
            _BLANK if one.day is None else formats.day(one.day),
        )
        for at, one in enumerate(signers, 1)
    )
    return ListingSection(
        _("Signatures"), heads, rows, figures=(0,), widths=(0.5, 1, 1.2, 1, 1.8, 1.1), to_write=True
    )
