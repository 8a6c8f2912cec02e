"""Reviews passed over.

One rung of the ladder is passed over and the next one is proposed. What was skipped before ended
the ladder, and still does.
"""

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("review_choice") as table:
        table.add_column(sa.Column("passed_days", sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("review_choice") as table:
        table.alter_column("passed_days", server_default=None)


def downgrade() -> None:
    # Without the column what was passed over would read as an end of the ladder.
    op.execute("DELETE FROM review_choice WHERE passed_days > 0 AND due_on IS NULL")
    op.execute("UPDATE review_choice SET skipped_because = '' WHERE passed_days > 0")
    with op.batch_alter_table("review_choice") as table:
        table.drop_column("passed_days")
