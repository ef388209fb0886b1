"""Scorecard versions with their steps, planned targets, typed values, and the focus of each agent."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("scorecard", sa.Column("updated_at", sa.BigInteger(), nullable=True))
    # Alembic would rebuild the table for a reference, and cycles point to it; SQLite can simply add one.
    op.execute(
        "ALTER TABLE scorecard ADD COLUMN based_on INTEGER"
        " CONSTRAINT fk_scorecard_based_on_scorecard REFERENCES scorecard (id)"
    )
    op.add_column("target", sa.Column("team", sa.String(), nullable=True))
    op.add_column("target", sa.Column("post", sa.String(), nullable=True))
    op.create_table(
        "scorecard_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scorecard_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["scorecard_id"], ["scorecard.id"], name=op.f("fk_scorecard_step_scorecard_id_scorecard")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_scorecard_step_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scorecard_step")),
    )
    op.create_index(op.f("ix_scorecard_step_scorecard_id"), "scorecard_step", ["scorecard_id"])
    op.create_table(
        "target_plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cycle_code", sa.String(), nullable=True),
        sa.Column("team", sa.String(), nullable=True),
        sa.Column("post", sa.String(), nullable=True),
        sa.Column("agent_id", sa.Integer(), nullable=True),
        sa.Column("indicator", sa.String(), nullable=False),
        sa.Column("standard", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_target_plan_agent_id_agent")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_target_plan_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_target_plan")),
    )
    _of_one_agent("typed_value")
    _of_one_agent("focus")


def _of_one_agent(table: str) -> None:
    """What is settled for one agent in one cycle."""
    own = {
        "typed_value": [
            sa.Column("indicator", sa.String(), nullable=False),
            sa.Column("value", sa.Text(), nullable=False),
            sa.Column("origin", sa.String(), nullable=False),
        ],
        "focus": [
            sa.Column("indicator", sa.String(), nullable=False),
            sa.Column("basis", sa.String(), nullable=False),
            sa.Column("step", sa.String(), nullable=False),
            sa.Column("extra", sa.Text(), nullable=False),
        ],
    }[table]
    keys = ["cycle_id", "agent_id"] + (["indicator"] if table == "typed_value" else [])
    op.create_table(
        table,
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=False),
        *own,
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name=op.f(f"fk_{table}_cycle_id_cycle")),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f(f"fk_{table}_agent_id_agent")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f(f"fk_{table}_user_id_user")),
        sa.PrimaryKeyConstraint(*keys, name=op.f(f"pk_{table}")),
    )
