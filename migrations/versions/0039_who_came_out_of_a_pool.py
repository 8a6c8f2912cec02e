"""Who came out of a pool.

A seat says whether its holder was named or drawn. Of those that stand nobody knows: they stay.
"""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("seat") as batch:
        batch.add_column(
            sa.Column("is_drawn", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    with op.batch_alter_table("seat") as batch:
        batch.alter_column("is_drawn", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("seat") as batch:
        batch.drop_column("is_drawn")
