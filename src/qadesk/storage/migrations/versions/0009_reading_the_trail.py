"""The trail can be listed without reading its entries; a sheet keeps the head of the trail printed on it."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_WORD = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    op.add_column("sheet", sa.Column("trail", _WORD, nullable=True))
    op.create_index("ix_audit_listed", "audit", ["office_id", "seq", "at", "user_id", "action", "subject"])
