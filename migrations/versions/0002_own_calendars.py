"""Own calendars: where they are, sealed, and the busy time read from them.

A moment must suit the whole working day of a person, and most of it stands in another calendar.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "busy_source",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("sealed", sa.String(2400), nullable=False),
        sa.Column("etag", sa.String(200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("whole_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("known_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("problem", sa.String(32), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_busy_source_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_busy_source")),
    )
    with op.batch_alter_table("busy_source", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_busy_source_due_at"), ["due_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_busy_source_person_id"), ["person_id"], unique=False)

    op.create_table(
        "busy_interval",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("source_id", sa.Uuid(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_tentative", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["source_id"], ["busy_source.id"], name=op.f("fk_busy_interval_source_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_busy_interval")),
    )
    with op.batch_alter_table("busy_interval", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_busy_interval_ends_at"), ["ends_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_busy_interval_source_id"), ["source_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("busy_interval", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_busy_interval_source_id"))
        batch_op.drop_index(batch_op.f("ix_busy_interval_ends_at"))

    op.drop_table("busy_interval")
    with op.batch_alter_table("busy_source", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_busy_source_person_id"))
        batch_op.drop_index(batch_op.f("ix_busy_source_due_at"))

    op.drop_table("busy_source")
