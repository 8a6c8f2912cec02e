"""Let a seat be filled out of a pool.

Seats that were there keep what they had: they are filled by a person of their own.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("panel_seat", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("fill", sa.String(32), nullable=False, server_default="person")
        )

    with op.batch_alter_table("seat", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("fill", sa.String(32), nullable=False, server_default="person")
        )


def downgrade() -> None:
    with op.batch_alter_table("seat", schema=None) as batch_op:
        batch_op.drop_column("fill")

    with op.batch_alter_table("panel_seat", schema=None) as batch_op:
        batch_op.drop_column("fill")
