"""Remember whether a poll reminds.

It was only known while the reminder was due. Of what is there already: who is still to be reminded
or was, is. Whether the others were to be is not known any more; they are not.
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("poll", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("reminds", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    op.execute(
        sa.text(
            "UPDATE poll SET reminds = :yes WHERE remind_at IS NOT NULL OR EXISTS ("
            "SELECT 1 FROM poll_person WHERE poll_person.poll_id = poll.id"
            " AND poll_person.reminded_at IS NOT NULL)"
        ).bindparams(yes=True)
    )


def downgrade() -> None:
    with op.batch_alter_table("poll", schema=None) as batch_op:
        batch_op.drop_column("reminds")
