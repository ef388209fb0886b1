"""Every kind of work that is interrupted."""

from __future__ import annotations

from tools.torture import afterwards, encrypting, outputs, scenarios
from tools.torture.scenarios import Scenario


def all_scenarios() -> list[Scenario]:
    """Every kind of work this version knows."""
    made: list[type[Scenario]] = [
        scenarios.Rating, scenarios.Importing, scenarios.Closing, scenarios.Publishing, scenarios.Migrating,
        scenarios.Creating, scenarios.Building, outputs.Exporting, outputs.BackingUp, encrypting.Encrypting,
        outputs.Restoring, *afterwards.ALL,
    ]  # fmt: skip
    return [kind() for kind in made]
