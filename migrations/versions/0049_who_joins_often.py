"""Who joins often: what they said to the offer of an account, and a passkey in place of a code."""

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "account_wish",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("region_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["person.id"], name=op.f("fk_account_wish_decided_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_account_wish_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["region_id"], ["region.id"], name=op.f("fk_account_wish_region_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_wish")),
    )
    with op.batch_alter_table("account_wish", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_account_wish_person_id"), ["person_id"], unique=True)
        batch_op.create_index(batch_op.f("ix_account_wish_region_id"), ["region_id"], unique=False)

    op.create_table(
        "guest_passkey",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("credential_id", sa.String(1400), nullable=False),
        sa.Column("public_key", sa.String(1400), nullable=False),
        sa.Column("sign_count", sa.Integer(), nullable=False),
        sa.Column("reach_hash", sa.String(64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_guest_passkey_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guest_passkey")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_guest_passkey_credential_id")),
    )
    with op.batch_alter_table("guest_passkey", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_guest_passkey_person_id"), ["person_id"], unique=False)

    with op.batch_alter_table("visit", schema=None) as batch_op:
        batch_op.add_column(sa.Column("guest_passkey_id", sa.Uuid(), nullable=True))
        batch_op.create_index(
            batch_op.f("ix_visit_guest_passkey_id"), ["guest_passkey_id"], unique=False
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_visit_guest_passkey_id"), "guest_passkey", ["guest_passkey_id"], ["id"]
        )


def downgrade() -> None:
    with op.batch_alter_table("visit", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_visit_guest_passkey_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_visit_guest_passkey_id"))
        batch_op.drop_column("guest_passkey_id")

    with op.batch_alter_table("guest_passkey", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_guest_passkey_person_id"))

    op.drop_table("guest_passkey")
    with op.batch_alter_table("account_wish", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_account_wish_region_id"))
        batch_op.drop_index(batch_op.f("ix_account_wish_person_id"))

    op.drop_table("account_wish")
