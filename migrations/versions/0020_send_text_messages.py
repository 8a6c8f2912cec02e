"""Send text messages.

A message leaves by mail or as a text; each way looks only at its own, so the way comes into the
index. A code lies sealed in its row until it left. An invitation may have a number of its own.
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

OLD, NEW = "ix_outbox_message_state_due_at", "ix_outbox_message_state_channel_due_at"


def upgrade() -> None:
    with op.batch_alter_table("outbox_message") as table:
        table.add_column(sa.Column("channel", sa.String(32), nullable=False, server_default="mail"))
        table.add_column(sa.Column("sealed", sa.String(120), nullable=False, server_default=""))
        table.drop_index(OLD)
        table.create_index(NEW, ["state", "channel", "due_at"])
    with op.batch_alter_table("invitation") as table:
        table.add_column(sa.Column("phone", sa.String(40), nullable=False, server_default=""))


def downgrade() -> None:
    """Refuses nothing: texts that wait are given up, for mail cannot carry them."""
    op.execute("DELETE FROM outbox_message WHERE channel = 'text'")
    with op.batch_alter_table("invitation") as table:
        table.drop_column("phone")
    with op.batch_alter_table("outbox_message") as table:
        table.drop_index(NEW)
        table.create_index(OLD, ["state", "due_at"])
        table.drop_column("sealed")
        table.drop_column("channel")
