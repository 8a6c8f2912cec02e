"""Keep what comes back by mail: each mail once and sealed, and moments that invitees propose.

An answer by mail has its DTSTAMP, so that one that was long on its way does not overrule a later
one. Answers of before came by other ways and have none.
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "incoming_mail",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("problem", sa.String(32), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("reply", sa.String(32), nullable=True),
        sa.Column("invitation_id", sa.Uuid(), nullable=True),
        sa.Column("hold_id", sa.Uuid(), nullable=True),
        sa.Column("conference_id", sa.Uuid(), nullable=True),
        sa.Column("region_id", sa.Uuid(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by_id", sa.Uuid(), nullable=True),
        *(
            sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_incoming_mail_{column}"))
            for column, target in (
                ("invitation_id", "invitation.id"),
                ("hold_id", "poll_hold.id"),
                ("conference_id", "conference.id"),
                ("region_id", "region.id"),
                ("settled_by_id", "person.id"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incoming_mail")),
        sa.UniqueConstraint("digest", name=op.f("uq_incoming_mail_digest")),
    )
    with op.batch_alter_table("incoming_mail", schema=None) as batch_op:
        batch_op.create_index("ix_incoming_mail_state_received_at", ["state", "received_at"])
        for column in ("invitation_id", "hold_id", "conference_id", "region_id"):
            batch_op.create_index(batch_op.f(f"ix_incoming_mail_{column}"), [column])

    op.create_table(
        "moment_proposal",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("invitation_id", sa.Uuid(), nullable=False),
        sa.Column("mail_id", sa.Uuid(), nullable=True),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by_id", sa.Uuid(), nullable=True),
        sa.Column("accepted", sa.Boolean(), nullable=True),
        *(
            sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_moment_proposal_{column}"))
            for column, target in (
                ("invitation_id", "invitation.id"),
                ("mail_id", "incoming_mail.id"),
                ("settled_by_id", "person.id"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moment_proposal")),
    )
    with op.batch_alter_table("moment_proposal", schema=None) as batch_op:
        for column in ("invitation_id", "mail_id"):
            batch_op.create_index(batch_op.f(f"ix_moment_proposal_{column}"), [column])

    for table in ("answer", "poll_answer"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            column = sa.Column("stamped_at", sa.DateTime(timezone=True), nullable=True)
            batch_op.add_column(column)


def downgrade() -> None:
    for table in ("poll_answer", "answer"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column("stamped_at")

    op.drop_table("moment_proposal")
    op.drop_table("incoming_mail")
