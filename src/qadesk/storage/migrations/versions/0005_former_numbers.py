"""The staff numbers that agents had before: what still comes with one finds the same person."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_WORD = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "former_number",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=False),
        sa.Column("staff_no", _WORD, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_former_number_office_id")),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_former_number_agent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_former_number")),
    )
    op.create_index(op.f("ix_former_number_agent_id"), "former_number", ["agent_id"])
    op.create_index(op.f("ix_former_number_staff_no_office_id"), "former_number", ["staff_no", "office_id"])
