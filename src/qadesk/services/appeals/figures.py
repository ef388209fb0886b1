"""What is put right inside an appeal: the old figures beside the new ones, and who else would move."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from qadesk.i18n import current_language
from qadesk.services import cards, cycles
from qadesk.services.after_closing import corrections
from qadesk.services.after_closing.correction_words import (
    differs,
    effect,
    effect_head,
    figure_line,
    figures,
)
from qadesk.services.appeals.reading import Appeal
from qadesk.services.assessment import assessments
from qadesk.storage import tables
from qadesk.storage.office import Office


@dataclass(frozen=True)
class AppealFigures:
    """A line for each figure, old and new; and one for each other agent it would move, under `others_head`.

    None of them where nothing is put right.
    """

    lines: tuple[str, ...] = ()
    others_head: str = ""
    others: tuple[str, ...] = ()


def compared(office: Office, code: str, one: Appeal) -> AppealFigures:
    """Figures of an appeal: as they would be while they are corrected, as they became by the decision."""
    if one.correction_id is None:
        return AppealFigures()
    if one.open:
        found = corrections.preview(office, code, one.position.staff_no)
        return AppealFigures(differs(found, current_language()), effect_head(found), effect(found))
    own = tables.correction.c
    with office.read() as connection:
        cycle = cycles.get_in(connection, office, code)
        made = connection.execute(select(own.revision).where(own.id == one.correction_id)).scalar()
        kept = {
            one.revision: one for one in assessments.revisions(connection, cycle.id, one.position.agent_id)
        }
        card = cards.of_cycle(connection, cycle).of(one.position.agent_id)
    if made is None or made not in kept or made - 1 not in kept:
        return AppealFigures()
    before, after = kept[made - 1].assessment, kept[made].assessment
    return AppealFigures(tuple(map(figure_line, figures(card, before, after, current_language()))))
