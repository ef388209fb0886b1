"""The trail as a chain, and the digests of all rows as its entries left them."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_WORD = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    with op.batch_alter_table("audit") as batch:
        batch.add_column(sa.Column("seq", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("salt", _WORD, nullable=True))
        batch.add_column(sa.Column("origin", _WORD, nullable=True))
        batch.add_column(sa.Column("changes", _WORD, nullable=True))
        batch.add_column(sa.Column("seals", _WORD, nullable=True))
        batch.add_column(sa.Column("hash", _WORD, nullable=True))
        batch.create_unique_constraint(op.f("uq_audit_office_id_seq"), ["office_id", "seq"])
    op.create_table(
        "seal",
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("table", _WORD, nullable=False),
        sa.Column("part", _WORD, nullable=False),
        sa.Column("keys", _WORD, nullable=False),
        sa.Column("hashes", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_seal_office_id")),
        sa.PrimaryKeyConstraint("office_id", "table", "part", name=op.f("pk_seal")),
    )
