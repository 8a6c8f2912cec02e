"""Notice of a new device.

A session says by which mark its browser is known, and a message may go to the address that its
person had before. Browsers of before have no mark: the first sign-in with one tells nobody.
"""

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("web_session") as batch:
        batch.add_column(
            sa.Column("mark_hash", sa.String(length=64), nullable=False, server_default="")
        )
        batch.add_column(
            sa.Column("is_new_device", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    with op.batch_alter_table("outbox_message") as batch:
        batch.add_column(
            sa.Column("former_mail", sa.String(length=254), nullable=False, server_default="")
        )
    with op.batch_alter_table("web_session") as batch:
        batch.alter_column("mark_hash", server_default=None)
        batch.alter_column("is_new_device", server_default=None)
    with op.batch_alter_table("outbox_message") as batch:
        batch.alter_column("former_mail", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("outbox_message") as batch:
        batch.drop_column("former_mail")
    with op.batch_alter_table("web_session") as batch:
        batch.drop_column("is_new_device")
        batch.drop_column("mark_hash")
