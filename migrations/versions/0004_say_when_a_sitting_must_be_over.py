"""Say when a sitting must be over.

An emergency counts from its signal, and a sitting after its latest moment keeps the reason that
somebody typed. Sittings that stand already have neither.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("conference", schema=None) as batch_op:
        batch_op.add_column(sa.Column("signal_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(
            sa.Column("late_because", sa.String(400), nullable=False, server_default="")
        )
    with op.batch_alter_table("conference", schema=None) as batch_op:
        batch_op.alter_column("late_because", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("conference", schema=None) as batch_op:
        batch_op.drop_column("late_because")
        batch_op.drop_column("signal_at")
