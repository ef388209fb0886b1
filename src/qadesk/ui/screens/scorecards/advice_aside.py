"""Beside the table of the advice: the indicator one stands on in full, and how reliable the ratings are."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from qadesk.i18n import _
from qadesk.services.designing import advice_words
from qadesk.services.designing.advice import Advice, Evidence
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.basics import label, scrolled
from qadesk.ui.widgets.layouts import vbox

_WIDTH: Final = 34 * GRID


class AdviceAside(QWidget):
    """Scrolls down where the window is low."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("adviceAside")
        self.title = label("", "heading", wrap=True, name="adviceTitle")
        self.findings = label("", wrap=True, name="adviceFindings")
        self.figures = label("", "muted", wrap=True, name="adviceFigures")
        self.ratings = label("", wrap=True, name="adviceRatings")
        self.without = label("", "muted", wrap=True, name="adviceWithout")
        self.how = label(
            _(
                "n counts agent-months (one agent in one month). Spread and correlations are calculated "
                "within each month, so a hard month counts against nobody. With few data, any figure may "
                "be chance."
            ),
            "small",
            wrap=True,
            name="adviceHow",
        )
        content = QWidget()
        page = vbox(on=content, margins=(2 * GRID, GRID, 2 * GRID, GRID), gap=GRID // 2)
        for widget in (self.title, self.findings, self.figures):
            page.addWidget(widget)
        page.addSpacing(GRID)
        page.addWidget(label(_("All ratings"), "muted", name="adviceRatingsTitle"))
        for widget in (self.ratings, self.without):
            page.addWidget(widget)
        page.addSpacing(GRID)
        page.addWidget(self.how)
        page.addStretch(1)
        vbox(scrolled(content, "adviceAsideScroll"), on=self)
        self.setMinimumWidth(_WIDTH)

    def sizeHint(self) -> QSize:
        """However long its texts are, the table comes first."""
        return QSize(_WIDTH, super().sizeHint().height())

    def show_advice(self, made: Advice) -> None:
        """What holds of the ratings as a whole."""
        ratings = made.ratings
        said = [advice_words.finding_text(made, finding) for finding in ratings.findings]
        self.ratings.setText(_unbroken(said))
        lines = [
            _("{item}: α without it {figure}").format(
                item=advice_words.name(item), figure=advice_words.figure(ratings.without[item.code])
            )
            for item in ratings.items
            if ratings.without.get(item.code) is not None
        ]
        if ratings.left_out:
            lines.append(_("Not counted, as an item is missing: {n}").format(n=ratings.left_out))
        self.without.setText(_unbroken(lines))
        self.without.setVisible(bool(lines))

    def show_evidence(self, made: Advice, evidence: Evidence | None) -> None:
        """All there is to say of the current row."""
        for widget in (self.title, self.findings, self.figures):
            widget.setVisible(evidence is not None)
        if evidence is None:
            return
        self.title.setText(advice_words.name(evidence.indicator))
        self.findings.setText(_unbroken(advice_words.finding_text(made, f) for f in evidence.findings))
        counts = evidence.counts
        lines = [
            _("{n} agent-months in {months} months, {there} with a value").format(
                n=counts.asked, months=len(counts.months), there=counts.there
            ),
            _("With the rest of the total: r = {figure}").format(
                figure=advice_words.correlation_text(evidence.total)
            ),
            _("With the customers' rating: ρ = {figure}").format(
                figure=advice_words.correlation_text(evidence.csat)
            ),
        ]
        twin = next((e for e in made.evidence if e.indicator.code == evidence.twin), None)
        if twin is not None:
            lines.append(
                _("Most similar: {indicator}, r = {figure}").format(
                    indicator=advice_words.name(twin.indicator),
                    figure=advice_words.correlation_text(evidence.twinned),
                )
            )
        self.figures.setText(_unbroken(lines))


def _unbroken(lines: Iterable[str]) -> str:
    """A line each; no line ends between a letter and its figure."""
    return "\n".join(lines).replace(" = ", "\u00a0=\u00a0")
