"""What a pack holds, what it proves, and what it cannot."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from qadesk import formats
from qadesk.i18n import _, current_language
from qadesk.services.assessment.results import AgentResult
from qadesk.services.assessment.standings import Standings
from qadesk.services.evidence_pack import customers, pages, papers
from qadesk.services.evidence_pack.afterwards import APPEAL, ATTACHED, INTERVIEW, SCANS
from qadesk.services.evidence_pack.counted import Counted
from qadesk.services.evidence_pack.customers import Found
from qadesk.storage.office import Office
from qadesk.storage.trail import paper_code
from qadesk.storage.trail.extract import Chain


def written(
    office: Office,
    standings: Standings,
    result: AgentResult,
    counted: Counted,
    chain: Chain,
    found: Sequence[Found] | None,
    names: Collection[str],
) -> str:
    """The page; `found` is what is in it of customers, None where that was left out; `names` its files."""
    title = _("Evidence pack")
    number, digest = chain.head
    trail = _("The links begin with entry {first}; entries that concern this assessment: {n}.")
    body = [
        *papers.head(office, standings, result, title),
        pages.heading(_("How to check it")),
        *map(pages.paragraph, _how()),
        pages.heading(_("What is in it")),
        pages.table((_("File"), _("What it is")), _files(names)),
        pages.heading(_("What it proves")),
        pages.listed(_proves(closed=standings.made.cycle.closed, with_customers=found is not None)),
        pages.heading(_("What it cannot prove")),
        pages.listed([*_cannot(with_customers=found is not None), *_kept(standings, result, counted)]),
        pages.heading(_("The trail")),
        pages.named(
            [
                (_("Newest entry"), str(number)),
                (_("As it would be printed"), paper_code.written(number, paper_code.letters(digest))),
                (_("Its hash"), digest),
            ]
            if number
            else []
        ),
        pages.paragraph(trail.format(first=chain.first, n=formats.count(len(chain.opened)))),
        pages.heading(_("Personal data in it")),
        *_personal(found),
    ]
    return pages.page(title, body)


def _how() -> list[str]:
    return [
        _(
            "Unpack this file, open verify.html in any browser and give it the file. It needs no network, "
            "and nothing leaves your computer."
        ),
        _(
            "If you doubt this copy of verify.html, take one from another pack, or have somebody read it: "
            "it is plain text."
        ),
    ]


def _files(names: Collection[str]) -> list[tuple[str, str]]:
    rows = [
        ("verify.html", _("checks this pack and works the result out again")),
        ("sheet.pdf", _("the assessment sheet, as it was printed last or would be printed now")),
        ("explanation.html", _("how every figure came about, with targets and the scorecard's approval")),
        (
            "afterwards.html",
            _("what became of it: scorecard read, interview, delivery, signature, appeals, notices"),
        ),
        ("records.xlsx", _("every record: which figures it counts for, and why not where it does not")),
        ("calculation.xlsx", _("a workbook whose formulas calculate the total from the records")),
        ("scorecard.yaml", _("the scorecard, as it can be brought into another office")),
        ("data/assessment.json", _("the result and the sheet as their digests are made of them")),
        ("data/records.json", _("what each record adds to each figure")),
        ("data/rows.json", _("the rows of the office that it was made of, and the digests kept of them")),
        ("data/trail.json", _("the entries of the trail that concern it, and the links to the newest entry")),
        ("contents.json", _("the digest of every file")),
        (INTERVIEW, _("the interview, as it is printed")),
        (SCANS, _("the signed sheets that came back, page by page as they were filed")),
        (APPEAL, _("the newest appeal with its decision, as it is printed")),
        (ATTACHED, _("the evidence attached to appeals")),
    ]
    return [row for row in rows if any(name.startswith(row[0]) for name in names)]


def _proves(*, closed: bool, with_customers: bool) -> list[str]:
    rows = _("Ratings, typed values, targets and the scorecard are as the trail of the office left them.")
    if with_customers:
        rows = _(
            "Records, ratings, typed values, targets and the scorecard are as the trail of the office left "
            "them."
        )
    return [
        _("The total follows from points and weights, the points from values, targets and the rules."),
        _("Values that are counted from records are the sum of what each listed record adds."),
        _("The result is the one that was locked when the cycle was closed.")
        if closed
        else _("The result is the one that the sheet's code stands for."),
        rows,
        _("The names of those who did it are as the trail of the office left them."),
        _("No link of the trail from the first entry told here to the newest is missing or altered."),
    ]


def _cannot(*, with_customers: bool) -> list[str]:
    said = [
        _("That the records told the truth: it shows what was imported, when and by whom."),
        _(
            "That nobody who had the office file and the program rebuilt the whole trail. Compare its "
            "newest entry, below, with one that is kept elsewhere: on a printed sheet, in a backup, or "
            "on the PC of somebody who opened the office."
        ),
        _(
            "What is not worked out again: 95% intervals, ranks, and the quotas of grades, which depend on "
            "other agents; nor how records were read from the imported files."
        ),
        _(
            "That what is there to be read (the sheet, the explanation, the workbooks) says what the data "
            "says: of these files only the digest is checked. The office's trail tells the code of each "
            "pack it made."
        ),
    ]
    if not with_customers:
        said.append(
            _("That the records are those of the office: their rows are left out with the customers' data.")
        )
    return said


def _kept(standings: Standings, result: AgentResult, counted: Counted) -> list[str]:
    """What can only be read, since its records are gone."""
    kept = [
        result.card.indicator(code).names.in_language(current_language())
        for code, way in counted.ways.items()
        if way == "kept" and result.assessment.line(code).value is not None
    ]
    if not kept:
        return []
    text = _(
        "How these values were counted, since their records are no longer there or were changed: {names}."
    )
    return [text.format(names=_(", ").join(kept))]


def _personal(found: Sequence[Found] | None) -> list[str]:
    said = [
        _(
            "Of the agent: name, staff number, figures, ratings and remarks. Of colleagues: the names, "
            "sign-in names and roles of those who entered, rated or approved something. Of other agents: "
            "neither names nor figures; their rows stand as digests."
        )
    ]
    rows: list[tuple[str, str, str]] = []
    if found is None:
        said.append(
            _(
                "Of customers: references and remarks, telephone numbers masked. The digest of a text with a "
                "masked number cannot be compared; the page that checks names each. In scans what somebody "
                "wrote by hand is as it was written: look at them before you hand them on."
            )
        )
    elif found:
        said.append(_("Of customers:"))
        rows = [
            (customers.table_words(f.table), customers.column_words(f.column), formats.count(f.count))
            for f in found
        ]
    else:
        said.append(_("Of customers: nothing."))
    table = [pages.table((_("Records"), _("What"), _("How many")), rows)] if rows else []
    return [*map(pages.paragraph, said), *table]
