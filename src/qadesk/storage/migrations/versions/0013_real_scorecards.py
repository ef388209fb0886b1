"""Scorecards as offices write them: several in one cycle."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_WORD = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    _cards()


def _number(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def _refers(table: str, *columns: str) -> list[sa.ForeignKeyConstraint]:
    """To the tables that these columns are called after, the office's first."""
    return [
        sa.ForeignKeyConstraint([one], [f"{one.removesuffix('_id')}.id"], name=op.f(f"fk_{table}_{one}"))
        for one in ("office_id", *columns)
    ]


def _cards() -> None:
    """Which scorecard is whose: by the office's rules, and as they were frozen when a cycle opened."""
    op.create_table(
        "card_rule",
        _number("id"),
        _number("office_id"),
        _number("agent_id", nullable=True),
        sa.Column("post", _WORD, nullable=True),
        sa.Column("team", _WORD, nullable=True),
        sa.Column("code", _WORD, nullable=False),
        _number("user_id", nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        *_refers("card_rule", "agent_id", "user_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card_rule")),
    )
    op.create_table(
        "cycle_card",
        _number("id"),
        _number("office_id"),
        _number("cycle_id"),
        _number("scorecard_id"),
        _number("agent_id", nullable=True),
        sa.Column("post", _WORD, nullable=True),
        sa.Column("team", _WORD, nullable=True),
        sa.Column("since", sa.Date(), nullable=True),
        _number("user_id", nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        *_refers("cycle_card", "cycle_id", "scorecard_id", "agent_id", "user_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cycle_card")),
        sa.UniqueConstraint(
            "cycle_id", "agent_id", "since", name=op.f("uq_cycle_card_cycle_id_agent_id_since")
        ),
    )
    op.create_index(op.f("ix_cycle_card_cycle_id"), "cycle_card", ["cycle_id"])
    with op.batch_alter_table("target") as batch:
        batch.add_column(_number("scorecard_id", nullable=True))
        batch.create_foreign_key(op.f("fk_target_scorecard_id"), "scorecard", ["scorecard_id"], ["id"])
        batch.drop_constraint(op.f("uq_target_cycle_id_agent_id_indicator"), type_="unique")
        batch.create_unique_constraint(
            op.f("uq_target_cycle_id_agent_id_scorecard_id_indicator"),
            ["cycle_id", "agent_id", "scorecard_id", "indicator"],
        )
