"""What becomes of an assessment after its month was closed, and the office's own days off."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_WORD = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "assessment_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=False),
        sa.Column("stage", _WORD, nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("reason", _WORD, nullable=False),
        sa.Column("witness", _WORD, nullable=True),
        sa.Column("carrier", _WORD, nullable=True),
        sa.Column("tracking", _WORD, nullable=True),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_assessment_step_office_id")),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name=op.f("fk_assessment_step_cycle_id")),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_assessment_step_agent_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_assessment_step_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment_step")),
    )
    op.create_index("ix_assessment_step_cycle_agent", "assessment_step", ["cycle_id", "agent_id"])
    op.create_table(
        "special_day",
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("works", sa.Boolean(), nullable=False),
        sa.Column("name", _WORD, nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_special_day_office_id")),
        sa.PrimaryKeyConstraint("office_id", "day", name=op.f("pk_special_day")),
    )
