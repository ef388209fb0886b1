"""The second half of a month: results have revisions."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _assessments_anew()
        return
    op.add_column("assessment", sa.Column("revision", sa.Integer(), nullable=False, server_default="1"))
    op.alter_column("assessment", "revision", server_default=None)
    op.drop_constraint("uq_assessment_cycle_id_agent_id", "assessment")
    op.create_unique_constraint(
        "uq_assessment_cycle_id_agent_id_revision", "assessment", ["cycle_id", "agent_id", "revision"]
    )


def _assessments_anew() -> None:
    """SQLite cannot drop what must be unique: the table is made anew."""
    op.execute(
        """
        CREATE TABLE assessment_new (
            id INTEGER NOT NULL,
            office_id INTEGER NOT NULL,
            cycle_id INTEGER NOT NULL,
            agent_id INTEGER NOT NULL,
            content JSON NOT NULL,
            digest VARCHAR NOT NULL,
            at BIGINT NOT NULL,
            revision INTEGER NOT NULL,
            CONSTRAINT pk_assessment PRIMARY KEY (id),
            CONSTRAINT uq_assessment_cycle_id_agent_id_revision UNIQUE (cycle_id, agent_id, revision),
            CONSTRAINT fk_assessment_office_id FOREIGN KEY(office_id) REFERENCES office (id),
            CONSTRAINT fk_assessment_cycle_id FOREIGN KEY(cycle_id) REFERENCES cycle (id),
            CONSTRAINT fk_assessment_agent_id FOREIGN KEY(agent_id) REFERENCES agent (id)
        )
        """
    )
    op.execute(
        "INSERT INTO assessment_new (id, office_id, cycle_id, agent_id, content, digest, at, revision)"
        " SELECT id, office_id, cycle_id, agent_id, content, digest, at, 1 FROM assessment"
    )
    op.drop_table("assessment")
    op.rename_table("assessment_new", "assessment")
