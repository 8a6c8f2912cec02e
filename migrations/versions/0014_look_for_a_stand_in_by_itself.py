"""Look for a stand-in by itself.

Each conference says for which seats the portal begins to look when somebody says no. Sittings that
are planned already keep what their coordinator counts on: an emergency looks, the others wait for
a click.
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("conference", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("seeks_for", sa.String(32), nullable=False, server_default="no_seat")
        )
    op.execute("UPDATE conference SET seeks_for = 'every_seat' WHERE patience_minutes IS NOT NULL")


def downgrade() -> None:
    with op.batch_alter_table("conference", schema=None) as batch_op:
        batch_op.drop_column("seeks_for")
