"""What is read of a pack: how each figure came about, and what the pack holds, proves and cannot prove."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import Connection

from qadesk import formats
from qadesk.domain.scorecard import Role
from qadesk.i18n import _, current_language
from qadesk.services.assessment.results import AgentResult
from qadesk.services.assessment.standings import Standings
from qadesk.services.designing.version_rows import StepTaken, all_versions
from qadesk.services.designing.version_words import status_text
from qadesk.services.evidence_pack import customers as of_customers
from qadesk.services.evidence_pack.counted import Counted
from qadesk.services.evidence_pack.customers import Found
from qadesk.services.explaining import explanation, result_words
from qadesk.services.explaining.explanation import Explanation
from qadesk.services.explaining.figure_words import limit
from qadesk.services.targets import WHOSE
from qadesk.storage.office import Office
from qadesk.storage.trail.extract import Chain

_STYLE = """
body{font:16px/1.6 "Noto Sans SC","Microsoft YaHei",sans-serif;color:#22211e;background:#fff;margin:0 auto;
max-width:58rem;padding:2rem 1.5rem}h1{font-size:1.5rem;margin:0 0 .3rem}h2{font-size:1.15rem;margin:2rem 0 .4rem}
h3{font-size:1rem;margin:1.4rem 0 .3rem}p{margin:.3rem 0}table{border-collapse:collapse;margin:.4rem 0;width:100%}
td,th{border:1px solid #d0ccc2;padding:.3rem .6rem;text-align:left;vertical-align:top}th{background:#f1efe9}
.muted{color:#6b675f}.state{border-left:4px solid #b4690e;padding:.3rem .8rem;background:#fbf3e4}
code{font:14px/1.4 monospace;overflow-wrap:anywhere}@media print{body{padding:0}}
"""
Row = Sequence[str]


def steps_of(connection: Connection, scorecard_id: int) -> tuple[StepTaken, ...]:
    """How a version of a scorecard came to be published."""
    return all_versions(connection, scorecard_id)[0].steps


class Papers:
    """The two pages of one pack, in the user's language."""

    def __init__(
        self,
        office: Office,
        standings: Standings,
        result: AgentResult,
        steps: Sequence[StepTaken],
        counted: Counted,
        chain: Chain,
    ) -> None:
        self._office, self._standings, self._result = office, standings, result
        self._steps, self._counted, self._chain = steps, counted, chain
        self._made = standings.made

    # ---- how it came about

    def explanation(self) -> str:
        """The scorecard's way, the targets, and every figure link by link."""
        card, result = self._made.scorecard, self._result
        body = [
            *self._head(_("How every figure came about")),
            _h2(_("Scorecard")),
            _p(_("“{name}”, version {n}").format(name=_named(card), n=card.version)),
            *self._approval(),
            _h2(_("Targets")),
            *self._targets(),
            _h2(_("Indicators")),
        ]
        for indicator in card.indicators():
            body += self._figure(
                explanation.chain(self._office, self._standings, result.agent.staff_no, indicator.code)
            )
        body.append(_h2(_("Total")))
        body += _links(explanation.chain(self._office, self._standings, result.agent.staff_no))
        return _page(_("How every figure came about"), body)

    def _head(self, title: str) -> list[str]:
        agent, made = self._result.agent, self._result.assessment
        who = " · ".join(part for part in (agent.staff_no, agent.name, agent.team, agent.post) if part)
        closed = self._made.cycle.closed_at
        if closed is None:
            text = _("Provisional: the month {code} is still open, and these figures may change.")
            state = _p(text.format(code=self._made.cycle.code), "state")
        else:
            text = _("The month {code} was closed on {day}; its results are locked.")
            state = _p(text.format(code=self._made.cycle.code, day=self._day(closed)))
        total = _("Total {total}").format(total=formats.decimal(made.total))
        grade = result_words.grade_text(self._made.scorecard, made)
        office = _("{office}, cycle {code}").format(office=self._office.name, code=self._made.cycle.code)
        return [f"<h1>{_e(title)}</h1>", _p(who), _p(office, "muted"), state, _p(f"{total} · {grade}")]

    def _approval(self) -> list[str]:
        if not self._steps:
            return [_p(_("It came with the program; nobody had to approve it."))]
        rows = [
            (status_text(one.status), one.by, formats.moment(self._office.local(one.at)), one.note)
            for one in self._steps
        ]
        return [_table((_("Became"), _("By"), _("When"), _("Note")), rows)]

    def _targets(self) -> list[str]:
        opened = self._standings.opened_at
        own = self._standings.own_targets.get(self._result.agent.staff_no, {})
        rows = []
        for line in self._result.assessment.lines:
            indicator = self._made.scorecard.indicator(line.code)
            if line.standard is None or line.role is Role.REFERENCE:
                continue
            whose = _(WHOSE[own[line.code]]) if line.code in own else _("the scorecard's")
            said = limit(line.standard, indicator.unit, indicator.better.value)
            rows.append((indicator.names.in_language(current_language()), said, whose))
        text = _("Frozen when the cycle was opened on {day}.")
        frozen = [] if opened is None else [_p(text.format(day=self._day(opened)))]
        return [*frozen, _table((_("Indicator"), _("Standard"), _("Whose")), rows)]

    def _figure(self, made: Explanation) -> list[str]:
        return [f"<h3>{_e(made.title)}</h3>", *_links(made)]

    def _day(self, moment: datetime) -> str:
        return formats.day(self._office.local(moment).date())

    # ---- what is in it

    def read_me(self, customers: bool, found: Sequence[Found]) -> str:
        """What is in the pack, what it proves, and what it cannot."""
        title = _("Evidence pack")
        body = [
            *self._head(title),
            _h2(_("How to check it")),
            _p(
                _(
                    "Unpack this file, open verify.html in any browser and give it the file. It needs no network, "
                    "and nothing leaves your computer."
                )
            ),
            _p(
                _(
                    "Whoever doubts this copy of verify.html takes one from a pack that another office made, or "
                    "has somebody read it: it is plain text."
                )
            ),
            _h2(_("What is in it")),
            _table((_("File"), _("What it is")), self._files(customers)),
            _h2(_("What it proves")),
            _list(_proves(closed=self._made.cycle.closed)),
            _h2(_("What it cannot prove")),
            _list(self._cannot(customers)),
            _h2(_("The trail")),
            *self._trail(),
            _h2(_("Personal data in it")),
            *_personal(customers, found),
        ]
        return _page(title, body)

    def _files(self, customers: bool) -> list[Row]:
        rows = [
            ("verify.html", _("checks this pack and works the result out again")),
            ("sheet.pdf", _("the assessment sheet, as it was printed last or would be printed now")),
            ("explanation.html", _("how every figure came about, with approval of the scorecard and targets")),
            ("records.xlsx", _("every record: which figures it counts for, and why not where it does not")),
            ("calculation.xlsx", _("the assessment as a workbook whose formulas calculate the total from the records")),
            ("scorecard.yaml", _("the scorecard, as it can be brought into another office")),
            ("data/assessment.json", _("result and sheet as their digests are made of them, scorecard, ways of figures")),
            ("data/records.json", _("what each record adds to each figure")),
            ("data/rows.json", _("the rows of the office that it was made of, and the digests kept of them")),
            ("data/trail.json", _("the entries of the trail that concern it, and the links up to the newest entry")),
            ("contents.json", _("the digest of every file")),
        ]  # fmt: skip
        return [row for row in rows if customers or row[0] != "calculation.xlsx"]

    def _cannot(self, customers: bool) -> list[str]:
        said = [
            _(
                "That the records said the truth when they were imported: it shows what was imported, when and by "
                "whom."
            ),
            _(
                "That nobody who had the office file and the program made the whole trail anew. Compare its newest "
                "entry, below, with one that is kept elsewhere: on a printed sheet, in a backup, or on the PC of "
                "somebody who opened the office."
            ),
            _(
                "What is not worked out again: 95% intervals, ranks, and who has a grade that a quota limits, since "
                "that depends on other agents; nor how a record's own figures were read from the imported file."
            ),
            _(
                "That texts for reading (sheet.pdf, explanation.html and the workbooks) say what the data says: of "
                "them the digest alone is checked. The office's trail tells the code of each pack it made."
            ),
        ]
        kept = [code for code, way in self._counted.ways.items() if way == "kept" and self._has_value(code)]
        if kept:
            names = _(", ").join(_named(self._made.scorecard.indicator(code)) for code in kept)
            said.append(
                _(
                    "The values of {names}: their records are no longer what they were when the month was closed."
                ).format(names=names)
            )
        if not customers:
            said.append(
                _(
                    "That the records are those of the office: their rows are left out with the customers' data in them."
                )
            )
        return said

    def _has_value(self, code: str) -> bool:
        return self._result.assessment.line(code).value is not None

    def _trail(self) -> list[str]:
        number, digest = self._chain.head
        text = _("Newest entry: {number}, hash {digest}").format(number=number, digest="\0")
        said = _e(text).replace("\0", f"<code>{_e(digest)}</code>")
        more = _("The links begin with entry {first}; {n} entries concern this assessment.")
        return [f"<p>{said}</p>", _p(more.format(first=self._chain.first, n=len(self._chain.opened)))]


def _proves(*, closed: bool) -> list[str]:
    result = _(
        "The result is the one that was locked when the month was closed, and the printed sheet's code stands for."
    )
    if not closed:
        result = _("The result is the one that the sheet's code stands for.")
    return [
        _("The total follows from points and weights, the points from values, targets and the scorecard's rules."),
        _("Values that are counted from records are the sum of what each listed record adds."),
        result,
        _("Ratings, typed values, targets, scorecard and records are as the trail of the office left them."),
        _("No link of the trail from the first entry told here to the newest is missing, altered or added."),
    ]  # fmt: skip


def _personal(customers: bool, found: Sequence[Found]) -> list[str]:
    said = [
        _p(
            _(
                "Of the agent: name, staff number, figures, ratings and remarks. Of colleagues: the names of those who "
                "entered, rated or approved something. Of other agents: no names and figures; rows of theirs stand "
                "in digests."
            )
        )
    ]
    if not customers:
        said.append(
            _p(
                _(
                    "Of customers: nothing but references, in which long numbers are masked, and what stands in remarks."
                )
            )
        )
    elif found:
        rows = [
            (of_customers.table_words(one.table), of_customers.column_words(one.column), f"{one.count:,}")
            for one in found
        ]
        said += [_p(_("Of customers:")), _table((_("Records"), _("What"), _("How many")), rows)]
    else:
        said.append(_p(_("Of customers: nothing.")))
    return said


# ---- HTML


def _named(of: object) -> str:
    names = of.names  # type: ignore[attr-defined]
    return str(names.in_language(current_language()))


def _e(text: str) -> str:
    return html.escape(text)


def _h2(text: str) -> str:
    return f"<h2>{_e(text)}</h2>"


def _p(text: str, look: str = "") -> str:
    return f'<p class="{look}">{_e(text)}</p>' if look else f"<p>{_e(text)}</p>"


def _list(texts: Iterable[str]) -> str:
    return f"<ul>{''.join(f'<li>{_e(text)}</li>' for text in texts)}</ul>"


def _table(heads: Row, rows: Iterable[Row]) -> str:
    head = "".join(f"<th>{_e(one)}</th>" for one in heads)
    lines = "".join(f"<tr>{''.join(f'<td>{_e(cell)}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table>"


def _links(made: Explanation) -> list[str]:
    rows = "".join(f"<tr><th>{_e(one.heading)}</th><td>{_e(one.text)}</td></tr>" for one in made.links)
    return [f"<table><tbody>{rows}</tbody></table>"] if rows else []


def _page(title: str, body: Iterable[str]) -> str:
    language = current_language().replace("_", "-")
    return (
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{_e(title)}</title><style>{_STYLE}</style></head>\n<body>\n"
        + "\n".join(body)
        + "\n</body></html>\n"
    )
