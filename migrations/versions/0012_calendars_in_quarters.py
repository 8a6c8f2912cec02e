"""What own calendars say, in quarters of an hour.

A search for a moment reads one row a calendar and not one a stretch of busy time. Every calendar is
read again: until then its owner is "perhaps", as with one that was never read.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("busy_source", schema=None) as batch_op:
        batch_op.add_column(sa.Column("quarters_from", sa.DateTime(timezone=True), nullable=True))
        for name in ("busy_quarters", "perhaps_quarters"):
            column = sa.Column(name, sa.LargeBinary(), nullable=False, server_default="")
            batch_op.add_column(column)
    op.execute(
        "UPDATE busy_source SET read_at = NULL, whole_at = NULL, etag = '', due_at = created_at"
    )


def downgrade() -> None:
    with op.batch_alter_table("busy_source", schema=None) as batch_op:
        for name in ("perhaps_quarters", "busy_quarters", "quarters_from"):
            batch_op.drop_column(name)
