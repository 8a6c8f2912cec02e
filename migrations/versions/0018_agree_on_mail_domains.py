"""Agree on the mail domains of partners, each until a day on which somebody looks again.

Without a row mail goes everywhere, as before.
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "mail_domain",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(254), nullable=False),
        sa.Column("checked_until", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_domain")),
        sa.UniqueConstraint("name", name=op.f("uq_mail_domain_name")),
    )


def downgrade() -> None:
    op.execute("UPDATE outbox_message SET state = 'pending' WHERE state = 'held'")
    op.drop_table("mail_domain")
