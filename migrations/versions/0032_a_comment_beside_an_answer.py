"""A comment beside an answer.

What an invitee writes with their yes, perhaps or no, for the coordinator; until now it
stayed in the mail that it came with.
"""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("answer", schema=None) as batch_op:
        batch_op.add_column(sa.Column("comment", sa.String(500), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("answer", schema=None) as batch_op:
        batch_op.drop_column("comment")
