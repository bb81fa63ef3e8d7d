"""The four tables. Stores from before the steps were counted have them already."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make what is not there."""
    there = set(sa.inspect(op.get_bind()).get_table_names())
    if "sessions" not in there:
        op.create_table(
            "sessions",
            sa.Column("id", sa.String(40), primary_key=True),
            sa.Column("brief", sa.Text, nullable=False),
            sa.Column("outcome", sa.String(16), nullable=False),
            sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        )
    if "events" not in there:
        op.create_table(
            "events",
            sa.Column("session", sa.String(40), sa.ForeignKey("sessions.id"), primary_key=True),
            sa.Column("number", sa.Integer, primary_key=True),
            sa.Column("kind", sa.String(16), nullable=False, index=True),
            sa.Column("actor", sa.String(16), nullable=False),
            sa.Column("data", sa.JSON, nullable=False),
            sa.Column("time", sa.DateTime(timezone=True), nullable=False),
        )
    for name, key, length, column, width in (
        ("artifacts", "handle", 32, "kind", 16),
        ("calls", "key", 64, "tool", 64),
    ):
        if name not in there:
            op.create_table(
                name,
                sa.Column(key, sa.String(length), primary_key=True),
                sa.Column(column, sa.String(width), nullable=False, index=True),
                sa.Column("document", sa.JSON, nullable=False),
            )
