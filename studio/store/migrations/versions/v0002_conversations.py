"""Conversations that were given a name."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the table, where a program that did not count its steps has not."""
    if not sa.inspect(op.get_bind()).has_table("conversations"):
        op.create_table(
            "conversations",
            sa.Column("name", sa.String(80), primary_key=True),
            sa.Column("document", sa.JSON, nullable=False),
        )
