"""Let invitees in with a code.

Codes that open an invitation once, and the visits that they begin; both kept as hashes. Wrong
codes are counted at the invitation, so that a new code gives nobody new tries.
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("wrong_join_codes", sa.Integer(), nullable=False, server_default="0")
        )
    op.create_table(
        "join_code",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("invitation_id", sa.Uuid(), nullable=False),
        sa.Column("code_hash", sa.String(64), nullable=False),
        sa.Column("way", sa.String(32), nullable=False),
        sa.Column("made_by_id", sa.Uuid(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["invitation_id"], ["invitation.id"], name=op.f("fk_join_code_invitation_id")
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["person.id"], name=op.f("fk_join_code_made_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_join_code")),
    )
    op.create_index(op.f("ix_join_code_invitation_id"), "join_code", ["invitation_id"])
    op.create_table(
        "visit",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key_hash", sa.String(64), nullable=False),
        sa.Column("invitation_id", sa.Uuid(), nullable=False),
        sa.Column("link_key", sa.String(40), nullable=False),
        sa.Column("asked_sequence", sa.Integer(), nullable=False),
        sa.Column("device", sa.String(120), nullable=False),
        sa.Column("admitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["invitation_id"], ["invitation.id"], name=op.f("fk_visit_invitation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_visit_key_hash")),
    )
    op.create_index(op.f("ix_visit_invitation_id"), "visit", ["invitation_id"])


def downgrade() -> None:
    op.drop_table("visit")
    op.drop_table("join_code")
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.drop_column("wrong_join_codes")
