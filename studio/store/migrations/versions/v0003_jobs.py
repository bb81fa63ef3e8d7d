"""Jobs that are given to one worker of many."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the table."""
    if not sa.inspect(op.get_bind()).has_table("jobs"):
        op.create_table(
            "jobs",
            sa.Column("key", sa.String(64), primary_key=True),
            sa.Column("attempt", sa.Integer, nullable=False),
            sa.Column("holder", sa.String(120), nullable=False),
            sa.Column("until", sa.Float(53), nullable=False),
            sa.Column("done", sa.Boolean, nullable=False),
            sa.Column("document", sa.JSON, nullable=False),
        )
